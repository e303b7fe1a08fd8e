"""Who may change the base: roles by Telegram id, one-time invitations, and the labels of editors.

facts.db knows an editor by the label alone. The Telegram id stays here, and goes with the role.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal


class Role(StrEnum):
    """What somebody may do; each of them may do what the next may."""

    OWNER = "owner"
    EDITOR = "editor"
    REVIEWER = "reviewer"

    def covers(self, other: Role) -> bool:
        """Whether this role may do what the other may."""
        return _RANK[self] <= _RANK[other]


_RANK: Final = {role: rank for rank, role in enumerate(Role)}

Reason = Literal[
    "not_allowed",  # the role does not cover it, or the role has ended
    "unknown",  # no such draft, statement, change or invitation
    "used",  # the invitation was accepted by somebody else
    "expired",  # the invitation is older than a day
    "label_taken",  # somebody has, or had, this label
    "label_wrong",  # no label: letters, digits, hyphen and space, 2 to 24 of them
    "from_settings",  # an owner whom EXCHANGE_BOT_OWNER names is removed there
    "closed",  # the draft was published or dropped
    "not_waiting",  # the draft waits for nobody's approval
    "own",  # nobody approves what they wrote or changed themselves
    "incomplete",  # the draft is no statement yet
    "no_note",  # a change, or a return, needs a reason
    "told",  # subscribers were told of it: retract it instead
    "changed",  # somebody (`by`) has changed the statement since
    "nothing",  # there is nothing to take back
]


@dataclass(frozen=True, slots=True)
class Refused:
    """What was asked is not done, and why; nothing has changed."""

    reason: Reason
    #: The label of whoever stands in the way, where somebody does.
    by: str = ""


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody with a role. `since` in seconds since the epoch, `by` a label or "settings"."""

    user: int
    label: str
    role: Role
    since: float = 0.0
    by: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link for one person: t.me/BOT?start=edit_TOKEN. The token is shown once and kept nowhere."""

    token: str
    role: Role
    #: Seconds since the epoch.
    expires_at: float
