"""The newsroom: what editors ask of the base and order, whoever shows it to them.

Every verb looks up the role itself, at the moment it is called: an editor who was removed is
refused by the next call. What is expected comes as a value (`Refused`, `Overtaken`, `Stale` ...);
only a database that cannot be written raises (UnwritableError).

Every verb may be called again with the same values, because Telegram repeats an update whose
effects were not kept: it then changes nothing, and returns the same as before.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.verdicts import (
    Preview,
    Published,
    Stale,
    Step,
    Stopped,
    Undone,
    Waiting,
)
from jobs.drafts import Kept, Overtaken
from jobs.editors import Editor, Invitation, Refused, Role
from knowledge.attached import Phrasing
from knowledge.base import Entry
from knowledge.checking.drafts import Remark
from knowledge.drafting.draft import Aim, Draft
from knowledge.model import Language


class Newsroom:
    """`House.newsroom`. `by` is whoever orders something, as `editor` returned them."""

    # -- who

    async def editor(self, user: int) -> Editor | None:
        """Who a Telegram id is, from the table or from EXCHANGE_BOT_OWNER; None for everybody else.

        Asked on every message, button and file; it reads people.db each time.
        """
        raise NotImplementedError

    async def editors(self) -> Sequence[Editor]:
        """Everybody with a role, owners first, then by label."""
        raise NotImplementedError

    async def invite(self, by: Editor, role: Role) -> Invitation | Refused:
        """A link for one person, good for a day. Owners only."""
        raise NotImplementedError

    async def invited(self, token: str) -> Role | Refused:
        """The role that a token would give now: unknown, used or expired otherwise."""
        raise NotImplementedError

    async def accept(self, token: str, user: int, label: str = "") -> Editor | Refused:
        """Take up an invitation. Without a label it becomes "editor-3", "reviewer-2" or the like.

        The same person may call it again. Somebody who has a role keeps the label, and the higher
        role. Reasons: unknown, used, expired, label_taken, label_wrong.
        """
        raise NotImplementedError

    async def remove(self, by: Editor, label: str) -> Editor | Refused:
        """End somebody's role; returns who that was (with the id, to take the menu away).

        Their drafts stay, for owners; the invitations that they made are void. Owners only, and
        nobody whom EXCHANGE_BOT_OWNER names (from_settings).
        """
        raise NotImplementedError

    # -- drafts

    async def draft(self, id: int) -> Kept | None:  # noqa: A002 - as everywhere
        """A draft, whatever its state; None where there is none."""
        raise NotImplementedError

    async def drafts(self, by: Editor) -> Sequence[Kept]:
        """The drafts that are open or waiting and that `by` may see: their own first, then others'.

        A reviewer sees those that wait.
        """
        raise NotImplementedError

    def may(self, by: Editor, kept: Kept, editors: Sequence[Editor]) -> bool:
        """Whether `by` may act on a draft: an editor on any but those of somebody who was removed,
        an owner on all, a reviewer on those that wait."""
        raise NotImplementedError

    async def open(self, by: Editor, draft: Draft) -> Kept | Refused:
        """Keep a new draft. An equal one that they have open already is that one."""
        raise NotImplementedError

    async def revise(self, by: Editor, statement: str, aim: Aim) -> Kept | Refused:
        """A draft that begins with what is published: `aim` "correct", "edit" or "retract".

        One that `by` has open for the same statement and aim is that one. Reasons: unknown.
        """
        raise NotImplementedError

    async def change(
        self,
        by: Editor,
        id: int,  # noqa: A002
        revision: int,
        draft: Draft,
    ) -> Kept | Overtaken | Refused:
        """Put `draft` in place of the revision that was seen; it gets its id here, once it can.

        A draft that waits for approval, and is changed, is open again. Reasons: unknown, closed.
        """
        raise NotImplementedError

    async def drop(self, by: Editor, id: int) -> Kept | Refused:  # noqa: A002
        """Put a draft away. It can be taken up again with `reopen`."""
        raise NotImplementedError

    async def reopen(self, by: Editor, id: int) -> Kept | Refused:  # noqa: A002
        """Take up again what was dropped."""
        raise NotImplementedError

    async def card(self, by: Editor, id: int, message: int) -> None:  # noqa: A002
        """Note which message shows the card; kept with the update."""
        raise NotImplementedError

    async def expect(self, by: Editor, id: int, field: str) -> None:  # noqa: A002
        """The editor's next message fills this field; kept with the update, for an hour.

        An empty field ends it. Field names are the caller's own: also "return", "label" or the like.
        """
        raise NotImplementedError

    async def expected(self, by: Editor) -> tuple[int, str] | None:
        """Draft and field that the next message of `by` is for."""
        raise NotImplementedError

    # -- looking at a draft

    async def check(self, kept: Kept) -> Sequence[Remark]:
        """What stands in the way of publishing, then what should be looked at; none that is waived."""
        raise NotImplementedError

    async def preview(self, kept: Kept, language: Language) -> Preview | None:
        """Exactly what families would see of it, with the other side's block.

        None while it is no statement yet, and for a retraction.
        """
        raise NotImplementedError

    async def audience(self, kept: Kept) -> int:
        """Chats and threads that would be told: of news those who subscribed to it, of a correction
        or retraction those who were sent what it changes. 0 for an edit."""
        raise NotImplementedError

    # -- publishing

    async def publish(
        self,
        by: Editor,
        id: int,  # noqa: A002
        revision: int,
        *,
        at_once: bool = False,
    ) -> Published | Stopped | Waiting | Stale | Overtaken | Refused:
        """Publish a draft: from then on questions are answered with it.

        `at_once` tells subscribers without the hold; owners only. Where EXCHANGE_BOT_APPROVAL is
        set it is `Waiting` for a second person. Pressed twice, it is `Published` twice, once done.
        """
        raise NotImplementedError

    async def approve(
        self,
        by: Editor,
        id: int,  # noqa: A002
        revision: int,
    ) -> Published | Stopped | Stale | Overtaken | Refused:
        """Publish what waits, as a second person. Reasons: own, not_waiting, not_allowed, unknown."""
        raise NotImplementedError

    async def send_back(
        self,
        by: Editor,
        id: int,  # noqa: A002
        revision: int,
        note: str,
    ) -> Kept | Overtaken | Refused:
        """Return what waits to its editor, open again, with a note. Who that is: `person(label)`."""
        raise NotImplementedError

    async def person(self, label: str) -> Editor | None:
        """Who has this label now."""
        raise NotImplementedError

    async def retract(
        self, by: Editor, statement: str, reason: str
    ) -> Published | Waiting | Stale | Refused:
        """Withdraw a statement. The same as `revise(..., "retract")` with the reason as note, then
        `publish`: `kept.draft.aim` is "retract"."""
        raise NotImplementedError

    async def take_back(self, by: Editor, event: int) -> Undone | Refused:
        """Withdraw, within the hold, what was published at this position of the log (entry.position).

        Its draft is open again. By whoever published it, or an owner. Reasons: told, changed,
        not_allowed, unknown.
        """
        raise NotImplementedError

    async def release(self, by: Editor, event: int) -> bool | Refused:
        """Tell subscribers of this event without waiting for the hold; owners only.

        False where they were told, or it was taken back, before.
        """
        raise NotImplementedError

    async def last_change(self, by: Editor) -> Entry | Phrasing | None:
        """What `undo` would take back: the last change by this editor. None where there is none."""
        raise NotImplementedError

    async def undo(self, by: Editor, change: str) -> Undone | Refused:
        """Take back the editor's last change, which they were shown: `change` is `key_of(it)`.

        Reasons: changed (somebody else has changed the statement since: `by`), nothing (it is not
        their last change any more).
        """
        raise NotImplementedError

    async def history(self, statement: str) -> Sequence[Step]:
        """Every version, oldest first, with what it changed; empty for an unknown statement."""
        raise NotImplementedError

    # -- phrasings

    async def attach(
        self, by: Editor, entry: str, language: Language, text: str
    ) -> Phrasing | Refused:
        """Attach what people ask to `topic:ID` or `card:ID`; works at once. Reasons: unknown."""
        raise NotImplementedError


def key_of(change: Entry | Phrasing) -> str:
    """A change in a few characters, for a button: s12 (statements) or p3 (phrasings)."""
    letter = "p" if isinstance(change, Phrasing) else "s"
    return f"{letter}{change.position}"
