"""The gate in front of a real bot and a Telegram that answers over HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram.error import BadRequest, RetryAfter
from telegram.ext import ExtBot

from bot.transport.gate import Gate, chat_of, lane_of
from bot.transport.metrics import Metrics
from bot.transport.request import AiohttpRequest, NotSentError
from bot.transport.turns import Ticket
from tests.telegram.started import TOKEN, StandIn

ALERT = {"lane": "alert"}


@pytest.fixture(scope="module")
def started() -> Iterator[StandIn]:
    with StandIn(latency=0.01) as telegram:
        yield telegram


@pytest.fixture
def telegram(started: StandIn) -> StandIn:
    started.goes_well()
    started.forget()
    return started


@asynccontextmanager
async def bot_with(gate: Gate, telegram: StandIn) -> AsyncIterator[ExtBot[Any]]:
    request = AiohttpRequest()
    bot = ExtBot(
        TOKEN,
        base_url=telegram.base_url,
        request=request,
        get_updates_request=request,
        rate_limiter=gate,
    )
    async with bot:
        yield bot


def sent(telegram: StandIn) -> list[str]:
    calls = telegram.calls("sendMessage", accepted=True)
    return [call.text for call in sorted(calls, key=lambda call: call.accepted or 0)]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - it is about another process
            await asyncio.sleep(0.01)


async def started_waiting(*sends: Awaitable[Any]) -> list[asyncio.Future[Any]]:
    """The sends as tasks, after each has gone as far as it can."""
    tasks: list[asyncio.Future[Any]] = [asyncio.ensure_future(one) for one in sends]
    for _ in range(5):
        await asyncio.sleep(0)
    return tasks


async def test_an_answer_overtakes_the_alerts_that_wait(telegram: StandIn) -> None:
    async with bot_with(Gate(rate=10), telegram) as bot:
        alerts = [
            bot.send_message(chat, f"alert {chat}", rate_limit_args=ALERT) for chat in range(1, 12)
        ]
        tasks = await started_waiting(*alerts)
        await bot.send_message(77, "answer")
        before = sent(telegram)
        await asyncio.gather(*tasks)

    assert before[-1] == "answer"
    assert len(before) <= 6
    assert len(sent(telegram)) == 12


async def test_no_sliding_second_holds_more_than_the_limit_on_the_wire(telegram: StandIn) -> None:
    async with bot_with(Gate(), telegram) as bot:
        await asyncio.gather(
            *(bot.send_message(chat, "alert", rate_limit_args=ALERT) for chat in range(1, 21)),
            *(bot.send_message(chat, "answer") for chat in range(100, 140)),
        )

    times = [call.arrived for call in telegram.calls("sendMessage")]
    assert len(times) == 60
    assert max(sum(start <= one < start + 1 for one in times) for start in times) <= 30


async def test_edits_count_too_and_what_is_not_shown_does_not(telegram: StandIn) -> None:
    async with bot_with(Gate(), telegram) as bot:
        edits = await started_waiting(
            *(bot.edit_message_text(f"{n}", chat_id=7, message_id=1) for n in range(4))
        )
        await asyncio.gather(*(bot.answer_callback_query("1") for _ in range(60)))
        await bot.send_chat_action(7, "typing")
        done = [edit.done() for edit in edits]
        for edit in edits:
            edit.cancel()
        await asyncio.gather(*edits, return_exceptions=True)

    assert done == [True, True, True, False]
    assert len(telegram.calls("answerCallbackQuery")) == 60


async def test_after_a_429_nobody_sends_until_its_time_has_passed(telegram: StandIn) -> None:
    """What AIORateLimiter lifts when any other request ends (python-telegram-bot #5338)."""
    gate = Gate()
    async with bot_with(gate, telegram) as bot:
        telegram.goes_wrong("late", "sendMessage", chat=1, late=0.3)
        telegram.goes_wrong("429", "sendMessage", chat=2, retry_after=1)
        slow, struck = await started_waiting(bot.send_message(1, "slow"), bot.send_message(2, "2"))
        await until(lambda: gate.pause_left > 0)
        alert, answer = await started_waiting(
            bot.send_message(3, "alert", rate_limit_args="alert"), bot.send_message(4, "answer")
        )
        await slow  # ends in the middle of the pause, and must not end it
        await asyncio.gather(struck, alert, answer)

    calls = telegram.calls("sendMessage")
    refusal = next(call for call in calls if call.fault == "429")
    after = [call for call in calls if call.number > refusal.number]
    assert all(call.arrived >= (refusal.answered or 0) + 1 for call in after)
    # Who was sent back is still the first, and answers come before alerts.
    assert [call.chat for call in after] == [2, 4, 3]


async def test_thirty_percent_of_429_and_then_nothing_else_lose_no_answer(
    telegram: StandIn,
) -> None:
    async with bot_with(Gate(), telegram) as bot:
        telegram.goes_wrong("429", "sendMessage", share=0.3, times=3, retry_after=0.1)
        first = await started_waiting(*(bot.send_message(chat, "first") for chat in range(1, 13)))
        await asyncio.gather(*first)
        telegram.goes_wrong("429", "sendMessage", times=None, retry_after=0.1)
        last = await started_waiting(*(bot.send_message(chat, "last") for chat in range(30, 35)))
        await until(lambda: len([c for c in telegram.calls("sendMessage") if c.fault]) >= 8)
        telegram.goes_well()
        await asyncio.gather(*last)

    assert sorted(sent(telegram)) == ["first"] * 12 + ["last"] * 5


async def test_an_alert_is_told_at_once_to_come_back_later(telegram: StandIn) -> None:
    gate = Gate()
    async with bot_with(gate, telegram) as bot:
        telegram.goes_wrong("429", "sendMessage", retry_after=30)
        with pytest.raises(RetryAfter):
            await bot.send_message(1, "alert", rate_limit_args=ALERT)

        assert 29 < gate.pause_left <= 30.1


async def test_an_answer_is_not_kept_longer_than_patience_lasts(telegram: StandIn) -> None:
    async with bot_with(Gate(patience=5), telegram) as bot:
        telegram.goes_wrong("429", "sendMessage", retry_after=30)

        with pytest.raises(RetryAfter):
            await bot.send_message(1, "answer")


async def test_a_429_of_something_else_pauses_nobody(telegram: StandIn) -> None:
    """The name of a bot can be set a few times a day; messages have nothing to do with it."""
    gate = Gate()
    async with bot_with(gate, telegram) as bot:
        telegram.goes_wrong("429", "setMyName", retry_after=80_000)
        with pytest.raises(RetryAfter):
            await bot.set_my_name("Bot")

        assert gate.pause_left == 0


async def test_other_errors_go_through_and_nothing_is_sent_twice(telegram: StandIn) -> None:
    async with bot_with(Gate(), telegram) as bot:
        telegram.goes_wrong("bad request", "sendMessage")
        with pytest.raises(BadRequest):
            await bot.send_message(1, "answer")

    assert len(telegram.calls("sendMessage")) == 1


async def test_who_is_cancelled_leaves_the_line_and_the_others_move_up(telegram: StandIn) -> None:
    async with bot_with(Gate(), telegram) as bot:
        tasks = await started_waiting(*(bot.send_message(7, f"{n}") for n in range(5)))
        tasks[3].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    assert sent(telegram) == ["0", "1", "2", "4"]


async def test_who_is_cancelled_in_the_moment_of_its_turn_gives_it_back() -> None:
    async def nothing() -> bool:
        return True

    gate = Gate(rate=0.5)  # room for one
    assert await gate.process_request(nothing, (), {}, "sendMessage", {"chat_id": 1}, None)
    late = {"chat_id": 2}
    (second,) = await started_waiting(
        gate.process_request(nothing, (), {}, "sendMessage", late, None)
    )
    turn = gate._turns.next(time.monotonic() + 10)
    assert turn
    assert turn.granted
    turn.granted.set_result(None)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)

    assert second.cancelled()
    assert gate._turns.next(time.monotonic() + 10) is None  # nobody waits,
    gate._turns.enter(Ticket("reply", 3), 0)
    assert gate._turns.next(time.monotonic() + 10)  # and there is room
    await gate.shutdown()


