"""What needs care, in an editor's language. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bot.words import Words
from jobs.care import Care
from knowledge.edition import Edition

#: So many names are told of a kind; the number tells the rest.
_NAMED: Final = 3


def care_lines(care: Care, words: Words, edition: Edition) -> tuple[str, ...]:
    """A line a kind, with a title above; nothing where nothing needs care."""
    lines = tuple(_lines(care, words, edition))
    return ("", words.say("care-title"), *lines) if lines else ()


def _lines(care: Care, words: Words, edition: Edition) -> Iterator[str]:
    contacts, topics = edition.guidance.contacts, edition.guidance.topics
    named: dict[str, Sequence[str]] = {
        "contacts": [contacts[name].name.text(words.language) for name in care.contacts],
        "one_sided": care.one_sided,
        "old_topics": [topics[name].title.text(words.language) for name in care.old_topics],
        "untranslated": care.untranslated,
    }
    for kind, number in care.counts.items():
        if number:
            names = "; ".join(named.get(kind, ())[:_NAMED])
            more = "; …" if len(named.get(kind, ())) > _NAMED else ""
            yield words.say(f"care-{kind}", number=number, names=f"{names}{more}")
