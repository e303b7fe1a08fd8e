"""Polling against the stand-in: what is acknowledged, what comes again, and who gives way."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, Final

import pytest
from telegram.error import InvalidToken

from bot.transport.effects import Send, current_effects
from bot.transport.metrics import Metrics
from bot.transport.polling import AnotherPollerError, Polling
from bot.transport.service import Service
from tests.telegram.little import ALLOWED, AnyApp, little_service
from tests.telegram.started import Call, StandIn

BEFORE: Final = 10.0  # seconds in which something must have happened


@pytest.fixture(scope="module")
def shared() -> Iterator[StandIn]:
    with StandIn() as telegram:
        yield telegram


@pytest.fixture
def telegram(shared: StandIn) -> Iterator[StandIn]:
    """One stand-in for all tests, each of which leaves nothing waiting."""
    yield shared
    shared.goes_well()
    shared.forget()


class Polled:
    """The little bot in this process, polling."""

    def __init__(self, app: AnyApp, service: Service, folder: Path, telegram: StandIn) -> None:
        self.app, self.service, self.folder, self._telegram = app, service, folder, telegram
        self.stop = asyncio.Event()
        self.metrics = Metrics()
        self.polling = Polling(app.bot, service.intake, ALLOWED, self.metrics)

    async def run(self) -> None:
        await self.service.serve(self.polling.run(), self.stop)
        await self.service.intake.stop(1.0)
        await self.polling.acknowledge()

    async def answers(self, at_least: int) -> list[str]:
        calls: list[Call] = await asyncio.to_thread(self._telegram.wait_for, at_least)
        return [call.text for call in calls]

    async def all_acknowledged(self) -> None:
        async with asyncio.timeout(BEFORE):
            while await asyncio.to_thread(self._telegram.waiting):  # noqa: ASYNC110 - it is another process
                await asyncio.sleep(0.01)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.folder / "people.db")) as db:
            return db.execute(sql).fetchall()


@pytest.fixture
def polled(telegram: StandIn, tmp_path: Path) -> Callable[[], Any]:
    @asynccontextmanager
    async def polled(**more: Any) -> AsyncIterator[Polled]:
        async with little_service(tmp_path, telegram.api, **more) as (app, service, _):
            one = Polled(app, service, tmp_path, telegram)
            running = asyncio.create_task(one.run())
            try:
                yield one
            finally:
                one.stop.set()
                await running

    return polled


Open = Callable[..., Any]


async def test_what_people_write_is_answered_and_acknowledged(
    telegram: StandIn, polled: Open
) -> None:
    telegram.says("one", chat=1)
    telegram.says("two", chat=2)
    async with polled() as bot:
        answers = await bot.answers(2)
        await bot.all_acknowledged()

    assert sorted(answers) == ["re: one", "re: two"]
    first = telegram.calls("getUpdates")[0]
    assert first.values["allowed_updates"] == ["message"]
    assert "offset" not in first.values
    assert telegram.waiting() == []


async def test_nothing_is_acknowledged_before_its_effects_are_durable(
    telegram: StandIn, polled: Open
) -> None:
    async with polled(patience=30.0) as bot:
        with closing(sqlite3.connect(bot.folder / "people.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            number = telegram.says("one", chat=1)
            before = len(telegram.calls("getUpdates"))
            # It is asked for again and again, while it cannot be kept.
            await asyncio.to_thread(telegram.wait_for, before + 3, "getUpdates", accepted=False)
            assert telegram.waiting() == [number]
            assert telegram.calls("sendMessage") == []
            other.rollback()
        await bot.answers(1)
        await bot.all_acknowledged()
        assert bot.rows("SELECT id FROM handled") == [(number,)]


async def test_an_update_that_was_not_taken_and_left_telegram_is_waited_for_no_longer(
    telegram: StandIn, polled: Open
) -> None:
    async with polled(patience=0.2) as bot:

        async def writes(event: Any, _: object) -> None:
            effects = current_effects()
            assert effects
            effects.writes.append(lambda _: None)
            payload = {"chat_id": event.effective_chat.id, "text": event.effective_message.text}
            effects.sends.append(Send("sendMessage", payload))

        bot.app.handlers[0][0].callback = writes
        with closing(sqlite3.connect(bot.folder / "people.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            number = telegram.says("lost", chat=1)
            async with asyncio.timeout(BEFORE):
                while bot.polling._open.get(number, 0) is not None:  # noqa: ASYNC110 - it rings no bell
                    await asyncio.sleep(0.01)
            telegram.loses()
            other.rollback()
        async with asyncio.timeout(BEFORE):
            while bot.polling._open:  # noqa: ASYNC110 - it rings no bell
                await asyncio.sleep(0.01)
        before = len(telegram.calls("getUpdates"))
        await asyncio.sleep(1)
        assert len(telegram.calls("getUpdates")) <= before + 2, "Telegram is asked without a pause"
        telegram.says("kept", chat=1)
        assert await bot.answers(1) == ["kept"]
        await bot.all_acknowledged()


async def test_what_was_not_taken_and_may_be_behind_a_full_batch_is_still_waited_for(
    telegram: StandIn, tmp_path: Path
) -> None:
    async with little_service(tmp_path, telegram.api) as (app, service, _):
        polling = Polling(app.bot, service.intake, ALLOWED)
        polling._open = {3: None, 7: None, 250: None}

        polling._let_go({*range(1, 7), *range(8, 101)} - {3}, up_to=100)
        assert polling._open == {250: None}
        polling._let_go(set(), up_to=None)
        assert polling._open == {}


@pytest.mark.parametrize(
    "poison",
    [{"message": "no message"}, {"message": {"text": "x"}}, {"message": None, "poll": 5}, {}],
    ids=["text", "no chat", "wrong", "nothing"],
)
async def test_a_malformed_update_at_the_head_does_not_stop_what_is_behind_it(
    poison: dict[str, Any], telegram: StandIn, polled: Open
) -> None:
    telegram.queue([poison])
    telegram.says("behind", chat=1)
    async with polled() as bot:
        assert await bot.answers(1) == ["re: behind"]
        await bot.all_acknowledged()


async def test_what_is_no_update_at_all_does_not_stop_the_others(
    telegram: StandIn, polled: Open
) -> None:
    telegram.queue([None, 7, "text", [1], {"no": "number"}], as_they_are=True)
    telegram.says("behind", chat=1)
    async with polled() as bot:
        assert await bot.answers(1) == ["re: behind"]
        await bot.all_acknowledged()


async def test_an_update_whose_handler_fails_is_set_aside_and_the_next_is_answered(
    telegram: StandIn, polled: Open
) -> None:
    numbers = [telegram.says("poison", chat=1), telegram.says("behind", chat=1)]
    async with polled() as bot:
        assert "re: behind" in await bot.answers(2)
        await bot.all_acknowledged()
        assert bot.rows("SELECT id FROM handled") == [(number,) for number in numbers]
        assert bot.rows("SELECT kind, reason FROM set_aside") == [("message", "ValueError")]


async def test_a_slow_update_holds_up_nobody_but_the_offset(
    telegram: StandIn, polled: Open
) -> None:
    may_end = asyncio.Event()
    async with polled() as bot:

        async def slow(event: Any, _: object) -> None:
            if event.effective_message.text == "slowly":
                await may_end.wait()
            effects = current_effects()
            assert effects
            payload = {"chat_id": event.effective_chat.id, "text": event.effective_message.text}
            effects.sends.append(Send("sendMessage", payload))

        bot.app.handlers[0][0].callback = slow
        number = telegram.says("slowly", chat=1)
        for turn in range(5):
            telegram.says(f"quickly {turn}", chat=2)
            assert (await bot.answers(turn + 1))[-1] == f"quickly {turn}"
        assert telegram.waiting()[0] == number
        may_end.set()
        assert (await bot.answers(6))[-1] == "slowly"
        await bot.all_acknowledged()


async def test_numbers_that_begin_anew_and_come_in_any_order_are_all_answered(
    telegram: StandIn, polled: Open
) -> None:
    messages = [{"message": {**telegram.message(n), "text": f"{n}"}} for n in range(6)]
    async with polled() as bot:
        for numbers in ([900_000, 900_002, 900_001], [900_010, 900_010, 900_009]):
            taken = [{"update_id": n, **messages.pop()} for n in numbers]
            telegram.queue(taken)
            await bot.all_acknowledged()
        answers = await bot.answers(5)

    assert len(answers) == 5, "one number came twice"


@pytest.mark.parametrize(
    "fault", ["cut before", "cut after", "half a body", "500", "502", "html", "429", "429 bare"]
)
async def test_getupdates_that_fails_is_called_again(
    fault: str, telegram: StandIn, polled: Open
) -> None:
    telegram.goes_wrong(fault, "getUpdates", times=1)
    telegram.says("one", chat=1)
    async with polled() as bot:
        assert await bot.answers(1) == ["re: one"]
        await bot.all_acknowledged()


async def test_a_newcomer_gives_way_to_a_poller_that_was_there_first(
    telegram: StandIn, tmp_path: Path
) -> None:
    telegram.goes_wrong("conflict", "getUpdates", times=1)
    async with little_service(tmp_path, telegram.api) as (app, service, _):
        polling = Polling(app.bot, service.intake, ALLOWED)
        with pytest.raises(AnotherPollerError, match="another program takes this bot's updates"):
            await service.serve(polling.run(), asyncio.Event())


async def test_a_poller_that_was_there_first_stays(
    telegram: StandIn, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Its clock says that it has polled for an hour when the other comes."""
    hour = iter([0.0])
    async with little_service(tmp_path, telegram.api) as (app, service, _):
        polling = Polling(app.bot, service.intake, ALLOWED, clock=lambda: next(hour, 3600.0))
        stop = asyncio.Event()
        running = asyncio.create_task(service.serve(polling.run(), stop))
        telegram.goes_wrong("conflict", "getUpdates", times=1)
        telegram.says("one", chat=1)
        await asyncio.to_thread(telegram.wait_for, 1)
        stop.set()
        await running
        await polling.acknowledge()

    assert "there is another poller" in caplog.text


