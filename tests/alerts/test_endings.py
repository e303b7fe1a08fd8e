"""What follows from how a row ended; and what owners are told without asking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.transport.effects import Send
from bot.transport.storage import Settlement
from jobs.alerts import Alerts, Progress
from jobs.halt import Halts
from jobs.notices import CANARY_WITHIN, STANDS
from jobs.people import People
from jobs.subscriptions import STRIKES, Subscriptions
from jobs.tallies import Tallies
from tests.alerts.conftest import HOLD, Stage

FOR_GOOD = (
    "Forbidden: bot was blocked by the user",
    "Forbidden: user is deactivated",
    "Forbidden: bot was kicked from the group chat",
)
FOR_NOW = ("Bad Request: chat not found", "Bad Request: not enough rights to send text messages")


async def publish(stage: Stage, name: str = "new") -> None:
    stage.news.publishes(name, "lists")
    await stage.looks(seconds=HOLD)


async def subscribed(stage: Stage) -> list[int]:
    return [chat for (chat,) in await stage.rows("SELECT chat FROM subscriptions")]


@pytest.mark.parametrize("reason", FOR_GOOD)
async def test_who_blocks_the_bot_is_let_go_at_once(stage: Stage, reason: str) -> None:
    await stage.subscribes(1)
    await publish(stage)
    await stage.sends("gone", reason)

    assert await subscribed(stage) == []
    assert await stage.rows("SELECT * FROM ledger") == []


async def test_a_reply_that_meets_a_block_tells_as_much(stage: Stage) -> None:
    await stage.subscribes(1)
    rows = await stage.office.keep(1, [Send("sendMessage", {"chat_id": 1, "text": "x"})], (), None)
    assert rows
    await stage.office.settle(rows[0], Settlement("gone", FOR_GOOD[0]))

    assert await subscribed(stage) == []


@pytest.mark.parametrize("reason", FOR_NOW)
async def test_other_refusals_are_counted_and_a_success_forgives_them(
    stage: Stage, reason: str
) -> None:
    await stage.subscribes(1)
    for n in range(STRIKES - 1):
        await publish(stage, f"a{n}")
        await stage.sends("gone", reason)
    await publish(stage, "between")
    await stage.sends()
    for n in range(STRIKES - 1):
        await publish(stage, f"b{n}")
        await stage.sends("gone", reason)
    still = await subscribed(stage)
    await publish(stage, "last")
    await stage.sends("gone", reason)

    assert still == [1]
    assert await subscribed(stage) == []


async def test_a_group_that_moves_in_flight_keeps_its_subscription_and_topics(stage: Stage) -> None:
    chosen = await stage.subscribes(-5, "lists", thread=3, silent=True)
    await publish(stage)
    (row,) = await stage.in_hand()
    await stage.office.claim(row)
    await stage.office.settle(row, Settlement("sent", message=9, moved_to=-1005))
    await publish(stage, "next")
    ((chat, _),) = await stage.sends()

    assert chat == -1005
    (moved,) = await stage.do(lambda db: Subscriptions(db).in_chat(-1005))
    assert (moved.topics, moved.silent, moved.thread) == (chosen.topics, True, 3)


async def test_a_group_that_moves_while_it_is_told_is_not_forgotten(
    open_stage: Callable[..., Any],
) -> None:
    stage = await open_stage(step=1)
    await stage.subscribes(-5)
    await stage.subscribes(7)
    stage.news.publishes("new", "lists")
    stage.clock.passes(seconds=HOLD)
    stage.alerting._deliver = _die
    with pytest.raises(RuntimeError):
        await stage.alerting.look()  # -1005 comes before -5, where the telling has got to
    await stage.do(lambda db: db.execute("DELETE FROM outbox"))
    await stage.do(lambda db: db.execute("UPDATE alerts SET last_chat = -7, last_thread = 0"))
    await stage.do(lambda db: People(db).move(-5, -1005))
    stage = await open_stage()
    await stage.looks()

    assert sorted(chat for chat, _ in await stage.sends()) == [-1005, 7]


def _die() -> None:
    raise RuntimeError("killed")


async def test_what_is_sent_is_counted_by_statement_and_by_day(stage: Stage) -> None:
    for chat in range(1, 6):
        await stage.subscribes(chat)
    await publish(stage)
    await stage.sends(chat=1)
    await stage.sends("gone", FOR_GOOD[0], chat=2)
    await stage.sends("refused", "Bad Request: no", chat=3)
    part = await stage.do(lambda db: Alerts(db).progress_of("new"))
    await stage.sends()
    stage.news.corrects("new", "After.")
    await stage.looks(minutes=1)
    await stage.sends()
    whole = await stage.do(lambda db: Alerts(db).progress_of("new"))
    days = await stage.do(lambda db: Tallies(db).by_day(stage.clock.today, stage.clock.today))

    assert part == Progress(told=1, waiting=2, failed=2)
    assert whole == Progress(told=3, failed=2, corrections=3)
    assert days == {stage.clock.today: {"alerts": 3, "corrections": 3, "blocked": 1}}


async def test_what_was_settled_long_ago_is_counted_and_forgotten(stage: Stage) -> None:
    for chat in (1, 2):
        await stage.subscribes(chat)
    await publish(stage)
    await stage.sends(chat=1)
    await stage.sends("gone", FOR_GOOD[0], chat=2)
    stage.clock.passes(days=15)
    await stage.alerting.keep_house()

    assert await stage.rows("SELECT * FROM outbox") == []
    assert await stage.do(lambda db: Alerts(db).progress_of("new")) == Progress(told=1, failed=1)


# -- what owners are told


async def noticed(stage: Stage, **time: float) -> list[tuple[str, int]]:
    stage.told.clear()
    await stage.looks(**time)
    return [(one.name, one.number) for one in stage.told]


async def test_owners_hear_of_letters_that_were_refused(stage: Stage) -> None:
    await stage.subscribes(1)
    await stage.subscribes(2)
    await publish(stage)
    await stage.sends("refused", "Bad Request: can't parse entities")

    assert await noticed(stage) == [("refused", 2)]


async def test_owners_hear_of_a_queue_that_stands_and_not_of_one_that_moves(stage: Stage) -> None:
    for chat in (1, 2, 3):
        await stage.subscribes(chat)
    await publish(stage)
    moving = await noticed(stage, seconds=STANDS - 1)
    await stage.sends(chat=1)
    moved = await noticed(stage, seconds=STANDS - 1)
    standing = await noticed(stage, seconds=1)

    assert (moving, moved, standing) == ([], [], [("stands", 2)])


async def test_owners_hear_of_a_canary_that_did_not_sing(open_stage: Callable[..., Any]) -> None:
    stage = await open_stage(canary=99)
    await stage.subscribes(1)
    await stage.subscribes(2)
    await publish(stage)
    first = (await stage.in_hand())[0].send.chat
    await stage.sends(chat=1)
    stage.clock.passes(seconds=CANARY_WITHIN - 2)
    await stage.sends(chat=2)
    in_time = await noticed(stage, seconds=1)
    late = await noticed(stage, seconds=1)
    await stage.sends()
    sung = await noticed(stage, seconds=1)

    assert first == 99
    assert (in_time, late, sung) == ([], [("canary", 15)], [])


async def test_a_halt_is_no_reason_for_an_alarm(open_stage: Callable[..., Any]) -> None:
    stage = await open_stage(canary=99)
    await publish(stage)
    await stage.do(lambda db: Halts(db).halt(7, stage.clock()))

    assert await noticed(stage, hours=2) == []


async def test_many_corrections_within_a_day_propose_a_halt(stage: Stage) -> None:
    for name in ("a", "b", "c"):
        stage.news.publishes(name, "lists")
    await stage.looks(seconds=HOLD)
    for name in ("a", "b"):
        stage.news.corrects(name, "After.")
    two = await noticed(stage, minutes=1)
    stage.news.corrects("c", "After.")
    three = await noticed(stage, minutes=1)

    assert (two, three) == ([], [("many-corrections", 3)])


async def test_many_who_leave_within_a_day_propose_a_halt(stage: Stage) -> None:
    for chat in range(1, 31):
        await stage.subscribes(chat)
    await publish(stage)
    for chat in range(1, 20):
        await stage.sends("gone", FOR_GOOD[0], chat=chat)
    nineteen = await noticed(stage)
    await stage.sends("gone", FOR_GOOD[0], chat=20)
    twenty = await noticed(stage)

    assert (nineteen, twenty) == ([], [("many-leaving", 20)])


async def test_what_was_chosen_under_the_new_number_of_a_group_stays(stage: Stage) -> None:
    await stage.subscribes(-5, "lists", silent=True)
    await stage.subscribes(-1005, "talks")
    await stage.do(lambda db: People(db).move(-5, -1005))
    (kept,) = await stage.do(lambda db: Subscriptions(db).in_chat(-1005))

    assert (kept.silent, "talks" in kept.topics) == (False, True)
    assert await subscribed(stage) == [-1005]


async def test_a_notice_is_given_once_to_each_owner_in_the_lane_of_replies(stage: Stage) -> None:
    await stage.subscribes(1)
    await publish(stage)
    await stage.sends("refused", "Bad Request: no")
    await stage.looks()
    for _ in range(2):
        await stage.office.announce(
            stage.told, lambda _, one, owner: Send("x", {"chat_id": owner, "n": one.number}), (7, 8)
        )
    waiting = await stage.office.due("reply", 10)

    assert [row.send.payload for row in waiting] == [
        {"chat_id": 7, "n": 1}, {"chat_id": 8, "n": 1},
    ]  # fmt: skip
    assert await noticed(stage) == []


# -- runs


async def test_each_run_is_a_row_and_of_idle_ones_the_last(stage: Stage) -> None:
    for _ in range(3):
        await stage.looks(seconds=15)
    idle = await stage.rows("SELECT done, error FROM runs")
    await stage.subscribes(1)
    await publish(stage)
    await stage.looks(seconds=15)
    stage.alerting._deliver = _die
    stage.news.publishes("later", "lists")
    with pytest.raises(RuntimeError):
        await stage.looks(seconds=HOLD)

    assert idle == [(0, "")]
    rows = await stage.rows("SELECT done, error FROM runs ORDER BY id")
    assert rows == [(1, ""), (0, "RuntimeError")]
