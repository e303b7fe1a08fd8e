"""Alerts on their way to a Telegram over HTTP: the last look before each attempt, and pauses."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.postoffice import PostOffice
from bot.pushing import remember_pauses
from bot.transport.delivery import Delivery
from bot.transport.gate import Gate
from jobs.alerts import Alerts, Row, Why
from jobs.claims import Composed, Errand
from jobs.halt import Halts
from jobs.ledger import Ledger
from jobs.pauses import Pauses
from jobs.quiet import Quiet
from jobs.schema import migrations
from jobs.subscriptions import Subscription, Subscriptions
from knowledge.store import Store
from tests.alerts.newsroom import Clock
from tests.telegram.little import little_app
from tests.telegram.started import StandIn

BEFORE = 20.0


@pytest.fixture(scope="module")
def shared() -> Iterator[StandIn]:
    with StandIn() as telegram:
        yield telegram


@pytest.fixture
def telegram(shared: StandIn) -> Iterator[StandIn]:
    yield shared
    shared.goes_well()
    shared.forget()


async def _until(reached: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(BEFORE):
        while not await reached():  # noqa: ASYNC110 - a table rings no bell
            await asyncio.sleep(0.01)


class Way:
    """A delivery of alerts over a real store; what they say is set by the test."""

    delivery: Delivery

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock = store, clock
        self.text = "first"
        self.version = 1
        self.composed = 0

    def compose(self, _: Errand) -> Composed | None:
        self.composed += 1
        return Composed("sendMessage", {"text": self.text}, (("s", self.version),))

    async def is_composed(self) -> bool:
        return self.composed > 0

    async def queue(self, chat: int, why: Why = "subscribed") -> None:
        def queued(db: Any) -> None:
            now = self.clock()
            chosen = Subscription(chat, "en", everything=True, quiet=Quiet(0, 0))
            Subscriptions(db).keep(chosen, now)
            alert = Alerts(db).make("news", "a", {"statements": ["s"]}, now)
            Alerts(db).queue(Row(alert, chat, 0, why, now, now, now + 86_400))

        await self.store.write(queued)

    async def states(self) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = await self.store.read(
            lambda db: db.execute("SELECT chat, state, attempts FROM outbox ORDER BY id").fetchall()
        )
        return rows

    async def settled(self) -> None:
        await _until(self._is_settled)

    async def _is_settled(self) -> bool:
        return all(state != "waiting" for _, state, _ in await self.states())


@asynccontextmanager
async def way(folder: Path, telegram: StandIn, **more: Any) -> AsyncIterator[Way]:
    store, clock = Store.open(folder / "people.db", migrations, patience=0.3), Clock()
    app = little_app(telegram.api)
    async with app.bot:
        one = Way(store, clock)
        office = PostOffice(store, clock, one.compose)
        one.delivery = delivery = Delivery(
            app.bot, office, "alert", doubts=1, look_every=0.05, now=clock, **more
        )
        try:
            yield one
        finally:
            await delivery.stop(0.2)
            store.close()


async def test_each_attempt_says_what_is_true_by_then(tmp_path: Path, telegram: StandIn) -> None:
    telegram.goes_wrong("cut before", "sendMessage", times=1)
    async with way(tmp_path, telegram) as one:
        await one.queue(1)
        one.delivery.start()
        await _until(one.is_composed)
        one.text, one.version = "second", 2
        await one.settled()
        (call,) = await asyncio.to_thread(telegram.wait_for, 1)
        seen = await one.store.read(lambda db: Ledger(db).seen_by(1, 0, "s"))

    assert call.text == "second"
    assert seen == (2, 1)  # nobody knows what became of the first


async def test_a_halt_keeps_what_is_in_memory_from_being_sent(
    tmp_path: Path, telegram: StandIn
) -> None:
    async with way(tmp_path, telegram) as one:
        for chat in (1, 2, 3):
            await one.queue(chat)
        await one.store.write(lambda db: Halts(db).halt(7, one.clock()))
        one.delivery.start()
        await one.delivery.calm()
        await asyncio.sleep(0.2)
        halted = telegram.calls("sendMessage")
        await one.store.write(lambda db: Halts(db).resume())
        await one.settled()

    assert halted == []
    assert len(telegram.calls("sendMessage", accepted=True)) == 3


async def test_a_store_that_is_locked_delays_an_alert_and_loses_none(
    tmp_path: Path, telegram: StandIn
) -> None:

    async with way(tmp_path, telegram) as one:
        await one.queue(1)
        locking = sqlite3.connect(tmp_path / "people.db")
        one.delivery.start()
        locking.execute("BEGIN IMMEDIATE")
        await asyncio.sleep(1.0)
        locked = telegram.calls("sendMessage")
        locking.rollback()
        locking.close()
        await one.settled()

    assert locked == []
    assert len(telegram.calls("sendMessage", accepted=True)) == 1


async def test_a_pause_that_telegram_asked_for_outlives_the_process(
    tmp_path: Path, telegram: StandIn
) -> None:
    store, clock = Store.open(tmp_path / "people.db", migrations), Clock()
    telegram.goes_wrong("429", "sendMessage", retry_after=40)
    gate = Gate()
    app = little_app(telegram.api, gate)
    try:
        await remember_pauses(gate, store, clock)
        async with app.bot:
            sending = asyncio.create_task(app.bot.send_message(1, "x"))
            await _until(lambda: store.read(lambda db: Pauses(db).left(clock()) > 0))
            sending.cancel()
        clock.passes(seconds=10)
        later = Gate()
        await remember_pauses(later, store, clock)
        clock.passes(seconds=31)
        at_last = Gate()
        await remember_pauses(at_last, store, clock)
    finally:
        store.close()

    assert 29 < later.pause_left <= 30.2
    assert at_last.pause_left == 0