@pytest.mark.parametrize("fault", ["unauthorized", "no such method"])
async def test_a_token_that_is_revoked_ends_the_polling(
    fault: str, telegram: StandIn, tmp_path: Path
) -> None:
    async with little_service(tmp_path, telegram.api) as (app, service, _):
        telegram.goes_wrong(fault, "getUpdates", times=1)
        polling = Polling(app.bot, service.intake, ALLOWED)
        with pytest.raises(InvalidToken):
            await service.serve(polling.run(), asyncio.Event())


async def test_of_two_pollers_with_one_token_the_second_says_so_and_leaves(
    telegram: StandIn, tmp_path: Path
) -> None:
    """As Telegram has it, each call ends the other's: so the one that was there first comes back."""
    hour = iter([0.0])
    old, new = tmp_path / "old", tmp_path / "new"
    async with (
        little_service(old, telegram.api) as (app, service, _),
        little_service(new, telegram.api) as (other_app, other_service, _),
    ):
        stop = asyncio.Event()
        first = Polling(app.bot, service.intake, ALLOWED, clock=lambda: next(hour, 3600.0))
        running = asyncio.create_task(service.serve(first.run(), stop))
        await asyncio.to_thread(telegram.wait_for, 1, "getUpdates", accepted=False)
        second = Polling(other_app.bot, other_service.intake, ALLOWED)
        with pytest.raises(AnotherPollerError):
            await other_service.serve(second.run(), asyncio.Event())

        telegram.says("still there?", chat=1)
        (answer,) = await asyncio.to_thread(telegram.wait_for, 1)
        stop.set()
        await running
        await first.acknowledge()

    assert answer.text == "re: still there?"
