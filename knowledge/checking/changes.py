"""How far a changed statement goes from the one before it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from rapidfuzz.distance import OSA

from knowledge.matching.reading import normalise
from knowledge.model import LANGUAGES, Statement, Texts
from knowledge.patterns import folded

Extent = Literal["nothing", "spelling", "sense"]
_GRAVITY: Final[tuple[Extent, ...]] = ("nothing", "spelling", "sense")


def extent(before: Statement, after: Statement) -> Extent:
    """What an edit does to the words: nothing that is heard, letters of a word, or the sense.

    Who said it, in which role, for whom, on which day, whose claim it is, how firm it is and every
    number are sense. So is nothing that is not shown, nor where it can be read.
    """
    if _told(before) != _told(after):
        return "sense"
    shown = (
        (before.texts, after.texts),
        (before.speaker.name, after.speaker.name),
        (before.speaker.role, after.speaker.role),
    )
    texts = _gravest(_between(old, new) for old, new in shown)
    if before.claim_owner and after.claim_owner:
        return _gravest((texts, _between(before.claim_owner, after.claim_owner)))
    return texts if before.claim_owner == after.claim_owner else "sense"


def _told(statement: Statement) -> tuple[object, ...]:
    return (
        statement.speaker.id,
        statement.side,
        statement.said_on,
        statement.said_until,
        statement.said_on_precision,
        statement.attribution,
        statement.unconfirmed,
        frozenset((n.value, n.unit) for n in statement.numbers),
        statement.source.publisher,
    )


def _between(before: Texts, after: Texts) -> Extent:
    return _gravest(
        _of_text(getattr(before, language), getattr(after, language))
        for language in LANGUAGES
        # A language more is no news to those who read the others.
        if getattr(before, language)
    )


def _gravest(extents: Iterable[Extent]) -> Extent:
    return max(extents, key=_GRAVITY.index, default="nothing")


def _of_text(before: str, after: str) -> Extent:
    old, new = normalise(before).split(), normalise(after).split()
    if len(old) != len(new):
        return "sense"
    changed = [
        (one, other) for one, other in zip(old, new, strict=True) if folded(one) != folded(other)
    ]
    if any(word.isdigit() or OSA.distance(word, other) > 1 for word, other in changed):
        return "sense"
    return "spelling" if changed else "nothing"
