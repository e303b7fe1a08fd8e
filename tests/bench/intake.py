"""Taking updates and answering: our transport against python-telegram-bot's defaults.

A stand-in for the Bot API runs in a process of its own, 50 ms away. "Theirs" is what a bot gets from
ApplicationBuilder with concurrent_updates(True), run_polling's Updater and the stock request. Both
answer with what they were told, without a rate limiter: at Telegram's limit nobody could be fast.
Ours and theirs run in turn, and of each pair the ratio counts.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import multiprocessing
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from telegram import Update
from telegram.ext import ApplicationBuilder, CallbackContext, MessageHandler, filters

from bot.app import build_app, running
from bot.house import House
from bot.run import SWITCHING
from bot.settings import Settings
from bot.transport.gate import Gate
from bot.transport.metrics import Metrics
from bot.transport.polling import Polling
from bot.transport.request import AiohttpRequest
from bot.transport.service import Service
from knowledge.evaluation import read_labelled
from tests.bench.transport import LATENCY, Figure, median_of_pairs, percentile, show
from tests.telegram.little import ALLOWED, AnyApp, little_service
from tests.telegram.started import TOKEN, StandIn

Bot = Callable[[StandIn], AbstractAsyncContextManager[object]]
Measure = Callable[[StandIn, Bot], Coroutine[Any, Any, float]]

QUESTIONS: Final = 2000
PAIRS: Final = 5
FLOOD: Final = 20_000
ASKED: Final = 600
LANES: Final = 32
WINDOW: Final = 64
HELD_OUT: Final = Path(__file__).parents[1] / "questions" / "held_out.jsonl"


def ask(telegram: StandIn, texts: list[str]) -> None:
    """Queue a question a chat."""
    for begin in range(0, len(texts), 1000):
        part = enumerate(texts[begin : begin + 1000], 1000 + begin)
        telegram.queue([{"message": {**telegram.message(n), "text": text}} for n, text in part])


@asynccontextmanager
async def theirs(telegram: StandIn) -> AsyncIterator[None]:
    """A bot as the library makes it, polling."""

    async def answer(event: Update, _: CallbackContext[Any, Any, Any, Any]) -> None:
        if event.message:
            await event.message.reply_text(f"re: {event.message.text}", pool_timeout=300)

    app: AnyApp = (
        ApplicationBuilder()
        .token(TOKEN)
        .base_url(telegram.base_url)
        .concurrent_updates(True)
        .build()
    )
    app.add_handler(MessageHandler(filters.TEXT, answer))
    async with app:
        await app.start()
        assert app.updater
        await app.updater.start_polling()
        yield
        await app.updater.stop()
        await app.stop()


@asynccontextmanager
async def ours(telegram: StandIn, gate: Gate | None = None) -> AsyncIterator[Service]:
    """The little bot on our transport, polling."""
    with TemporaryDirectory() as folder:
        bot = little_service(Path(folder), telegram.api, gate, lanes=LANES, window=WINDOW)
        async with bot as (app, service, _), _polled(app, service):
            yield service


@asynccontextmanager
async def _polled(app: AnyApp, service: Service) -> AsyncIterator[None]:
    stop = asyncio.Event()
    bringing = Polling(app.bot, service.intake, ALLOWED).run()
    serving = asyncio.create_task(service.serve(bringing, stop))
    yield
    stop.set()
    await serving


# -- answers a second, and acknowledgements a second


async def answered(telegram: StandIn, bot: Bot) -> float:
    """Answers a second in a burst, from the first update fetched to the last answer taken."""
    telegram.forget()
    ask(telegram, [f"{number}" for number in range(QUESTIONS)])
    began = time.monotonic()
    async with bot(telegram):
        wait = asyncio.to_thread(telegram.wait_for, QUESTIONS, "sendMessage", 120)
        calls = await wait
    return QUESTIONS / (max(call.accepted or 0 for call in calls) - began)


async def acknowledged(telegram: StandIn, bot: Bot) -> float:
    """Updates a second that Telegram was told it may forget."""
    telegram.forget()
    ask(telegram, [f"{number}" for number in range(QUESTIONS)])
    async with bot(telegram):
        began = time.monotonic()
        while await asyncio.to_thread(telegram.waiting):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)
        took = time.monotonic() - began
        await asyncio.to_thread(telegram.wait_for, QUESTIONS, "sendMessage", 120)
    return QUESTIONS / took


def _run(measure: Measure, telegram: StandIn, bot: Bot) -> float:
    return asyncio.run(measure(telegram, bot))


def against_theirs(telegram: StandIn) -> list[Figure]:
    """Rows 1 and 8 of the table."""
    figures = []
    rows: tuple[tuple[str, Measure, float], ...] = (
        (f"answers/s in a burst of {QUESTIONS:,} questions, ours / PTB", answered, 8.0),
        ("updates/s acknowledged, ours (durable) / PTB (before)", acknowledged, 0.5),
    )
    for name, measure, goal in rows:
        mine, other, ratio = median_of_pairs(
            partial(_run, measure, telegram, ours),
            partial(_run, measure, telegram, theirs),
            PAIRS,
        )
        text = f"{mine:.0f} / {other:.0f} = {ratio:.2f}"
        figures.append(Figure(name, text, f">= {goal:g}", ratio >= goal))
    return figures


# -- a poison update at the head


async def after_poison(telegram: StandIn) -> float:
    """Seconds from a malformed and a failing update to the answer behind them."""
    telegram.forget()
    telegram.queue([{"message": "no message"}])
    ask(telegram, ["poison", "behind"])
    async with ours(telegram):
        began = time.monotonic()
        while True:
            calls = await asyncio.to_thread(telegram.calls, "sendMessage", accepted=True)
            found = [call.accepted for call in calls if call.text == "re: behind"]
            if found:
                return max(0.0, (found[0] or 0) - began)
            await asyncio.sleep(0.01)


def poison(telegram: StandIn) -> Figure:
    """Row 6 of the table."""
    took = max(asyncio.run(after_poison(telegram)) for _ in range(PAIRS))
    name = "next update answered after two poison ones"
    return Figure(name, f"{took:.2f} s", "<= 1 s (PTB: never)", took <= 1)


# -- twenty thousand at once


def _memory() -> float:
    """Of this process, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def flooded(telegram: StandIn) -> tuple[int, float, float]:
    """The most tasks, the most memory above idle, and the seconds until all is durable."""
    tasks, memory, idle = 0, 0.0, 0.0
    async with ours(telegram, Gate()):
        telegram.says("warm", chat=1)
        await asyncio.to_thread(telegram.wait_for, 1)
        gc.collect()
        idle = _memory()
        await asyncio.to_thread(ask, telegram, [f"{number}" for number in range(FLOOD)])
        began = time.monotonic()
        while await asyncio.to_thread(telegram.waiting):
            for _ in range(20):
                tasks = max(tasks, len(asyncio.all_tasks()))
                memory = max(memory, _memory() - idle)
                await asyncio.sleep(0.02)
        return tasks, memory, time.monotonic() - began


