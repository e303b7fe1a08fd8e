"""Intake: what became of an update is durable before anybody hears that it was taken."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Update
from telegram.ext import ApplicationBuilder, CallbackContext, TypeHandler

from bot.postoffice import PostOffice
from bot.transport.effects import Send, current_effects
from bot.transport.intake import AnyApplication, Intake, Verdict, chat_of
from bot.transport.metrics import Metrics
from bot.transport.storage import FullError, Row, StoppingError, StoreDownError
from jobs.people import People
from jobs.schema import migrations
from knowledge.store import Store

TYPED: Final = "шукаю Петренка Івана"
Handle = Callable[[Update, CallbackContext[Any, Any, Any, Any]], Coroutine[Any, Any, None]]


def says(number: object, text: object = "hello", chat: int = 7) -> dict[str, Any]:
    """An update with a message."""
    where = {"id": chat, "type": "private", "first_name": "P"}
    message = {"message_id": 1, "date": 1, "chat": where, "from": {**where, "is_bot": False}}
    return {"update_id": number, "message": {**message, "text": text}}


class Scene:
    """An intake over a real store; what it delivers and sends directly is noted."""

    def __init__(self, path: Path, handle: Handle, **more: Any) -> None:
        self.path = path
        self.store = Store.open(path, migrations, patience=0.3)
        self.delivered: list[Row] = []
        self.direct: list[Send] = []
        self.prompt: list[Send] = []
        self.reachable = True
        self.metrics = Metrics()
        self.app: AnyApplication = (
            ApplicationBuilder().token("1:t").updater(None).job_queue(None).build()
        )
        self.app._initialized = True  # there is no Telegram here that could be asked who we are
        self.app.add_handler(TypeHandler(Update, handle))
        self.intake = Intake(
            self.app,
            PostOffice(self.store),
            self.delivered.extend,
            self._directly,
            self.prompt.append,
            metrics=self.metrics,
            **more,
        )

    async def _directly(self, send: Send) -> bool:
        self.direct.append(send)
        return self.reachable

    def texts(self, sends: Sequence[Send | Row]) -> list[str]:
        plain = [one.send if isinstance(one, Row) else one for one in sends]
        return [one.payload["text"] for one in plain]

    def rows(self, table: str) -> list[tuple[Any, ...]]:
        """What another process sees of a table now."""
        with closing(sqlite3.connect(self.path)) as db:
            return db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()  # noqa: S608


@pytest.fixture
def scene(tmp_path: Path) -> Callable[..., Any]:
    @asynccontextmanager
    async def scene(handle: Handle, **more: Any) -> AsyncIterator[Scene]:
        scene = Scene(tmp_path / "people.db", handle, **more)
        await scene.intake.start()
        yield scene
        await scene.intake.stop(0)
        scene.store.close()

    return scene


OpenScene = Callable[..., Any]


async def echo(event: Update, _: object) -> None:
    effects, message = current_effects(), event.effective_message
    assert effects
    assert message
    payload = {"chat_id": message.chat_id, "text": f"re: {message.text}"}
    effects.sends.append(Send("sendMessage", payload, otherwise=Send("sendMessage", payload)))


async def echo_and_keep(event: Update, context: object) -> None:
    await echo(event, context)
    effects, chat = current_effects(), event.effective_chat
    assert effects
    assert chat
    effects.writes.append(lambda db: People(db).choose_language(chat.id, "uk"))


async def test_a_reply_and_what_it_keeps_are_durable_when_the_update_counts_as_taken(
    scene: OpenScene,
) -> None:
    async with scene(echo_and_keep) as open_scene:
        verdict = await open_scene.intake.take(says(1))

        assert verdict is Verdict.HANDLED
        assert [row[0] for row in open_scene.rows("handled")] == [1]
        assert open_scene.rows("chats") == [(7, "uk")]
        ((number, lane, key, chat, method, payload, *_),) = open_scene.rows("outbox")
        assert (lane, key, chat, method) == ("reply", "reply:1:0", 7, "sendMessage")
        assert json.loads(payload) == {"chat_id": 7, "text": "re: hello"}
        assert [row.id for row in open_scene.delivered] == [number]


async def test_an_update_that_comes_twice_is_handled_once(scene: OpenScene) -> None:
    async with scene(echo) as open_scene:
        both = await asyncio.gather(*(open_scene.intake.take(says(1)) for _ in range(2)))
        later = await open_scene.intake.take(says(1))

        assert both == [Verdict.HANDLED, Verdict.HANDLED], "the second waits for the first"
        assert later is Verdict.DUPLICATE
        assert len(open_scene.delivered) == 1


async def test_an_update_that_comes_again_after_a_restart_is_not_handled_again(
    scene: OpenScene,
) -> None:
    async with scene(echo) as before:
        await before.intake.take(says(1))
    async with scene(echo) as after:
        assert await after.intake.take(says(1)) is Verdict.DUPLICATE
        assert await after.intake.take(says(0)) is Verdict.HANDLED, "a smaller number is no older"
        assert len(after.delivered) == 1


async def test_the_table_alone_keeps_a_duplicate_from_being_answered(scene: OpenScene) -> None:
    async with scene(echo) as open_scene:
        await open_scene.store.write(lambda db: db.execute("INSERT INTO handled VALUES (1, 0)"))

        assert await open_scene.intake.take(says(1)) is Verdict.DUPLICATE
        assert open_scene.delivered == []
        assert open_scene.rows("outbox") == []


# -- what cannot be handled


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 5, "message": TYPED},
        {"update_id": 5, "message": {"text": TYPED}},
        {"update_id": 5, "message": [TYPED]},
        {"update_id": 5, "callback_query": {"id": TYPED, "from": None}},
        {"update_id": 5, TYPED: {TYPED: TYPED}, "message": 7},
    ],
    ids=["text", "no chat", "list", "no person", "unknown"],
)
async def test_a_malformed_update_is_set_aside_without_its_text(
    raw: dict[str, Any], scene: OpenScene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    async with scene(echo) as open_scene:
        verdict = await open_scene.intake.take(raw)

        assert verdict is Verdict.SET_ASIDE
        ((_, _, kind, size, reason),) = open_scene.rows("set_aside")
        assert (kind in Update.ALL_TYPES, size) == (True, len(json.dumps(raw)))
        assert reason
        assert await open_scene.intake.take(raw) is Verdict.DUPLICATE
    _nowhere(TYPED, open_scene.path.parent, caplog)


@pytest.mark.parametrize("number", [None, "5", True, 1.5, [5]])
async def test_an_update_without_a_number_is_set_aside(number: object, scene: OpenScene) -> None:
    async with scene(echo) as open_scene:
        assert await open_scene.intake.take(says(number)) is Verdict.SET_ASIDE
        ((_, _, kind, _, reason),) = open_scene.rows("set_aside")
        assert (kind, reason) == ("message", "no update_id")


async def test_a_handler_that_fails_is_called_three_times_and_only_its_last_words_are_said(
    scene: OpenScene, caplog: pytest.LogCaptureFixture
) -> None:
    called = []

    async def fails(event: Update, context: Any) -> None:
        called.append(event.update_id)
        await echo(event, context)
        raise ValueError(TYPED)

    async def apologise(_: object, __: object) -> None:
        effects = current_effects()
        assert effects
        effects.sends.append(Send("sendMessage", {"chat_id": 7, "text": "sorry"}))

    async with scene(fails) as open_scene:
        open_scene.app.add_error_handler(apologise)
        verdict = await open_scene.intake.take(says(1, TYPED))

        assert verdict is Verdict.SET_ASIDE
        assert called == [1, 1, 1]
        assert open_scene.texts(open_scene.delivered)[-1] == "sorry"
        assert len(open_scene.delivered) <= 2
        ((_, _, kind, _, reason),) = open_scene.rows("set_aside")
        assert (kind, reason) == ("message", "ValueError")
    assert "ValueError" in caplog.text
    assert TYPED not in caplog.text


async def test_a_handler_that_fails_once_is_forgiven_and_answers_once(scene: OpenScene) -> None:
    called = []

    async def stumbles(event: Update, context: Any) -> None:
        await echo(event, context)
        called.append(event.update_id)
        if len(called) == 1:
            raise ValueError

    async with scene(stumbles) as open_scene:
        open_scene.app.add_error_handler(_quietly)

        assert await open_scene.intake.take(says(1)) is Verdict.HANDLED
        assert open_scene.texts(open_scene.delivered) == ["re: hello"]
        assert open_scene.rows("set_aside") == []


async def _quietly(_: object, __: object) -> None:
    """What fails here was meant to."""


async def test_a_handler_that_never_ends_is_ended_and_the_others_do_not_wait_for_it(
    scene: OpenScene,
) -> None:
    async def hangs(event: Update, context: Any) -> None:
        if event.update_id == 1:
            await asyncio.Event().wait()
        await echo(event, context)

    async with scene(hangs, deadline=0.2, lanes=2) as open_scene:
        open_scene.app.add_error_handler(_quietly)
        hanging = open_scene.intake.offer(says(1, chat=1))
        for number in range(2, 30):
            assert await open_scene.intake.take(says(number, chat=2)) is Verdict.HANDLED
        assert await hanging is Verdict.SET_ASIDE
        assert open_scene.rows("set_aside")[0][-1] == "TimeoutError"


async def test_the_updates_of_a_chat_are_handled_in_their_order(scene: OpenScene) -> None:
    async def slower_at_first(event: Update, context: Any) -> None:
        await asyncio.sleep(0.02 if event.update_id < 3 else 0)
        await echo(event, context)

    async with scene(slower_at_first) as open_scene:
        await asyncio.gather(*(open_scene.intake.take(says(n, str(n))) for n in range(10)))

        assert open_scene.texts(open_scene.delivered) == [f"re: {n}" for n in range(10)]
        assert [row[0] for row in open_scene.rows("outbox")] == list(range(1, 11))


@pytest.mark.parametrize("chat", ["@channel", 2**70], ids=["no number", "no number of SQLite"])
async def test_effects_that_the_store_will_never_take_are_a_fault_of_the_handler(
    chat: object, scene: OpenScene
) -> None:
    async def to_nobody(_: Update, __: object) -> None:
        effects = current_effects()
        assert effects
        effects.sends.append(Send("sendMessage", {"chat_id": chat, "text": "?"}))

    async with scene(to_nobody) as open_scene:
        open_scene.app.add_error_handler(_quietly)
        assert await open_scene.intake.take(says(1)) is Verdict.SET_ASIDE
        assert await open_scene.intake.take(says(1)) is Verdict.DUPLICATE
        assert open_scene.rows("outbox") == []


async def test_a_number_that_cannot_even_be_noted_is_set_aside(scene: OpenScene) -> None:
    async with scene(echo) as open_scene:
        open_scene.app.add_error_handler(_quietly)
        assert await open_scene.intake.take(says(2**70)) is Verdict.SET_ASIDE
        assert open_scene.rows("set_aside")[0][-1] == "OverflowError"


# -- when the store is down


@asynccontextmanager
async def locked(path: Path) -> AsyncIterator[None]:
    """Somebody else holds the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()


