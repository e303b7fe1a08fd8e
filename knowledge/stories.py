"""Stories: messages of several sentences, of which one or two ask and the others tell. Pure.

What is told names days, relatives and sums of money that nobody asks about; rules that go by such
words must read only what asks. Asking is a question mark, or a word such as "хочу знати".
"""

from __future__ import annotations

import re
from typing import Final

from knowledge.lexicon import Lexicon
from knowledge.matching.reading import normalise
from knowledge.patterns import folded, pattern

#: A message of so few sentences is read as one.
SHORT: Final = 2
#: So many windows are read, the last, and so many words of each: a message of nothing but question
#: words would hold up everybody else.
_MOST_WINDOWS: Final = 20
_A_WINDOW: Final = 25
_SENTENCE: Final = re.compile(r".+?(?:[.!?…;]+(?=\s|$)|$)", re.MULTILINE)
_PART: Final = re.compile(r".+?(?:[.!?…;,]+(?=\s|$)|\s[-–—]\s|$)", re.MULTILINE)


class Stories:
    """Finds what a story asks. Holds no state."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._wanting = pattern(lexicon.groups.get("wants-to-know", ()), lexicon.groups)
        words = "|".join(map(re.escape, lexicon.groups.get("question-word", ())))
        self._begins = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)

    def asked_in(self, text: str) -> tuple[str, ...]:
        """The sentences of a text that ask; of one that only tells, none."""
        return tuple(one for one in told_in(text) if self._asks(one))

    def windows_of(self, text: str) -> tuple[str, ...]:
        """The parts of a text, and what follows each question word in them, up to the next one:
        people ask in the midst of a sentence, and many write no marks at all."""
        found: dict[str, None] = {}
        for part in parts_of(text)[-_MOST_WINDOWS:]:
            begins = [match.start() for match in self._begins.finditer(part)][-_MOST_WINDOWS:]
            ends = [*begins, len(part)][1:]
            ahead = (" ".join(part[begin:].split()[:_A_WINDOW]) for begin in begins)
            found |= dict.fromkeys([part, *ahead])
            found |= dict.fromkeys(part[a:b] for a, b in zip(begins, ends, strict=True))
        return tuple(found)[-_MOST_WINDOWS:]

    def _asks(self, sentence: str) -> bool:
        return sentence.endswith("?") or bool(self._wanting.search(folded(normalise(sentence))))


def told_in(text: str) -> tuple[str, ...]:
    """The sentences of a text, with what they end in."""
    return tuple(found.strip() for found in _SENTENCE.findall(text) if found.strip())


def parts_of(text: str) -> tuple[str, ...]:
    """The sentences of a text and what stands between their commas, each with what it ends in."""
    return tuple(part.strip() for part in _PART.findall(text) if part.strip())


def is_story(text: str) -> bool:
    """Whether a text is long enough to tell more than it asks."""
    return len(told_in(text)) > SHORT
