"""Digests: one a day or week, never blank, never twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.quiet import Quiet
from tests.alerts.conftest import HOLD, Stage
from tests.alerts.newsroom import START

AUTUMN = dt.datetime(2026, 10, 24, 12, tzinfo=dt.UTC)


async def texts(stage: Stage) -> list[str]:
    return [text for _, text in await stage.sends()]


async def test_it_comes_at_the_hour_and_holds_what_was_published_since(stage: Stage) -> None:
    await stage.subscribes(1, pace="daily", hour=18)
    for name in ("first", "second"):
        stage.news.publishes(name, "lists")
        await stage.looks(seconds=2 * HOLD)
    early = await texts(stage)
    await stage.looks(hours=4)
    (digest,) = await texts(stage)

    assert early == []
    assert "What first" in digest
    assert "What second" in digest
    await stage.looks(days=1)
    assert await texts(stage) == []


async def test_where_nothing_was_published_there_is_none(stage: Stage) -> None:
    await stage.subscribes(1, pace="daily", hour=18)
    await stage.subscribes(2, "talks", pace="daily", hour=18)
    for _ in range(3):
        await stage.looks(days=1)
    stage.news.publishes("new", "lists")
    await stage.looks(hours=1)
    await stage.looks(days=1)

    assert [chat for chat, _ in await stage.sends()] == [1]


async def test_a_weekly_one_comes_on_its_day(stage: Stage) -> None:
    # The stage is set on a Sunday.
    await stage.subscribes(1, pace="weekly", weekday=2, hour=12)
    stage.news.publishes("new", "lists")
    seen = []
    for _ in range(14):
        await stage.looks(days=1)
        seen.append(len(await texts(stage)))

    assert START.weekday() == 6
    assert seen == [0, 0, 1] + [0] * 11


async def test_more_than_one_message_holds_becomes_several(stage: Stage) -> None:
    await stage.subscribes(1, pace="daily", hour=18)
    for n in range(6):
        stage.news.publishes(f"s{n}", "lists")
    await stage.looks(seconds=2 * HOLD)
    await stage.looks(hours=4)
    told = await texts(stage)

    assert len(told) == 2
    assert all(sum(f"What s{n} is" in text for text in told) == 1 for n in range(6))


async def test_changing_the_hour_brings_no_second_one_that_day(stage: Stage) -> None:
    await stage.subscribes(1, pace="daily", hour=15)
    stage.news.publishes("first", "lists")
    await stage.looks(hours=2)
    first = await texts(stage)
    stage.news.publishes("second", "lists")
    await stage.looks(seconds=HOLD)
    await stage.subscribes(1, pace="daily", hour=20)
    await stage.looks(hours=5)
    same_day = await texts(stage)
    await stage.looks(days=1)
    (next_day,) = await texts(stage)

    assert len(first) == 1
    assert same_day == []
    assert "What second" in next_day


async def test_what_was_told_at_once_is_not_told_again(stage: Stage) -> None:
    await stage.subscribes(1)
    stage.news.publishes("first", "lists")
    await stage.looks(seconds=HOLD)
    await texts(stage)
    await stage.subscribes(1, pace="daily", hour=18)
    await stage.looks(hours=5)

    assert await texts(stage) == []


async def test_a_change_between_queueing_and_sending_tells_it_once(stage: Stage) -> None:
    await stage.subscribes(1)
    stage.news.publishes("first", "lists")
    await stage.looks(seconds=HOLD)
    await stage.subscribes(1, pace="daily", hour=18)
    await stage.looks(hours=5)

    assert len(await texts(stage)) == 1


async def test_who_changes_to_at_once_misses_nothing(stage: Stage) -> None:
    await stage.subscribes(1, pace="daily", hour=15)
    stage.news.publishes("first", "lists")
    await stage.looks(hours=2)
    await texts(stage)
    stage.news.publishes("second", "lists")
    await stage.looks(seconds=HOLD)
    await stage.subscribes(1)
    await stage.looks()
    (last,) = await texts(stage)
    stage.news.publishes("third", "lists")
    await stage.looks(seconds=HOLD)
    (at_once,) = await texts(stage)

    assert "What second" in last
    assert "What third" in at_once


async def test_one_due_at_night_comes_in_the_morning(stage: Stage) -> None:
    await stage.subscribes(1, pace="daily", hour=23)
    stage.news.publishes("new", "lists")
    await stage.looks(hours=9, minutes=5)
    night = await texts(stage)
    await stage.looks(hours=9)

    assert night == []
    assert len(await texts(stage)) == 1


async def test_after_a_pause_it_tells_what_was_published_since(stage: Stage) -> None:
    await stage.subscribes(1, pace="daily", hour=18)
    await stage.subscribes(1, pace="daily", hour=18, paused_until=stage.clock() + 3 * 86_400)
    stage.news.publishes("old", "lists", text="Old.")
    for _ in range(3):
        await stage.looks(days=1)
    stage.clock.passes(hours=1)
    stage.news.publishes("fresh", "lists", text="Fresh.")
    await stage.looks(hours=1)
    await stage.looks(days=1)
    (digest,) = await texts(stage)

    assert "Fresh." in digest
    assert "Old." not in digest


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    zone=st.sampled_from(
        ["Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
    ),
    hour=st.integers(0, 23),
    steps=st.lists(st.integers(1, 30), min_size=6, max_size=10),
)
async def test_each_statement_is_in_one_digest_and_each_day_has_one(
    open_stage: Callable[..., Any], zone: str, hour: int, steps: list[int]
) -> None:
    stage: Stage = await open_stage(hold=0)
    await stage.do(lambda db: db.execute("DELETE FROM subscriptions"))
    await stage.do(lambda db: db.execute("DELETE FROM outbox"))
    stage.clock.at = max(stage.clock.at, AUTUMN)  # the clocks change that night
    names = []
    await stage.subscribes(1, pace="daily", hour=hour, zone=ZoneInfo(zone), quiet=Quiet(0, 0))
    told: list[tuple[str, str]] = []
    for step in steps:
        names.append(f"n{stage.news.edition.position}")
        stage.news.publishes(names[-1], "lists")
        stage = await open_stage(hold=0)  # a restart, at any time
        await stage.looks(hours=step)
        await stage.looks()
        day = stage.clock.at.astimezone(ZoneInfo(zone)).date().isoformat()
        told.extend((day, text) for text in await texts(stage))
    await stage.looks(days=2)
    told.extend(("last", text) for text in await texts(stage))

    assert all(sum(f"What {name} is" in text for _, text in told) <= 1 for name in names)
    # Of what was published in the last three days before a digest nothing is missing.
    assert sum(f"What {names[-1]} is" in text for _, text in told) == 1
