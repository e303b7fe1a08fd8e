"""A reply: what is said, and the buttons under it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from bot.buttons import Button
from bot.words import Words, words_in
from jobs.ledger import Shown
from knowledge.model import LANGUAGES, Source

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class CardOf:
    """The draft whose card a message is."""

    draft: int


@dataclass(frozen=True, slots=True)
class Reply:
    """A message: HTML as Telegram reads it, and rows of buttons."""

    html: str
    buttons: Rows = ()
    #: The versions of statements that it shows, for the ledger.
    shown: Shown | None = None
    #: The draft whose card it is: where that stands is noted once Telegram has said.
    card: CardOf | None = None

    @property
    def plain(self) -> str:
        """The text without markup, as a terminal or `ask` shows it."""
        return html.unescape(re.sub(r"<[^>]+>", "", self.html))


def language_buttons() -> Rows:
    """A button a language, each in its own words."""
    return (
        tuple(Button(words_in(one).say("language-name"), f"language:{one}") for one in LANGUAGES),
    )


def source_lines(source: Source, words: Words) -> str:
    """A source: its name, its date of publication, and the address below."""
    name = source.publisher
    if source.author:
        name = words.say("source-author", publisher=name, author=source.author)
    when = (
        words.say("source-published", date=words.day(source.published_on))
        if source.published_on
        else words.say("source-undated")
    )
    titled = f": {source.title}" if source.title else ""
    return f"\n— {escape(name + titled)} ({escape(when)})\n{escape(source.url)}"


def escape(text: str) -> str:
    """Text as HTML."""
    return html.escape(text, quote=False)


def bold(text: str) -> str:
    """Bold text as HTML."""
    return f"<b>{escape(text)}</b>"
