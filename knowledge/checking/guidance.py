"""Checks of topics, cards and explanations: that whatever they name is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

from knowledge.checking.figures import figure_faults
from knowledge.checking.findings import Finding
from knowledge.edition import Edition
from knowledge.model import Card, Explanation, Topic
from knowledge.places import Place

#: The cards of the contract in docs: other programs know them by these names.
CARDS: Final = (
    "person", "contacts", "scam", "prediction", "neutrality", "military", "press", "crisis",
    "off_topic", "help", "subscribe", "stop", "delete_data", "language",
)  # fmt: skip


def faults(edition: Edition, home: Path) -> Iterator[Finding]:
    """Names that lead nowhere, leads that their topic does not hold, cards that are missing."""
    guidance = edition.guidance
    for explanation in guidance.explanations.values():
        place = Place(home / "topics" / "explanations.toml", table=f"\n[{explanation.id}]")
        yield from _of_explanation(explanation, edition, place)
    for topic in guidance.topics.values():
        yield from _of_topic(topic, edition, Place(home / "topics" / topic.id / "topic.toml"))
    for card in guidance.cards.values():
        yield from _of_card(card, edition, Place(home / "cards" / card.id / "card.toml"))
    for name in CARDS:
        if name not in guidance.cards:
            place = Place(home / "cards" / name / "card.toml")
            yield Finding(place, name, "the card is missing; other programs count on it")


def _of_explanation(explanation: Explanation, edition: Edition, place: Place) -> Iterator[Finding]:
    yield from _unknown(place, explanation.id, "rests_on", explanation.rests_on, edition.statements)
    listed = frozenset(
        number.value
        for rest in explanation.rests_on
        if rest in edition.statements
        for number in edition.statements[rest].numbers
        if number.value is not None
    )
    unlisted = "stands in none of the statements it rests on; take it out or name the statement"
    for language, reason in figure_faults(explanation.texts, listed, unlisted):
        yield Finding(place, explanation.id, reason, marks=(f"\n{language} =",))


def _of_topic(topic: Topic, edition: Edition, place: Place) -> Iterator[Finding]:
    guidance = edition.guidance
    yield from _unknown(place, topic.id, "leads", topic.leads, edition.statements)
    yield from _unknown(place, topic.id, "explanations", topic.explanations, guidance.explanations)
    yield from _unknown(place, topic.id, "near", topic.near, guidance.topics)
    members = {statement.id for statement in edition.on_topic(topic)}
    for lead in topic.leads:
        if lead in edition.statements and lead not in members:
            reason = f"leads with {lead!r}, which is not on the topic; write the topic there"
            yield Finding(place, topic.id, reason, "leads", (f'"{lead}"',))


def _of_card(card: Card, edition: Edition, place: Place) -> Iterator[Finding]:
    guidance = edition.guidance
    yield from _unknown(place, card.id, "contacts", card.contacts, guidance.contacts)
    yield from _unknown(place, card.id, "then", (card.then,) if card.then else (), guidance.topics)


def _unknown(
    place: Place, entry: str, field: str, names: Iterable[str], known: Collection[str]
) -> Iterator[Finding]:
    for name in names:
        if name not in known:
            reason = f"{field} names {name!r}, which there is not; mend the name or take it out"
            yield Finding(place, entry, reason, field, (f'"{name}"',))
