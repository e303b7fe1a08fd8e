"""The newsroom: what editors ask of the base and order, whoever shows it to them.

Every verb looks up the role itself, at the moment it is called: an editor who was removed is
refused by the next call. What is expected comes as a value (`Refused`, `Overtaken`, `Stale` ...);
only a database that cannot be written raises (UnwritableError).

Every verb may be called again with the same values, because Telegram repeats an update whose
effects were not kept: it then changes nothing, and returns the same as before.

The verbs stand in layers: bot/staff.py (who), bot/draftbook.py (drafts), bot/proofs.py (how a draft
looks), bot/publishing.py (from a draft to the log), and here what comes after: taking back, the
history, phrasings.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sqlite_utils import Database

from bot.proofs import NEWS
from bot.publishing import Publishing
from bot.subscribers import keep
from bot.verdicts import Step, Undone
from jobs.care import Care, care_of
from jobs.drafts import Drafts, Kept
from jobs.editors import Editor, Refused, Role
from jobs.events import Events
from knowledge.attached import Phrasing
from knowledge.base import FactBase
from knowledge.change import Change, Entry, Event, steps, undo_note, undoing, undone_by
from knowledge.errors import StaleStatementError
from knowledge.guard.persons import has_personal_data
from knowledge.model import Language, Statement

#: Letters of a phrasing; what is longer is no question that many ask.
_LONGEST: Final = 200
#: Seconds to wait for a phrasing to be learnt. It takes five to twelve; a handler has thirty.
_PATIENCE: Final = 8.0
#: Rows that are taken back together; no import brings more.
_ROWS: Final = 5_000


class Newsroom(Publishing):
    """`House.newsroom`. `by` is whoever orders something, as `editor` returned them."""

    async def take_back(self, by: Editor, event: int) -> Undone | Refused:
        """Withdraw, within the hold, what was published at this position of the log (entry.position).

        Its draft is open again. By whoever published it, or an owner. Reasons: told, changed,
        not_allowed, unknown.
        """
        if not await self._is(by, Role.EDITOR):
            return Refused("not_allowed")
        entry = await self._house.ask_base(lambda base: base.at(event))
        if entry is None or entry.event not in NEWS:
            return Refused("unknown")
        if entry.author != by.label and not await self._is(by, Role.OWNER):
            return Refused("not_allowed", entry.author)
        history = await self._house.ask_base(lambda base: base.versions(entry.statement.id))
        if not _is_undone(history[-1], by, event) and await self._is_told(entry):
            return Refused("told")
        return await self._take_back(by, entry)

    async def last_change(self, by: Editor) -> Entry | Phrasing | None:
        """What `undo` would take back: the editor's last change that stands, or None.

        What was undone is passed over, so that one change after another can be taken back.
        """
        return await self._house.ask_base(lambda base: _last_by(base, by.label))

    async def reach_of_undo(self, by: Editor, change: Entry | Phrasing) -> tuple[Event, int] | None:
        """What an undo would do to a statement, and how many chats would be told."""
        if isinstance(change, Phrasing):
            return None
        history = await self._house.ask_base(lambda base: base.versions(change.statement.id))
        coming = undoing(history, change.position, by.label)
        if coming is None:
            return None
        return coming.event, await self._told_of(coming.event, _next(coming))

    async def undo(self, by: Editor, change: str) -> Undone | Kept | Refused:
        """Take back the editor's last change, which they were shown: `change` is `key_of(it)`.

        An undo can be taken back as well. What was told, or seen, is not withdrawn without a
        reason: then it is the draft of a withdrawal, which asks for one. Reasons: changed (somebody
        else has changed the statement since: `by`), nothing (it is not their last change any more).
        """
        if not await self._is(by, Role.EDITOR):
            return Refused("not_allowed")
        done = await self._house.ask_base(lambda base: _at(base, change))
        if done is None or done.author != by.label:
            return Refused("nothing")
        last = await self.last_change(by)
        newest = await self._house.ask_base(lambda base: _newest(base, done))
        again = undone_by(done.note) or _is_undone(newest, by, done.position)
        if not again and (last is None or key_of(last) != change):
            return Refused("nothing")
        if isinstance(done, Phrasing):
            return await self._detach(by, done)
        if await self._asks_for_a_reason([(by, done)]):
            return await self.revise(by, done.statement.id, "retract")
        return await self._take_back(by, done)

    async def undo_all(self, by: Editor, first: int, last: int) -> Sequence[Entry] | Refused:
        """Take back what an import brought, from one position of the log to another: all or none.

        Reasons: changed (`by`), told (some of it is withdrawn only with a reason), nothing.
        """
        if not await self._is(by, Role.EDITOR):
            return Refused("not_allowed")
        rows = await self._house.ask_base(lambda base: base.between(first, last))
        if not rows or len(rows) > _ROWS or any(one.author != by.label for one in rows):
            return Refused("nothing")
        if await self._asks_for_a_reason([(by, one) for one in rows]):
            return Refused("told")
        found = await self._house.ask_base(lambda base: _undoing_all(base, rows, by))
        return found if isinstance(found, Refused) else await self.apply_all(by, found)

    async def _asks_for_a_reason(self, wanted: Sequence[tuple[Editor, Entry]]) -> bool:
        """Whether an undo would withdraw what subscribers were told, or anybody was answered with."""

        def withdrawn(base: FactBase) -> list[tuple[Change, int]]:
            found = (
                (undoing(base.versions(one.statement.id), one.position, by.label), one.position)
                for by, one in wanted
            )
            return [(one, at) for one, at in found if one and one.event is Event.RETRACTED]

        changes = await self._house.ask_base(withdrawn)
        if not changes:
            return False
        names, first = [one.statement.id for one, _ in changes], min(at for _, at in changes)

        def told(db: Database) -> bool:
            events = Events(db)
            return events.position_now("news") >= first or bool(events.are_old(names))

        seen = await self.reach([one for one, _ in changes])
        return seen[1] > 0 or await self._house.people.read(told)

    async def _take_back(self, by: Editor, entry: Entry) -> Undone | Refused:
        history = await self._house.ask_base(lambda base: base.versions(entry.statement.id))
        last = history[-1]
        change = undoing(history, entry.position, by.label)
        if change is None and not _is_undone(last, by, entry.position):
            return Refused("changed", last.author)
        if change:
            try:
                last = await self._append(change)
            except StaleStatementError as error:
                return Refused("changed", error.entry.author)
        reopened = await self._reopen(by, entry, last)
        await self._house.look_for_news(relearn=False)
        return Undone(last, entry, reopened)

    async def _reopen(self, by: Editor, entry: Entry, last: Entry) -> Kept | None:
        """The draft of what was taken back is open again, with the effects of the update."""
        kept = await self._find(lambda drafts: drafts.of_event(entry.position))
        if kept is None or kept.state != "done" or kept.draft.aim == "retract":
            return None
        version, now = last.statement.version, self._house.timestamp()
        await keep(
            self._house.people,
            lambda db: Drafts(db).taken_back(entry.position, version, by.label, now),
        )
        draft = replace(kept.draft, after=version)
        return replace(
            kept, state="open", event=0, draft=draft, revision=kept.revision + 1,
            changed_by=by.label, changed_at=now,
        )  # fmt: skip

    async def history(self, statement: str) -> Sequence[Step]:
        """Every version, oldest first, with what it changed; empty for an unknown statement."""
        found = await self._house.ask_base(lambda base: base.versions(statement))
        return [Step(entry, changed) for entry, changed in steps(found)]

    async def care(self) -> Care:
        """What needs an editor's care now."""
        house = self._house
        unfinished = await house.people.read(lambda db: Drafts(db).unfinished())
        edition, today, now = house.edition, house.today, house.timestamp()
        return await asyncio.to_thread(care_of, edition, unfinished, today, now)

    async def apply_all(self, by: Editor, changes: Sequence[Change]) -> Sequence[Entry] | Refused:
        """Append many changes, all or none, as an import does; not where a second person has to agree.

        Raises StaleStatementError or UnknownStatementError where one of them cannot be.
        """
        if self._house.settings.approval or not await self._is(by, Role.EDITOR):
            return Refused("not_allowed")
        now = self._house.now
        made = await self._house.ask_base(lambda base: base.apply_all(changes, now))
        await self._house.look_for_news(relearn=False)
        return made

    # -- phrasings

    async def attach(
        self, by: Editor, entry: str, language: Language, text: str
    ) -> Phrasing | Refused:
        """Attach what people ask to `topic:ID` or `card:ID`; works at once.

        Reasons: unknown (no such entry), incomplete (nothing to attach, or too much), personal.
        """
        text = " ".join(text.split())
        if not await self._is(by, Role.EDITOR):
            return Refused("not_allowed")
        if not self._knows(entry):
            return Refused("unknown")
        if not 2 <= len(text) <= _LONGEST:
            return Refused("incomplete")
        if has_personal_data(text):
            return Refused("personal")
        now = self._house.now
        made = await self._house.ask_base(
            lambda base: base.phrasings.attach(entry, language, text, by.label, now)
        )
        await self._house.learn(_PATIENCE)
        return made

    def _knows(self, entry: str) -> bool:
        kind, _, name = entry.partition(":")
        guidance = self._house.edition.guidance
        return name in {"topic": guidance.topics, "card": guidance.cards}.get(kind, {})

    async def _detach(self, by: Editor, row: Phrasing) -> Undone | Refused:
        last = await self._house.ask_base(lambda base: base.phrasings.last_of(row))
        note = undo_note(row.position)
        if last and last.position != row.position:
            if _is_undone(last, by, row.position):
                return Undone(last, row)  # the same order before
            return Refused("changed", last.author)
        now = self._house.now
        done = await self._house.ask_base(
            lambda base: base.phrasings.undo(row, by.label, note, now)
        )
        await self._house.learn(_PATIENCE)
        return Undone(done, row)