async def test_a_question_is_answered_although_nothing_can_be_kept(scene: OpenScene) -> None:
    async with scene(echo) as open_scene:
        async with locked(open_scene.path):
            verdict = await open_scene.intake.take(says(1))

            assert verdict is Verdict.UNKEPT
            assert open_scene.texts(open_scene.direct) == ["re: hello"]
        assert open_scene.delivered == []
        assert await open_scene.intake.take(says(1)) is Verdict.DUPLICATE, "it was answered"
        assert await open_scene.intake.take(says(2)) is Verdict.HANDLED
        assert len(open_scene.delivered) == 1


async def test_a_command_that_cannot_be_saved_says_so_and_is_not_saved_later(
    scene: OpenScene,
) -> None:
    async def unsaved(_: Update) -> list[Send]:
        return [Send("sendMessage", {"chat_id": 7, "text": "not saved"})]

    async with scene(echo_and_keep, unsaved=unsaved) as open_scene:
        async with locked(open_scene.path):
            assert await open_scene.intake.take(says(1)) is Verdict.UNKEPT
            assert open_scene.texts(open_scene.direct) == ["not saved"]
        await open_scene.intake.take(says(2, chat=8))
        assert open_scene.rows("chats") == [(8, "uk")]


async def test_what_neither_the_store_nor_telegram_takes_stays_with_telegram(
    scene: OpenScene,
) -> None:
    async with scene(echo) as open_scene:
        open_scene.reachable = False
        async with locked(open_scene.path):
            with pytest.raises(StoreDownError, match="locked"):
                await open_scene.intake.take(says(1))

        assert await open_scene.intake.take(says(1)) is Verdict.HANDLED, "it came again"
        assert 'verdict="store_down"} 1.0' in open_scene.metrics.exposition().decode()


