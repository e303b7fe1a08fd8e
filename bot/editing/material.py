"""What a draft is made of: the text of a message, the link in it, where and when it was posted."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from telegram import Message, MessageOriginChannel

_COMMAND = re.compile(r"^/\w+(?:@\w+)?\s*")


@dataclass(frozen=True, slots=True)
class Material:
    """What somebody pasted or forwarded. It is read, and kept nowhere."""

    text: str
    link: str = ""
    published_on: dt.date | None = None
    channel: str = ""

    def __bool__(self) -> bool:
        return bool(self.text or self.link)


def material_of(message: Message) -> Material:
    """What a message brings for a draft; of a bare command, what it replies to."""
    text = _COMMAND.sub("", message.text or message.caption or "").strip()
    answered = message.reply_to_message
    if not text and answered and not (answered.from_user and answered.from_user.is_bot):
        return material_of(answered)
    origin = message.forward_origin
    if isinstance(origin, MessageOriginChannel):
        link = _link_in(message) or _post(origin)
        return Material(text, link, origin.date.date(), origin.chat.title or "")
    return Material(text, _link_in(message))


def is_forwarded(message: Message | None) -> bool:
    """Whether somebody else wrote it, which an editor only sends on."""
    return message is not None and message.forward_origin is not None


def is_post(message: Message) -> bool:
    """Whether a message was forwarded from a channel."""
    return isinstance(message.forward_origin, MessageOriginChannel)


def _link_in(message: Message) -> str:
    """The first link of a message, written out or behind words."""
    entities = {**message.parse_entities(["url", "text_link"])}
    entities.update(message.parse_caption_entities(["url", "text_link"]))
    found = (entity.url or said for entity, said in entities.items())
    return next((link for link in found if link.startswith(("https://", "http://"))), "")


def _post(origin: MessageOriginChannel) -> str:
    name = origin.chat.username
    return f"https://t.me/{name}/{origin.message_id}" if name else ""
