"""What a statement is news about: its topics, and which of two themes they belong to.

The return of the dead and the exchange of prisoners are told apart everywhere: nobody who wants
to hear of exchanges is sent a count of bodies.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from knowledge.edition import belongs
from knowledge.model import Statement, Topic

EXCHANGES: Final = "exchanges"
BODIES: Final = "bodies"
THEMES: Final = (EXCHANGES, BODIES)

#: Topics about the dead, beside those whose id says so.
_OF_THE_DEAD: Final = frozenset(("identification", "remains-and-burial"))


def is_of_the_dead(topic: str) -> bool:
    """Whether a topic is about the return of the dead."""
    return topic.startswith("bodies") or topic in _OF_THE_DEAD


def counts_bodies(statement: Statement) -> bool:
    """Whether a statement speaks of the dead, be it beside other things."""
    named = (f"{number.unit} {number.meaning}".casefold() for number in statement.numbers)
    return any(map(is_of_the_dead, statement.topics)) or any(
        word in words for words in named for word in ("bodies", "remains", "dead")
    )


def news_of(statement: Statement, topics: Iterable[Topic]) -> frozenset[str]:
    """The topics and themes under which a statement is news.

    A topic that stands for all that one speaker or side says is one of them.
    """
    themes = [BODIES] if counts_bodies(statement) else []
    if not statement.topics or not all(map(is_of_the_dead, statement.topics)):
        themes.append(EXCHANGES)
    told = (topic.id for topic in topics if belongs(statement, topic))
    return frozenset((*themes, *statement.topics, *told))