async def test_a_malformed_update_is_only_logged_while_nothing_can_be_noted(
    scene: OpenScene, caplog: pytest.LogCaptureFixture
) -> None:
    async with scene(echo) as open_scene, locked(open_scene.path):
        assert await open_scene.intake.take({"update_id": 1, "message": TYPED}) is Verdict.UNKEPT
        assert await open_scene.intake.take({"message": TYPED}) is Verdict.SET_ASIDE
    assert "set aside: message of" in caplog.text
    assert TYPED not in caplog.text


# -- bounds


async def test_more_than_fits_is_not_taken_and_may_come_again(scene: OpenScene) -> None:
    may_go_on = asyncio.Event()

    async def waits(event: Update, context: Any) -> None:
        await may_go_on.wait()
        await echo(event, context)

    async with scene(waits, lanes=1, most=2) as open_scene:
        first = open_scene.intake.offer(says(1))
        await asyncio.sleep(0)
        others = [open_scene.intake.offer(says(number)) for number in (2, 3)]
        assert open_scene.intake.full
        with pytest.raises(FullError):
            await open_scene.intake.take(says(4))
        may_go_on.set()
        await asyncio.gather(first, *others)

        assert await open_scene.intake.take(says(4)) is Verdict.HANDLED


async def test_who_stops_waiting_does_not_stop_the_work(scene: OpenScene) -> None:
    may_go_on = asyncio.Event()

    async def waits(event: Update, context: Any) -> None:
        await may_go_on.wait()
        await echo(event, context)

    async with scene(waits) as open_scene:
        waiting = asyncio.create_task(open_scene.intake.take(says(1)))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        may_go_on.set()

        assert await open_scene.intake.take(says(1)) is Verdict.HANDLED
        assert len(open_scene.delivered) == 1


