"""Which of a topic's statements a question asks for most directly. Pure.

A topic gathers what belongs together; a question may be about one detail that only one of its
statements holds. That one then leads. It learns from the statements themselves and from the
messages kept for each of them (knowledge/statements/asked).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from typing import Final

import numpy as np

from knowledge.asked import OF_NONE
from knowledge.edition import Edition
from knowledge.matching.matcher import Matcher
from knowledge.model import Statement

#: A statement leads where it is so much closer than all that would be seen first anyway; on
#: messages left out this puts the right one first oftener than it takes it away.
_MUST_WIN_BY: Final = 0.2
#: A publisher's own words step back where somebody else speaks; so much closer they must be.
_NARRATION: Final = 0.3
#: A line so much like a phrasing of its topic asks for a detail only where a message kept for a
#: statement is about as much like it.
_COMMON: Final = 0.8
_AS_LIKE: Final = 0.2
#: A word alone asks for no detail.
_FEWEST_WORDS: Final = 2
#: A statement is plainly asked for where it is so much closer than the next of all, and than what
#: no one statement answers: of 700 labelled messages 97 in 100 such answers were right.
_PLAIN: Final = 0.3
#: The same among the words of one speaker.
_OF_ONE_VOICE: Final = 0.05
#: Statements that are seen first anyway.
_SEEN: Final = 3


def asked_of(edition: Edition) -> dict[str, tuple[str, ...]]:
    """What each statement is asked for: its own words, and the messages kept for it; and messages
    that no one of them answers."""
    asked = edition.guidance.asked
    said = {s.id: (*s.texts.every(), *asked.get(s.id, ())) for s in edition.statements.values()}
    return {**said, OF_NONE: asked.get(OF_NONE, ())}


class Directness:
    """Knows for what each statement is asked. Holds no state.

    It is learnt once for a guidance. A statement that is published later leads where it is the
    newest; what it is asked for is learnt with the next start.
    """

    def __init__(self, edition: Edition, matcher: Matcher | None = None) -> None:
        """`matcher` is that of `asked_of` this edition, where it is at hand."""
        self._matcher = matcher or Matcher.fit(asked_of(edition))
        self._places = {name: at for at, name in enumerate(self._matcher.index.entries)}

    def for_one_message(self) -> Directness:
        """The same, which compares no line twice; let go with the message."""
        other = copy(self)
        other._matcher = self._matcher.for_one_message()  # noqa: SLF001, it is one of us
        return other

    def plainly(self, line: str, like_a_topic: Callable[[str], float]) -> str:
        """The id of the one statement of all that a normalised line asks for, where that is plain
        and the line is none that people ask of a whole topic; else empty."""
        if len(self._places) < 2 or len(line.split()) < _FEWEST_WORDS:
            return ""
        scores = self._matcher.scores(line)
        best, second = np.argsort(-scores)[:2]
        name = self._matcher.index.entries[best]
        is_plain = name != OF_NONE and scores[best] - scores[second] >= _PLAIN
        return name if is_plain and not self._is_common(line, like_a_topic) else ""

    def lead(
        self,
        line: str,
        page: Sequence[Statement],
        all_said: Sequence[Statement],
        like_a_topic: Callable[[str], float],
        *,
        voice: bool = False,
    ) -> str:
        """The id of the statement that a normalised line asks for, where it is none of the first
        of its page; else empty.

        `like_a_topic` says how much like some phrasing of a whole topic a line is: "коли обмін" is
        what people ask of the topic, whatever statement has words of it. `voice` where all was said by
        one speaker or side: then the words beside the name ask for one of them.
        """
        ours = [s for s in all_said if s.id in self._places]
        if not ours or len(line.split()) < _FEWEST_WORDS:
            return ""
        scores = self._matcher.scores(line)
        score = {s.id: float(scores[self._places[s.id]]) for s in ours}
        best = max(ours, key=lambda s: score[s.id])
        seen = [s.id for s in page[:_SEEN]]
        by = _OF_ONE_VOICE if voice else _MUST_WIN_BY
        needed = max((score[name] for name in seen if name in score), default=0.0) + by
        wins = score[best.id] >= needed + _NARRATION * best.narration
        if not wins or best.id in seen or self._is_common(line, like_a_topic):
            return ""
        return best.id

    def _is_common(self, line: str, like_a_topic: Callable[[str], float]) -> bool:
        """Whether a line is what people ask of a topic, more than of any of its statements."""
        like = like_a_topic(line)
        return like >= _COMMON and self._matcher.closest(line) < like - _AS_LIKE
