"""How a draft looks before it is published, and to whom it would be told: the third layer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import cache
from typing import Final

from sqlite_utils import Database

from bot.draftbook import DraftBook
from bot.verdicts import Preview
from jobs.audience import Audience
from jobs.corrections import correction_of
from jobs.drafts import Kept
from jobs.themes import news_of
from knowledge.answering import Subject, about
from knowledge.base import FactBase
from knowledge.change import Change, Entry, Event
from knowledge.checking import shipped_articles
from knowledge.checking.drafts import Remark, check
from knowledge.desk import Outcome
from knowledge.drafting.draft import Draft, IncompleteDraftError
from knowledge.edition import Edition
from knowledge.model import Language, Statement

NEWS: Final = (Event.PUBLISHED, Event.RESTORED)
_EVENTS: Final = {
    "add": Event.PUBLISHED,
    "correct": Event.CORRECTED,
    "edit": Event.EDITED,
    "retract": Event.RETRACTED,
}


class Proofs(DraftBook):
    """What a draft amounts to."""

    async def check(self, kept: Kept) -> Sequence[Remark]:
        """What stands in the way of publishing, then what should be looked at; none that is waived."""
        draft, edition, today = kept.draft, self._house.edition, self._house.today
        found = await asyncio.to_thread(lambda: check(draft, edition, today, _articles()))
        if draft.aim == "retract":  # what it says was checked when it was published
            return [remark for remark in found if remark.field == "note"]
        return found

    async def preview(self, kept: Kept, language: Language) -> Preview | None:
        """Exactly what families would see of it, with the other side's block.

        None while it is no statement yet, and for a retraction.
        """
        statement = self._statement(kept.draft)
        if statement is None or kept.draft.aim == "retract":
            return None
        now, today = self._house.edition, self._house.today
        edition = Edition({**now.statements, statement.id: statement}, now.guidance, now.position)
        answer = about(edition, Subject("statement", statement.id), today)
        return Preview(Outcome("answer", language, answer=answer), edition)

    async def audience(self, kept: Kept) -> int:
        """Chats and threads that would be told: of news those who subscribed to it, of a correction
        or retraction those who were sent what it changes. 0 for an edit."""
        statement = self._statement(kept.draft)
        return await self._told_of(event_of(kept.draft), statement) if statement else 0

    async def _told_of(self, event: Event, statement: Statement) -> int:
        now = self._house.timestamp()
        if event is Event.EDITED:
            return 0
        if event in NEWS:
            topics = news_of(statement, self._house.edition.guidance.topics.values())
            return await self._house.people.read(lambda db: Audience(db).of_news(topics, now))
        wrong = await self._house.ask_base(
            lambda base: _wrong(base.versions(statement.id), event, statement)
        )
        return await self._house.people.read(lambda db: Audience(db).of_change(statement.id, wrong))

    async def reach(self, changes: Sequence[Change]) -> tuple[int, int]:
        """Chats and threads that many changes would be told to: as news, and as corrections."""
        now, topics = self._house.timestamp(), self._house.edition.guidance.topics.values()
        news = [one.statement for one in changes if one.event in NEWS]
        about = frozenset().union(*(news_of(one, topics) for one in news))
        rest = [one for one in changes if one.event not in (*NEWS, Event.EDITED)]
        wrong = await self._house.ask_base(lambda base: _all_wrong(base, rest))

        def counted(db: Database) -> tuple[int, int]:
            audience = Audience(db)
            return audience.of_news(about, now), audience.of_changes(wrong)

        return await self._house.people.read(counted)

    def _statement(self, draft: Draft) -> Statement | None:
        try:
            return draft.statement(self._house.today)
        except IncompleteDraftError:
            return None


@cache
def _articles() -> frozenset[str]:
    return shipped_articles()


def event_of(draft: Draft) -> Event:
    """What publishing a draft does; what was taken back before is restored."""
    return Event.RESTORED if draft.aim == "add" and draft.after else _EVENTS[draft.aim]


def _all_wrong(base: FactBase, changes: Sequence[Change]) -> list[tuple[str, int]]:
    """The versions that many changes make wrong, each with its statement."""
    return [
        (change.statement.id, version)
        for change in changes
        for version in _wrong(base.versions(change.statement.id), change.event, change.statement)
    ]


def _wrong(history: Sequence[Entry], event: Event, now: Statement) -> Sequence[int]:
    """The versions that will not be right any more."""
    if not history:
        return ()
    last = history[-1]
    if last.event is not event or last.statement.version != now.version:
        coming = Entry(last.position + 1, last.happened_at, "", event, now, "")
        history = (*history, coming)
    correction = correction_of(history)
    return tuple(correction.wrong) if correction else ()
