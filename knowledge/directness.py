"""Which of a topic's statements a question asks for most directly. Pure.

A topic gathers what belongs together; a question may be about one detail that only one of its
statements holds. That one then leads. It learns from the statements themselves and from the
messages kept for each of them (knowledge/statements/asked).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from knowledge.edition import Edition
from knowledge.matching.matcher import Matcher
from knowledge.model import Statement

#: A statement leads where it is so much closer than all that would be seen first anyway; on
#: messages left out this puts the right one first oftener than it takes it away.
_MUST_WIN_BY: Final = 0.2
#: Statements that are seen first anyway.
_SEEN: Final = 3


class Directness:
    """Knows for what each statement is asked. Holds no state.

    It is learnt once for a guidance. A statement that is published later leads where it is the
    newest; what it is asked for is learnt with the next start.
    """

    def __init__(self, edition: Edition) -> None:
        asked = edition.guidance.asked
        self._matcher = Matcher.fit(
            {s.id: (*_texts(s), *asked.get(s.id, ())) for s in edition.statements.values()}
        )
        self._places = {name: at for at, name in enumerate(self._matcher.index.entries)}

    def lead(self, line: str, page: Sequence[Statement], all_said: Sequence[Statement]) -> str:
        """The id of the statement that a normalised line asks for, where it is none of the first
        of its page; else empty."""
        known = [s.id for s in all_said if s.id in self._places]
        if not known:
            return ""
        scores = self._matcher.scores(line)
        score = {name: float(scores[self._places[name]]) for name in known}
        best = max(known, key=lambda name: score[name])
        seen = [s.id for s in page[:_SEEN] if s.id in score]
        if best in seen:
            return ""
        beaten = max((score[name] for name in seen), default=0.0)
        return best if score[best] - beaten >= _MUST_WIN_BY else ""


def _texts(statement: Statement) -> list[str]:
    return [statement.texts.text(language) for language in statement.texts.written_in()]
