"""Every text of the shipped base that people read, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.checking.findings import Finding
from knowledge.checking.wording import Wording
from knowledge.model import LANGUAGES, Texts
from knowledge.places import Place
from knowledge.shipped import Shipped, ShippedStatement


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in three languages: a field of an entry."""

    place: Place
    entry: str
    field: str
    texts: Texts

    def found(self, reason: str, language: str = "") -> Finding:
        """A finding in this text, at the line of a language where that has one."""
        marks = (f"\n{language} =",) if language else ()
        return Finding(self.place, self.entry, reason, self.field, marks)


def faults(shipped: Shipped, home: Path, wording: Wording) -> Iterator[Finding]:
    """Languages that are missing, and words that are kept out of the base."""
    for passage in passages(shipped, home):
        for language in LANGUAGES:
            text: str = getattr(passage.texts, language)
            if not text:
                named = passage.field or "the text"
                yield passage.found(f"{named} is missing in {language}; write it")
            for reason in wording.faults(text):
                yield passage.found(f"{language}: {reason}", language)


def passages(shipped: Shipped, home: Path) -> Iterator[Passage]:
    """All texts, file by file."""
    for item in shipped.statements:
        yield Passage(item.place, item.statement.id, "texts", item.statement.texts)
        if item.statement.claim_owner:
            yield Passage(item.place, item.statement.id, "claim_owner", item.statement.claim_owner)
    yield from _of_speakers(shipped.statements, home / "statements" / "speakers.toml")
    yield from _of_topics(shipped, home / "topics")
    yield from _of_cards(shipped, home / "cards")


def _of_speakers(statements: tuple[ShippedStatement, ...], file: Path) -> Iterator[Passage]:
    for name, speaker in {s.statement.speaker.id: s.statement.speaker for s in statements}.items():
        place = Place(file, table=f"\n[{name}]")
        yield Passage(place, name, "name", speaker.name)
        yield Passage(place, name, "role", speaker.role)


def _of_topics(shipped: Shipped, folder: Path) -> Iterator[Passage]:
    for name, explanation in shipped.guidance.explanations.items():
        place = Place(folder / "explanations.toml", table=f"\n[{name}]")
        yield Passage(place, name, "", explanation.texts)
    for name, topic in shipped.guidance.topics.items():
        yield Passage(Place(folder / name / "topic.toml"), name, "title", topic.title)


def _of_cards(shipped: Shipped, folder: Path) -> Iterator[Passage]:
    for name, contact in shipped.guidance.contacts.items():
        place = Place(folder / "contacts.toml", table=f"\n[{name}]")
        yield Passage(place, name, "name", contact.name)
        yield Passage(place, name, "purpose", contact.purpose)
    for name, card in shipped.guidance.cards.items():
        place = Place(folder / name / "card.toml")
        yield Passage(place, name, "texts", card.texts)
        if card.on_personal_data:
            yield Passage(place, name, "on_personal_data", card.on_personal_data)
