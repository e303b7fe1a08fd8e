"""A little bot that tells: alerts and answers over real HTTP, in a process that can be killed.

Everything between facts.db and Telegram is the real thing; only the desk is missing, so that it
starts in the time that a test has.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.alerts import AlertWriter
from bot.postoffice import PostOffice
from bot.pushing import remember_pauses
from bot.transport.gate import Gate
from bot.transport.polling import Polling
from bot.transport.service import Service
from jobs.alerting import Alerting, Plan
from jobs.people import People
from jobs.quiet import Quiet
from jobs.schema import migrations
from jobs.subscriptions import Subscription, Subscriptions
from knowledge.store import Store
from tests.alerts.newsroom import Newsroom
from tests.telegram.little import ALLOWED, little_app

_LOOK = 0.1  # seconds between two looks


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


@asynccontextmanager
async def press(
    folder: Path, api: str, rate: float, window: int
) -> AsyncIterator[tuple[Any, Service, Store]]:
    """The little bot in this process, looking around and sending."""
    store = Store.open(folder / "people.db", migrations)
    news = Newsroom(folder, time.time)
    office = PostOffice(store, time.time, AlertWriter(lambda: news.edition, _today))
    gate = Gate(rate)
    app = little_app(api, gate)
    await remember_pauses(gate, store, time.time)

    async def announce(_: Sequence[Any]) -> None:
        """Nobody is told here."""

    async with (
        app.bot,
        app,
        Service(app, office, alerts_every=_LOOK, alert_window=window) as service,
    ):
        look = service.alerts.look
        alerting = Alerting(store, news, Plan(hold=0), time.time, _today, look, announce)
        await alerting.begin()
        looking = asyncio.create_task(_look_again_and_again(alerting))
        try:
            yield app, service, store
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
    news.close()
    store.close()


async def _look_again_and_again(alerting: Alerting) -> None:
    while True:
        await alerting.look()
        await asyncio.sleep(_LOOK)


async def run(folder: Path, api: str, rate: float, window: int) -> None:
    """Tell and answer until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with press(folder, api, rate, window) as (app, service, _):
        await service.serve(Polling(app.bot, service.intake, ALLOWED).run(), stop)


def main(folder: str, api: str, rate: float, window: int) -> None:
    """What a process does."""
    asyncio.run(run(Path(folder), api, rate, window))


class Killed:
    """Starts such bots, and ends them as a power cut would."""

    def __init__(self, folder: Path, api: str, rate: float, window: int) -> None:
        self._arguments = (str(folder), api, rate, window)
        self._processes = multiprocessing.get_context("forkserver")
        self._processes.set_forkserver_preload(["tests.alerts.press"])
        self._process: ForkServerProcess | None = None

    def start(self) -> None:
        """Start one."""
        self._process = self._processes.Process(target=main, args=self._arguments, daemon=True)
        self._process.start()

    def kill(self) -> None:
        """End it at once."""
        if self._process:
            assert self._process.pid is not None
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.join()
            self._process.close()
            self._process = None


def subscribe(folder: Path, chats: Sequence[int]) -> None:
    """Subscribe these chats to everything, at once, at any hour."""
    people = People.open(folder / "people.db")
    try:
        _subscribe(people._db, chats, Quiet(0, 0))
    finally:
        people.close()


def _subscribe(db: Database, chats: Sequence[int], quiet: Quiet) -> None:
    db.conn.execute("BEGIN IMMEDIATE")
    first, *others = chats
    Subscriptions(db).keep(Subscription(first, "en", everything=True, quiet=quiet), time.time())
    columns = [row[1] for row in db.execute("PRAGMA table_info(subscriptions)").fetchall()][1:]
    names = ", ".join(columns)
    db.conn.executemany(
        f"INSERT INTO subscriptions (chat, {names}) SELECT ?, {names} FROM subscriptions"  # noqa: S608
        " WHERE chat = ?",
        [(chat, first) for chat in others],
    )
    db.conn.execute("COMMIT")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]))
