"""The drafts of editors, as they open, change and drop them: the newsroom's second layer."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, TypeVar

from bot.staff import Staff
from bot.subscribers import keep
from jobs.drafts import Drafts, Kept, Overtaken, State
from jobs.editors import Editor, Refused, Role
from knowledge.change import Event
from knowledge.drafting.draft import Aim, Draft, draft_of
from knowledge.drafting.merging import caught_up

_T = TypeVar("_T")
#: Numbers of drafts have nine digits, drawn by lot: two who open one at once do not meet.
_FIRST: Final = 100_000_000
_CLOSED: Final = ("done", "dropped")


class DraftBook(Staff):
    """Drafts, each with whoever may act on it."""

    async def draft(self, number: int) -> Kept | None:
        """A draft, whatever its state; None where there is none."""
        return await self._find(lambda drafts: drafts.get(number))

    async def drafts(self, by: Editor) -> Sequence[Kept]:
        """The drafts that are open or waiting and that `by` may see: their own first, then others'.

        A reviewer sees those that wait.
        """
        editors = await self.editors()
        found = await self._find(lambda drafts: drafts.unfinished())
        seen = [kept for kept in found if self.may(by, kept, editors)]
        return sorted(seen, key=lambda kept: kept.editor != by.label)

    def may(self, by: Editor, kept: Kept, editors: Sequence[Editor]) -> bool:
        """Whether `by` may act on a draft: an editor on any but those of somebody who was removed,
        an owner on all, a reviewer on those that wait."""
        if by.role is Role.REVIEWER:
            return kept.state == "waiting"
        return by.role is Role.OWNER or any(one.label == kept.editor for one in editors)

    async def open(self, by: Editor, draft: Draft) -> Kept | Refused:
        """Keep a new draft. An equal one that they have open already is that one."""
        if not await self._is(by, Role.EDITOR):
            return Refused("not_allowed")
        fresh, now = _FIRST + secrets.randbelow(9 * _FIRST), self._house.timestamp()
        taken = await self._house.ask_base(lambda base: base.ids())
        return await self._note(lambda drafts: drafts.open(fresh, draft, by.label, now, taken))

    async def revise(self, by: Editor, statement: str, aim: Aim) -> Kept | Refused:
        """A draft that begins with what is published: `aim` "correct", "edit" or "retract".

        One that `by` has open for the same statement and aim is that one. Reasons: unknown.
        """
        mine = (
            kept
            for kept in await self._find(lambda drafts: drafts.unfinished())
            if kept.editor == by.label
            and kept.draft.aim == aim
            and kept.draft.value("id") == statement
        )
        found = next(mine, None)
        published = self._house.edition.statements.get(statement)
        if found:
            return found
        return await self.open(by, draft_of(published, aim)) if published else Refused("unknown")

    async def change(
        self,
        by: Editor,
        number: int,
        revision: int,
        draft: Draft,
    ) -> Kept | Overtaken | Refused:
        """Put `draft` in place of the revision that was seen; it gets its id here, once it can.

        A draft that waits for approval, and is changed, is open again. Reasons: unknown, closed.
        Where an update comes twice, `Overtaken.kept.changed_by` may be `by`: show that one.
        """
        kept = await self._mine(by, number)
        if isinstance(kept, Refused):
            return kept
        if kept.state in _CLOSED:
            return Refused("closed", kept.changed_by)
        taken = await self._house.ask_base(lambda base: base.ids())
        seen, now = replace(kept, revision=revision), self._house.timestamp()
        return await self._note(lambda drafts: drafts.change(seen, draft, by.label, now, taken))

    async def catch_up(self, by: Editor, number: int, revision: int) -> Kept | Overtaken | Refused:
        """Let a stale draft follow the version that is there now.

        What only the other changed is taken over; what both changed stays as the draft has it, and
        is doubtful until confirmed. A new statement whose id was taken meanwhile gets another id.
        Reasons: changed (it was withdrawn meanwhile), unknown, closed.
        """
        kept = await self._mine(by, number)
        if isinstance(kept, Refused):
            return kept
        if not kept.draft.after:
            return await self.change(by, number, revision, kept.draft.with_field("id", None))
        name = kept.draft.value("id")
        history = await self._house.ask_base(lambda base: base.versions(name))
        if not history:
            return Refused("unknown")
        last = history[-1]
        if last.event is Event.RETRACTED and kept.draft.aim != "add":
            return Refused("changed", last.author)
        followed = history[kept.draft.after - 1].statement
        return await self.change(by, number, revision, caught_up(kept.draft, followed, last))

    async def drop(self, by: Editor, number: int) -> Kept | Refused:
        """Put a draft away. It can be taken up again with `reopen`."""
        return await self._turn(by, number, "dropped", ("done",))

    async def reopen(self, by: Editor, number: int) -> Kept | Refused:
        """Take up again what was dropped, or take back what waits."""
        return await self._turn(by, number, "open", ("done",))

    async def _turn(
        self,
        by: Editor,
        number: int,
        state: State,
        too_late: Sequence[State],
    ) -> Kept | Refused:
        kept = await self._mine(by, number)
        if isinstance(kept, Refused):
            return kept
        if kept.state in too_late:
            return Refused("closed", kept.changed_by)
        return await self._note(partial(_turned, kept.id, state, self._house.timestamp()))

    async def card(self, by: Editor, number: int, message: int) -> None:
        """Note which message shows the card; kept with the update."""
        if await self._is(by, Role.REVIEWER):
            await keep(self._house.people, lambda db: Drafts(db).note_card(number, message))

    async def expect(self, by: Editor, number: int, field: str) -> None:
        """The editor's next message fills this field; kept with the update, for an hour.

        An empty field ends it. Field names are the caller's own: also "return", "label" or the like.
        """
        now = self._house.timestamp()
        await keep(self._house.people, lambda db: Drafts(db).expect(by.label, number, field, now))

    async def expected(self, by: Editor) -> tuple[int, str] | None:
        """Draft and field that the next message of `by` is for."""
        now = self._house.timestamp()
        return await self._find(lambda drafts: drafts.expected(by.label, now))

    async def _mine(self, by: Editor, number: int, role: Role = Role.EDITOR) -> Kept | Refused:
        """A draft that `by` may act on, in at least this role, at this moment."""
        editors = await self.editors()
        now = next((one for one in editors if one.user == by.user), None)
        if now is None or not now.role.covers(role):
            return Refused("not_allowed")
        kept = await self.draft(number)
        if kept is None:
            return Refused("unknown")
        return kept if self.may(now, kept, editors) else Refused("not_allowed")

    async def _find(self, verb: Callable[[Drafts], _T]) -> _T:
        return await self._house.people.read(lambda db: verb(Drafts(db)))

    async def _note(self, verb: Callable[[Drafts], _T]) -> _T:
        return await self._write(lambda db: verb(Drafts(db)))


def _turned(number: int, state: State, now: float, drafts: Drafts) -> Kept:
    return drafts.turn(number, state, now)