def _flooded(api: StandIn, pipe: Connection) -> None:
    pipe.send(asyncio.run(flooded(api)))


def flood(telegram: StandIn) -> Figure:
    """Row 7 of the table, in a process of its own."""
    telegram.forget()
    processes = multiprocessing.get_context("fork")
    here, there = processes.Pipe()
    process = processes.Process(target=_flooded, args=(telegram, there))
    process.start()
    tasks, memory, seconds = here.recv()
    process.join()
    lanes = LANES + WINDOW
    return Figure(
        f"{FLOOD:,} updates at once: tasks; memory above idle",
        f"{tasks}; {memory:.0f} MB ({seconds:.0f} s)",
        f"<= {lanes} lanes + 50; <= 30 MB",
        tasks <= lanes + 50 and memory <= 30,
    )


# -- the real bot, matching and sending


async def lagging(telegram: StandIn, folder: Path) -> list[float]:
    """How late the event loop was, in seconds, while real questions are matched and answered."""
    telegram.forget()
    late: list[float] = []
    texts = [one.text for one in read_labelled(HELD_OUT)]
    settings = Settings(token=TOKEN, api_url=telegram.api, data=folder)
    app = build_app(House.open(settings), AiohttpRequest())
    async with running(app, Metrics()) as service, _polled(app, service):
        ask(telegram, (texts * (ASKED // len(texts) + 1))[:ASKED])
        watching = asyncio.create_task(_watch(late))
        await asyncio.to_thread(telegram.wait_for, ASKED, "sendMessage", 120)
        watching.cancel()
    return late


async def _watch(late: list[float]) -> None:
    while True:
        due = time.monotonic() + 0.005
        await asyncio.sleep(0.005)
        late.append(time.monotonic() - due)


def _idle(pipe: Connection) -> None:
    """How late a loop is that does nothing, on this machine, meanwhile."""

    async def watched() -> list[float]:
        late: list[float] = []
        watching = asyncio.create_task(_watch(late))
        await asyncio.to_thread(pipe.recv)
        watching.cancel()
        return late

    pipe.send(asyncio.run(watched()))


def lag(telegram: StandIn) -> Figure:
    """Row 9 of the table. What a busy machine does to any loop is measured beside it."""
    sys.setswitchinterval(SWITCHING)  # as the program does
    processes = multiprocessing.get_context("fork")
    here, there = processes.Pipe()
    idle = processes.Process(target=_idle, args=(there,))
    idle.start()
    with TemporaryDirectory() as folder:
        late = asyncio.run(lagging(telegram, Path(folder)))
    here.send("done")
    p99, beside = (percentile(one, 0.99) * 1000 for one in (late, here.recv()))
    idle.join()
    name = f"event-loop lag p99 while {ASKED} questions are matched and sent"
    return Figure(name, f"{p99:.1f} ms (idle: {beside:.1f})", "<= 10 ms", p99 <= 10)


def main() -> None:
    """Print the table."""
    logging.disable(logging.WARNING)
    with StandIn(LATENCY) as telegram:
        show([*against_theirs(telegram), poison(telegram), flood(telegram), lag(telegram)])


if __name__ == "__main__":
    main()
