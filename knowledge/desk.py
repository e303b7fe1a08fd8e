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
from knowledge.deciding import card_meant
from knowledge.directness import Directness
from knowledge.edition import Edition, Guidance
from knowledge.guard import Screening, screen, tells_an_age
from knowledge.matching.calibration import ANSWER_AT, USUAL, Certainty
from knowledge.matching.followup import Followup, followup_of
from knowledge.matching.matcher import Matcher, Meaning, Ranking
from knowledge.matching.reading import normalise, readings
from knowledge.matching.rehearsal import shipped
from knowledge.matching.tongue import Tongues
from knowledge.meaning import Meant
from knowledge.model import LANGUAGES, Card, Contact, Language, Side, Texts, Topic
from knowledge.understanding import Understanding

Kind = Literal["answer", "choices", "unknown", "card"]
View = Literal["full", "sources", "dates"]

#: Topics that share one of so many leading statements would answer a question alike.
_LEADING: Final = 3
#: What may be more urgent.
_MORE_URGENT: Final = ("crisis", "scam", "contacts")
#: So sure it must be that somebody only tells of a homecoming or a funeral.
_TOLD: Final = 0.7
#: The topic that an age without a name is about.
_OF_AGES: Final = "who-is-covered"


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
    #: The answer to a second question in the same message.
    also: Answer | None = None
    view: View = "full"
    #: What an unanswered message was understood as, where it was understood.
    missing: Texts | None = None
    #: Who was asked for and has said nothing in the base.
    silent: Texts | None = None
    #: The day that was asked for, where nothing was said on it.
    day: dt.date | None = None
    topic: str = ""
    choices: tuple[Choice, ...] = ()


def phrasings_of(guidance: Guidance) -> dict[str, list[str]]:
    """All phrasings by entry: `topic:ID` and `card:ID`."""
    said: dict[str, list[str]] = {}
    for topic in guidance.topics.values():
        said[f"topic:{topic.id}"] = [*topic.title.every(), *_all(topic.phrasings)]
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
    shows = shown_by_entry(edition)
    return Matcher.fit(phrasings_of(edition.guidance), shows, certainty_of(shows))


