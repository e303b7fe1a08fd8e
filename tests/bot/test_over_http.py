"""The real program against a stand-in Bot API on a real port of this machine."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import pytest
from aiohttp import web

from tests.bot import newsdesk

if TYPE_CHECKING:
    from tests.bot.conftest import BotApi

TOKEN: Final = "123456789:AAHsecretsecretsecretsecretsecretse"  # noqa: S105 - nobody's
ME: Final = {"id": 123456789, "is_bot": True, "first_name": "Bot", "username": "the_bot"}
PATIENCE: Final = 20  # seconds; two slow cores build the index in five

StartProgram = Callable[..., "subprocess.Popen[bytes]"]


class BotApiServer:
    """Serves what a polling bot needs. Updates are given out again until they are acknowledged."""

    def __init__(self, api: BotApi) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.complaints: list[str] = []
        self.url = ""
        self._api = api
        self._updates: list[dict[str, Any]] = []
        self._numbers = 1000
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    # -- what a person does, from the thread of the test

    def says(self, text: str, chat: int = 77) -> dict[str, Any]:
        """Send a message; returns what the bot sends or changes next."""
        return self._update("message", {**self._message(chat), "text": text})

    def presses(self, message: dict[str, Any], data: str, chat: int = 77) -> dict[str, Any]:
        """Press a button under a message that the bot once sent."""
        under = {**self._message(chat), "message_id": message["message_id"], "from": ME}
        query = {
            "id": "press-1",
            "from": _person(chat),
            "chat_instance": "1",
            "message": under,
            "data": data,
        }
        return self._update("callback_query", query)

    def hears(self, method: str, part: str) -> dict[str, Any]:
        """What the bot sends or changes by itself: the first call whose text holds this part."""
        found: list[dict[str, Any]] = []

        def heard() -> bool:
            found[:] = [v for n, v in self.calls if n == method and part in v["text"]]
            return bool(found)

        with self._changed:
            assert self._changed.wait_for(heard, PATIENCE), f"nothing with {part!r}"
            return found[0]

    def has_called(self, method: str) -> bool:
        with self._changed:
            return any(name == method for name, _ in self.calls)

    def _update(self, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        with self._changed:
            before = len(self.calls)
            self._updates.append({"update_id": self._next(), kind: content})
            self._changed.notify_all()
            shown: list[dict[str, Any]] = []

            def answered() -> bool:
                shown[:] = [
                    v for n, v in self.calls[before:] if n in ("sendMessage", "editMessageText")
                ]
                return bool(shown)

            assert self._changed.wait_for(answered, PATIENCE), "no answer"
            return shown[0]

    def _next(self) -> int:
        self._numbers += 1
        return self._numbers

    def _message(self, chat: int) -> dict[str, Any]:
        where = {"id": chat, "type": "private", "first_name": "Person"}
        return {
            "message_id": self._next(),
            "date": int(time.time()),
            "chat": where,
            "from": _person(chat),
        }

    # -- what the bot calls, on the thread of the server

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._called)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        self._loop.run_until_complete(runner.setup())
        self._loop.run_until_complete(web.TCPSite(runner, "127.0.0.1", 0).start())
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    async def _called(self, request: web.Request) -> web.Response:
        method, sent = request.match_info["method"], await request.post()
        values = {name: _read(str(value)) for name, value in sent.items()}
        if request.match_info["token"] != TOKEN:
            return web.json_response({"ok": False, "error_code": 401}, status=401)
        result = await self._result(method, values)
        return web.json_response({"ok": True, "result": result})

    async def _result(self, method: str, values: dict[str, Any]) -> Any:
        with self._changed:
            if method in ("sendMessage", "editMessageText"):
                values.setdefault("message_id", self._next())
            self.calls.append((method, values))
            known = {
                k: v for k, v in values.items() if k != "message_id" or method != "sendMessage"
            }
            self.complaints.extend(self._api.complaints(method, known))
            self._changed.notify_all()
        if method == "getUpdates":
            return await self._waiting(values)
        if method in ("sendMessage", "editMessageText"):
            message = self._message(int(values["chat_id"]))
            return {**message, "from": ME, "message_id": values["message_id"], "text": "shown"}
        return ME if method == "getMe" else True

    async def _waiting(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        """The updates from the offset on; waits for one as long as the bot asked to."""
        until = time.monotonic() + min(values.get("timeout", 0), PATIENCE)
        while True:
            with self._changed:
                self._updates = [
                    u for u in self._updates if u["update_id"] >= values.get("offset", 0)
                ]
                if self._updates or time.monotonic() >= until:
                    return list(self._updates)
            await asyncio.sleep(0.01)


def _person(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "Person", "language_code": "uk"}


def _read(value: str) -> Any:
    """A form field as it was before it was written: JSON, where it is JSON."""
    try:
        return json.loads(value)
    except ValueError:
        return value


# -- the program


class Program:
    """`exchange-bot run`, started; its output is read when it has ended."""

    def __init__(self, start: StartProgram, folder: Path, **settings: str) -> None:
        self._process = start(
            folder,
            "run",
            EXCHANGE_BOT_DATA=str(folder / "data"),
            **{"EXCHANGE_BOT_TOKEN": TOKEN} | settings,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        """A program that a failed test left running is ended, and what it printed is shown."""
        if self._process.returncode is None:
            self._process.kill()
            print(*(part.decode() for part in self._process.communicate()))

    def ends(self, within: float = PATIENCE) -> tuple[int, str]:
        """The exit code and all that was printed; fails when it takes longer."""
        try:
            out, err = self._process.communicate(timeout=within)
        except subprocess.TimeoutExpired:
            pytest.fail(f"did not end within {within} s")
        return self._process.returncode, (out + err).decode()

    def stops(self) -> tuple[int, str]:
        """End it as an operator's system does."""
        self._process.send_signal(signal.SIGTERM)
        return self.ends(within=5)


