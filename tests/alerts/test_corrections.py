"""Corrections and withdrawals reach whoever was sent the old version, once, whatever they chose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.transport.effects import Send
from bot.transport.storage import Settlement
from jobs.corrections import correction_of, due_at
from jobs.ledger import REMEMBERS, Ledger, Shown
from jobs.people import People
from jobs.quiet import Quiet
from jobs.subscriptions import Subscription, Subscriptions
from knowledge.base import Entry, Event
from knowledge.checking.changes import extent
from knowledge.model import Attribution, Number, Precision, Side, Texts
from tests.alerts.conftest import HOLD, Stage
from tests.alerts.newsroom import DAY, START, statement

MINUTE: Final = 60.0
ONE: Final = statement("new")


async def told(stage: Stage, text: str = "Before.", **more: Any) -> None:
    """A statement is published, and told to all who are subscribed."""
    stage.news.publishes("new", "lists", text=text, **more)
    await stage.looks(seconds=HOLD)
    await stage.sends()


async def answered(stage: Stage, chat: int, version: int = 1, update: int = 1) -> None:
    """Somebody asks, and is answered with the statement."""
    shown = Shown("en", (("new", version),))
    send = Send("sendMessage", {"chat_id": chat, "text": "answer"}, note=shown)
    rows = await stage.office.keep(update, [send], (), None)
    assert rows
    await stage.office.settle(rows[0], Settlement("sent", message=4000 + chat))


async def corrections(stage: Stage) -> list[int | str]:
    return [chat for chat, text in await stage.sends() if text.startswith("Correction. Open")]


async def test_it_reaches_those_who_were_sent_the_old_version_and_nobody_else(
    stage: Stage,
) -> None:
    await stage.subscribes(1)
    await stage.subscribes(2, "talks")
    await told(stage)
    await answered(stage, 3)
    await stage.subscribes(4)
    stage.news.corrects("new", "After.", reason="a slip")

    await stage.looks(seconds=MINUTE)
    sent = await stage.sends()

    assert [chat for chat, _ in sent] == [1, 3, 1, 3]  # first all are told, then messages marked
    assert [text.split("\n")[0] for _, text in sent[:2]] == ["Correction. Open to read"] * 2
    for part in ("It read:", "Before.", "It reads now:", "After.", "Reason: a slip", "As of"):
        assert part in sent[0][1]
    await stage.looks(days=1)
    assert await stage.sends() == []


async def test_the_delivered_message_says_so_itself(stage: Stage) -> None:
    await stage.subscribes(1)
    await told(stage)
    stage.news.corrects("new", "After.")
    await stage.looks(seconds=MINUTE)
    _, mark = [await stage.sends_one(row) for row in await stage.in_hand()]

    assert mark is not None
    assert mark.method == "editMessageText"
    assert mark.payload["message_id"] == 101
    assert "a statement in this message has been changed" in mark.payload["text"]
    assert "After." in mark.payload["text"]
    assert "Before." not in mark.payload["text"]


@pytest.mark.parametrize(
    "changed",
    [
        {"said_on": DAY - dt.timedelta(days=3)},
        {"said_until": DAY + dt.timedelta(days=1), "said_on_precision": Precision.RANGE},
        {"said_on_precision": Precision.INFERRED},
        {"attribution": Attribution.UNNAMED_OFFICIALS},
        {"claim_owner": Texts(uk="Штаб", ru="Штаб", en="The staff")},
        {"unconfirmed": True},
        {"numbers": (Number(70, "persons", "", "handed over"),)},
        {"speaker": replace(ONE.speaker, id="somebody-else")},
        {"speaker": replace(ONE.speaker, side=Side.RUSSIA)},
        {"speaker": replace(ONE.speaker, name=Texts(uk="Інша особа", ru="Другой", en="Other"))},
        {"speaker": replace(ONE.speaker, role=Texts(uk="посол", ru="посол", en="envoy"))},
        {"source": replace(ONE.source, publisher="Another paper")},
    ],
    ids="-".join,
)
def test_whatever_only_a_correction_may_change_is_told(changed: dict[str, Any]) -> None:
    after = replace(ONE, version=2, **changed)
    history = (
        Entry(1, START, "editor", Event.PUBLISHED, ONE, ""),
        Entry(2, START, "editor", Event.CORRECTED, after, "a slip"),
    )
    correction = correction_of(history)

    assert extent(ONE, after) == "sense"
    assert correction
    assert dict(correction.wrong) == {1: ONE}


def test_a_language_more_or_another_link_is_told_to_nobody() -> None:
    before = replace(ONE, texts=replace(ONE.texts, ru=""))
    after = replace(ONE, version=2, source=replace(ONE.source, url="https://paper.example/2"))
    history = (
        Entry(1, START, "editor", Event.PUBLISHED, before, ""),
        Entry(2, START, "editor", Event.CORRECTED, after, "found"),
    )

    assert correction_of(history) is None


async def test_a_withdrawal_is_told_with_the_other_sides_word(stage: Stage) -> None:
    await stage.subscribes(1)
    await told(stage, text="They say.", side=Side.RUSSIA)
    stage.news.publishes("ours", "lists", text="We say.")
    stage.news.retracts("new")
    await stage.looks(seconds=MINUTE)
    (_, text), (_, mark) = await stage.sends()

    assert "has been withdrawn and is not in the base any more" in text
    assert "They say." in text
    assert "We say." in text
    assert "They say." not in mark


async def test_who_has_unsubscribed_since_is_told_and_who_deleted_their_data_is_not(
    stage: Stage,
) -> None:
    await stage.subscribes(1)
    await stage.subscribes(2)
    await told(stage)
    await stage.do(lambda db: Subscriptions(db).stop(1))
    await stage.do(lambda db: People(db).forget(2))
    stage.news.corrects("new", "After.")
    await stage.looks(seconds=MINUTE)

    assert await corrections(stage) == [1]


async def test_who_deletes_their_data_while_it_waits_is_not_told(stage: Stage) -> None:
    await stage.subscribes(1)
    await told(stage)
    stage.news.corrects("new", "After.")
    await stage.looks(seconds=MINUTE)
    await stage.do(lambda db: People(db).forget(1))

    assert await stage.sends() == []
    assert await stage.rows("SELECT * FROM ledger") == []


async def test_neither_topics_nor_a_pause_mute_it(stage: Stage) -> None:
    await stage.subscribes(1)
    await told(stage)
    await stage.subscribes(1, "talks", paused_until=stage.clock() + 7 * 86_400)
    stage.news.corrects("new", "After.")
    await stage.looks(seconds=MINUTE)

    assert await corrections(stage) == [1]


async def test_quiet_hours_hold_it_back_but_not_the_mark_on_the_message(stage: Stage) -> None:
    await stage.subscribes(1)
    await told(stage)
    stage.clock.passes(hours=10)
    stage.news.corrects("new", "After.")
    await stage.looks(seconds=MINUTE)
    night = await stage.sends()
    stage.clock.passes(hours=8)

    assert [text.startswith("<b>Correction of") for _, text in night] == [True]
    assert await corrections(stage) == [1]


async def test_quiet_hours_all_day_hold_it_back_for_a_day_at_most(stage: Stage) -> None:
    await stage.subscribes(1)
    await told(stage)
    stage.news.corrects("new", "After.")
    await stage.looks(seconds=MINUTE)
    for hour in range(24):
        # Somebody who changes their quiet hours again and again, to include the one that begins.
        there = (14 + hour) % 24
        await stage.subscribes(1, quiet=Quiet(there, (there + 23) % 24))
        assert await corrections(stage) == []
        stage.clock.passes(hours=1)

    assert await corrections(stage) == [1]


async def test_it_goes_before_all_other_alerts(stage: Stage) -> None:
    await stage.subscribes(9)
    await told(stage)
    for chat in range(1, 6):
        await stage.subscribes(chat)
    stage.news.publishes("later", "lists")
    await stage.looks(seconds=HOLD)
    stage.news.corrects("new", "After.")
    await stage.looks(seconds=MINUTE)
    order = [row.send.chat for row in await stage.in_hand()]

    assert order == [9, 9, 1, 2, 3, 4, 5, 9]


async def test_a_slip_that_is_mended_within_a_minute_is_told_once(stage: Stage) -> None:
    await stage.subscribes(1)
    await told(stage)
    stage.news.corrects("new", "Slip.")
    stage.clock.passes(seconds=30)
    stage.news.corrects("new", "After.")
    await stage.looks(seconds=2 * MINUTE)
    sent = [text for _, text in await stage.sends() if "Correction. Open" in text]

    assert len(sent) == 1
    assert "After." in sent[0]
    assert "Slip." not in sent[0]


async def test_what_was_changed_and_changed_back_is_told_to_those_who_saw_it_between(
    stage: Stage,
) -> None:
    await stage.subscribes(1)
    await told(stage)
    stage.news.corrects("new", "Slip.")
    await answered(stage, 2, version=2)
    stage.clock.passes(seconds=30)
    stage.news.corrects("new", "Before.")
    await stage.looks(seconds=2 * MINUTE)

    assert await corrections(stage) == [2]


async def test_a_later_correction_takes_the_place_of_one_that_still_waits(stage: Stage) -> None:
    await stage.subscribes(1)
    await told(stage)
    stage.news.corrects("new", "After.")
    await stage.looks(seconds=MINUTE)
    stage.news.corrects("new", "At last.")
    await stage.looks(seconds=MINUTE)
    sent = [text for _, text in await stage.sends() if "Correction. Open" in text]

    assert len(sent) == 1
    assert "At last." in sent[0]


async def test_what_was_withdrawn_and_is_back_is_told_to_those_who_heard_of_it(
    stage: Stage,
) -> None:
    await stage.subscribes(1)
    await told(stage)
    stage.news.retracts("new")
    await stage.looks(seconds=MINUTE)
    gone = await corrections(stage)
    stage.news.restores("new")
    await stage.looks(seconds=MINUTE)
    sent = [text for _, text in await stage.sends()]

    assert gone == [1]
    assert "A statement that had been withdrawn is in the base again." in sent[0]
    assert "Before." in sent[0]
    assert not any("New statement" in text for text in sent)


async def test_what_was_withdrawn_and_back_within_a_minute_is_not_told(stage: Stage) -> None:
    await stage.subscribes(1)
    await told(stage)
    stage.news.retracts("new")
    stage.clock.passes(seconds=30)
    stage.news.restores("new")
    await stage.looks(seconds=2 * MINUTE)

    assert await stage.sends() == []


async def test_each_correction_is_told_to_whoever_saw_what_it_corrects(stage: Stage) -> None:
    await stage.subscribes(1)
    await told(stage)
    for text in ("After.", "At last."):
        stage.news.corrects("new", text)
        await stage.looks(seconds=MINUTE)
        assert await corrections(stage) == [1]


async def test_an_answer_that_was_on_its_way_is_corrected_too(stage: Stage) -> None:
    await told(stage)
    stage.news.corrects("new", "After.")
    await stage.looks(seconds=MINUTE)
    await answered(stage, 5, version=1)  # it was written before, and kept after

    assert await corrections(stage) == [5]


async def test_an_alert_that_was_in_flight_at_a_crash_counts_as_seen(stage: Stage) -> None:
    await stage.subscribes(1)
    stage.news.publishes("new", "lists", text="Before.")
    await stage.looks(seconds=HOLD)
    (row,) = await stage.in_hand()
    assert await stage.office.claim(row)  # and nobody knows whether it arrived
    stage.news.corrects("new", "After.")
    await stage.looks(seconds=MINUTE)
    sent = [text for _, text in await stage.sends()]

    assert [text.split(".")[0] for text in sent] == ["Correction", "New statement"]
    assert "After." in sent[1]


@pytest.mark.parametrize("end", ["gone", "refused"])
async def test_who_was_never_reached_is_not_corrected(stage: Stage, end: Any) -> None:
    await stage.subscribes(1)
    stage.news.publishes("new", "lists", text="Before.")
    await stage.looks(seconds=HOLD)
    await stage.sends(end, "Forbidden: bot was blocked by the user")
    stage.news.corrects("new", "After.")
    await stage.looks(seconds=MINUTE)

    assert await stage.sends() == []


async def test_a_perhaps_counts_as_seen(stage: Stage) -> None:
    await stage.subscribes(1)
    stage.news.publishes("new", "lists", text="Before.")
    await stage.looks(seconds=HOLD)
    await stage.sends("perhaps")
    stage.news.corrects("new", "After.")
    await stage.looks(seconds=MINUTE)

    assert await corrections(stage) == [1]


async def test_the_ledger_forgets_after_ninety_days(stage: Stage) -> None:
    await stage.subscribes(1)
    await told(stage)
    stage.clock.passes(days=90, seconds=1)
    await stage.alerting.keep_house()
    stage.news.corrects("new", "After.")
    await stage.looks(seconds=MINUTE)

    assert REMEMBERS == 90 * 86_400
    assert await stage.sends() == []
    assert await stage.rows("SELECT * FROM showings") == []
    assert await stage.rows("SELECT * FROM shown_versions") == []


async def test_a_group_that_moved_is_told_under_its_new_number(stage: Stage) -> None:
    await stage.subscribes(-5)
    await told(stage)
    await stage.do(lambda db: People(db).move(-5, -1005))
    stage.news.corrects("new", "After.")
    await stage.looks(seconds=MINUTE)

    assert await corrections(stage) == [-1005]


async def test_it_speaks_the_language_of_the_message_it_corrects(stage: Stage) -> None:
    await stage.subscribes(1, language="ru")
    await told(stage)
    await stage.do(lambda db: Subscriptions(db).stop(1))
    stage.news.corrects("new", "After.")
    await stage.looks(seconds=MINUTE)

    assert (await stage.sends())[0][1].startswith("Исправление. Откройте, чтобы прочитать")


async def test_whatever_is_repeated_each_is_told_once(open_stage: Callable[..., Any]) -> None:
    stage = await open_stage(step=2)
    for chat in range(1, 8):
        await stage.subscribes(chat)
    await told(stage)
    stage.news.corrects("new", "After.")
    stage.clock.passes(seconds=MINUTE)
    for _ in range(8):
        stage = await open_stage(step=2)
        stage.alerting._deliver = _die
        with suppress(RuntimeError):
            await stage.alerting.look()
    stage = await open_stage()
    await stage.looks()

    assert await corrections(stage) == list(range(1, 8))


def _die() -> None:
    raise RuntimeError("killed")


async def test_the_ledger_holds_versions_and_messages_and_nothing_else(stage: Stage) -> None:
    await stage.subscribes(1)
    await told(stage)
    seen = await stage.store.read(lambda db: Ledger(db).last_in(1, 101))

    assert seen is not None
    assert (seen.chat, seen.language, seen.versions) == (1, "en", (("new", 1),))
    columns = await stage.rows("SELECT name FROM pragma_table_info('ledger')")
    assert {name for (name,) in columns} == {
        "id", "at", "chat", "thread", "language", "showing", "message", "outbox",
    }  # fmt: skip


@given(now=st.floats(1.7e9, 1.9e9))
def test_what_may_go_now_is_due_now_whatever_the_float(now: float) -> None:
    awake = Subscription(1, "en", quiet=Quiet(0, 0))

    assert due_at(awake, now, now) == now
