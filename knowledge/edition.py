"""An edition: everything that is published at one moment, immutable, and questions about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest

from knowledge.lexicon import Lexicon
from knowledge.model import (
    Attribution,
    Card,
    Contact,
    Explanation,
    Relation,
    Statement,
    Topic,
)

_FIRMNESS = {level: rank for rank, level in enumerate(Attribution)}


@dataclass(frozen=True)
class Guidance:
    """What a release brings beside the statements: topics, cards, contacts, words of questions."""

    topics: Mapping[str, Topic]
    cards: Mapping[str, Card]
    contacts: Mapping[str, Contact]
    explanations: Mapping[str, Explanation]
    lexicon: Lexicon = field(default_factory=Lexicon)
    #: Messages that one statement answers better than any other, by its id.
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Position in the log of phrasings up to which editors' are among the words of questions.
    attached: int = 0
    #: What the release brought, where editors have attached phrasings to it.
    shipped: Guidance | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Edition:
    """The published statements and the guidance to them, as of one position in the log."""

    statements: Mapping[str, Statement]
    guidance: Guidance
    position: int = 0

    @cached_property
    def newest_on(self) -> dt.date | None:
        """The day of the newest statement; None in an empty base."""
        return max((s.said_on for s in self.statements.values()), default=None)

    @cached_property
    def grown_on(self) -> dt.date | None:
        """The day when a statement was last added; None in an empty base."""
        return max((s.added_on for s in self.statements.values()), default=None)

    @cached_property
    def superseded(self) -> frozenset[str]:
        """Ids of statements that a later one by the same speaker replaces."""
        return frozenset(
            old for s in self.statements.values() for old in s.related(Relation.SUPERSEDES)
        )

    def on_topic(self, topic: Topic) -> tuple[Statement, ...]:
        """The statements of a topic, the most direct first."""
        return self.in_order(
            (s for s in self.statements.values() if belongs(s, topic)), leads=topic.leads
        )

    def said_on(self, day: dt.date, topic: Topic | None = None) -> tuple[Statement, ...]:
        """What was said on a day, or may have been, under one topic or under any.

        What a speaker is asked for first comes first, for each speaker in turn.
        """
        voices = [t.leads for t in self.guidance.topics.values() if t.speaker]
        turns = (lead for turn in zip_longest(*voices, fillvalue="") for lead in turn)
        return self.in_order(
            (
                s
                for s in self.statements.values()
                if s.said_on <= day <= (s.said_until or s.said_on)
                and (topic is None or belongs(s, topic))
            ),
            leads=topic.leads if topic else tuple(turns),
        )

    def in_order(
        self, statements: Iterable[Statement], leads: tuple[str, ...] = ()
    ) -> tuple[Statement, ...]:
        """Leads in their order, then the newest and firmest; what is doubtful or replaced last."""
        rank = {lead: position for position, lead in enumerate(leads)}
        return tuple(
            sorted(
                statements,
                key=lambda s: (
                    s.id in self.superseded,
                    s.unconfirmed,
                    rank.get(s.id, len(rank)),
                    -s.said_on.toordinal(),
                    _FIRMNESS[s.attribution],
                    s.id,
                ),
            )
        )

    def replies_to(self, statement: Statement) -> tuple[Statement, ...]:
        """The other side's statements that dispute this one, then those that answer it.

        Either may have been said first; within each kind the newest leads. What is doubtful or
        replaced comes after both kinds, as it does in every other order.
        """
        known = self._replies.get(statement.id)
        return self._find_replies(statement) if known is None else known

    @cached_property
    def _replies(self) -> dict[str, tuple[Statement, ...]]:
        return {s.id: self._find_replies(s) for s in self.statements.values()}

    def _find_replies(self, statement: Statement) -> tuple[Statement, ...]:
        disputing = self._linked(statement, Relation.DISPUTES)
        answering = self._linked(statement, Relation.ANSWERS)
        both = disputing + tuple(s for s in answering if s not in disputing)
        return tuple(sorted(both, key=lambda s: (s.id in self.superseded, s.unconfirmed)))

    def _linked(self, statement: Statement, relation: Relation) -> tuple[Statement, ...]:
        return self.in_order(
            s
            for s in self.statements.values()
            if s.side is statement.side.other
            and (s.id in statement.related(relation) or statement.id in s.related(relation))
        )

    def on_the_same_matter(self, statement: Statement) -> tuple[Statement, ...]:
        """The other side's statements that share a topic with this one; newest first."""
        shared = set(statement.topics)
        return self.in_order(
            s
            for s in self.statements.values()
            if s.side is statement.side.other and shared & set(s.topics)
        )


def belongs(statement: Statement, topic: Topic) -> bool:
    """Whether a statement is one of a topic's."""
    if topic.speaker:
        return statement.speaker.id == topic.speaker
    if topic.side:
        return statement.side is topic.side
    return topic.id in statement.topics
