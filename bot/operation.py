"""What owners ask and order: the halt of all pushes, and numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from sqlite_utils import Database

from bot.subscribers import keep
from jobs.alerts import Alerts, Progress
from jobs.halt import Halts
from jobs.outbox import Outbox
from jobs.subscriptions import Subscriptions
from jobs.tallies import Tallies
from knowledge.store import Store

#: Days of a picture: two weeks show what is usual, and fit across a phone.
DAYS: Final = 14
#: Statements whose telling is shown, the newest first.
_LATEST: Final = 5


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of some days, and how things stand now."""

    #: All days, the last being today; a day without a number has none.
    by_day: Mapping[dt.date, Mapping[str, int]]
    subscribers: int
    waiting: int
    halted: bool
    told: tuple[tuple[str, Progress], ...] = ()


class Operation:
    """The orders and questions of owners, over people.db."""

    def __init__(
        self, store: Store, now: Callable[[], dt.datetime], today: Callable[[], dt.date]
    ) -> None:
        self._store, self._now, self._today = store, now, today

    async def halt(self, owner: int) -> bool:
        """Stop all pushes; False where they were stopped already."""
        held = await self._store.read(lambda db: Halts(db).current())
        now = self._now().timestamp()
        await keep(self._store, lambda db: Halts(db).halt(owner, now))
        return held is None

    async def resume(self) -> bool:
        """Let pushes go on; False where nothing had stopped them."""
        held = await self._store.read(lambda db: Halts(db).current())
        await keep(self._store, lambda db: Halts(db).resume())
        return held is not None

    async def waiting(self) -> int:
        """How many pushes wait to be sent."""
        return await self._store.read(lambda db: Outbox(db).waiting().get("alert", 0))

    async def numbers(self) -> Numbers:
        """The numbers of the last days."""
        today = self._today()
        first = today - dt.timedelta(days=DAYS - 1)

        def read(db: Database) -> Numbers:
            found = Tallies(db).by_day(first, today)
            days = [first + dt.timedelta(days=n) for n in range(DAYS)]
            return Numbers(
                {day: found.get(day, {}) for day in days},
                Subscriptions(db).count(),
                Outbox(db).waiting().get("alert", 0),
                Halts(db).current() is not None,
            )

        return replace(await self._store.read(read), told=await self._told())

    async def _told(self) -> tuple[tuple[str, Progress], ...]:
        """How far the newest were told: each a look of its own, because answers read there too."""
        found = []
        for name in await self._store.read(lambda db: Alerts(db).latest(_LATEST)):
            progress = await self._store.read(partial(_progress, name))
            found.append((name, progress))
        return tuple(found)


def _progress(statement: str, db: Database) -> Progress:
    return Alerts(db).progress_of(statement)
