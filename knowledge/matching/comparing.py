"""How like a line is to the phrasings and to each entry: what the matcher decides with."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from knowledge.matching.classifier import Classifier
from knowledge.matching.features import Floats, features_of
from knowledge.matching.index import Index
from knowledge.matching.reading import stem
from knowledge.matching.spelling import Spelling

#: Somebody has written down that this very line belongs to the entry: that outweighs likeness.
_BONUS: Final = 0.5
#: How much being close to two phrasings counts beside the classifier.
_LIKENESS: Final = 0.5

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Compared:
    """What comparing a line to all phrasings comes to."""

    closest: float
    scores: Floats


class Comparing:
    """Compares normalised lines to the phrasings of an index."""

    def __init__(self, index: Index, classifier: Classifier) -> None:
        self._index = index
        self._classifier = classifier
        self._spelling = Spelling(index.words)
        self._stems: dict[str, str] = {}
        self._compared: dict[str, _Compared] | None = None
        self._mended: dict[str, str] | None = None

    def for_one_message(self) -> Comparing:
        """The same, which compares no line twice; let go with the message, and what was typed with it."""
        other = copy(self)
        other._compared, other._mended = {}, {}  # noqa: SLF001, it is one of us
        return other

    def closest(self, line: str) -> float:
        """The cosine of a normalised line with the phrasing that is most like it; -1 for no line."""
        return self._compare(line).closest if line else -1.0

    def scores(self, line: str) -> Floats:
        """The fused score of a normalised line for each entry of the index."""
        return self._compare(line).scores

    def mended(self, line: str) -> str:
        """The line with the words that no phrasing has read as the nearest that one has."""
        return _once(self._mended, line, self._spelling.correct)

    def _compare(self, line: str) -> _Compared:
        return _once(self._compared, line, self._compare_anew)

    def _compare_anew(self, line: str) -> _Compared:
        vector = self._index.vocabulary.vector(features_of(line, self._stem_of))
        closeness = self._index.closeness(vector)
        fused = self._classifier.scores(vector) + _LIKENESS * self._index.two_best(closeness)
        fused[list(self._index.entries_of.get(line, ()))] += _BONUS
        scores = np.asarray(fused, dtype=np.float32)
        scores.flags.writeable = False  # whoever asks for the same line gets the same
        return _Compared(float(closeness.max(initial=0.0)), scores)

    def _stem_of(self, word: str) -> str:
        """The stem of a word; remembered where it is a word of the base."""
        found = self._stems.get(word)
        if found is None:
            found = stem(word)
            if word in self._index.words:
                self._stems[word] = found
        return found


def _once(known: dict[str, T] | None, line: str, find: Callable[[str], T]) -> T:
    """What is found for a line, out of what is known of this message where that is remembered."""
    if known is None:
        return find(line)
    if line not in known:
        known[line] = find(line)
    return known[line]
