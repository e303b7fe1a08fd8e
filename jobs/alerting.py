"""The look around: what has happened in facts.db becomes rows in people.db, step by step.

It is called again and again, by the metronome, and asks the databases what is due; nothing is
remembered between two looks that they do not know. It knows no Telegram: `deliver` is told that
there is something to send, `announce` what owners should know.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from sqlite_utils import Database

from jobs.alerts import NEWS_FOR, Alerts, Row
from jobs.care import care_of, week_of
from jobs.corrections import Correction, Corrections, changes, correction_of
from jobs.digests import Digests
from jobs.drafts import Drafts
from jobs.editors import Editors
from jobs.events import Events, News, ripe
from jobs.ledger import Ledger
from jobs.notices import Notice, Notices
from jobs.released import Released
from jobs.runs import Runs
from jobs.subscriptions import Subscriptions
from jobs.tallies import Tallies
from jobs.themes import news_of
from jobs.unanswered import Unanswered
from knowledge.base import Entry, Event
from knowledge.edition import Edition
from knowledge.store import Store

log = logging.getLogger(__name__)

_JOB: Final = "alerts"


class Facts(Protocol):
    """What is asked of facts.db."""

    @property
    def edition(self) -> Edition:
        """All that is published, as people are answered from now."""

    async def look_for_news(self) -> None:
        """Answer from what is published now."""

    async def entries(self, after: int) -> Sequence[Entry]:
        """The log behind a position."""

    async def history(self, statement: str) -> Sequence[Entry]:
        """Every version of a statement."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How alerts are sent: seconds in which they can be taken back, and the chat that gets all.

    `step` chats get their rows in one transaction: answers wait for no more than that.
    """

    hold: float = 600.0
    canary: int = 0
    step: int = 2000


class Alerting:
    """Looks, and does what is due. `now` is in seconds since the epoch, `today` the owners' day."""

    def __init__(
        self,
        store: Store,
        facts: Facts,
        plan: Plan,
        now: Callable[[], float],
        today: Callable[[], dt.date],
        deliver: Callable[[], None],
        announce: Callable[[Sequence[Notice]], Awaitable[None]],
    ) -> None:
        self._store, self._facts, self._plan = store, facts, plan
        self._now, self._today = now, today
        self._deliver, self._announce = deliver, announce
        self._begun = False
        self._cared_for = ""

    async def begin(self) -> None:
        """The first time of all: what is published already is no news."""
        head = self._facts.edition.position

        def begun(db: Database) -> None:
            for name in ("start", "news", "correction"):
                Events(db).position(name, head)

        await self._store.write(begun)
        self._begun = True

    async def look(self) -> None:
        """One look. Whatever fails in it is tried again with the next."""
        await self._facts.look_for_news()
        if not self._begun:
            await self.begin()
        period = dt.datetime.fromtimestamp(self._now(), dt.UTC).isoformat()
        await self._store.write(lambda db: Runs(db).begin(_JOB, period, self._now()))
        done, failure = 0, ""
        try:
            done = await self._all()
        except Exception as error:
            failure = type(error).__name__
            raise
        finally:
            await self._store.write(
                lambda db: Runs(db).end(_JOB, period, self._now(), done, failure)
            )

    async def _all(self) -> int:
        done = 0
        for step in (self._correct, self._tell, self._digest):
            made = await step()
            if made:
                self._deliver()
            done += made
        notices = await self._store.read(lambda db: Notices(db).due(self._now()))
        notices = (*notices, *await self._care())
        if notices:
            await self._announce(notices)
        return done

    async def _care(self) -> Sequence[Notice]:
        """Once a week, what needs the editors' care. The week in which all this begins is none."""
        key, today = f"care:{week_of(self._today())}", self._today()
        if key == self._cared_for:
            return ()
        now = self._now()
        if await self._store.write(lambda db: Notices(db).is_due(key, now)):
            unfinished = await self._store.read(lambda db: Drafts(db).unfinished())
            care = care_of(self._facts.edition, unfinished, today, now)
            if care.total:  # told, it is not due any more
                return (Notice(key, "care", care.total, tuple(care.counts.items())),)
        self._cared_for = key
        return ()

    # -- corrections

    async def _correct(self) -> int:
        position = await self._store.read(lambda db: Events(db).position_now("correction"))
        entries = await self._new(position)
        ready = changes(entries, self._now(), self._plan.hold)
        changed = dict.fromkeys(entry.statement.id for entry in ready)
        corrections = [correction_of(await self._known(statement)) for statement in changed]
        end = _up_to(entries, _first_not_in(entries, ready))
        if end > position:
            await self._store.write(lambda db: self._make(db, corrections, end))
        return await self._finish("correction")

    def _make(self, db: Database, corrections: Sequence[Correction | None], end: int) -> None:
        """Answers and alerts show the new versions by now. Whoever is still sent an older one was
        claimed before, and is in the ledger, or is told when their row is noted there."""
        for correction in corrections:
            if correction:
                Corrections(db).make(correction, self._now())
        Events(db).move("correction", end)

    async def _known(self, statement: str) -> Sequence[Entry]:
        """The history, as far as people are answered from it."""
        head = self._facts.edition.position
        return [e for e in await self._facts.history(statement) if e.position <= head]

    # -- news

    async def _tell(self) -> int:
        position = await self._store.read(lambda db: Events(db).position_now("news"))
        entries = await self._new(position)
        pending = await self._pending(entries)
        released = await self._store.read(
            lambda db: Released(db).among([one.event for one in pending])
        )
        told = ripe(pending, self._now(), self._plan.hold, released)
        waiting = next((one.event for one in pending if one not in told), None)
        end = _up_to(entries, waiting)
        if told or end > position:
            await self._store.write(lambda db: self._turn(db, told, end))
        return await self._finish("news")

    async def _pending(self, entries: Sequence[Entry]) -> Sequence[News]:
        """What was published and still is, and was not told before."""
        published = self._facts.edition.statements
        events = [e for e in entries if e.event in (Event.PUBLISHED, Event.RESTORED)]
        old = await self._store.read(
            lambda db: Events(db).are_old([e.statement.id for e in events])
        )
        start = await self._store.read(lambda db: Events(db).position_now("start"))
        found: dict[str, News] = {}
        for entry in events:
            name = entry.statement.id
            if name not in published or name in old:
                continue
            found.pop(name, None)  # taken back and published again: only now does its hold begin
            if entry.event is Event.RESTORED and await self._began_before(name, start):
                continue
            about = news_of(published[name], self._facts.edition.guidance.topics.values())
            found[name] = News(entry.position, name, entry.happened_at.timestamp(), about)
        return tuple(found.values())

    async def _began_before(self, statement: str, start: int) -> bool:
        return (await self._facts.history(statement))[0].position <= start

    def _turn(self, db: Database, told: Sequence[News], end: int) -> None:
        now = self._now()
        made = Events(db).turn(told, end, now)
        if self._plan.canary:
            for alert in made:
                row = Row(alert, self._plan.canary, 0, "canary", now, now, now + NEWS_FOR)
                Alerts(db).queue(row)

    async def _finish(self, kind: str) -> int:
        """Give all who are told their rows, a step at a time; what was left over first."""
        done = 0
        while True:
            made = await self._store.write(lambda db: self._step(db, kind))
            if made is None:
                return done
            done += made
            self._deliver()

    def _step(self, db: Database, kind: str) -> int | None:
        now, step = self._now(), self._plan.step
        if kind == "news":
            unfinished = Alerts(db).unfinished("news")
            return Events(db).tell(unfinished[0], now, step) if unfinished else None
        unfinished = Alerts(db).unfinished("correction")
        # Who saw something is looked up one by one, which takes longer.
        return Corrections(db).tell(unfinished[0], now, max(1, step // 4)) if unfinished else None

    # -- digests

    async def _digest(self) -> int:
        edition = self._facts.edition
        topics = edition.guidance.topics.values()
        published = {name: news_of(one, topics) for name, one in edition.statements.items()}
        made = 0
        while True:
            due, rows = await self._store.write(
                lambda db: Digests(db).write(published, self._now())
            )
            made += rows
            if not due:
                return made

    # -- housekeeping

    async def keep_house(self) -> None:
        """Forget what need not be kept, count subscribers; once an hour is enough."""
        now = self._now()
        pruned = 1
        while pruned:  # in steps, so that answers need not wait for all of it
            pruned = await self._store.write(
                lambda db: Alerts(db).prune(now) + Ledger(db).prune(now)
            )

        def tidy(db: Database) -> None:
            Alerts(db).expire(now)
            Subscriptions(db).prune()
            Drafts(db).prune(now)
            Editors(db).prune(now)
            Unanswered(db).keep_only(self._today())
            Runs(db).prune(now)
            Tallies(db).note(self._today(), "subscribers", Subscriptions(db).count())

        await self._store.write(tidy)

    async def _new(self, position: int) -> Sequence[Entry]:
        """The log behind a position, as far as people are answered from it."""
        head = self._facts.edition.position
        if head <= position:
            return ()
        return [e for e in await self._facts.entries(position) if e.position <= head]


def _first_not_in(entries: Sequence[Entry], ready: Sequence[Entry]) -> int | None:
    """The position of the first change that is not ready."""
    taken = {entry.position for entry in ready}
    changing = (Event.CORRECTED, Event.RETRACTED, Event.RESTORED)
    waiting = (e.position for e in entries if e.event in changing and e.position not in taken)
    return next(waiting, None)


def _up_to(entries: Sequence[Entry], waiting: int | None) -> int:
    """The last position that is done with; 0 for none."""
    done = [e.position for e in entries if waiting is None or e.position < waiting]
    return done[-1] if done else 0
