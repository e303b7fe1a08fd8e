"""What the tests of the knowledge share: the shipped base, made-up bases, and every page of both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import strategies as st

from knowledge.answering import Answer, Subject, about
from knowledge.base import FactBase
from knowledge.days import day_id
from knowledge.desk import Desk
from knowledge.edition import Edition, Guidance
from knowledge.kept_index import open_desk
from knowledge.model import (
    Attribution,
    Explanation,
    Kind,
    Number,
    Precision,
    Relation,
    Side,
    Source,
    Speaker,
    Statement,
    Texts,
    Topic,
)
from knowledge.shipped import Shipped, read_shipped

TODAY = dt.date(2025, 6, 12)
NOW = dt.datetime(2025, 6, 12, 9, 30, tzinfo=dt.UTC)

AnswersOf = Callable[[Edition], Iterator[Answer]]


# -- the shipped base


@pytest.fixture(scope="session")
def shipped() -> Shipped:
    return read_shipped()


@pytest.fixture(scope="session")
def edition(shipped: Shipped, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The shipped base, as it comes out of a real file."""
    base = FactBase.open(tmp_path_factory.mktemp("shipped") / "facts.db")
    base.load((found.statement for found in shipped.statements), NOW)
    edition = base.edition(shipped.guidance)
    base.close()
    return edition


@pytest.fixture(scope="session")
def desk(edition: Edition, index_folder: Path) -> Desk:
    """It holds no state: one is enough for all tests."""
    return open_desk(edition, index_folder)


# -- made-up statements and bases


def _speaker(name: str, side: Side) -> Speaker:
    return Speaker(
        name, side, Texts(uk=name.title(), en=name.title()), Texts(uk="посада", en="office")
    )


_SPEAKERS = (
    _speaker("olena", Side.UKRAINE),
    _speaker("danylo", Side.UKRAINE),
    _speaker("ivanova", Side.RUSSIA),
    _speaker("petrova", Side.RUSSIA),
    _speaker("observer", Side.THIRD_PARTY),
    _speaker("gazette", Side.MEDIA),
)
_TOPICS = ("bodies", "lists", "talks")
_BEGIN = dt.date(2025, 6, 1)
_SOURCE = Source(
    publisher="Gazette",
    url="https://gazette.example/1?a=1&b=2",
    url_basis="seen",
    published_basis="seen",
)


@pytest.fixture(scope="session")
def template() -> Statement:
    """A statement to make others of, with dataclasses.replace."""
    return Statement(
        id="template",
        texts=Texts(uk="Сказано дещо.", ru="Сказано нечто.", en="Something was said."),
        speaker=_SPEAKERS[0],
        kind=Kind.CLAIM,
        attribution=Attribution.NAMED_OFFICIAL,
        said_on=dt.date(2025, 6, 9),
        said_on_precision=Precision.DAY,
        said_on_basis="dated in the text",
        source=_SOURCE,
        topics=("bodies",),
        added_on=dt.date(2025, 6, 10),
    )


_T = TypeVar("_T")


def _some(choices: Sequence[_T], least: int, most: int) -> st.SearchStrategy[tuple[_T, ...]]:
    return st.lists(st.sampled_from(choices), min_size=least, max_size=most, unique=True).map(tuple)


_TARGETS = (Relation.DISPUTES, Relation.ANSWERS, Relation.SUPPORTS, Relation.DIFFERS)