async def test_stopping_tells_those_who_wait_that_nothing_was_sent(telegram: StandIn) -> None:
    async with bot_with(Gate(rate=0.1), telegram) as bot:
        tasks = await started_waiting(*(bot.send_message(chat, "answer") for chat in (1, 2, 3)))
        await tasks[0]

    for task in tasks[1:]:
        with pytest.raises(NotSentError):
            await task
    assert sent(telegram) == ["answer"]


async def test_above_thirty_a_second_alerts_are_paid_for_and_answers_are_not(
    telegram: StandIn,
) -> None:
    async with bot_with(Gate(rate=500), telegram) as bot:
        began = time.monotonic()
        await asyncio.gather(
            *(bot.send_message(chat, "alert", rate_limit_args=ALERT) for chat in range(1, 101)),
            bot.edit_message_text("alert", chat_id=5, message_id=1, rate_limit_args=ALERT),
            bot.send_message(1000, "answer"),
        )
        took = time.monotonic() - began

    calls = telegram.calls("send") + telegram.calls("edit")
    paid = [call for call in calls if call.values.get("allow_paid_broadcast")]
    assert len(paid) == 100
    assert {call.text for call in paid} == {"alert"}
    assert took < 100 / 30


@pytest.mark.parametrize("day", [-86_400, 86_400])
async def test_a_clock_moved_by_a_day_changes_nothing(
    telegram: StandIn, monkeypatch: pytest.MonkeyPatch, day: int
) -> None:
    async with bot_with(Gate(rate=10), telegram) as bot:
        await bot.send_message(1, "before")
        wrong = time.time() + day
        monkeypatch.setattr(time, "time", lambda: wrong)
        await asyncio.wait_for(bot.send_message(2, "after"), 5)

    assert sent(telegram) == ["before", "after"]


async def test_waiting_and_pauses_are_counted(telegram: StandIn) -> None:
    metrics = Metrics()
    async with bot_with(Gate(metrics=metrics), telegram) as bot:
        telegram.goes_wrong("429", "sendMessage", retry_after=0.1)
        await bot.send_message(1, "answer")

    counted = metrics.exposition().decode()
    assert 'bot_gate_wait_seconds_count{lane="reply"} 2.0' in counted
    assert "bot_gate_pauses_total 1.0" in counted


def test_a_lane_is_named_by_a_word_or_a_mapping_and_answers_need_none() -> None:
    assert lane_of(None) == lane_of({}) == lane_of("reply") == "reply"
    assert lane_of("alert") == lane_of({"lane": "alert"}) == "alert"
    with pytest.raises(ValueError, match="fast"):
        lane_of("fast")


@pytest.mark.parametrize(
    ("written", "meant"),
    [(5, 5), ("5", 5), ("-100", -100), ("@channel", "@channel"), (None, None), (1.5, None)],
)
def test_a_chat_is_the_same_however_it_is_written(written: object, meant: object) -> None:
    assert chat_of(written) == meant