@pytest.fixture
def server(bot_api: BotApi) -> Iterator[BotApiServer]:
    with BotApiServer(bot_api) as server:
        yield server
    assert server.complaints == []


QUESTIONS: Final = {
    "скільки тіл мають передати": ("Українська сторона", "Російська сторона", "2025 року ("),
    "кто сорвал обмен": ("Украинская сторона", "Российская сторона", "9 июня 2025 года ("),
    "who is covered by the exchange?": ("Ukrainian side", "Russian side", "from 9 June 2025"),
    "Іваненко Петро Васильович 14.03.1994": ("я його не зберіг",),
}


def test_the_program_answers_over_http_and_its_buttons_outlive_a_restart(
    start_program: StartProgram, server: BotApiServer, tmp_path: Path
) -> None:
    with Program(start_program, tmp_path, EXCHANGE_BOT_API_URL=server.url) as program:
        for question, wanted in QUESTIONS.items():
            answer = server.says(question)
            assert [part for part in wanted if part not in answer["text"]] == [], question
            assert answer["link_preview_options"] == {"is_disabled": True}
        paged = server.says("хто винен")
        code, printed = program.stops()
    assert code == 0, printed

    with Program(start_program, tmp_path, EXCHANGE_BOT_API_URL=server.url) as again:
        (turning, *_), *_ = paged["reply_markup"]["inline_keyboard"]
        changed = server.presses(paged, turning["callback_data"])
        chosen = server.presses(paged, "language:ru")
        code_again, printed_again = again.stops()

    assert changed["message_id"] == paged["message_id"]
    assert "Українська сторона" in changed["text"]
    assert changed["text"] != paged["text"]
    assert "по-русски" in chosen["text"]
    assert code_again == 0, printed_again
    assert server.has_called("setMyCommands")
    everything = (printed + printed_again).encode() + _bytes_of(tmp_path)
    for secret in (
        TOKEN,
        TOKEN.partition(":")[2],
        *QUESTIONS,
        "Іваненко",
        "14.03.1994",
        "хто винен",
    ):
        for written in (secret, json.dumps(secret)[1:-1]):
            assert written.encode() not in everything, secret
    assert b"people" in everything


def test_what_is_published_beside_the_running_program_is_told_and_its_correction_too(
    start_program: StartProgram, server: BotApiServer, tmp_path: Path
) -> None:
    quickly = {"EXCHANGE_BOT_HOLD": "0", "EXCHANGE_BOT_TICK": "0.1"}
    with Program(start_program, tmp_path, EXCHANGE_BOT_API_URL=server.url, **quickly) as program:
        offered = server.says("тримайте в курсі")
        server.presses(offered, "set:everything:")
        server.presses(offered, "set:quiet:0-0")
        newsdesk.publish(tmp_path / "data", "lists-1121", dt.datetime.now(dt.UTC))
        alert = server.hears("sendMessage", "Нова заява")
        newsdesk.correct(tmp_path / "data", "lists-1121", dt.datetime.now(dt.UTC))
        correction = server.hears("sendMessage", "Було:")
        marked = server.hears("editMessageText", "готує новий список")
        code, printed = program.stops()

    assert code == 0, printed
    assert "передала новий список" in alert["text"]
    assert "Українська сторона" in alert["text"]
    assert "готує новий список" in correction["text"]
    assert marked["message_id"] == alert["message_id"]
    assert alert["chat_id"] == correction["chat_id"] == 77


def _bytes_of(folder: Path) -> bytes:
    # The index holds phrasings, which are what people type; that it holds nothing else, its own
    # tests say.
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".npz"]
    return b"\n".join(path.read_bytes() + path.name.encode() for path in files)
