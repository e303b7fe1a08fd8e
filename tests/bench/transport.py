"""Sending: our request and gate against python-telegram-bot's defaults and Telegram's limits.

A stand-in for the Bot API runs in a process of its own, 50 ms away. Ours and theirs run in turn, and
of each pair the ratio counts: times of a busy machine say little, ratios of neighbours more.
"""

from __future__ import annotations

import asyncio
import logging
import random
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from telegram import Bot
from telegram.ext import ExtBot
from telegram.request import BaseRequest, HTTPXRequest

from bot.transport.gate import RATE, Gate
from bot.transport.request import AiohttpRequest
from tests.telegram.started import TOKEN, Call, StandIn

LATENCY: Final = 0.05
PAIRS: Final = 5
IN_FLIGHT: Final = 64
SECONDS: Final = 2.0
MINUTE: Final = 60.0
WAITING: Final = 5000
#: What is on its way already when the answer of 429 leaves cannot be called back.
ON_ITS_WAY: Final = 0.02


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the table: what was measured, what it should be, and whether it is."""

    name: str
    measured: str
    goal: str
    holds: bool


def show(figures: Sequence[Figure]) -> None:
    """Print the table; the process fails when a goal is missed."""
    for one in figures:
        mark = "" if one.holds else "   MISSED"
        print(f"{one.name:58} {one.measured:>26}   {one.goal}{mark}", flush=True)
    if not all(one.holds for one in figures):
        sys.exit("a goal is missed")


def median_of_pairs(
    ours: Callable[[], float], theirs: Callable[[], float], pairs: int = PAIRS
) -> tuple[float, float, float]:
    """Medians of ours, of theirs, and of the ratios ours / theirs."""
    measured = [(ours(), theirs()) for _ in range(pairs)]
    ratios = [mine / other for mine, other in measured]
    mine, other = zip(*measured, strict=True)
    return statistics.median(mine), statistics.median(other), statistics.median(ratios)


def worst_second(times: Sequence[float]) -> int:
    """The most in any sliding second."""
    ordered, first, worst = sorted(times), 0, 0
    for last, now in enumerate(ordered):
        while ordered[first] < now - 1.0:
            first += 1
        worst = max(worst, last - first + 1)
    return worst


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of them does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


# -- sends a second with many in flight


async def sends_a_second(telegram: StandIn, request: BaseRequest) -> float:
    """Messages a second with IN_FLIGHT of them on their way at any time."""
    bot = Bot(TOKEN, base_url=telegram.base_url, request=request)
    numbers = count(1)

    async def send(until: float) -> int:
        sent = 0
        while time.monotonic() < until:
            await bot.send_message(next(numbers), "a message", read_timeout=30, pool_timeout=30)
            sent += 1
        return sent

    async with request:
        await asyncio.gather(*(send(0.2 + time.monotonic()) for _ in range(IN_FLIGHT)))
        began = time.monotonic()
        sent = await asyncio.gather(*(send(began + SECONDS) for _ in range(IN_FLIGHT)))
        return sum(sent) / (time.monotonic() - began)


def sending(telegram: StandIn) -> Figure:
    """Row 2 of the table."""
    ours, stock, ratio = median_of_pairs(
        lambda: asyncio.run(sends_a_second(telegram, AiohttpRequest())),
        lambda: asyncio.run(sends_a_second(telegram, HTTPXRequest())),
    )
    name = f"sends/s at {IN_FLIGHT} in flight, ours / stock request"
    return Figure(name, f"{ours:.0f} / {stock:.0f} = {ratio:.1f}", ">= 6", ratio >= 6)


# -- a minute at the limit, and people who ask meanwhile


@asynccontextmanager
async def gated(telegram: StandIn, gate: Gate) -> AsyncIterator[ExtBot[Any]]:
    """A bot behind a gate."""
    request = AiohttpRequest()
    bot = ExtBot(TOKEN, base_url=telegram.base_url, request=request, rate_limiter=gate)
    async with request:
        yield bot
        await gate.shutdown()


async def a_minute(telegram: StandIn) -> list[float]:
    """Alerts at the limit for a minute; how long the answers in between took, each."""
    chance = random.Random(7)  # noqa: S311 - no secret
    took: list[float] = []
    answers: list[asyncio.Task[None]] = []

    async def answer(bot: ExtBot[Any], chat: int) -> None:
        began = time.monotonic()
        await bot.send_message(chat, "an answer")
        took.append(time.monotonic() - began)

    async with gated(telegram, Gate()) as bot:
        alerts = []
        # As many wait at the end as the goal says, and more at the beginning.
        for chat in range(1, WAITING + int(RATE * 62)):
            alerts.append(asyncio.create_task(_alert(bot, chat)))
            if chat % 20 == 0:  # a loop that is kept busy for a second sends nothing meanwhile
                await asyncio.sleep(0.001)
        until = time.monotonic() + MINUTE
        while time.monotonic() < until:
            await asyncio.sleep(chance.expovariate(4))
            answers.append(asyncio.create_task(answer(bot, 100_000 + len(answers))))
        await asyncio.gather(*answers)
    await asyncio.gather(*alerts, return_exceptions=True)
    return took


async def _alert(bot: ExtBot[Any], chat: int) -> None:
    await bot.send_message(chat, "an alert", rate_limit_args={"lane": "alert"})


def at_the_limit(telegram: StandIn) -> list[Figure]:
    """Rows 3 and 4 of the table: one minute serves both."""
    telegram.forget()
    took = asyncio.run(a_minute(telegram))
    times = sorted(call.arrived for call in telegram.calls("sendMessage"))
    worst = worst_second(times)
    share = sum(one < times[0] + MINUTE for one in times) / (RATE * MINUTE)
    p99 = percentile(took, 0.99) * 1000
    return [
        Figure(
            "worst sliding second at the limit; share over 60 s",
            f"{worst}; {share:.3f}",
            "<= 30; >= 0.97",
            worst <= 30 and share >= 0.97,
        ),
        Figure(
            f"reply p99 while {WAITING:,} sends wait ({len(took)} replies)",
            f"{p99:.0f} ms",
            "<= 150 ms",
            p99 <= 150,
        ),
    ]


# -- 429


async def refusals(telegram: StandIn) -> int:
    """30 % of 429 for five seconds, ten seconds of nothing else, then peace; how many were lost."""
    stop = asyncio.Event()
    failed = 0

    async def chat_with(bot: ExtBot[Any], chat: int) -> None:
        nonlocal failed
        while not stop.is_set():
            try:
                await bot.send_message(chat, "an answer")
            except Exception:  # noqa: BLE001 - whatever it is, it is a loss
                failed += 1

    async with gated(telegram, Gate()) as bot:
        chats = [asyncio.create_task(chat_with(bot, chat)) for chat in range(1, IN_FLIGHT + 1)]
        for share, seconds in ((0.3, 5), (1.0, 10)):
            await _told(telegram.goes_well)
            telegram.goes_wrong("429", "sendMessage", times=None, share=share, retry_after=1)
            await asyncio.sleep(seconds)
        await _told(telegram.goes_well)
        stop.set()
        await asyncio.gather(*chats)
    return failed


async def _told(order: Callable[[], None]) -> None:
    await asyncio.to_thread(order)


def too_early(calls: Sequence[Call]) -> int:
    """Sends that left although the time of a 429 had not passed."""
    pauses = [(call.answered or 0, (call.answered or 0) + 1) for call in calls if call.fault]
    return sum(
        any(begin + ON_ITS_WAY < call.arrived < end for begin, end in pauses) for call in calls
    )


def after_a_429(telegram: StandIn) -> Figure:
    """Row 5 of the table."""
    telegram.forget()
    lost = asyncio.run(refusals(telegram))
    calls = telegram.calls("sendMessage")
    early, struck = too_early(calls), sum(bool(call.fault) for call in calls)
    return Figure(
        f"sends before a 429's time has passed ({struck} answers of 429)",
        f"{early}, lost {lost}",
        "0",
        early == 0 and lost == 0 and struck > 5,
    )


def main() -> None:
    """Print the table."""
    logging.disable(logging.WARNING)
    with StandIn(LATENCY) as telegram:
        show([sending(telegram), *at_the_limit(telegram), after_a_429(telegram)])


if __name__ == "__main__":
    main()