@st.composite
def _statements(draw: st.DrawFn, identity: str, before: tuple[Statement, ...]) -> Statement:
    speaker = draw(st.sampled_from(_SPEAKERS))
    day = _BEGIN + dt.timedelta(days=draw(st.integers(0, 6)))
    number = draw(st.integers(1, 99_999))
    relations: dict[Relation, tuple[str, ...]] = {
        relation: draw(_some([s.id for s in before], 1, 2))
        for relation in draw(_some(_TARGETS, 0, 2))
        if before
    }
    earlier = [s.id for s in before if s.speaker == speaker and s.said_on <= day]
    replaces = draw(st.booleans())
    if earlier and replaces:
        relations[Relation.SUPERSEDES] = (draw(st.sampled_from(earlier)),)
    filler = "слово " * draw(st.sampled_from((0, 1, 40, 150)))
    languages = draw(_some(("uk", "ru", "en"), 1, 3))
    named = tuple(a for a in Attribution if a is not Attribution.PUBLISHER)
    media = speaker.side is Side.MEDIA
    return Statement(
        id=identity,
        texts=Texts(**{one: f"{one} <{identity}> & {number} {filler}." for one in languages}),
        speaker=speaker,
        kind=draw(st.sampled_from(Kind)),
        attribution=Attribution.PUBLISHER if media else draw(st.sampled_from(named)),
        said_on=day,
        said_until=day + dt.timedelta(days=draw(st.integers(1, 3)))
        if draw(st.booleans())
        else None,
        said_on_precision=draw(st.sampled_from(Precision)),
        said_on_basis="made up",
        event_date=draw(st.none() | st.dates(_BEGIN, TODAY)),
        source=_SOURCE,
        topics=draw(_some(_TOPICS, 1, 3)),
        added_on=day,
        numbers=(Number(draw(st.sampled_from((number, None))), "bodies", "exact", "made up"),),
        relations=relations,
        claim_owner=draw(st.none() | st.just(Texts(uk="хтось інший", en="somebody else"))),
        unconfirmed=draw(st.booleans()) and draw(st.booleans()),
        overtaken=draw(st.booleans()),
        cross_checks=draw(st.sampled_from(((), (("https://other.example", "says the same"),)))),
        editor_note=draw(st.sampled_from(("", "not shown"))),
    )


@st.composite
def _guidances(draw: st.DrawFn, ids: list[str]) -> Guidance:
    some = _some(ids, 0, 3)
    explanations = {
        name: Explanation(
            name, Texts(uk=f"Про {name}.", en=f"On {name}."), draw(some), draw(st.booleans())
        )
        for name in ("first", "second", "third")
    }
    topics = [
        Topic(name, Texts(uk=name.title()), draw(some), draw(_some(tuple(explanations), 0, 3)))
        for name in _TOPICS
    ]
    topics += [
        Topic("on-olena", Texts(uk="Олена"), draw(some), speaker="olena"),
        Topic("on-ivanova", Texts(uk="Іванова"), draw(some), speaker="ivanova"),
        Topic("on-ukraine", Texts(uk="Одна сторона"), draw(some), side=Side.UKRAINE),
        Topic("on-russia", Texts(uk="Друга сторона"), draw(some), side=Side.RUSSIA),
    ]
    return Guidance({topic.id: topic for topic in topics}, {}, {}, explanations)


@st.composite
def _editions(draw: st.DrawFn) -> Edition:
    made: tuple[Statement, ...] = ()
    for place in range(draw(st.integers(1, 10))):
        made += (draw(_statements(f"s{'abcdefghij'[place]}", made)),)
    return Edition(
        {s.id: s for s in made}, draw(_guidances([s.id for s in made])), position=len(made)
    )


@pytest.fixture(scope="session")
def bases() -> st.SearchStrategy[Edition]:
    """Bases in which anything may stand in any relation to anything."""
    return _editions()


# -- every page


def _subjects(edition: Edition) -> Iterator[Subject]:
    yield Subject("latest")
    yield from (Subject("topic", name) for name in edition.guidance.topics)
    yield from (Subject("statement", name) for name in edition.statements)
    yield from (
        Subject("speaker", name)
        for name in dict.fromkeys(s.speaker.id for s in edition.statements.values())
    )
    days = sorted({s.said_on for s in edition.statements.values()})
    voices = [t.id for t in edition.guidance.topics.values() if t.speaker or t.side]
    yield from (Subject("day", day_id(day, topic)) for day in days for topic in ("", *voices))


def _answers(edition: Edition, today: dt.date = TODAY) -> Iterator[Answer]:
    for subject in _subjects(edition):
        for first in (None, Side.UKRAINE, Side.RUSSIA):
            answer = about(edition, subject, today, 0, first)
            if answer is None:
                break
            yield answer
            for page in range(1, answer.pages):
                following = about(edition, subject, today, page, first)
                assert following is not None
                yield following


@pytest.fixture(scope="session")
def answers_of() -> AnswersOf:
    """Every page of every subject of a base, in the three orders that can be asked for."""
    return _answers
