"""The enquiry desk: takes a message, and says what to show. It keeps nothing of the message.

The order is the policy: crisis and fraud first, then persons, then what leans on the answer
before, then the question itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from knowledge.answering import Answer, Subject, about
from knowledge.deciding import decide, offer
from knowledge.edition import Edition, Guidance
from knowledge.guard import Screening, screen
from knowledge.matching.calibration import ANSWER_AT
from knowledge.matching.followup import Followup, followup_of
from knowledge.matching.matcher import Matcher, Ranking
from knowledge.matching.reading import normalise, readings
from knowledge.matching.tongue import Tongues
from knowledge.model import LANGUAGES, Card, Contact, Language, Texts, Topic

Kind = Literal["answer", "choices", "unknown", "card"]
View = Literal["full", "sources", "dates"]

#: One character means nothing, and never gets a statement.
_SHORTEST: Final = 2
#: Topics that share one of so many leading statements would answer a question alike.
_LEADING: Final = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation stands: a page of an answer."""

    subject: Subject
    page: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """One of at most three things that a message may have meant."""

    subject: Subject
    title: Texts
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to show for a message. A card may be followed by an answer."""

    kind: Kind
    language: Language
    score: float = 1.0
    card: Card | None = None
    contacts: tuple[Contact, ...] = ()
    personal_data: bool = False
    answer: Answer | None = None
    view: View = "full"
    #: What an unanswered message was understood as, where it was understood.
    missing: Texts | None = None
    topic: str = ""
    choices: tuple[Choice, ...] = ()


def phrasings_of(guidance: Guidance) -> dict[str, list[str]]:
    """All phrasings by entry: `topic:ID` and `card:ID`."""
    said: dict[str, list[str]] = {}
    for topic in guidance.topics.values():
        said[f"topic:{topic.id}"] = [*_titles(topic.title), *_all(topic.phrasings)]
    for card in guidance.cards.values():
        said[f"card:{card.id}"] = _all(card.phrasings)
    return said


def shown_by_entry(edition: Edition) -> dict[str, frozenset[str]]:
    """What each entry shows first: its leading statements, or that there is nothing."""
    shown = {}
    for topic in edition.guidance.topics.values():
        first = frozenset(s.id for s in edition.on_topic(topic)[:_LEADING])
        shown[f"topic:{topic.id}"] = first or frozenset(("nothing",))
    return shown


def matcher_for(edition: Edition) -> Matcher:
    """The matcher of all topics and cards; takes a second or two."""
    return Matcher.fit(phrasings_of(edition.guidance), shown_by_entry(edition))


class Desk:
    """Answers messages out of one edition. Build a new one when the edition changes."""

    def __init__(self, edition: Edition, matcher: Matcher | None = None) -> None:
        self.edition = edition
        self.matcher = matcher or matcher_for(edition)
        self._tongues = Tongues(_by_language(edition.guidance))
        self._numbers = {n.value for s in edition.statements.values() for n in s.numbers}
        topics = edition.guidance.topics.values()
        self._numbers_of = {
            topic.id: {n.value for s in edition.on_topic(topic) for n in s.numbers}
            | _numbers_in(_all(topic.phrasings))
            for topic in topics
        }
        self._held = frozenset(topic.id for topic in topics if edition.on_topic(topic))

    def with_edition(self, edition: Edition) -> Desk:
        """The desk of a later edition; the index is kept while the guidance is the same."""
        if edition.guidance is not self.edition.guidance:
            return Desk(edition)
        return Desk(edition, self.matcher.showing(shown_by_entry(edition)))

    def ask(
        self,
        text: str,
        today: dt.date,
        language: Language | None = None,
        before: Place | None = None,
        otherwise: Language = "uk",
    ) -> Outcome:
        """What to show for a message.

        `language` is the one a person chose; without it the message tells, and where it does not,
        `otherwise` is used. `before` is the answer that the person has just seen.
        """
        ranking = self.matcher.rank(text)
        spoken = language or self._tongues.of(ranking.line or text, otherwise)
        found = screen(text, readings(text))
        if found.card in ("crisis", "scam"):
            return self._card(found.card, spoken, found, today)
        if found.card:
            return self._person(ranking, spoken, found, today)
        leaning = followup_of(ranking.line) if before else None
        if leaning and before:
            return self._follow(leaning, before, spoken, today)
        return self._decide(ranking, spoken, today)

    def show(
        self,
        subject: Subject,
        language: Language,
        today: dt.date,
        page: int = 0,
        view: View = "full",
    ) -> Outcome:
        """What is known about a subject, as a button or a command asks for it."""
        answer = about(self.edition, subject, today, page)
        topic = self.edition.guidance.topics.get(subject.id) if subject.kind == "topic" else None
        if answer is None:
            return self._nothing_on(topic, language)
        return Outcome(
            "answer", language, answer=answer, view=view, topic=topic.id if topic else ""
        )

    def card(
        self, name: str, language: Language, today: dt.date, *, private: bool = False
    ) -> Outcome:
        """A card, as a command asks for it; `private` where what was sent is about a person."""
        return self._card(name, language, Screening(name, private), today)

    # -- deciding

    def _decide(self, ranking: Ranking, language: Language, today: dt.date) -> Outcome:
        best = ranking.best
        if (
            best is None
            or len(ranking.line) < _SHORTEST
            or not self.matcher.knows_a_word_of(ranking.line)
        ):
            return self._card("off_topic", language, Screening(), today)
        decision = decide(ranking, self._held)
        if decision.kind == "card":
            return self._card(decision.entries[0], language, Screening(), today, best.probability)
        if decision.kind == "topic":
            return self._topic(decision.entries[0], ranking, language, today)
        return self._direct(ranking, language, today) or self._offer(ranking, language)

    def _topic(self, name: str, ranking: Ranking, language: Language, today: dt.date) -> Outcome:
        score = ranking.candidates[0].probability
        own = self._numbers_of[name]
        if not ranking.numbers <= own | self._numbers:
            # A number nobody in the base has said: whatever the words, it is not answered here.
            return Outcome("unknown", language, score)
        if ranking.numbers and not ranking.numbers & own:
            # Somebody has said it, but on another matter: that is what is asked about.
            return self._direct(ranking, language, today) or self._offer(ranking, language)
        return replace(self.show(Subject("topic", name), language, today), score=score)

    def _direct(self, ranking: Ranking, language: Language, today: dt.date) -> Outcome | None:
        """What is known of a number that somebody said, where the words alone do not decide."""
        said = sorted(ranking.numbers & self._numbers, reverse=True)
        if not said:
            return None
        return replace(self.show(self._about_number(said[0]), language, today), score=ANSWER_AT)

    def _about_number(self, number: int) -> Subject:
        """The topic led by a statement with this number, best one that names it; else the statement."""
        led = [
            topic
            for topic in self.edition.guidance.topics.values()
            if any(number == n.value for s in self.edition.on_topic(topic)[:1] for n in s.numbers)
        ]
        named = [topic for topic in led if number in _numbers_in(_titles(topic.title))]
        if led:
            return Subject("topic", (named or led)[0].id)
        statements = self.edition.in_order(self.edition.statements.values())
        holding = (s for s in statements if any(number == n.value for n in s.numbers))
        return Subject("statement", next(holding).id)

    def _offer(self, ranking: Ranking, language: Language) -> Outcome:
        """Up to three topics to choose from; silence is honest where that would be a guess."""
        best = ranking.candidates[0]
        decision = offer(ranking, self._held)
        if decision.kind == "unknown" or ranking.numbers - self._numbers:
            return Outcome("unknown", language, 1 - best.probability)
        choices = tuple(self._choice(name) for name in decision.entries)
        return Outcome("choices", language, best.probability, choices=choices)

    def _nothing_on(self, topic: Topic | None, language: Language) -> Outcome:
        if topic is None:
            return Outcome("unknown", language)
        near = [self._choice(name) for name in topic.near]
        held = tuple(choice for choice in near if choice.statements)
        return Outcome("unknown", language, missing=topic.title, topic=topic.id, choices=held)

    def _choice(self, topic_id: str) -> Choice:
        topic = self.edition.guidance.topics[topic_id]
        statements = tuple(s.id for s in self.edition.on_topic(topic))
        return Choice(Subject("topic", topic_id), topic.title, statements)

    def _person(
        self, ranking: Ranking, language: Language, found: Screening, today: dt.date
    ) -> Outcome:
        """The person card first; then what is known of the matter, where it was clearly named."""
        best = ranking.best
        if best and best.entry in ("card:scam", "card:contacts") and best.probability >= ANSWER_AT:
            return self._card(best.entry.removeprefix("card:"), language, found, today)
        outcome = self._card("person", language, found, today)
        matter = self._direct(ranking, language, today)
        if matter is None and best and best.probability >= ANSWER_AT:
            kind, _, name = best.entry.partition(":")
            matter = self.show(Subject("topic", name), language, today) if kind == "topic" else None
        return replace(outcome, answer=matter.answer) if matter else outcome

    def _follow(
        self, leaning: Followup, before: Place, language: Language, today: dt.date
    ) -> Outcome:
        if leaning == "more":
            return self.show(before.subject, language, today, before.page + 1)
        if leaning != "other_side":
            return self.show(before.subject, language, today, before.page, leaning)
        seen = about(self.edition, before.subject, today, before.page)
        top = next((b.side for b in seen.blocks if b.side.other), None) if seen else None
        first = top.other if top else None
        turned = about(self.edition, before.subject, today, before.page, first)
        return (
            Outcome("answer", language, answer=turned) if turned else Outcome("unknown", language)
        )

    def _card(
        self, name: str, language: Language, found: Screening, today: dt.date, score: float = 1.0
    ) -> Outcome:
        card = self.edition.guidance.cards[name]
        known = self.edition.guidance.contacts
        answer = about(self.edition, Subject("topic", card.then), today) if card.then else None
        return Outcome(
            "card",
            language,
            score,
            card=card,
            contacts=tuple(known[c] for c in card.contacts if c in known and not known[c].held),
            personal_data=found.personal_data,
            answer=answer,
        )


def _titles(title: Texts) -> list[str]:
    return [title.text(language) for language in title.written_in()]


def _all(phrasings: Mapping[Language, tuple[str, ...]]) -> list[str]:
    return [line for lines in phrasings.values() for line in lines]


def _by_language(guidance: Guidance) -> dict[Language, list[str]]:
    entries: tuple[Topic | Card, ...] = (*guidance.topics.values(), *guidance.cards.values())
    return {
        language: [normalise(line) for e in entries for line in e.phrasings.get(language, ())]
        for language in LANGUAGES
    }


def _numbers_in(lines: list[str]) -> frozenset[int]:
    return frozenset(
        int(word) for line in lines for word in normalise(line).split() if word.isdecimal()
    )
