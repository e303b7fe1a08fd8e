"""Delivery against the stand-in: every row of the table of failures, restarts, bounds, clocks."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, Final

import pytest
from telegram.error import InvalidToken

from bot.postoffice import PostOffice
from bot.transport.delivery import Delivery
from bot.transport.effects import Lane, Send
from bot.transport.gate import Gate
from bot.transport.metrics import Metrics
from jobs.outbox import Letter, Outbox
from jobs.people import People
from jobs.schema import migrations
from knowledge.store import Store
from tests.telegram.little import little_app, little_service
from tests.telegram.started import StandIn

BEFORE: Final = 20.0  # seconds in which something must have happened
DAY: Final = 86_400.0


@pytest.fixture(scope="module")
def shared() -> Iterator[StandIn]:
    with StandIn() as telegram:
        yield telegram


@pytest.fixture
def telegram(shared: StandIn) -> Iterator[StandIn]:
    yield shared
    shared.goes_well()
    shared.takes(0)
    shared.forget()


def message(text: str, chat: int = 7, otherwise: Send | None = None) -> Send:
    return Send("sendMessage", {"chat_id": chat, "text": text}, otherwise)


class Clock:
    """Time of day, to be moved."""

    def __init__(self) -> None:
        self.moved = 0.0

    def __call__(self) -> float:
        return 1_800_000_000.0 + self.moved


class Sending:
    """A delivery of one lane over a real store, and the stand-in behind it."""

    def __init__(self, telegram: StandIn, store: Store, delivery: Delivery, clock: Clock) -> None:
        self.telegram, self.store, self.delivery, self.clock = telegram, store, delivery, clock
        self.office = PostOffice(store, clock)
        self._updates = 0

    async def keep(self, *sends: Send) -> None:
        """Keep replies, and hand them over."""
        self._updates += 1
        rows = await self.office.keep(self._updates, sends, (), None)
        assert rows is not None
        self.delivery.hand(rows)

    async def post(self, *sends: Send, lane: Lane = "alert", due_at: float = 0.0) -> None:
        """Put letters into the table alone, as other processes and jobs do."""

        def add(db: Any) -> None:
            for one in sends:
                key = f"{lane}:{json.dumps(dict(one.payload))}"
                payload = json.dumps(dict(one.payload))
                chat = int(one.chat)
                expires = self.clock() + DAY
                letter = Letter(lane, key, chat, one.method, payload, None, 0, due_at, expires)
                Outbox(db).add(letter)

        await self.store.write(add)

    async def settled(self) -> None:
        """Wait until nothing is waiting in the table."""
        async with asyncio.timeout(BEFORE):
            while await self.store.read(lambda db: Outbox(db).waiting()):  # noqa: ASYNC110 - a table rings no bell
                await asyncio.sleep(0.01)

    async def texts(self) -> list[str]:
        """What was shown, in the order in which it was."""
        calls = await asyncio.to_thread(self.telegram.calls, "sendMessage", accepted=True)
        return [call.text for call in sorted(calls, key=lambda call: call.accepted or 0)]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.store._path)) as db:
            return db.execute(sql).fetchall()


@pytest.fixture
def sending(telegram: StandIn, tmp_path: Path) -> Callable[..., Any]:
    @asynccontextmanager
    async def sending(
        lane: Lane = "reply", gate: Gate | None = None, *, begin: bool = True, **more: Any
    ) -> AsyncIterator[Sending]:
        app, clock = little_app(telegram.api, gate), Clock()
        store = Store.open(tmp_path / "people.db", migrations, patience=0.3)
        async with app.bot:
            delivery = Delivery(app.bot, PostOffice(store, clock), lane, now=clock, **more)
            if begin:
                delivery.start()
            try:
                yield Sending(telegram, store, delivery, clock)
            finally:
                await delivery.stop(0.2)
                store.close()

    return sending


Open = Callable[..., Any]


# -- the table of failures


@pytest.mark.parametrize(
    "fault",
    ["cut before", "429", "429 bare", "cut after", "half a body", "500", "502", "504", "html"],
)
@pytest.mark.parametrize("limited", [False, True], ids=["no gate", "gate"])
async def test_a_reply_that_was_not_surely_sent_is_sent_again(
    fault: str,
    limited: bool,
    telegram: StandIn,
    sending: Open,
) -> None:
    telegram.goes_wrong(fault, "sendMessage", times=1)
    async with sending(gate=Gate() if limited else None) as one:
        await one.keep(message("a"))
        await one.settled()
        shown = await one.texts()

    perhaps = fault in ("cut after", "half a body", "500", "502", "504", "html")
    assert shown == ["a"] * (2 if perhaps else 1)


async def test_a_connection_that_is_refused_is_tried_again_until_somebody_listens(
    telegram: StandIn, sending: Open
) -> None:
    async with sending() as one:
        await asyncio.to_thread(telegram.refuses)
        await one.keep(message("a"))
        await one.delivery.calm()
        await asyncio.to_thread(telegram.listens)
        await one.settled()

        assert await one.texts() == ["a"]


@pytest.mark.parametrize("fault", ["cut after", "500", "html"])
async def test_an_alert_that_was_perhaps_sent_is_sent_once_more_and_counted(
    fault: str, telegram: StandIn, sending: Open
) -> None:
    telegram.goes_wrong(fault, "sendMessage", times=None)
    metrics = Metrics()
    async with sending("alert", doubts=1, look_every=15.0, metrics=metrics, begin=False) as one:
        await one.post(message("a"))
        one.delivery.start()
        await one.settled()

        assert await one.texts() == ["a", "a"]
        assert one.rows("SELECT state FROM outbox") == [("perhaps",)]
    assert 'outcome="perhaps"} 2.0' in metrics.exposition().decode()


async def test_a_reply_that_was_perhaps_sent_is_sent_some_times_more_and_not_for_days(
    telegram: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.transport.service._DOUBTS", 3)  # eight take two minutes
    telegram.goes_wrong("cut after", "sendMessage", times=None)
    async with little_service(tmp_path, telegram.api) as (_, service, store):
        rows = await PostOffice(store).keep(1, [message("a")], (), None)
        assert rows
        service.replies.hand(rows)
        async with asyncio.timeout(BEFORE):
            while await store.read(lambda db: Outbox(db).waiting()):  # noqa: ASYNC110 - a table rings no bell
                await asyncio.sleep(0.05)

    calls = telegram.calls("sendMessage", accepted=True)
    assert [call.text for call in calls] == ["a"] * 4


@pytest.mark.parametrize("fault", ["blocked", "deactivated", "kicked", "chat not found"])
async def test_a_chat_that_cannot_be_written_to_is_not_written_to_again(
    fault: str, telegram: StandIn, sending: Open
) -> None:
    telegram.goes_wrong(fault, "sendMessage", times=None)
    async with sending() as one:
        await one.keep(message("a", otherwise=message("b")))
        await one.settled()

    assert len(telegram.calls("sendMessage")) == 1


@pytest.mark.parametrize("fault", ["bad request", "no description", "too large"])
async def test_what_telegram_will_never_take_is_set_aside_without_its_text_and_excused(
    fault: str, telegram: StandIn, sending: Open
) -> None:
    async def sorry(refused: Send) -> Send:
        return message(f"sorry, {refused.chat}")

    telegram.goes_wrong(fault, "sendMessage", times=1)
    async with sending(sorry=sorry) as one:
        await one.keep(message("a"))
        await one.settled()

        assert await one.texts() == ["sorry, 7"]
        ((kind, size, reason),) = one.rows("SELECT kind, size, reason FROM set_aside")
        assert kind == "sendMessage"
        assert size == len('{"chat_id": 7, "text": "a"}')
        assert reason


async def test_a_message_that_cannot_be_changed_is_followed_by_what_was_to_be_sent_otherwise(
    telegram: StandIn, sending: Open
) -> None:
    telegram.goes_wrong("bad request", "editMessageText", times=1)
    edit = Send("editMessageText", {"chat_id": 7, "message_id": 1, "text": "a"}, message("below"))
    async with sending() as one:
        await one.keep(edit)
        await one.settled()

        assert await one.texts() == ["below"]


async def test_a_message_that_already_reads_so_is_left_alone(
    telegram: StandIn, sending: Open
) -> None:
    telegram.goes_wrong("not modified", "editMessageText", times=1)
    edit = Send("editMessageText", {"chat_id": 7, "message_id": 1, "text": "a"}, message("below"))
    async with sending() as one:
        await one.keep(edit)
        await one.settled()

        assert await one.texts() == []


async def test_a_group_that_has_moved_is_followed_with_all_that_is_kept_about_it(
    telegram: StandIn, sending: Open
) -> None:
    telegram.goes_wrong("migrated", "sendMessage", chat=-7, times=None)
    async with sending() as one:
        await one.store.write(lambda db: People(db).choose_language(-7, "ru"))
        await one.keep(message("a", chat=-7))
        await one.settled()

        assert [call.chat for call in telegram.calls("sendMessage", accepted=True)] == [-1009]
        assert one.rows("SELECT * FROM chats") == [(-1009, "ru")]


async def test_a_group_that_moves_in_a_circle_is_not_followed_for_ever(
    telegram: StandIn, sending: Open
) -> None:
    telegram.goes_wrong("migrated", "sendMessage", times=None)
    async with sending() as one:
        await one.keep(message("a", chat=-7))
        await one.settled()

    assert len(telegram.calls("sendMessage")) == 2


@pytest.mark.parametrize("fault", ["unauthorized", "no such method"])
async def test_a_token_that_is_revoked_ends_everything_and_loses_nothing(
    fault: str, telegram: StandIn, sending: Open
) -> None:
    telegram.goes_wrong(fault, "sendMessage", times=1)
    async with sending() as one:
        await one.keep(message("a"))
        with pytest.raises(InvalidToken):
            await asyncio.wait_for(one.delivery.refused, BEFORE)
    async with sending() as one:
        await one.settled()

        assert await one.texts() == ["a"]


async def test_thirty_in_a_hundred_429s_and_then_nothing_else_for_a_while_lose_and_repeat_nothing(
    telegram: StandIn, sending: Open
) -> None:
    wanted = [f"{number}" for number in range(40)]
    telegram.goes_wrong("429", "sendMessage", times=None, share=0.3, retry_after=0.1)
    async with sending(window=8) as one:
        for number, text in enumerate(wanted):
            await one.keep(message(text, chat=number))
        await asyncio.to_thread(telegram.wait_for, 10)
        telegram.goes_wrong("429", "sendMessage", times=None, retry_after=1)
        await asyncio.sleep(2)  # in which nothing goes out
        telegram.goes_well()
        await one.settled()

        assert sorted(await one.texts()) == sorted(wanted)


# -- order, restarts, bounds


async def test_the_replies_of_a_chat_come_in_their_order_also_when_one_has_to_wait(
    telegram: StandIn, sending: Open
) -> None:
    telegram.goes_wrong("429", "sendMessage", times=1, retry_after=0.3)
    async with sending() as one:
        for text in "abc":
            await one.keep(message(text))
        await one.settled()

        assert await one.texts() == ["a", "b", "c"]


async def test_a_chat_that_has_to_wait_holds_up_nobody_else(
    telegram: StandIn, sending: Open
) -> None:
    telegram.goes_wrong("429", "sendMessage", chat=7, times=1, retry_after=60)
    async with sending(window=2) as one:
        await one.keep(message("late", chat=7))
        for number in range(20):
            await one.keep(message(f"{number}", chat=100 + number))
        await asyncio.to_thread(telegram.wait_for, 20)

        assert "late" not in await one.texts()


async def test_what_was_not_sent_is_sent_after_a_restart_and_what_was_is_not(
    sending: Open,
) -> None:
    async with sending() as one:
        await one.keep(message("before"))
        await one.settled()
        await one.delivery.stop(0)
        await one.keep(message("after"), message("last"))
        assert await one.texts() == ["before"]
    async with sending() as one:
        await one.settled()

        assert await one.texts() == ["before", "after", "last"]


async def test_the_way_back_after_a_refusal_outlives_a_restart(
    telegram: StandIn, sending: Open
) -> None:
    edit = Send("editMessageText", {"chat_id": 7, "message_id": 1, "text": "a"}, message("below"))
    async with sending(begin=False) as one:
        await one.keep(edit)
    telegram.goes_wrong("bad request", "editMessageText", times=1)
    async with sending() as one:
        await one.settled()

        assert await one.texts() == ["below"]


async def test_more_than_memory_should_hold_waits_in_the_table_and_keeps_its_order(
    sending: Open,
) -> None:
    async with sending(most=10, window=4) as one:
        for number in range(200):
            await one.keep(message(f"{number}", chat=number % 3))
            assert len(one.delivery._known) <= 15
        await one.settled()
        shown = [int(text) for text in await one.texts()]

    assert sorted(shown) == list(range(200)), "each once"
    for chat in range(3):
        own = [number for number in shown if number % 3 == chat]
        assert own == sorted(own)


async def test_no_more_are_in_flight_than_the_window_and_a_chat_has_one_at_a_time(
    telegram: StandIn, sending: Open
) -> None:
    telegram.takes(0.05)
    async with sending(window=3) as one:
        for number in range(12):
            await one.keep(message(f"{number}", chat=number % 4))
        await one.settled()
    calls = telegram.calls("sendMessage", accepted=True)

    for call in calls:
        during = [c for c in calls if c.arrived <= call.arrived < (c.answered or 0)]
        assert len(during) <= 3
        assert len({c.chat for c in during}) == len(during)


async def test_a_row_that_cannot_be_settled_keeps_its_place_and_is_sent_once(
    telegram: StandIn, sending: Open
) -> None:
    telegram.takes(0.1)
    async with sending(window=1) as one:
        await one.delivery.calm()
        await one.keep(message("a", chat=1), message("b", chat=2))
        with closing(sqlite3.connect(one.store._path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await asyncio.to_thread(telegram.wait_for, 1)
            await asyncio.sleep(1.0)  # in which its place must not be given away
            assert await one.texts() == ["a"]
            other.rollback()
        await one.settled()

        assert await one.texts() == ["a", "b"]


async def test_stopping_with_an_api_that_does_not_answer_ends_soon_and_loses_nothing(
    telegram: StandIn, sending: Open
) -> None:
    async with sending() as one:
        telegram.takes(30)
        await one.keep(*(message(f"{number}", chat=number) for number in range(5)))
        await asyncio.to_thread(telegram.wait_for, 5, accepted=False)
        async with asyncio.timeout(3):
            await one.delivery.stop(0.2)
    telegram.takes(0)
    async with sending() as one:
        await one.settled()

        assert set(await one.texts()) == {f"{number}" for number in range(5)}


# -- the other lane, and clocks


async def test_alerts_are_found_in_the_table_when_they_are_due_and_keep_what_became_of_them(
    telegram: StandIn, sending: Open
) -> None:
    async with sending("alert", look_every=0.05) as one:
        await one.post(message("later", chat=2), due_at=one.clock() + 60)
        await one.post(message("now", chat=1))
        await asyncio.to_thread(telegram.wait_for, 1)
        assert await one.texts() == ["now"]
        one.clock.moved = 61
        await one.settled()

        states: Sequence[Any] = one.rows(
            "SELECT chat, state, message > 0 FROM outbox ORDER BY chat"
        )
        assert states == [(1, "sent", 1), (2, "sent", 1)]


@pytest.mark.parametrize("moved", [DAY, -DAY], ids=["ahead", "back"])
async def test_a_clock_that_is_moved_by_a_day_loses_and_delays_no_reply(
    moved: float, sending: Open
) -> None:
    async with sending(begin=False) as one:
        await one.keep(message("a"))
        one.clock.moved = moved
        one.delivery.start()
        await one.settled()

        assert await one.texts() == ["a"]


async def test_a_reply_that_is_days_late_is_set_aside(telegram: StandIn, sending: Open) -> None:
    async with sending(begin=False) as one:
        await one.keep(message("a"))
        one.clock.moved = 4 * DAY
        one.delivery.start()
        await one.settled()

        assert await one.texts() == []
        assert one.rows("SELECT kind, reason FROM set_aside") == [("sendMessage", "expired")]
    assert telegram.calls("sendMessage") == []


async def test_what_is_worth_having_only_now_is_tried_once_and_kept_nowhere(
    telegram: StandIn, sending: Open
) -> None:
    telegram.goes_wrong("500", "answerCallbackQuery", times=None)
    async with sending() as one:
        one.delivery.promptly(Send("answerCallbackQuery", {"callback_query_id": "1"}))
        await one.delivery.calm()

        assert one.rows("SELECT * FROM outbox") == []
    assert len(telegram.calls("answerCallbackQuery")) == 1


async def test_what_is_sent_directly_says_whether_it_has_arrived(
    telegram: StandIn, sending: Open
) -> None:
    async with sending() as one:
        assert await one.delivery.directly(message("a"))
        await asyncio.to_thread(telegram.refuses)
        assert not await one.delivery.directly(message("b"), within=0.3)
        await asyncio.to_thread(telegram.listens)

        assert await one.texts() == ["a"]
