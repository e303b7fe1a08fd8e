"""A house with a stopped clock, people who talk to it, and a Telegram that checks every request."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from itertools import count
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import pytest
from telegram.request import RequestData

from bot.house import FACTS, PEOPLE, House
from bot.preview.chat import LocalChat, local_chat
from bot.preview.telegram import LocalTelegram, Shown, message_of
from bot.settings import Settings
from jobs.schema import migrations
from knowledge.base import FactBase
from knowledge.desk import Desk
from knowledge.edition import Guidance
from knowledge.kept_index import open_desk
from knowledge.model import Card, Texts
from knowledge.shipped import Shipped, read_shipped
from knowledge.store import Store

ROOT: Final = Path(__file__).parents[2]
SHAPES: Final[dict[str, type]] = {"Integer": int, "String": str, "Boolean": bool, "Array": list}
NOW: Final = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
OWNER: Final = 7


class Clock:
    """A clock that only a test moves."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> dt.datetime:
        return self.at


# -- requests, checked


class BotApi:
    """The extract of the Bot API in tests/telegram, and what it says against a request."""

    def __init__(self) -> None:
        written = json.loads((ROOT / "tests/telegram/api.json").read_text(encoding="utf-8"))
        self.methods: Mapping[str, Mapping[str, Any]] = written["methods"]
        self._objects: Mapping[str, Mapping[str, Any]] = written["objects"]

    def complaints(self, method: str, values: Mapping[str, Any]) -> Iterator[str]:
        """Why Telegram would refuse this call."""
        if method not in self.methods:
            yield f"{method}: no such method in tests/telegram/api.json"
            return
        yield from self._fields(method, self.methods[method], values)
        markup = values.get("reply_markup") or {}
        data = [one["callback_data"] for row in markup.get("inline_keyboard", ()) for one in row]
        yield from (f"{method}: button {one!r}" for one in data if not 1 <= len(one.encode()) <= 64)
        if len(data) > 100:
            yield f"{method}: more than 100 buttons"
        if "parse_mode" in values:
            faults = faults_of(values["text"]) if values["parse_mode"] == "HTML" else ["parse_mode"]
            yield from (f"{method}: {fault}" for fault in faults)

    def _fields(
        self, where: str, known: Mapping[str, Any], values: Mapping[str, Any]
    ) -> Iterator[str]:
        for name, field in known.items():
            if field["required"] and values.get(name) in (None, ""):
                yield f"{where}: {name} is missing"
        for name, value in values.items():
            if name not in known:
                yield f"{where}: no parameter {name}"
            else:
                kinds = known[name]["types"]
                faults = [list(self._faults(f"{where}.{name}", kind, value)) for kind in kinds]
                yield from min(faults, key=len)

    def _faults(self, where: str, kind: str, value: Any) -> Iterator[str]:
        shape: type = type(value)
        if shape is not SHAPES.get(kind.partition(" ")[0], dict):
            yield f"{where}: {value!r} is no {kind}"
        elif kind.startswith("Array of "):
            for one in value:
                yield from self._faults(where, kind.removeprefix("Array of "), one)
        elif kind in self._objects:
            yield from self._fields(f"{where} ({kind})", self._objects[kind], value)


def faults_of(markup: str) -> Iterator[str]:
    """What is wrong with a message in Telegram's HTML, which is XML with few tags and entities."""
    try:
        root = ElementTree.fromstring(f"<message>{markup}</message>")  # noqa: S314 - our own words
    except ElementTree.ParseError as error:
        yield f"no markup: {error}"
        return
    for element in root.iter():
        tag, href = element.tag, element.get("href", "")
        if tag not in ("message", "b", "i", "u", "s", "a", "code", "pre", "blockquote"):
            yield f"<{tag}>"
        if tag == "a" and not href.startswith(("https://", "http://")):
            yield f"a link to {href!r}"
        if set(element.attrib) - {"href"} or (href and tag != "a"):
            yield f"<{tag} {element.attrib}>"
    if not 1 <= len("".join(root.itertext()).strip().encode("utf-16-le")) // 2 <= 4096:
        yield "not 1 to 4096 characters"


