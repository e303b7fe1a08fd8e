"""getUpdates, in a loop of our own: the offset moves only past updates whose effects are durable.

Telegram gives out what is not acknowledged again and again, a hundred at most. So a slow update
does not keep the others waiting: they are taken while it goes on, and only the offset waits for it.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.transport.calls import call
from bot.transport.intake import Intake, Verdict
from bot.transport.metrics import Metrics
from bot.transport.outcomes import seconds_of
from bot.transport.storage import NotTakenError, StoppingError

log = logging.getLogger(__name__)

_LIMIT: Final = 100  # as many as Telegram gives out at once
_WAIT: Final = 30.0  # seconds that Telegram holds a call when there is nothing
#: While something is in hand, Telegram answers at once: look for what is new this often (seconds).
_LOOK: Final = 0.25
_LONGEST: Final = 30.0  # seconds between two tries
_NEWCOMER: Final = 60.0  # a poller this young leaves when there is another, which was there first
_CONFLICTS: Final = 20  # an older one leaves when the other has stayed this stubbornly


class AnotherPollerError(RuntimeError):
    """Telegram hands the updates to somebody else."""

    def __init__(self, said: str) -> None:
        super().__init__(
            f"another program takes this bot's updates ({said}); stop the other one, or this one"
        )


class Polling:
    """Takes updates from Telegram to an intake, until cancelled."""

    def __init__(
        self,
        bot: Bot,
        intake: Intake,
        allowed: Sequence[str],
        metrics: Metrics | None = None,
        clock: Callable[[], float] = time.monotonic,
        rng: random.Random | None = None,
    ) -> None:
        self._bot, self._intake, self._allowed = bot, intake, list(allowed)
        self._metrics, self._clock = metrics, clock
        self._rng = rng or random.Random()  # noqa: S311, because it only spreads tries
        #: Updates that were fetched and are not durable; None where the intake did not take one.
        self._open: dict[int, asyncio.Future[Verdict] | None] = {}
        self._done: set[int] = set()  # durable, but behind one that is open
        self._offset = self._failures = self._conflicts = 0

    async def run(self) -> None:
        """Poll until cancelled. Raises AnotherPollerError, and InvalidToken."""
        began = self._clock()
        while True:
            try:
                await self._turn()
                self._failures = self._conflicts = 0
            except Conflict as error:
                self._conflicts += 1
                if self._clock() - began < _NEWCOMER or self._conflicts > _CONFLICTS:
                    raise AnotherPollerError(error.message) from error
                await self._pause("there is another poller")
            except InvalidToken:
                raise
            except RetryAfter as error:
                await self._pause("429", seconds_of(error))
            except (TelegramError, KeyError) as error:
                await self._pause(type(error).__name__)
            except NotTakenError as error:
                await self._pause(str(error))

    async def acknowledge(self) -> None:
        """Tell Telegram, once more before leaving, how far the updates are durable."""
        self._look()
        if self._offset:
            await self._fetch(wait=0, limit=1)

    async def _turn(self) -> None:
        """One call of getUpdates, and as much of what it brought as is quickly done."""
        batch = await self._fetch(wait=0 if self._open else _WAIT, limit=_LIMIT)
        if self._metrics:
            self._metrics.polled()
        numbers = {_number(raw) for raw in batch} - {None}
        fresh = [raw for raw in batch if self._is_fresh(_number(raw))]
        self._open.update((n, None) for n in map(_number, fresh) if n is not None)
        top = max((n for n in numbers if n is not None), default=None)
        self._let_go(numbers, top if len(batch) >= _LIMIT else None)
        for raw in fresh:
            self._offer(raw)
        await self._wait(idle=bool(batch or self._open))
        failure = self._look(top)
        if failure:
            raise failure

    def _is_fresh(self, number: int | None) -> bool:
        return number is None or (number not in self._done and not self._open.get(number))

    def _let_go(self, given: AbstractSet[int | None], up_to: int | None) -> None:
        """Wait no longer for what was not taken and Telegram does not give out any more.

        Where there may be more behind a full batch, only what would be in it is known to be gone.
        """
        for number, future in list(self._open.items()):
            if future is None and number not in given and (up_to is None or number < up_to):
                log.warning("update %d was not taken, and Telegram gave it up", number)
                del self._open[number]

    def _offer(self, raw: object) -> None:
        number = _number(raw)
        future = self._intake.offer(raw if isinstance(raw, Mapping) else {"nothing": raw})
        if number is not None:
            self._open[number] = future

    async def _wait(self, *, idle: bool) -> None:
        working = [future for future in self._open.values() if future]
        if working:
            await asyncio.wait(working, timeout=_LOOK)
        elif idle:
            await asyncio.sleep(_LOOK)

    def _look(self, top: int | None = None) -> BaseException | None:
        """Move the offset past what is durable; returns why something was not taken."""
        failure: BaseException | None = None
        for number, future in list(self._open.items()):
            if future is None or not future.done():
                continue
            error = StoppingError() if future.cancelled() else future.exception()
            if error:
                # Telegram gives it out again, because the offset stays before it.
                self._open[number] = None
                failure = error
            else:
                del self._open[number]
                self._done.add(number)
        if self._open:
            self._offset = min(self._open)
        elif top is not None:
            self._offset = top + 1
        elif self._done:
            self._offset = max(self._offset, max(self._done) + 1)
        self._done = {number for number in self._done if number >= self._offset}
        return failure

    async def _fetch(self, wait: float, limit: int) -> list[Any]:
        payload = {
            "offset": self._offset or None,
            "limit": limit,
            "timeout": round(wait),
            "allowed_updates": self._allowed,
        }
        answer = await call(self._bot, "getUpdates", payload, wait=wait)
        return answer if isinstance(answer, list) else []

    async def _pause(self, reason: str, at_least: float = 0.0) -> None:
        longest = min(_LONGEST, 0.5 * 2**self._failures)
        self._failures = min(self._failures + 1, 10)
        seconds = max(at_least, longest * self._rng.uniform(0.5, 1.0))
        log.warning("getUpdates: %s; again in %.1f s", reason, seconds)
        await asyncio.sleep(seconds)


def _number(raw: object) -> int | None:
    """The id of a raw update, where it has one."""
    number = raw.get("update_id") if isinstance(raw, Mapping) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None