def certainty_of(shows: Mapping[str, frozenset[str]]) -> Certainty:
    """How sure the matcher may be while its entries show this: fitted at every change of it.

    Meanings are asked where words leave doubt, and how sure they may be is measured there too.
    """
    by_words, by_meaning = shipped("words"), shipped("meanings")
    words = by_words.calibration(shows) or USUAL.words
    in_doubt = by_words.doubted(shows, words) if by_words.is_of_the_same(by_meaning) else None
    return Certainty(words, by_meaning.calibration(shows, in_doubt) or USUAL.meanings)


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is learnt once for a guidance, beside the matcher."""

    tongues: Tongues
    directness: Directness

    @classmethod
    def of(cls, edition: Edition, asked: Matcher | None = None) -> Learnt:
        """Learn it; takes half a second, or two without the matcher of what statements are asked
        for."""
        return cls(Tongues(_by_language(edition.guidance)), Directness(edition, asked))


class Desk:
    """Answers messages out of one edition. Build a new one when the edition changes."""

    def __init__(
        self,
        edition: Edition,
        matcher: Matcher | None = None,
        learnt: Learnt | None = None,
        understanding: Understanding | None = None,
    ) -> None:
        self.edition = edition
        self.matcher = matcher or matcher_for(edition)
        self._learnt = learnt or Learnt.of(edition)
        self._understanding = understanding or Understanding(
            edition, self.matcher, self._learnt.directness
        )

    def with_edition(self, edition: Edition) -> Desk:
        """The desk of a later edition; the index is kept while the guidance is the same."""
        if edition.guidance is not self.edition.guidance:
            return Desk(edition)
        shows = shown_by_entry(edition)
        matcher = self.matcher.showing(shows, certainty_of(shows))
        return Desk(edition, matcher, self._learnt)

    def with_meaning(self, meaning: Meaning | None) -> Desk:
        """The same desk, which also asks what lines mean; where nobody can say, words decide."""
        matcher = self.matcher.with_meaning(meaning)
        understanding = self._understanding.with_matcher(matcher)
        return Desk(self.edition, matcher, self._learnt, understanding)

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
        matcher = self.matcher.for_one_message()
        understanding = self._understanding.for_one_message(matcher)
        desk = Desk(self.edition, matcher, self._learnt, understanding)
        found = screen(text, readings(text))
        outcome = desk._asked(text, found, today, language, before, otherwise)
        return replace(outcome, personal_data=found.personal_data)

    def _asked(
        self,
        text: str,
        found: Screening,
        today: dt.date,
        language: Language | None,
        before: Place | None,
        otherwise: Language,
    ) -> Outcome:
        ranking = self._understanding.rank(text, by_words=bool(found.card))
        spoken = language or self._learnt.tongues.of(ranking.read or text, otherwise)
        if found.card in ("crisis", "scam"):
            return self._card(found.card, spoken, found, today)
        if found.card and not self._is_told_only(text, found):
            return self._person(ranking, spoken, found, today)
        leaning = followup_of(ranking.line)
        if leaning and before:
            return self._follow(leaning, before, spoken, today)
        if leaning == "more" and not self._is_topic(ranking):
            return Outcome("unknown", spoken)
        meant = self._understanding.of(ranking, before.subject if before else None, today)
        shown = self._shown(meant, spoken, today)
        return replace(shown, also=self._also(text, shown.topic, today)) if shown.topic else shown

    def show(
        self,
        subject: Subject,
        language: Language,
        today: dt.date,
        page: int = 0,
        view: View = "full",
        first: Side | None = None,
    ) -> Outcome:
        """What is known about a subject, as a button or a command asks for it."""
        answer = about(self.edition, subject, today, page, first)
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

    # -- looking up what was meant

    def _is_topic(self, ranking: Ranking) -> bool:
        """Whether a line that may lean on an answer also asks for a topic by itself: "а далі?"."""
        best = ranking.best if len(ranking.line.split()) > 1 else None
        return best is not None and bool(best.topic) and best.probability >= ANSWER_AT

    def _shown(self, meant: Meant, language: Language, today: dt.date) -> Outcome:
        if meant.card:
            return self._card(meant.card, language, Screening(), today, meant.score)
        if meant.subject:
            shown = self.show(meant.subject, language, today, first=meant.first)
            return replace(shown, score=meant.score, day=meant.day)
        if meant.choices:
            choices = tuple(map(self._choice, meant.choices))
            return Outcome("choices", language, meant.score, choices=choices)
        near = tuple(choice for choice in map(self._choice, meant.near) if choice.statements)
        topic = self.edition.guidance.topics.get(meant.topic)
        return Outcome(
            "unknown",
            language,
            meant.score,
            missing=topic.title if topic else None,
            silent=meant.stranger.name if meant.stranger else None,
            day=meant.day,
            choices=near,
        )

    def _also(self, text: str, topic: str, today: dt.date) -> Answer | None:
        """The answer to a second question in the same message, where both were surely asked."""
        asked = [r.best.entry for r in self.matcher.questions_in(text) if r.best and r.best.topic]
        first = f"topic:{topic}"
        if first not in asked:
            return None
        others = (entry for entry in asked if not self.matcher.are_alike(first, entry))
        second = next(others, "")
        return (
            about(self.edition, Subject("topic", second.removeprefix("topic:")), today)
            if second
            else None
        )

    def _is_told_only(self, text: str, found: Screening) -> bool:
        """Whether the person in a message is only told of, and what it asks is about all."""
        if found.personal_data and not found.only_named:
            return False
        return self._understanding.asks_of_all(text, named=found.personal_data)

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
        urgent = card_meant(ranking) if ranking.candidates else ""
        if urgent in _MORE_URGENT or (not found.personal_data and _asks_nothing(ranking)):
            return self._card(urgent, language, found, today)
        outcome = self._card("person", language, found, today)
        matter = self._understanding.matter_of(ranking)
        likely = {candidate.entry for candidate in ranking.candidates[:3]}
        if not found.personal_data and tells_an_age(ranking.line) and f"topic:{_OF_AGES}" in likely:
            matter = Subject("topic", _OF_AGES)
        shown = self.show(matter, language, today) if matter else None
        return replace(outcome, answer=shown.answer) if shown else outcome

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


def _asks_nothing(ranking: Ranking) -> bool:
    """Whether a message about somebody surely asks nothing: "мій вдома", "we buried him today"."""
    best = ranking.best
    return best is not None and best.card == "off_topic" and best.probability >= _TOLD


def _all(phrasings: Mapping[Language, tuple[str, ...]]) -> list[str]:
    return [line for lines in phrasings.values() for line in lines]


def _by_language(guidance: Guidance) -> dict[Language, list[str]]:
    entries: tuple[Topic | Card, ...] = (*guidance.topics.values(), *guidance.cards.values())
    return {
        language: [normalise(line) for e in entries for line in e.phrasings.get(language, ())]
        for language in LANGUAGES
    }
