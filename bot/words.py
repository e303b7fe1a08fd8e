"""The bot's words in three languages: messages from the Fluent files, dates, ages."""

from __future__ import annotations

import datetime as dt
from functools import cache
from importlib import resources
from typing import Final, Literal

from babel.dates import format_date
from fluent.runtime import FluentBundle, FluentResource

from knowledge.model import Language, Precision, Statement

#: How a day is written: Ukrainian and Russian say the word for "year" after it.
_DAY: Final[dict[Language, str]] = {
    "uk": "d MMMM y 'року'",
    "ru": "d MMMM y 'года'",
    "en": "d MMMM y",
}

AgeUnit = Literal[
    "today", "yesterday", "days", "weeks", "fortnight", "month", "months", "half-year",
    "year", "two-years", "years", "future",
]  # fmt: skip

#: In words and not in figures: a figure in an answer is always one that somebody said.
_AGES: Final[tuple[tuple[int, AgeUnit], ...]] = (
    (0, "today"), (1, "yesterday"), (7, "days"), (14, "weeks"), (30, "fortnight"), (60, "month"),
    (183, "months"), (365, "half-year"), (730, "year"), (1095, "two-years"),
)  # fmt: skip


class MissingWordsError(LookupError):
    """A message is not in the locale file, or lacks a value it needs."""

    def __init__(self, language: Language, key: str, reason: str) -> None:
        super().__init__(f"{language}.ftl: {key}: {reason}")


class Words:
    """What the bot says in one language."""

    def __init__(self, language: Language, text: str) -> None:
        self.language = language
        # Isolating marks are for mixed-direction scripts; here they only break copied text.
        self._bundle = FluentBundle([language], use_isolating=False)
        self._bundle.add_resource(FluentResource(text))

    def say(self, key: str, **values: str | int) -> str:
        """The message `key`; raises MissingWordsError rather than showing a gap."""
        if not self._bundle.has_message(key):
            raise MissingWordsError(self.language, key, "no such message")
        message = self._bundle.get_message(key)
        if message.value is None:
            raise MissingWordsError(self.language, key, "has no value")
        said, errors = self._bundle.format_pattern(message.value, values)
        if errors:
            raise MissingWordsError(self.language, key, str(errors[0]))
        return str(said)

    def day(self, day: dt.date) -> str:
        """A day in full: 9 June 2025."""
        return format_date(day, _DAY[self.language], locale=self.language)

    def age(self, day: dt.date, today: dt.date) -> str:
        """How long ago a day was, in words."""
        return self.say("age", unit=age_unit(day, today))

    def said_on(self, statement: Statement) -> str:
        """The day of a statement, as exactly as it is known."""
        if statement.said_until and statement.said_until != statement.said_on:
            return self.say(
                "from-to",
                **{"from": self.day(statement.said_on), "to": self.day(statement.said_until)},
            )
        if statement.said_on_precision is Precision.DAY:
            return self.day(statement.said_on)
        return self.say("around", date=self.day(statement.said_on))


def age_unit(day: dt.date, today: dt.date) -> AgeUnit:
    """The word for the time between two days."""
    days = (today - day).days
    if days < 0:
        return "future"
    return next((unit for limit, unit in _AGES if days <= limit), "years")


@cache
def words_in(language: Language) -> Words:
    """The words of a language: what everybody reads, and what editors do."""
    folder = resources.files("bot") / "locales"
    files = (folder / f"{language}.ftl", folder / f"{language}-editing.ftl")
    return Words(language, "\n".join(file.read_text(encoding="utf-8") for file in files))
