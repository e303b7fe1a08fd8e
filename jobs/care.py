"""What needs an editor's care: what was left, what has grown old, what stands alone. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from jobs.drafts import Kept
from knowledge.checking.kindred import is_linked
from knowledge.edition import Edition
from knowledge.model import LANGUAGES, WARRING, Statement

#: A draft that nobody has touched for so long, in seconds, was left.
_LEFT: Final = 3 * 86_400.0
#: A topic of whose newest statement nothing newer came for so long is old.
_OLD: Final = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Care:
    """What needs care: numbers of drafts, ids of all else, what is worst first."""

    drafts: tuple[int, ...] = ()
    #: Past their date, or without one.
    contacts: tuple[str, ...] = ()
    #: Statements of one side beside which nothing of the other stands.
    one_sided: tuple[str, ...] = ()
    #: Topics, the one that is old for longest first.
    old_topics: tuple[str, ...] = ()
    #: Statements that are not written in all languages.
    untranslated: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """How much there is of each kind."""
        return {
            "drafts": len(self.drafts),
            "contacts": len(self.contacts),
            "one_sided": len(self.one_sided),
            "old_topics": len(self.old_topics),
            "untranslated": len(self.untranslated),
        }

    @property
    def total(self) -> int:
        """How much there is in all."""
        return sum(self.counts.values())


def care_of(edition: Edition, unfinished: Iterable[Kept], today: dt.date, now: float) -> Care:
    """What needs care now; `now` is in seconds since the epoch."""
    left = [kept for kept in unfinished if now - kept.changed_at > _LEFT]
    contacts = edition.guidance.contacts.values()
    valid = [s for s in edition.statements.values() if s.id not in edition.superseded]
    return Care(
        drafts=tuple(kept.id for kept in sorted(left, key=lambda kept: kept.changed_at)),
        contacts=tuple(c.id for c in contacts if not c.held and c.doubtful(today)),
        one_sided=tuple(s.id for s in edition.in_order(valid) if _is_alone(s, edition)),
        old_topics=_old_topics(edition, today),
        untranslated=tuple(
            s.id for s in edition.in_order(valid) if len(s.texts.written_in()) < len(LANGUAGES)
        ),
    )


def week_of(today: dt.date) -> str:
    """The week that a digest is for."""
    year, week, _ = today.isocalendar()
    return f"{year}-W{week:02}"


def _is_alone(statement: Statement, edition: Edition) -> bool:
    """Whether a family that is shown this is shown nothing of the other side."""
    return (
        statement.side in WARRING
        and not edition.on_the_same_matter(statement)
        and not is_linked(statement, edition)
    )


def _old_topics(edition: Edition, today: dt.date) -> tuple[str, ...]:
    newest = {
        topic.id: max(statement.said_on for statement in statements)
        for topic in edition.guidance.topics.values()
        if not (topic.speaker or topic.side) and (statements := edition.on_topic(topic))
    }
    old = (topic for topic, day in newest.items() if today - day > _OLD)
    return tuple(sorted(old, key=lambda topic: (newest[topic], topic)))
