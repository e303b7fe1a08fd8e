"""Who may change the base: roles by Telegram id, one-time invitations, and the labels of editors.

facts.db knows an editor by the label alone. The Telegram id stays here, and goes with the role.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count
from typing import Final, Literal

from sqlite_utils import Database

from knowledge.change import SHIPPED
from knowledge.guard.persons import has_personal_data


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
    "personal",  # it holds personal data, or reads like it
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
    """A link for one person: t.me/BOT?start=edit_TOKEN.

    Its hash is kept. The token itself stands in the message to the owner, and in the button that
    takes it up: they pass through the outbox of people.db, and go from there when delivered.
    """

    token: str
    role: Role
    #: Seconds since the epoch.
    expires_at: float


#: Seconds for which an invitation can be taken up.
INVITED_FOR: Final = 86_400.0
#: Who made those owners whom EXCHANGE_BOT_OWNER names.
SETTINGS: Final = "settings"
#: 2 to 24 letters, digits, hyphens and single spaces, no hyphen or space at the ends.
_LABEL: Final = re.compile(r"(?=.{2,24}$)[^\W_]+(?:[ -][^\W_]+)*")
_RESERVED: Final = frozenset((SETTINGS, SHIPPED))


class Editors:
    """The verbs, over one connection; the transaction is the caller's.

    `owners` are the Telegram ids that EXCHANGE_BOT_OWNER names.
    """

    def __init__(self, db: Database, owners: Collection[int] = ()) -> None:
        self._db, self._owners = db, frozenset(owners)

    def who(self, user: int) -> Editor | None:
        """Who has this Telegram id now; an owner of the settings only after `own`."""
        return self._one("user = ?", user)

    def person(self, label: str) -> Editor | None:
        """Who has this label now."""
        return self._one("folded = ? AND user IS NOT NULL", _folded(label))

    def everybody(self) -> tuple[Editor, ...]:
        """All with a role, owners first, then by label."""
        rows = self._db.execute(f"{_SELECT} WHERE user IS NOT NULL ORDER BY folded").fetchall()
        found = filter(None, map(self._read, rows))
        return tuple(sorted(found, key=lambda one: _RANK[one.role]))

    def own(self, now: float) -> None:
        """Give every owner of the settings a row, and a label."""
        for user in sorted(self._owners):
            if self.who(user) is None:
                self._insert(user, Role.OWNER, self._free(Role.OWNER), SETTINGS, now)

    def add(self, user: int, role: Role, label: str, by: str, now: float) -> Editor | Refused:
        """Give somebody a role. Whoever has one keeps their label, and the higher role."""
        known = self.who(user)
        if known:
            role = role if role.covers(known.role) else known.role
            self._db.execute("UPDATE editors SET role = ? WHERE user = ?", [role, user])
            return replace(known, role=role)
        label = " ".join(label.split()) or self._free(role)
        refusal = self._refusal(label)
        if refusal:
            return refusal
        # An owner whom the settings do not name any more may have left a label.
        self.forget(user)
        return self._insert(user, role, label, by, now)

    def _insert(self, user: int, role: Role, label: str, by: str, now: float) -> Editor:
        self._db.execute(
            "INSERT INTO editors (label, folded, user, role, since, by) VALUES (?, ?, ?, ?, ?, ?)",
            [label, _folded(label), user, role, now, by],
        )
        return Editor(user, label, role, now, by)

    def remove(self, label: str) -> Editor | Refused:
        """End somebody's role at once; the label stays taken, the Telegram id is forgotten."""
        found = self.person(label)
        if found is None:
            return Refused("unknown")
        if found.user in self._owners:
            return Refused("from_settings")
        self.forget(found.user)
        return found

    def forget(self, user: int) -> bool:
        """Forget a Telegram id, and with it the role; whether it had one.

        What the label was waiting for ends, and invitations that it made are void.
        """
        self._db.execute("UPDATE invitations SET user = 0 WHERE user = ?", [user])
        row = self._db.execute("SELECT label FROM editors WHERE user = ?", [user]).fetchone()
        if row is None:
            return False
        self._db.execute("UPDATE editors SET user = NULL WHERE user = ?", [user])
        self._db.execute("DELETE FROM expected WHERE label = ?", row)
        self._db.execute("DELETE FROM invitations WHERE by = ? AND user IS NULL", row)
        return True

    # -- invitations

    def invite(self, token: str, role: Role, by: str, now: float) -> Invitation:
        """Note an invitation by the hash of its token."""
        made = Invitation(token, role, now + INVITED_FOR)
        self._db.execute(
            "INSERT INTO invitations (token, role, by, expires_at) VALUES (?, ?, ?, ?)",
            [_hash(token), role, by, made.expires_at],
        )
        return made

    def invited(self, token: str, user: int, now: float) -> Role | Refused:
        """The role that a token gives this person now."""
        row = self._db.execute(
            "SELECT role, expires_at, user, by FROM invitations WHERE token = ?", [_hash(token)]
        ).fetchone()
        if row is None:
            return Refused("unknown")
        role, expires_at, taken_by, by = row
        if taken_by is not None and (taken_by != user or self.who(user) is None):
            return Refused("used")
        if taken_by is None and expires_at <= now:
            return Refused("expired")
        inviter = self.person(by)
        if taken_by is None and (inviter is None or inviter.role is not Role.OWNER):
            return Refused("unknown")  # it went with the role of whoever made it
        return Role(role)

    def accept(self, token: str, user: int, label: str, now: float) -> Editor | Refused:
        """Take up an invitation; the same person may say so again."""
        role = self.invited(token, user, now)
        if isinstance(role, Refused):
            return role
        (by, taken) = self._db.execute(
            "SELECT by, user FROM invitations WHERE token = ?", [_hash(token)]
        ).fetchone()
        known = self.who(user)
        if taken is not None and known:
            return known
        made = self.add(user, role, label, by, now)
        if isinstance(made, Editor):
            self._db.execute(
                "UPDATE invitations SET user = ? WHERE token = ?", [user, _hash(token)]
            )
        return made

    def prune(self, now: float) -> None:
        """Forget invitations that ended a day ago."""
        self._db.execute("DELETE FROM invitations WHERE expires_at < ?", [now - INVITED_FOR])

    # -- labels

    def _free(self, role: Role) -> str:
        """The first label of a role that nobody has had: owner-1, editor-2."""
        return next(name for n in count(1) if not self._is_taken(name := f"{role}-{n}"))

    def _refusal(self, label: str) -> Refused | None:
        if not _LABEL.fullmatch(label) or not _is_plain(label) or has_personal_data(label):
            return Refused("label_wrong")
        return Refused("label_taken") if self._is_taken(label) else None

    def _is_taken(self, label: str) -> bool:
        folded = _folded(label)
        found = self._db.execute("SELECT 1 FROM editors WHERE folded = ?", [folded])
        return folded in _RESERVED or found.fetchone() is not None

    def _one(self, where: str, value: object) -> Editor | None:
        row = self._db.execute(f"{_SELECT} WHERE {where}", [value]).fetchone()
        return self._read(row) if row else None

    def _read(self, row: tuple[int, str, str, float, str]) -> Editor | None:
        """A row; None for an owner whom the settings do not name any more."""
        user, label, role, since, by = row
        if user in self._owners:
            return Editor(user, label, Role.OWNER, since, by)
        return None if by == SETTINGS else Editor(user, label, Role(role), since, by)


_SELECT: Final = "SELECT user, label, role, since, by FROM editors"


def _folded(label: str) -> str:
    """A label as it is compared: nobody shall be taken for somebody else."""
    return unicodedata.normalize("NFKC", " ".join(label.split())).casefold()


def _is_plain(label: str) -> bool:
    """Whether its letters, of which it has some, are all of one script: "еditor" is not "editor"."""
    return len({unicodedata.name(one, "?").split()[0] for one in label if one.isalpha()}) == 1


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