async def test_what_is_not_done_when_the_bot_stops_is_not_taken(scene: OpenScene) -> None:
    async def hangs(_: object, __: object) -> None:
        await asyncio.Event().wait()

    async with scene(hangs) as open_scene:
        waiting = asyncio.create_task(open_scene.intake.take(says(1)))
        await asyncio.sleep(0)
        await open_scene.intake.stop(0)

        with pytest.raises(StoppingError):
            await waiting
        assert open_scene.rows("handled") == []


# -- whatever comes

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=10,
)
KINDS: Final = ["message", "callback_query", "my_chat_member", "poll_answer", "inline_query"]
contents = json_values | st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("message_id", "date", "chat", "from", "message"), json_values)
)
updates = st.dictionaries(st.sampled_from(KINDS), contents, max_size=2)


@given(st.lists(st.tuples(st.integers(1, 6), st.none() | updates), max_size=12))
@settings(max_examples=20, deadline=None)
def test_duplicates_reordered_and_malformed_updates_are_each_decided_once(
    tmp_path_factory: pytest.TempPathFactory, batch: list[tuple[int, dict[str, Any] | None]]
) -> None:
    """A good update is answered exactly once, whatever comes before, behind or in its place."""

    async def play() -> Scene:
        scene = Scene(tmp_path_factory.mktemp("any") / "people.db", echo)
        await scene.intake.start()
        taken = (
            scene.intake.take(says(number) if raw is None else {"update_id": number, **raw})
            for number, raw in batch
        )
        await asyncio.gather(*taken)
        await scene.intake.stop(0)
        scene.store.close()
        return scene

    scene = asyncio.run(play())

    first: dict[int, object] = {}
    for number, raw in batch:
        first.setdefault(number, raw)
    assert [row[0] for row in scene.rows("handled")] == sorted(first)
    keys = {row[2] for row in scene.rows("outbox")}
    assert {f"reply:{number}:0" for number, raw in first.items() if raw is None} <= keys


@given(json_values)
def test_the_chat_of_whatever_comes_is_a_number(content: object) -> None:
    assert isinstance(chat_of({"update_id": 1, "message": content}), int)


def test_a_pressed_button_belongs_to_the_chat_of_its_message() -> None:
    press = {"from": {"id": 5}, "message": {"chat": {"id": -100}, "from": {"id": 1}}}

    assert chat_of({"update_id": 1, "callback_query": press}) == -100
    assert chat_of({"update_id": 1, "inline_query": {"from": {"id": 5}}}) == 5
    assert chat_of({"update_id": 1, "poll_answer": {"user": {"id": 6}}}) == 6


def _nowhere(typed: str, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert typed not in caplog.text
    for path in folder.rglob("*"):
        if path.is_file():
            assert typed.encode() not in path.read_bytes()
            assert json.dumps(typed)[1:-1].encode() not in path.read_bytes()