class StrictTelegram(LocalTelegram):
    """Notes every request that the real one would refuse; `answer_instead` answers for it."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.answer_instead: dict[str, Callable[[], tuple[int, bytes]]] = {}
        self._api = BotApi()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *rest: Any,
        **more: Any,
    ) -> tuple[int, bytes]:
        name = url.rsplit("/", 1)[-1]
        values = request_data.parameters if request_data else {}
        if "/file/bot" not in url:
            uploaded = (request_data.multipart_data if request_data else None) or {}
            whole = {**values, **dict.fromkeys(uploaded, "attached")}
            self.refused.extend(self._api.complaints(name, whole))
        if name in self.answer_instead:
            self.calls.append((name, values))
            return self.answer_instead[name]()
        status, body = await super().do_request(url, method, request_data, *rest, **more)
        if status != 200 and b"not modified" not in body:
            self.refused.append(f"{name}: {body.decode()}")
        return status, body


# -- the bot and the people who talk to it


class Person:
    """Somebody in a chat with the bot, one step after another; every step returns what was shown."""

    def __init__(self, running: Bot, chat: LocalChat, language: str, number: int) -> None:
        self._running, self._chat = running, chat
        self.language, self.number = language, number
        self.last: Shown | None = None

    def says(self, text: str, **more: Any) -> list[Shown]:
        return self._seen(self._running.run(self._chat.say(text, **more)))

    def sends(self, **message: Any) -> list[Shown]:
        return self._seen(self._running.run(self._chat.send(**message)))

    def edits(self, text: str) -> list[Shown]:
        return self._seen(self._running.run(self._chat.edit(text)))

    def changes(self, old: str, new: str) -> list[Shown]:
        """What the bot was in this chat, and is from now on: "left", "member", "kicked" ..."""
        return self._seen(self._running.run(self._chat.changes(old, new)))

    def is_told(self) -> list[Shown]:
        """What has come without being asked."""
        return self._seen(self._running.telegram.chats.take_news(self.number))

    def replies(self, text: str) -> list[Shown]:
        assert self.last is not None
        return self.says(text, reply_to_message=message_of(self.last))

    def presses(self, label: str) -> list[Shown]:
        """Press the newest button with this label."""
        messages = reversed(list(self._running.telegram.chats.messages.values()))
        own = (message for message in messages if message.chat == self.number)
        data = next(
            (d, message) for message in own for known, d in message.buttons if known == label
        )
        return self.presses_data(*data)

    def presses_data(self, data: str, under: Shown) -> list[Shown]:
        return self._seen(self._running.run(self._chat.press_data(under, data)))

    def _seen(self, shown: list[Shown]) -> list[Shown]:
        self.last = shown[-1] if shown else self.last
        return shown


class Bot:
    """The whole application, up and running, for any number of people."""

    def __init__(self, house: House, telegram: StrictTelegram, clock: Clock | None = None) -> None:
        self.house, self.telegram, self.clock = house, telegram, clock or Clock()
        self._runner = asyncio.Runner()
        self.run = self._runner.run
        self._open: AbstractAsyncContextManager[LocalChat] = local_chat(house, telegram)
        self._first = self.run(self._open.__aenter__())
        self.app = self._first._app
        self._numbers = count(1)

    def person(self, language: str = "", *, group: bool = False, number: int = 0) -> Person:
        """Somebody new; `number` is for one who comes back."""
        number = number or (-1000 if group else 1000) * next(self._numbers)
        return Person(self, self._first.another(number, language), language, number)

    def passes(self, **time: float) -> None:
        """Time passes, the bot looks around, and what is due is sent."""
        self.clock.at += dt.timedelta(**time)
        self.run(self._look_around())

    async def _look_around(self) -> None:
        service = self._first._service
        await self.app.bot_data["alerting"].look()
        service.alerts.look()
        await service.alerts.calm()
        await service.replies.calm()

    def close(self) -> None:
        self.run(self._open.__aexit__(None, None, None))
        self._runner.close()


#: The commands that need the index.
_ANSWERING = frozenset(("run", "chat", "ask", "evaluate"))


@pytest.fixture(scope="session")
def shipped() -> Shipped:
    return read_shipped()


@pytest.fixture(scope="session")
def desk(shipped: Shipped, tmp_path_factory: pytest.TempPathFactory, index_folder: Path) -> Desk:
    """It holds no state: one is enough for all tests."""
    base = FactBase.open(tmp_path_factory.mktemp("desk") / FACTS)
    base.load((found.statement for found in shipped.statements), NOW)
    edition = base.edition(shipped.guidance)
    base.close()
    return open_desk(edition, index_folder)


@pytest.fixture(scope="session")
def open_house(shipped: Shipped, desk: Desk) -> Callable[..., House]:
    """Opens a house on a folder, with a clock that stands and the index lent."""
    card = Card("help", Texts(en="Help."), {"en": ("help",)})
    little = Guidance({}, {"help": card}, {}, {})

    def open_house(folder: Path, clock: Clock | None = None) -> House:
        facts = FactBase.open(folder / FACTS)
        facts.load((found.statement for found in shipped.statements), NOW)
        settings = Settings(data=folder, owners=(OWNER,))
        store = Store.open(folder / PEOPLE, migrations)
        house = House(settings, facts, store, little, clock or Clock())
        house.desk = desk.with_edition(facts.edition(desk.edition.guidance))
        return house

    return open_house


@pytest.fixture(scope="session")
def running(
    open_house: Callable[..., House], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bot]:
    running = Bot(open_house(tmp_path_factory.mktemp("house")), StrictTelegram())
    yield running
    running.close()


@pytest.fixture
def bot(running: Bot) -> Iterator[Bot]:
    """One bot for every test that leaves it as it was: each person is a chat of their own.

    Whatever it was made to do, Telegram must have refused nothing.
    """
    yield running
    refused, running.telegram.refused = running.telegram.refused, []
    assert refused == []


@pytest.fixture
def start_bot(open_house: Callable[..., House], tmp_path: Path) -> Iterator[Callable[[], Bot]]:
    """Starts a bot of the test's own, or starts it again on the same folder."""
    running: list[Bot] = []
    clock = Clock()

    def start() -> Bot:
        while running:
            running.pop().close()
        running.append(Bot(open_house(tmp_path, clock), StrictTelegram(), clock))
        return running[-1]

    yield start
    while running:
        running.pop().close()


# -- the program, as an operator starts it


@pytest.fixture(scope="session")
def bot_api() -> BotApi:
    return BotApi()


@pytest.fixture(scope="session")
def start_program(
    desk: Desk, index_folder: Path
) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts `exchange-bot` with these arguments in a folder, with these settings and no others.

    The index is lent to what answers, so that each start takes a second.
    """
    assert desk.matcher.index.lines, "fitted first, so that there is an index to lend"
    started: list[subprocess.Popen[bytes]] = []

    def start(folder: Path, *arguments: str, **settings: str) -> subprocess.Popen[bytes]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("EXCHANGE_BOT_")}
        if _ANSWERING.intersection(arguments):
            data = folder / settings.get("EXCHANGE_BOT_DATA", "data")
            data.mkdir(parents=True, exist_ok=True, mode=0o700)
            for kept_index in index_folder.glob("*.npz"):
                shutil.copy(kept_index, data)
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        process = subprocess.Popen(
            (sys.executable, "-m", "bot", *arguments),
            cwd=folder,
            env={
                **kept,
                "PYTHONPATH": path,
                "PYTHONUTF8": "1",
                "EXCHANGE_BOT_LISTEN": "127.0.0.1:0",
                **settings,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.communicate()
