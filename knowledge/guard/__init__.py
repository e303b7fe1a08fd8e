"""What must not be answered with statements alone: crisis, fraud, persons and their data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from knowledge.guard.asks import asks_after_one
from knowledge.guard.names import names_somebody
from knowledge.guard.persons import data_in, is_about_somebody, tells_an_age
from knowledge.guard.rules import in_crisis, smells_of_fraud
from knowledge.guard.told import Told, readings_of
from knowledge.matching.reading import sentences
from knowledge.patterns import folded
from knowledge.stories import SHORT

_SOMEBODY: Final = frozenset(("kin", "he", "mine", "own"))
_ONE_BODY: Final = frozenset(map(folded, ("тіло", "тело", "body")))
_SEEKING: Final = frozenset(("seek", "where", "listed", "when", "whether"))

__all__ = [
    "Screening",
    "asks_of_somebody",
    "only_tells_of_somebody",
    "screen",
    "speaks_of_somebody",
    "tells_an_age",
]


@dataclass(frozen=True, slots=True)
class Screening:
    """What the guard found: the card that must come first, if any."""

    card: str = ""
    personal_data: bool = False
    #: Of personal data there is a name and no more: it may be anybody's.
    only_named: bool = False


def screen(text: str, ways: Iterable[str]) -> Screening:
    """Screen a message as typed and in all its readings. Crisis comes before everything."""
    lines = tuple(ways)
    told = readings_of(text)
    kind = data_in(text, told)
    personal = bool(kind)
    if any(in_crisis(line) for line in lines):
        return Screening("crisis", personal)
    if any(smells_of_fraud(line) for line in lines):
        return Screening("scam", personal)
    after_one = any(map(asks_after_one, _told_together(text, told)))
    if personal or after_one:
        return Screening("person", personal, only_named=kind == "name")
    return Screening()


def asks_of_somebody(sentence: str) -> bool:
    """Whether a sentence that asks is about somebody: a relative, "he", a name, one's own."""
    told = readings_of(sentence)
    return any(
        asks_after_one(one)
        or names_somebody(one)
        or is_about_somebody(" ".join(word.text for word in one))
        for one in told
    )


def speaks_of_somebody(part: str) -> bool:
    """Whether a part of a message has a relative, "he", "mine", one body or a name in it."""
    told = readings_of(part)
    words = [word for one in told for word in one]
    pointed_at = any(word.labels & _SOMEBODY or word.text in _ONE_BODY for word in words)
    return pointed_at or any(map(names_somebody, told))


def only_tells_of_somebody(part: str) -> bool:
    """Whether a part of a message that speaks of somebody looks for nobody: "мій син там"."""
    if part.rstrip().endswith("?"):
        return False
    return not any(word.labels & _SEEKING for one in readings_of(part) for word in one)


def _told_together(text: str, told: tuple[Told, ...]) -> Iterator[Told]:
    """The readings of each two sentences that follow each other; of a short message, all of it.

    In a long story a sister at its end and somebody found at its beginning are not one question.
    """
    parts = sentences(text)
    if len(parts) <= SHORT:
        yield from told
    else:
        for two in pairwise(parts):
            yield from readings_of(". ".join(two))
