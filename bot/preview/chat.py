"""One person's chat with the bot through the local Telegram: say something, press a button."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from bot.app import build_app, running
from bot.context import App
from bot.house import House
from bot.preview.telegram import TOKEN, USERNAME, LocalTelegram, Shown, chat_of, message_of
from bot.transport.service import Service

PERSON: Final = 1001
_COMMAND: Final = re.compile(r"^/\w+(?:@\w+)?")
_MENTION: Final = re.compile(rf"@{USERNAME}\b")


class LocalChat:
    """A chat between one person and the whole application, handler by handler, no network."""

    def __init__(
        self,
        app: App,
        service: Service,
        telegram: LocalTelegram,
        chat: int = PERSON,
        language: str = "",
    ) -> None:
        self._app = app
        self._service = service
        self._telegram = telegram
        self._chat = chat
        self._language = language

    def another(self, chat: int, language: str = "") -> LocalChat:
        """Another chat with the same bot; a negative number is a group."""
        return LocalChat(self._app, self._service, self._telegram, chat, language)

    async def say(self, text: str, **more: Any) -> list[Shown]:
        """Send a message; returns what the bot then showed."""
        return await self.send(text=text, entities=_entities(text), **more)

    async def send(self, **message: Any) -> list[Shown]:
        """Send a message with these fields of the Bot API."""
        return await self._update("message", {**self._envelope(), **message})

    async def edit(self, text: str) -> list[Shown]:
        """Edit a message already sent."""
        return await self._update("edited_message", {**self._envelope(), "text": text})

    async def press(self, shown: Shown, label: str) -> list[Shown]:
        """Press the button with this label under a message."""
        data = next(data for known, data in shown.buttons if known == label)
        return await self.press_data(shown, data)

    async def press_data(self, shown: Shown, data: str) -> list[Shown]:
        """Press a button by its data, as under a message from before a restart."""
        query = {
            "id": str(self._telegram.chats.next_id()),
            "from": self._person(),
            "chat_instance": "1",
            "message": {**message_of(shown), **self._quoted(shown)},
            "data": data,
        }
        return await self._update("callback_query", query)

    def _quoted(self, shown: Shown) -> dict[str, Any]:
        quoted = self._telegram.chats.sent.get(shown.quotes)
        return {"reply_to_message": quoted} if quoted else {}

    async def changes(self, old: str, new: str) -> list[Shown]:
        """Let the bot in or put it out: what it was there, and what it is from now on."""
        bot = {"id": 1, "is_bot": True, "first_name": "Preview", "username": USERNAME}

        def member(status: str) -> dict[str, Any]:
            return {"status": status, "user": bot, **_LEFT.get(status, {})}

        change = {
            "chat": chat_of(self._chat),
            "from": self._person(),
            "date": int(time.time()),
            "old_chat_member": member(old),
            "new_chat_member": member(new),
        }
        return await self._update("my_chat_member", change)

    async def _update(self, kind: str, content: dict[str, Any]) -> list[Shown]:
        if kind == "message":
            self._telegram.chats.sent[content["message_id"]] = content
        update = {"update_id": self._telegram.chats.next_update(), kind: content}
        await self._service.intake.take(update)
        await self._service.replies.calm()
        return self._telegram.chats.take_news(self._chat)

    def _envelope(self) -> dict[str, Any]:
        return {
            "message_id": self._telegram.chats.next_id(),
            "date": int(time.time()),
            "chat": chat_of(self._chat),
            "from": self._person(),
        }

    def _person(self) -> dict[str, Any]:
        person: dict[str, Any] = {"id": abs(self._chat), "is_bot": False, "first_name": "Person"}
        return {**person, "language_code": self._language} if self._language else person


#: What Telegram says of members that were put out, beside their status.
_LEFT: Final = {"kicked": {"until_date": 0}}


def _entities(text: str) -> list[dict[str, Any]]:
    """The entities that Telegram itself adds, in UTF-16 units."""
    entities = []
    if found := _COMMAND.match(text):
        entities.append(_entity("bot_command", text, found))
    entities.extend(_entity("mention", text, found) for found in _MENTION.finditer(text))
    return entities


def _entity(kind: str, text: str, found: re.Match[str]) -> dict[str, Any]:
    def units(part: str) -> int:
        return len(part.encode("utf-16-le")) // 2

    return {"type": kind, "offset": units(text[: found.start()]), "length": units(found[0])}


@asynccontextmanager
async def local_chat(
    house: House, telegram: LocalTelegram | None = None, language: str = ""
) -> AsyncIterator[LocalChat]:
    """The whole application, up and running for one local person."""
    telegram = telegram or LocalTelegram()
    app = build_app(house, telegram, TOKEN)
    async with running(app) as service:
        yield LocalChat(app, service, telegram, language=language)
