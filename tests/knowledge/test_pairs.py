"""Pairs of messages that differ in little and must not be taken for each other.

What is asked and what is right stands in tests/questions/pairs.toml, each pair with its reason.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from knowledge.answering import Subject
from knowledge.desk import Desk, Outcome
from knowledge.edition import Edition
from knowledge.evaluation import SEEN, shown_by
from knowledge.model import LANGUAGES

PAIRS = Path(__file__).parents[1] / "questions" / "pairs.toml"
TODAY = dt.date(2025, 6, 12)

_OF_PAIR = frozenset(("id", "about", "language", "why", "offered", "one", "other"))
_OF_MESSAGE = frozenset(("text", "topic", "card", "nothing", "first", "never", "said_on"))


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a pair, and what is right for it; see the head of pairs.toml."""

    text: str
    topics: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    nothing: bool = False
    first: str = ""
    never: tuple[str, ...] = ()
    said_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two messages, and why they must be understood differently."""

    id: str
    about: str
    language: str
    why: str
    offered: bool
    one: Message
    other: Message


# -- reading the file


def _read_pairs() -> list[Pair]:
    return [_pair(row) for row in tomllib.loads(PAIRS.read_text(encoding="utf-8"))["pair"]]


def _pair(row: Mapping[str, Any]) -> Pair:
    _only(row, _OF_PAIR, str(row.get("id")))
    return Pair(
        id=row["id"],
        about=row["about"],
        language=row["language"],
        why=row["why"],
        offered=row.get("offered", False),
        one=_message(row["one"]),
        other=_message(row["other"]),
    )


def _message(row: Mapping[str, Any]) -> Message:
    _only(row, _OF_MESSAGE, str(row.get("text")))
    return Message(
        text=row["text"],
        topics=_names(row.get("topic", ())),
        cards=_names(row.get("card", ())),
        nothing=row.get("nothing", False),
        first=row.get("first", ""),
        never=_names(row.get("never", ())),
        said_on=dt.date.fromisoformat(row["said_on"]) if "said_on" in row else None,
    )


def _only(row: Mapping[str, Any], known: frozenset[str], name: str) -> None:
    if unknown := row.keys() - known:
        raise ValueError(f"{PAIRS.name}: {name}: no such field: {', '.join(sorted(unknown))}")


def _names(written: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (written,) if isinstance(written, str) else tuple(written)


READ = _read_pairs()


# -- judging an outcome


def _understood(message: Message, outcome: Outcome, *, offered: bool) -> bool:
    if outcome.kind == "card":
        return outcome.card is not None and outcome.card.id in message.cards
    if outcome.kind == "choices":
        return offered and any(choice.subject.id in message.topics for choice in outcome.choices)
    if outcome.kind == "unknown":
        return message.nothing or outcome.topic in message.topics
    if message.said_on or outcome.topic in message.topics:
        return True
    by_itself = Subject("statement", message.first)
    return outcome.answer is not None and outcome.answer.subject == by_itself


def _faults_of(message: Message, outcome: Outcome, *, offered: bool) -> list[str]:
    """What is wrong with an outcome, in plain words; nothing where it is right."""
    faults = []
    if not _understood(message, outcome, offered=offered):
        faults.append(_how_misunderstood(message, outcome))
    if outcome.kind != "answer" or outcome.answer is None:
        return faults
    shown = shown_by(outcome)
    if message.first and message.first not in shown[:SEEN]:
        faults.append(f"{message.first} is not among the first {SEEN} shown")
    if shown[0] in message.never:
        faults.append(f"{shown[0]} is shown first, which turns it round")
    said_on = outcome.answer.statements[0].said_on
    if message.said_on and said_on != message.said_on:
        faults.append(f"what is shown first was said on {said_on}, not on {message.said_on}")
    return faults


def _how_misunderstood(message: Message, outcome: Outcome) -> str:
    if outcome.kind == "choices":
        near = any(choice.subject.id in message.topics for choice in outcome.choices)
        return (
            "it is among the things offered, not answered"
            if near
            else "a choice is offered, and it is not among it"
        )
    if outcome.kind == "unknown" and not outcome.topic:
        return "it was not understood"
    return "it was taken for something else"


def _as_understood(outcome: Outcome) -> str:
    if outcome.kind == "card":
        return f"the card {outcome.card.id}" if outcome.card else "a card"
    if outcome.kind == "choices":
        return "a choice of " + ", ".join(choice.subject.id for choice in outcome.choices)
    if outcome.kind == "unknown":
        on = f"the base holds nothing on {outcome.topic}" if outcome.topic else "it does not know"
        return f"as nothing it can answer: it says that {on}"
    subject = outcome.answer.subject if outcome.answer else Subject("latest")
    shown = ", ".join(shown_by(outcome)[:SEEN])
    return (
        f"the {subject.kind} {subject.id} (score {outcome.score:.2f}), which shows first: {shown}"
    )


def _as_expected(message: Message, *, offered: bool) -> str:
    ways = []
    if message.topics:
        ways.append(f"the topic {' or '.join(message.topics)}" + (", or its offer" * offered))
    if message.cards:
        ways.append(f"the card {' or '.join(message.cards)}")
    if message.nothing:
        ways.append("an admission that the base holds nothing")
    if message.said_on:
        ways.append(f"what was said on {message.said_on}")
    also = f"; among the first {SEEN} shown: {message.first}" if message.first else ""
    not_first = f"; not shown first: {', '.join(message.never)}" if message.never else ""
    return f"{'; or '.join(ways)}{also}{not_first}"


# -- the tests


def _each_message() -> Iterator[Any]:
    for pair in READ:
        for name, message, twin in (
            ("one", pair.one, pair.other),
            ("other", pair.other, pair.one),
        ):
            yield pytest.param(pair, message, twin, id=f"{pair.id}-{name}")


@pytest.mark.parametrize(("pair", "message", "twin"), [*_each_message()])
def test_a_message_is_not_taken_for_its_twin(
    pair: Pair, message: Message, twin: Message, desk: Desk
) -> None:
    outcome = desk.ask(message.text, TODAY)
    faults = _faults_of(message, outcome, offered=pair.offered)
    if faults:
        report = (
            f"asked:      {message.text}",
            f"understood: {_as_understood(outcome)}",
            f"expected:   {_as_expected(message, offered=pair.offered)}",
            f"wrong:      {'; '.join(faults)}",
            f"its twin:   {twin.text}",
            f"reason:     {pair.why}",
        )
        pytest.fail("\n".join(report), pytrace=False)


# -- the file itself


def test_there_are_enough_pairs_in_each_language() -> None:
    assert len(READ) >= 60
    counted = Counter(pair.language for pair in READ)
    assert min(counted[language] for language in LANGUAGES) >= 20, counted
    assert counted["mixed"] > 0


def test_every_pair_has_a_name_of_its_own_and_a_reason() -> None:
    assert [name for name, count in Counter(pair.id for pair in READ).items() if count > 1] == []
    assert [pair.id for pair in READ if not pair.why.strip()] == []


def test_the_two_messages_of_a_pair_expect_different_things() -> None:
    alike = [pair.id for pair in READ if replace(pair.one, text="") == replace(pair.other, text="")]
    assert alike == []


@pytest.mark.parametrize("pair", READ, ids=lambda pair: pair.id)
def test_a_pair_names_only_what_exists_and_says_what_is_right(pair: Pair, edition: Edition) -> None:
    for message in (pair.one, pair.other):
        assert message.topics or message.cards or message.nothing or message.said_on, message.text
        assert not (message.said_on and message.topics), message.text
        assert set(message.topics) <= edition.guidance.topics.keys(), message.text
        assert set(message.cards) <= edition.guidance.cards.keys(), message.text
        named = {message.first, *message.never} - {""}
        assert named <= edition.statements.keys(), message.text
