"""What a chat chose to be told, as handlers ask for it and change it.

What is changed is written together with the update that asked for it, and read and changed in one
transaction, so that an alert that is being answered just then is not forgotten.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from cachetools import TTLCache
from sqlite_utils import Database

from bot.conversations import LASTS
from bot.transport.effects import Write, current_effects
from jobs.halt import Halts
from jobs.subscriptions import Subscription, Subscriptions
from jobs.tallies import Tallies, What
from knowledge.model import Language
from knowledge.store import Store

_MOST: Final = 10_000  # ended subscriptions; older ones are forgotten first

Change = Callable[[Subscription], Subscription]


@dataclass(frozen=True, slots=True)
class Spot:
    """A chat, or a thread of a forum in it (0: the chat itself)."""

    chat: int
    thread: int = 0


async def keep(store: Store, write: Write) -> None:
    """Write in the transaction of the update that is being handled, else in one of its own."""
    effects = current_effects()
    if effects:
        effects.writes.append(write)
    else:
        await store.write(write)


class Subscribers:
    """Who is subscribed. Those who just ended it can have it back as it was, out of memory only."""

    def __init__(
        self, store: Store, now: Callable[[], dt.datetime], today: Callable[[], dt.date]
    ) -> None:
        self._store, self._now, self._today = store, now, today
        self._ended: TTLCache[Spot, tuple[Subscription, ...]] = TTLCache(
            _MOST, LASTS, timer=time.monotonic
        )

    @property
    def now(self) -> float:
        """The time now, in seconds since the epoch."""
        return self._now().timestamp()

    async def of(self, spot: Spot) -> Subscription | None:
        """What was chosen here."""
        return await self._store.read(lambda db: Subscriptions(db).of(spot.chat, spot.thread))

    async def halted(self) -> bool:
        """Whether all pushes are halted. Nobody who asks waits for a database to be mended."""
        try:
            return await self._store.read(lambda db: Halts(db).current()) is not None
        except sqlite3.Error:
            return False

    async def change(
        self, spot: Spot, language: Language, zone: ZoneInfo, change: Change
    ) -> Subscription:
        """Change what was chosen here, beginning with the defaults; returns what it comes to."""
        fresh = Subscription(spot.chat, language, spot.thread, zone=zone)
        now = self.now

        def changed(db: Database) -> None:
            subscriptions = Subscriptions(db)
            kept = subscriptions.of(spot.chat, spot.thread)
            subscriptions.keep(change(kept or fresh), now)

        await keep(self._store, changed)
        return change(await self.of(spot) or fresh)

    async def stop(self, spot: Spot) -> bool:
        """End it at once: here, or where this is no thread in all of the chat; whether there was any."""
        return await self._end(spot, "stopped")

    async def left(self, chat: int) -> bool:
        """The bot was blocked or put out; whether there was a subscription."""
        return await self._end(Spot(chat), "blocked")

    async def _end(self, spot: Spot, why: What) -> bool:
        some = await self._store.read(lambda db: Subscriptions(db).in_chat(spot.chat))
        here = tuple(one for one in some if spot.thread in (0, one.thread))
        if here and why == "stopped":
            self._ended[spot] = here
        today = self._today()

        def ended(db: Database) -> None:
            if Subscriptions(db).stop(spot.chat, spot.thread or None):
                Tallies(db).add(today, why)

        await keep(self._store, ended)
        return bool(here)

    async def restore(self, spot: Spot) -> Subscription | None:
        """Go on as before the end, threads included, where that was a moment ago."""
        before = self._ended.pop(spot, ())
        now = self.now

        def restored(db: Database) -> None:
            for one in before:
                Subscriptions(db).keep(one, now)

        if before:
            await keep(self._store, restored)
        return before[0] if before else None

    def forget(self, chat: int) -> None:
        """Forget at once what a chat had chosen."""
        for spot in [spot for spot in self._ended if spot.chat == chat]:
            self._ended.pop(spot, None)
