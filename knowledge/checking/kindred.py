"""Statements of the base beside which a draft stands: the same one again, or those it speaks to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from knowledge.edition import Edition
from knowledge.matching.reading import normalise
from knowledge.model import LANGUAGES, WARRING, Kind, Language, Relation, Statement

#: So alike, in percent, no two statements of the shipped base are (their likest pairs have 68 and 76).
_SAME_WORDS: Final = 78
_SAME_WITHIN: Final = 88
#: How many of the other side's statements are offered.
_OFFERED: Final = 2
_CONTESTING: Final = (Kind.CLAIM, Kind.DENIAL, Kind.FIGURE)


@dataclass(frozen=True, slots=True)
class Kindred:
    """How a draft may stand to a statement."""

    statement: Statement
    relation: Relation


def duplicates(draft: Statement, edition: Edition) -> Iterator[tuple[Statement, int]]:
    """The statements that say nearly the same, with the likeness in percent; the likest first."""
    ours = {one: normalise(getattr(draft.texts, one)) for one in LANGUAGES}
    found = [(s, _likeness(ours, s)) for s in _others(draft, edition.statements.values())]
    for statement, likeness in sorted(found, key=lambda one: (-one[1], one[0].id)):
        if likeness and statement.id not in draft.related(Relation.SUPERSEDES):
            yield statement, likeness


def kindred(draft: Statement, edition: Edition) -> Iterator[Kindred]:
    """What it may dispute or answer, on the other side, and what of its own it may replace."""
    yield from _across(draft, edition)
    earlier = _replaceable(draft, edition)
    if earlier and not draft.related(Relation.SUPERSEDES):
        yield Kindred(earlier, Relation.SUPERSEDES)


def is_linked(draft: Statement, edition: Edition) -> bool:
    """Whether the other side's statement stands beside it, by a relation of either of the two."""
    across = (Relation.DISPUTES, Relation.ANSWERS, Relation.SUPPORTS)
    own = {other for relation in across for other in draft.related(relation)}
    return any(
        s.side is draft.side.other
        and (s.id in own or any(draft.id in s.related(relation) for relation in across))
        for s in edition.statements.values()
    )


def _across(draft: Statement, edition: Edition) -> Iterator[Kindred]:
    if draft.side not in WARRING:
        return
    linked = {other for ids in draft.relations.values() for other in ids}
    shared = [
        s
        for s in edition.on_the_same_matter(draft)
        if s.id not in linked and not any(draft.id in ids for ids in s.relations.values())
    ]
    shared.sort(key=lambda s: -len(set(s.topics) & set(draft.topics)))
    for statement in [s for s in shared if s.id not in edition.superseded][:_OFFERED]:
        contested = _other_number(draft, statement) or (
            draft.kind in _CONTESTING and statement.kind in _CONTESTING
        )
        if contested:
            yield Kindred(statement, Relation.DISPUTES)
        elif statement.said_on <= draft.said_on:
            yield Kindred(statement, Relation.ANSWERS)


def _replaceable(draft: Statement, edition: Edition) -> Statement | None:
    """The newest earlier statement of the same speaker on nearly the same matter."""
    earlier = [
        s
        for s in _others(draft, edition.statements.values())
        if s.speaker.id == draft.speaker.id
        and s.said_on < draft.said_on
        and s.id not in edition.superseded
        and 2 * len(set(s.topics) & set(draft.topics)) > min(len(s.topics), len(draft.topics))
    ]
    return max(earlier, key=lambda s: (s.said_on, s.id), default=None)


def _other_number(draft: Statement, other: Statement) -> bool:
    """Whether both count the same kind of thing, and to another number."""
    ours = {(n.unit, n.value) for n in draft.numbers if n.value is not None}
    theirs = {(n.unit, n.value) for n in other.numbers if n.value is not None}
    units = {unit for unit, _ in ours} & {unit for unit, _ in theirs}
    return bool(units) and not ours & theirs


def _others(draft: Statement, statements: Iterable[Statement]) -> Iterator[Statement]:
    return (s for s in statements if s.id != draft.id)


def _likeness(texts: Mapping[Language, str], other: Statement) -> int:
    """How alike they are in the language in which they are likest; 0 where they are not."""
    likest = 0.0
    for language in LANGUAGES:
        ours, theirs = texts[language], getattr(other.texts, language)
        if not (ours and theirs):
            continue
        theirs = _published(theirs)
        words = fuzz.token_sort_ratio(ours, theirs, score_cutoff=_SAME_WORDS)
        likest = max(likest, words, fuzz.token_set_ratio(ours, theirs, score_cutoff=_SAME_WITHIN))
    return round(likest)


@lru_cache(maxsize=4_096)
def _published(text: str) -> str:
    """A published text as it is compared; a file of many rows is held against each of them."""
    return normalise(text)
