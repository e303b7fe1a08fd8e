"""From a statement that was published to a message: who gets it, when, how often, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.events import News, ripe
from jobs.halt import Halts
from jobs.ledger import Ledger
from jobs.quiet import Quiet
from jobs.released import Released
from jobs.subscriptions import PAUSE, Subscriptions
from knowledge.model import Side
from tests.alerts.conftest import HOLD, Stage

# Noon in Kyiv, where it is quiet from 22 to 8.
NEUTRAL = "New statement. Open to read"


async def chats(stage: Stage) -> list[int | str]:
    return [chat for chat, _ in await stage.sends()]


# -- when


async def test_a_statement_is_told_when_its_time_to_be_taken_back_is_over(stage: Stage) -> None:
    await stage.subscribes(1)
    stage.news.publishes("new", "lists")

    await stage.looks(seconds=HOLD - 1)
    before = await chats(stage)
    await stage.looks(seconds=1)

    assert before == []
    assert await chats(stage) == [1]
    assert await chats(stage) == []


async def test_a_statement_that_was_taken_back_in_time_is_never_told(stage: Stage) -> None:
    await stage.subscribes(1)
    stage.news.publishes("new", "lists")
    stage.clock.passes(seconds=HOLD / 2)
    stage.news.retracts("new")

    await stage.looks(seconds=2 * HOLD)

    assert await chats(stage) == []


async def test_what_was_taken_back_and_is_published_after_all_is_told_once(stage: Stage) -> None:
    await stage.subscribes(1)
    stage.news.publishes("new", "lists")
    stage.news.retracts("new")
    await stage.looks(seconds=2 * HOLD)
    stage.news.restores("new")
    await stage.looks(seconds=HOLD)
    told = await chats(stage)
    stage.news.retracts("new")
    stage.news.restores("new")
    await stage.looks(seconds=2 * HOLD)

    assert told == [1]
    assert await chats(stage) == []


async def test_what_is_published_again_can_be_taken_back_for_as_long_again(stage: Stage) -> None:
    await stage.subscribes(1)
    stage.news.publishes("new", "lists")
    stage.news.retracts("new")
    stage.clock.passes(seconds=HOLD - 1)
    stage.news.restores("new")

    await stage.looks(seconds=HOLD - 1)
    early = await chats(stage)
    await stage.looks(seconds=1)

    assert early == []
    assert await chats(stage) == [1]


async def test_what_an_owner_releases_is_told_at_once_and_nothing_else_with_it(
    stage: Stage,
) -> None:
    await stage.subscribes(1)
    for name in ("first", "second", "third"):
        stage.news.publishes(name, "lists")
    await stage.do(lambda db: Released(db).add(2, stage.clock()))

    await stage.looks()
    await stage.looks()
    (at_once,) = await stage.sends()
    await stage.looks(seconds=HOLD)
    (later,) = await stage.sends()

    assert "What second is about." in at_once[1]
    assert "first" not in at_once[1]
    assert "What first is about." in later[1]
    assert "What third is about." in later[1]
    assert "second" not in later[1]


async def test_what_is_old_and_comes_back_is_no_news(open_stage: Callable[..., Any]) -> None:
    stage = await open_stage()
    stage.news.publishes("old", "lists")
    await stage.news.look_for_news()
    await stage.do(lambda db: db.execute("DELETE FROM progress"))
    stage = await open_stage()
    await stage.subscribes(1)
    stage.news.retracts("old")
    stage.news.restores("old")
    await stage.looks(seconds=2 * HOLD)

    assert await chats(stage) == []


async def test_statements_published_close_together_become_one_message(stage: Stage) -> None:
    await stage.subscribes(1)
    stage.news.publishes("first", "lists")
    stage.clock.passes(seconds=HOLD - 60)
    stage.news.publishes("second", "talks")

    await stage.looks(seconds=60)
    early = await chats(stage)
    await stage.looks(seconds=HOLD - 60)
    (told,) = await stage.sends()

    assert early == []
    assert told[1].startswith("New statements. Open to read\n")
    assert "What first is about." in told[1]
    assert "What second is about." in told[1]


def news(at: float, event: int) -> News:
    return News(event, f"s{event}", at, frozenset(("lists",)))


@given(
    at=st.lists(st.integers(0, 10_000), max_size=12).map(sorted),
    now=st.integers(0, 20_000),
    hold=st.sampled_from([0, 1, 600]),
)
def test_each_can_be_taken_back_and_none_waits_for_ever(at: list[int], now: int, hold: int) -> None:
    pending = [news(one, n) for n, one in enumerate(at) if one <= now]
    told = ripe(pending, now, hold)

    assert list(told) == pending[: len(told)]
    assert all(now - one.happened_at >= hold for one in told)
    assert told or not pending or now - pending[0].happened_at < 2 * hold


@given(
    at=st.lists(st.integers(0, 2000), max_size=8).map(sorted),
    now=st.integers(0, 3000),
    released=st.frozensets(st.integers(0, 8)),
)
def test_a_release_hastens_itself_and_nothing_else(
    at: list[int], now: int, released: frozenset[int]
) -> None:
    pending = [news(one, n) for n, one in enumerate(at) if one <= now]
    told = ripe(pending, now, HOLD, released)
    others = [one for one in pending if one.event not in released]

    assert {one.event for one in pending} & released <= {one.event for one in told}
    assert [one for one in told if one.event not in released] == list(ripe(others, now, HOLD))
    assert list(told) == sorted(told, key=lambda one: one.event)


async def test_a_clock_that_was_wrong_when_it_was_published_holds_nothing_up(stage: Stage) -> None:
    await stage.subscribes(1)
    stage.clock.passes(days=30)
    stage.news.publishes("new", "lists")
    stage.clock.passes(days=-30)

    await stage.looks()

    assert await chats(stage) == [1]


async def test_what_was_published_before_there_were_alerts_is_no_news(
    open_stage: Callable[..., Any],
) -> None:
    stage = await open_stage()
    stage.news.publishes("old", "lists")
    await stage.news.look_for_news()
    await stage.do(lambda db: db.execute("DELETE FROM progress"))

    stage = await open_stage()
    await stage.subscribes(1)
    await stage.looks(days=1)

    assert await chats(stage) == []


async def test_who_subscribes_between_publishing_and_telling_is_told(stage: Stage) -> None:
    stage.news.publishes("new", "lists")
    await stage.looks()
    await stage.subscribes(1)
    await stage.looks(seconds=HOLD)
    await stage.subscribes(2)
    await stage.looks(seconds=HOLD)

    assert await chats(stage) == [1]


# -- who


async def test_topics_choose_who_is_told_and_what(stage: Stage) -> None:
    await stage.subscribes(1, "talks")
    await stage.subscribes(2, "lists")
    await stage.subscribes(3)
    stage.news.publishes("of-lists", "lists")
    stage.news.publishes("of-talks", "talks")

    await stage.looks(seconds=2 * HOLD)
    told = dict(await stage.sends())

    assert "of-talks" in told[1]
    assert "of-lists" not in told[1]
    assert "of-lists" in told[2]
    assert "of-lists" in told[3]
    assert "of-talks" in told[3]


async def test_nobody_who_chose_exchanges_is_sent_a_count_of_bodies(stage: Stage) -> None:
    await stage.subscribes(1, "exchanges")
    await stage.subscribes(2, "bodies")
    stage.news.publishes("count", "bodies-number", text="6000 bodies.")
    await stage.looks(seconds=HOLD)
    pure = dict(await stage.sends())
    stage.news.publishes("both", "bodies-number", "what-was-agreed", text="1000 and 6000 bodies.")
    stage.news.publishes("plain", "lists", side=Side.RUSSIA, text="A list.")
    await stage.looks(seconds=2 * HOLD)
    mixed = dict(await stage.sends())

    assert list(pure) == [2]
    assert "6000" in mixed[2]
    assert "6000" not in mixed[1]
    assert "A list." in mixed[1]
    assert "speaks of the return of the dead as well" in mixed[1]


async def test_a_reply_that_counts_bodies_is_no_way_around_that(stage: Stage) -> None:
    stage.news.publishes(
        "theirs", "what-was-agreed", "bodies-number", side=Side.RUSSIA, text="6000."
    )
    await stage.looks(seconds=HOLD)
    await stage.subscribes(1, "exchanges")
    stage.news.publishes("ours", "what-was-agreed", text="An agreement.")
    await stage.looks(seconds=HOLD)
    ((_, text),) = await stage.sends()

    assert "6000" not in text


async def test_who_chose_the_very_topic_is_shown_all_of_it(stage: Stage) -> None:
    await stage.subscribes(1, "what-was-agreed")
    stage.news.publishes("both", "bodies-number", "what-was-agreed", text="1000 and 6000.")
    await stage.looks(seconds=HOLD)
    ((_, text),) = await stage.sends()

    assert "6000" in text


async def test_a_topic_wanted_once_is_told_once_and_forgotten(stage: Stage) -> None:
    await stage.subscribes(1, once=frozenset(("lists",)))
    for name in ("first", "second"):
        stage.news.publishes(name, "lists")
        await stage.looks(seconds=3 * HOLD)
    told = await stage.sends()

    assert [("What first" in text, "What second" in text) for _, text in told] == [(True, False)]
    await stage.alerting.keep_house()
    assert await stage.rows("SELECT * FROM subscriptions") == []


async def test_what_was_seen_in_an_answer_does_not_answer_a_wish(stage: Stage) -> None:
    await stage.subscribes(1, once=frozenset(("lists",)))
    stage.news.publishes("new", "lists")
    await stage.looks()
    await stage.do(_shown("new", 1))

    await stage.looks(seconds=HOLD)
    nothing = await stage.sends()
    stage.news.publishes("later", "lists", text="Later.")
    await stage.looks(seconds=3 * HOLD)
    ((_, text),) = await stage.sends()

    assert nothing == []
    assert "Later." in text


def _shown(name: str, chat: int) -> Callable[[Any], None]:
    return lambda db: Ledger(db).note(77, chat, 0, "en", [(name, 1)], 0.0)


# -- not now, and not any more


async def test_nobody_is_woken(stage: Stage) -> None:
    await stage.subscribes(1)
    stage.clock.passes(hours=9)  # 23 o'clock in Kyiv
    stage.news.publishes("new", "lists")
    await stage.looks(seconds=HOLD)
    at_night = await chats(stage)
    stage.clock.passes(hours=9)

    assert at_night == []
    assert await chats(stage) == [1]


async def test_who_chooses_quiet_hours_while_it_waits_is_not_woken_either(stage: Stage) -> None:
    await stage.subscribes(1)
    stage.news.publishes("new", "lists")
    await stage.looks(seconds=HOLD)
    await stage.subscribes(1, quiet=Quiet(12, 16))

    now = await chats(stage)
    stage.clock.passes(hours=4)

    assert now == []
    assert await chats(stage) == [1]


@pytest.mark.parametrize("leaves", ["stop", "pause"])
async def test_who_stops_or_pauses_is_told_nothing_that_was_waiting(
    stage: Stage, leaves: str
) -> None:
    await stage.subscribes(1)
    stage.news.publishes("new", "lists")
    await stage.looks(seconds=HOLD)
    if leaves == "stop":
        await stage.do(lambda db: Subscriptions(db).stop(1))
    else:
        await stage.do(lambda db: Subscriptions(db).pause(1, 0, stage.clock() + PAUSE))

    assert await chats(stage) == []
    stage.clock.passes(days=8)
    assert await chats(stage) == []


async def test_after_a_pause_new_statements_are_told_and_old_ones_are_not(stage: Stage) -> None:
    await stage.subscribes(1, paused_until=stage.clock() + PAUSE)
    stage.news.publishes("old", "lists", text="Old.")
    await stage.looks(seconds=HOLD)
    stage.clock.passes(days=8)
    stage.news.publishes("fresh", "lists", text="Fresh.")
    await stage.looks(seconds=HOLD)
    ((_, text),) = await stage.sends()

    assert "Fresh." in text


async def test_who_comes_back_is_not_told_stale_news(stage: Stage) -> None:
    await stage.subscribes(1)
    stage.news.publishes("new", "lists")
    await stage.looks(seconds=HOLD)
    stage.clock.passes(days=3)

    assert await chats(stage) == []
    assert await stage.rows("SELECT state FROM outbox") == [("expired",)]
    assert await stage.rows("SELECT * FROM set_aside") == []


async def test_a_halt_stops_what_waits_until_it_is_lifted(stage: Stage) -> None:
    await stage.subscribes(1)
    stage.news.publishes("new", "lists")
    await stage.looks(seconds=HOLD)
    (row,) = await stage.in_hand()
    await stage.do(lambda db: Halts(db).halt(7, stage.clock()))

    assert await stage.in_hand() == []
    assert await stage.sends_one(row) is None  # it was in memory when the halt came
    await stage.do(lambda db: Halts(db).resume())
    assert await chats(stage) == [1]


# -- what it says


async def test_an_alert_keeps_the_promises_of_an_answer(stage: Stage) -> None:
    await stage.subscribes(1)
    stage.news.publishes("theirs", "lists", side=Side.RUSSIA, text="They say.")
    await stage.looks(seconds=HOLD)
    ((_, alone),) = await stage.sends()
    stage.news.publishes("ours", "lists", side=Side.UKRAINE, text="We say.")
    await stage.looks(seconds=HOLD)
    ((_, both),) = await stage.sends()

    assert alone.startswith(NEUTRAL + "\n")
    assert "As of 20 November 2026" in alone
    assert "The base has no statement by the Ukrainian side on this" in alone
    assert both.index("We say.") < both.index("They say.")  # what is new leads
    assert both.count("https://paper.example/1") == 2


async def test_the_first_line_says_what_it_is_about_only_if_that_was_chosen(stage: Stage) -> None:
    await stage.subscribes(1, neutral=False)
    stage.news.publishes("new", "lists")
    await stage.looks(seconds=HOLD)
    ((_, text),) = await stage.sends()

    assert text.startswith("<b>New statement: lists</b>\n")


async def test_each_is_told_in_their_language_in_their_thread_and_quietly(stage: Stage) -> None:
    await stage.subscribes(1, language="uk")
    await stage.subscribes(2, language="ru", silent=True)
    await stage.subscribes(-3, thread=5)
    stage.news.publishes("new", "lists")
    await stage.looks(seconds=HOLD)
    sends = {row.send.chat: await stage.sends_one(row) for row in await stage.in_hand()}
    payloads = {chat: send.payload for chat, send in sends.items() if send}

    assert payloads[1]["text"].startswith("Нова заява. Відкрийте, щоб прочитати")
    assert payloads[2]["text"].startswith("Новое заявление. Откройте, чтобы прочитать")
    assert payloads[2]["disable_notification"] is True
    assert "disable_notification" not in payloads[1]
    assert payloads[-3]["message_thread_id"] == 5


async def test_what_is_too_long_for_a_message_opens_with_buttons(stage: Stage) -> None:
    await stage.subscribes(1)
    for name in ("a", "b", "c", "d"):
        stage.news.publishes(name, "lists", text=f"{name} " * 700)
    await stage.looks(seconds=2 * HOLD)
    ((_, text),) = await stage.sends()

    assert "too long for one message" in text
    assert len(text) < 4096


async def test_what_is_corrected_while_it_waits_is_told_as_it_is_now(stage: Stage) -> None:
    await stage.subscribes(1)
    await stage.subscribes(2)
    stage.news.publishes("new", "lists", text="Before.")
    await stage.looks(seconds=HOLD)
    first = dict(await stage.sends(chat=1))
    stage.news.corrects("new", "After.")
    await stage.looks(minutes=5)
    then = await stage.sends()

    assert "Before." in first[1]
    assert [chat for chat, text in then if text.startswith("Correction")] == [1]
    assert [chat for chat, text in then if text.startswith(NEUTRAL) and "After." in text] == [2]


async def test_what_is_withdrawn_while_it_waits_is_not_told(stage: Stage) -> None:
    await stage.subscribes(1)
    stage.news.publishes("new", "lists")
    await stage.looks(seconds=HOLD)
    stage.news.retracts("new")
    await stage.looks(minutes=5)

    assert await stage.sends() == []


# -- crashes


async def test_whatever_is_repeated_nobody_is_queued_twice(
    open_stage: Callable[..., Any],
) -> None:
    stage = await open_stage(step=2)
    for chat in range(1, 8):
        await stage.subscribes(chat)
    stage.news.publishes("new", "lists")
    stage.clock.passes(seconds=HOLD)
    for _ in range(12):
        stage = await open_stage(step=2)
        stage.alerting._deliver = _die
        with suppress(RuntimeError):
            await stage.alerting.look()
    stage = await open_stage()
    await stage.looks()

    assert sorted(await chats(stage)) == list(range(1, 8))
    assert await stage.rows("SELECT count(*) FROM alerts") == [(1,)]


def _die() -> None:
    raise RuntimeError("killed")