def key_of(change: Entry | Phrasing) -> str:
    """A change in a few characters, for a button: s12 (statements) or p3 (phrasings)."""
    letter = "p" if isinstance(change, Phrasing) else "s"
    return f"{letter}{change.position}"


def _is_undone(last: Entry | Phrasing, by: Editor, position: int) -> bool:
    """Whether a row is the very order to take back the row at a position, given before."""
    return (last.author, last.note) == (by.label, undo_note(position))


def _newest(base: FactBase, change: Entry | Phrasing) -> Entry | Phrasing:
    """The last row about the same statement, or phrasing."""
    if isinstance(change, Phrasing):
        return base.phrasings.last_of(change) or change
    return base.history(change.statement.id)[-1]


def _next(change: Change) -> Statement:
    return replace(change.statement, version=change.after + 1)


def _undoing_all(base: FactBase, rows: Sequence[Entry], by: Editor) -> list[Change] | Refused:
    """The changes that take these rows back; what is taken back already is left out."""
    changes = []
    for row in reversed(rows):
        history = base.versions(row.statement.id)
        change = undoing(history, row.position, by.label)
        if change:
            changes.append(change)
        elif not _is_undone(history[-1], by, row.position):
            return Refused("changed", history[-1].author)
    return changes


def _at(base: FactBase, key: str) -> Entry | Phrasing | None:
    """The change that a key names."""
    letter, number = key[:1], key[1:]
    if not number.isdecimal():
        return None
    return base.phrasings.at(int(number)) if letter == "p" else base.at(int(number))


def _last_by(base: FactBase, author: str) -> Entry | Phrasing | None:
    entry, phrasing = base.last_by(author), base.phrasings.last_by(author)
    if entry and phrasing:
        return phrasing if phrasing.happened_at > entry.happened_at else entry
    return entry or phrasing
