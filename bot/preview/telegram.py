"""A small Telegram in memory, at the seam where the real one is reached over HTTP.

It refuses what Telegram refuses (length, button data, markup), else it would flatter.
"""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from telegram.request import BaseRequest, RequestData

#: The shape of a token, with a number that Telegram gives to nobody: it cannot reach the real one.
TOKEN: Final = "1:local-preview-without-a-network-0000"  # noqa: S105, because it opens nothing
USERNAME: Final = "local_preview_bot"
_TEXT: Final = 4096
_BUTTON: Final = 64
_ANSWER: Final = 200
_TAG: Final = re.compile(r"</?([a-z-]+)(?:\s[^<>]*)?>")
_TAGS: Final = frozenset(("b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"))

Json = Mapping[str, Any]


class RefusedError(Exception):
    """What Telegram would answer with 400."""


@dataclass(slots=True)
class Shown:
    """A message as it stands in a chat now."""

    id: int
    chat: int
    html: str
    buttons: tuple[tuple[str, str], ...] = ()
    edited: bool = False
    #: The person's message that it quotes.
    quotes: int = 0

    @property
    def plain(self) -> str:
        """The text without markup."""
        return html.unescape(_TAG.sub("", self.html))


@dataclass
class Chats:
    """Every message of every chat, and those not looked at yet."""

    messages: dict[int, Shown] = field(default_factory=dict)
    news: list[Shown] = field(default_factory=list)
    #: What people have sent, as Telegram has it.
    sent: dict[int, Json] = field(default_factory=dict)
    last_id: int = 0
    #: Greater at each start: the bot remembers which updates it has handled.
    last_update: int = field(default_factory=lambda: time.time_ns() // 1000)

    def next_update(self) -> int:
        """A new update number."""
        self.last_update += 1
        return self.last_update

    def next_id(self) -> int:
        """A new message number."""
        self.last_id += 1
        return self.last_id

    def take_news(self, chat: int | None = None) -> list[Shown]:
        """What was sent or changed since the last look, in one chat or in all."""
        news = [shown for shown in self.news if chat in (None, shown.chat)]
        self.news = [shown for shown in self.news if chat not in (None, shown.chat)]
        return news


class LocalTelegram(BaseRequest):
    """Serves the Bot API methods that the bot uses, out of memory."""

    def __init__(self) -> None:
        self.chats = Chats()
        #: Who only belongs to a group; here everybody else runs it, so that it can be tried alone.
        self.mere_members: set[int] = set()
        self.calls: list[tuple[str, Json]] = []
        #: What people have sent as files, by its id; and what the bot has sent, by its name.
        self.files: dict[str, bytes] = {}
        self.documents: dict[str, bytes] = {}
        self._methods: dict[str, Callable[[Json], Any]] = {
            "getMe": lambda _: _ME,
            "sendMessage": self._send,
            "editMessageText": self._edit,
            "answerCallbackQuery": _answer_press,
            "getChatMember": self._member,
            "getFile": self._file,
            "sendDocument": self._document,
        }

    @property
    def read_timeout(self) -> float | None:
        """There is nothing to wait for."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002, the base class's signature
        request_data: RequestData | None = None,
        *_timeouts: Any,
        **_named_timeouts: Any,
    ) -> tuple[int, bytes]:
        """Answer one call of the Bot API."""
        name = url.rsplit("/", 1)[-1]
        if "/file/bot" in url:
            return 200, self.files[name]
        values = request_data.parameters if request_data else {}
        self.calls.append((name, values))
        if request_data and request_data.contains_files:
            for file_name, data, _ in (request_data.multipart_data or {}).values():
                self.documents[str(file_name)] = data if isinstance(data, bytes) else data.read()
        try:
            result = self._methods.get(name, _done)(values)
        except RefusedError as refused:
            answer = {"ok": False, "error_code": 400, "description": f"Bad Request: {refused}"}
            return 400, json.dumps(answer).encode()
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _member(self, values: Json) -> Json:
        number = int(values["user_id"])
        user = {"id": number, "is_bot": False, "first_name": "Person"}
        if number in self.mere_members:
            return {"status": "member", "user": user}
        return {"status": "creator", "user": user, "is_anonymous": False}

    def _file(self, values: Json) -> Json:
        name = values["file_id"]
        if name not in self.files:
            raise RefusedError("wrong file_id")
        return {"file_id": name, "file_unique_id": name, "file_path": name}

    def _document(self, values: Json) -> Json:
        chat = int(values["chat_id"])
        name = next(reversed(self.documents))
        shown = Shown(self.chats.next_id(), chat, html.escape(f"[{name}]"))
        self.chats.messages[shown.id] = shown
        self.chats.news.append(shown)
        return message_of(shown)

    def _send(self, values: Json) -> Json:
        text, buttons = _checked(values)
        quoted = (values.get("reply_parameters") or {}).get("message_id", 0)
        shown = Shown(self.chats.next_id(), int(values["chat_id"]), text, buttons, quotes=quoted)
        self.chats.messages[shown.id] = shown
        self.chats.news.append(shown)
        return message_of(shown)

    def _edit(self, values: Json) -> Json:
        shown = self.chats.messages.get(int(values["message_id"]))
        if shown is None or shown.chat != int(values["chat_id"]):
            raise RefusedError("message to edit not found")
        text, buttons = _checked(values)
        if (text, buttons) == (shown.html, shown.buttons):
            raise RefusedError("message is not modified")
        shown.html, shown.buttons, shown.edited = text, buttons, True
        self.chats.news.append(shown)
        return message_of(shown)


_ME: Final = {
    "id": 1,
    "is_bot": True,
    "first_name": "Preview",
    "username": USERNAME,
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}


def message_of(shown: Shown) -> Json:
    """A message as the Bot API returns it."""
    message: dict[str, Any] = {
        "message_id": shown.id,
        "date": int(time.time()),
        "chat": chat_of(shown.chat),
        "from": _ME,
        "text": shown.plain,
    }
    if shown.buttons:
        rows = [[{"text": label, "callback_data": data}] for label, data in shown.buttons]
        message["reply_markup"] = {"inline_keyboard": rows}
    return message


def chat_of(chat: int) -> Json:
    """A chat as the Bot API describes it: negative numbers are groups."""
    if chat < 0:
        return {"id": chat, "type": "supergroup", "title": "Group"}
    return {"id": chat, "type": "private", "first_name": "Person"}


def _done(_values: Json) -> bool:
    """What Telegram says to everything that only needs doing."""
    return True


def _answer_press(values: Json) -> bool:
    if len(values.get("text") or "") > _ANSWER:
        raise RefusedError("MESSAGE_TOO_LONG")
    return True


def _checked(values: Json) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text and buttons of a message; raises RefusedError as Telegram would refuse them."""
    text = str(values.get("text") or "")
    if values.get("parse_mode") == "HTML":
        _check_markup(text)
    plain = html.unescape(_TAG.sub("", text)) if values.get("parse_mode") else text
    if not plain.strip():
        raise RefusedError("message text is empty")
    if len(plain.encode("utf-16-le")) // 2 > _TEXT:
        raise RefusedError("message is too long")
    markup = values.get("reply_markup") or {}
    rows = markup.get("inline_keyboard", ()) if isinstance(markup, Mapping) else ()
    buttons = tuple((b["text"], b.get("callback_data", "")) for row in rows for b in row)
    for label, data in buttons:
        if not label or not 1 <= len(data.encode()) <= _BUTTON:
            raise RefusedError("BUTTON_DATA_INVALID")
    return text, buttons


def _check_markup(text: str) -> None:
    open_tags: list[str] = []
    for found in _TAG.finditer(text):
        name = found[1]
        if name not in _TAGS:
            raise RefusedError(f'can\'t parse entities: unsupported start tag "{name}"')
        if not found[0].startswith("</"):
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            raise RefusedError("can't parse entities: unexpected end tag")
    if open_tags:
        raise RefusedError("can't parse entities: can't find end tag")
    if "<" in _TAG.sub("", text):
        raise RefusedError("can't parse entities: unsupported start tag")
