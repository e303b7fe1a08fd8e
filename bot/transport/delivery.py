"""Takes what is in the outbox to Telegram, and notes there what became of it.

A fixed number is in flight, one a chat, and each is settled durably before its place is free: so
after a crash those in flight are sent once more at most, and nothing is lost. Fresh rows are
handed over in memory; the table is read at the start, and when more is waiting than memory should
hold. One of these serves one lane.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Final

from telegram import Bot
from telegram.error import InvalidToken

from bot.transport.calls import call
from bot.transport.effects import Lane, Send
from bot.transport.journey import Halt, Journey, Pause
from bot.transport.lanes import Lanes
from bot.transport.metrics import Metrics
from bot.transport.outcomes import Outcome, outcome_of
from bot.transport.storage import FullError, Outbox, Row, Settlement, StoreDownError

log = logging.getLogger(__name__)

_AT_ONCE: Final = 16  # what is only worth having now: so many at a time
_PROMPTLY: Final = 10.0  # seconds after which it is not
_UNSETTLED: Final = 1.0  # seconds between two tries to settle while the store is down


class Delivery:
    """Delivers one lane of the outbox, from `start` to `stop`. Times are in seconds.

    `window` rows are in flight at most, `most` are held in memory. `doubts` is how often a row may
    be sent again after it was perhaps sent (None: until it expires). With `look_every`, the table
    is also looked at so often, for rows that become due. `sorry` says what to tell a chat whose
    row Telegram refused for good.
    """

    def __init__(
        self,
        bot: Bot,
        store: Outbox,
        lane: Lane = "reply",
        *,
        window: int = 64,
        most: int = 1000,
        doubts: int | None = None,
        look_every: float | None = None,
        sorry: Callable[[Send], Awaitable[Send | None]] | None = None,
        metrics: Metrics | None = None,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
        rng: random.Random | None = None,
    ) -> None:
        self._bot, self._store, self._lane = bot, store, lane
        self._most, self._doubts, self._look_every, self._sorry = most, doubts, look_every, sorry
        self._metrics, self._now, self._clock = metrics, now, clock
        self._rng = rng or random.Random()  # noqa: S311, because it only spreads tries
        self._lanes = Lanes(window, 2 * most)
        self._prompt = Lanes(_AT_ONCE, most)
        self._known: set[int] = set()  # rows in memory
        self._skipped = 0  # rows handed over that were left in the table
        self._behind = True  # whether the table may hold rows that memory does not
        self._blind = False  # whether the table could not be read the last time
        self._busy = 0
        self._look = asyncio.Event()
        self._stopping = asyncio.Event()
        self._calm = asyncio.Event()
        self._feeding: asyncio.Task[None] | None = None
        #: Ends with InvalidToken when Telegram no longer knows the bot.
        self.refused: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def start(self) -> None:
        """Begin, with what was left over from before."""
        self._feeding = asyncio.create_task(self._feed())
        self._look.set()

    async def stop(self, grace: float) -> None:
        """Begin nothing more; what is in flight gets so many seconds. The rest stays in the table."""
        self._stopping.set()
        if self._feeding:
            self._feeding.cancel()
            await asyncio.gather(self._feeding, return_exceptions=True)
        await asyncio.gather(self._lanes.close(grace), self._prompt.close(grace))
        self.refused.cancel()

    def hand(self, rows: Sequence[Row]) -> None:
        """Take over rows that have just become durable."""
        for row in rows:
            if self._behind or len(self._known) >= self._most or self._stopping.is_set():
                self._skipped += 1
                self._behind = True
                self._look.set()
            else:
                self._begin(row)

    def look(self) -> None:
        """Look into the table: something was put there by others."""
        self._behind = True
        self._look.set()

    def promptly(self, send: Send) -> None:
        """Send what is only worth having at once: one attempt, nobody waits for it."""

        async def attempt() -> None:
            async with asyncio.timeout(_PROMPTLY):
                await self._attempt(send)

        if self._stopping.is_set():
            return
        try:
            self._count(self._prompt.put(object(), attempt))
        except FullError:
            log.warning("too much is waiting to be sent at once; left out: %s", send.method)

    async def directly(self, send: Send, within: float = _PROMPTLY) -> bool:
        """Send what could not be kept; whether it has (perhaps) arrived, or never can."""
        row = Row(0, send, self._now() + within)
        self._busy += 1
        try:
            async with asyncio.timeout(within):
                settlement = await self._arrive(row)
        except TimeoutError:
            return False
        finally:
            self._busy -= 1
            self._calm.set()
        return settlement is not None and settlement.end != "expired"

    async def calm(self) -> None:
        """Return when everything was sent, or tried at least once."""
        while self._busy or (self._behind and not self._blind and not self._stopping.is_set()):
            self._calm.clear()
            await self._calm.wait()

    # -- from the table into memory

    async def _feed(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._look_every):
                    await self._look.wait()
            except TimeoutError:
                self._behind = True
            self._look.clear()
            try:
                if self._behind and len(self._known) <= self._most // 2:
                    await self._refill()
                self._blind = False
            except StoreDownError as error:
                log.debug("the outbox cannot be read: %s", error)
                self._blind = True
                self._calm.set()
                # Sooner where something is handed over: then the store works again.
                with suppress(TimeoutError):
                    async with asyncio.timeout(_UNSETTLED):
                        await self._look.wait()
                self._look.set()

    async def _refill(self) -> None:
        skipped, asked = self._skipped, self._most + len(self._known)
        rows = await self._store.due(self._lane, asked)
        for row in rows:
            if row.id not in self._known:
                self._begin(row)
        if len(rows) < asked and skipped == self._skipped:
            self._behind = False
            self._calm.set()
        elif len(self._known) <= self._most // 2:
            self._look.set()

    # -- from memory to Telegram

    def _begin(self, row: Row) -> None:
        self._known.add(row.id)
        self._count(self._lanes.put(row.send.chat, lambda: self._carry(row)))
        self._measure()

    def _count(self, future: asyncio.Future[Any]) -> None:
        self._busy += 1
        future.add_done_callback(self._uncount)

    def _uncount(self, future: asyncio.Future[Any]) -> None:
        self._busy -= 1
        self._calm.set()
        error = None if future.cancelled() else future.exception()
        if error and not isinstance(error, TimeoutError):
            log.error("a delivery failed: %s", type(error).__name__)

    async def _carry(self, row: Row) -> None:
        self._measure()
        settlement = await self._arrive(row)
        if settlement and settlement.end == "refused":
            await self._apologise(row.send)
        if settlement and (settlement.end == "left" or await self._settle(row, settlement)):
            self._known.discard(row.id)
        if self._behind:
            self._look.set()
        self._measure()

    async def _apologise(self, refused: Send) -> None:
        instead = await self._sorry(refused) if self._sorry else None
        if instead:
            await self.directly(instead)

    async def _arrive(self, row: Row) -> Settlement | None:
        """Send a row, as often as it takes; None where it stays for another time."""
        journey = Journey(row.send, self._doubts)
        while not self._stopping.is_set():
            if self._lane == "alert":
                claimed = await self._claim(row)
                if claimed is None:
                    return Settlement("left")
                journey.take(claimed)
            elif self._now() >= row.expires_at:
                self._told("expired")
                return Settlement("expired")
            outcome, message = await self._attempt(journey.send)
            step = journey.next(outcome, self._clock(), self._rng, message)
            if isinstance(step, Settlement):
                return step
            if isinstance(step, Halt):
                self._halt(step.reason)
                return None
            await self._rest(step)
        return None

    async def _claim(self, row: Row) -> Send | None:
        """What to send for a row of the alert lane, as things are now."""
        while True:
            try:
                return await self._store.claim(row)
            except StoreDownError as error:
                log.warning("a row could not be claimed: %s", error)
                if self._stopping.is_set():
                    return None
                await self._rest(Pause(_UNSETTLED))

    async def _attempt(self, send: Send) -> tuple[Outcome, int | None]:
        error, message = None, None
        try:
            answer = await call(self._bot, send.method, send.payload, self._lane)
            message = answer.get("message_id") if isinstance(answer, dict) else None
        except Exception as raised:  # noqa: BLE001, because outcome_of knows them all
            error = raised
        outcome = outcome_of(error, self._clock())
        self._told(type(outcome).__name__.lower())
        if error:
            log.info("%s: %s", send.method, type(outcome).__name__.lower())
        return outcome, message

    async def _rest(self, pause: Pause) -> None:
        if not pause.seconds:
            return
        self._busy -= 1
        self._calm.set()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(pause.seconds):
                    await self._stopping.wait()
        finally:
            self._busy += 1

    async def _settle(self, row: Row, settlement: Settlement) -> bool:
        if settlement.end in ("refused", "expired"):
            log.error("%s %s: %s", row.send.method, settlement.end, settlement.reason)
        while True:
            try:
                await self._store.settle(row, settlement)
            except StoreDownError as error:
                # The place is not free before: else a crash would send again more than are in flight.
                log.debug("a row could not be settled: %s", error)
                if self._stopping.is_set():
                    return False
                await self._rest(Pause(_UNSETTLED))
            else:
                return True

    def _halt(self, reason: str) -> None:
        self._stopping.set()
        self._calm.set()
        if not self.refused.done():
            self.refused.set_exception(InvalidToken(reason))

    def _told(self, outcome: str) -> None:
        if self._metrics:
            self._metrics.sent(self._lane, outcome)

    def _measure(self) -> None:
        if self._metrics:
            waiting = self._lanes.waiting
            self._metrics.outbox(self._lane, waiting, len(self._known) - waiting)
