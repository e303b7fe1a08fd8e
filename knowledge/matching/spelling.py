"""Spelling: a word that no phrasing has is read as the nearest one that some phrasing has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST: Final = 4
_LONG: Final = 7


class Spelling:
    """Corrects words to the vocabulary of the base; numbers and short words stay as typed."""

    def __init__(self, words: Iterable[str]) -> None:
        self._known = frozenset(words)
        # By alphabet and length: a word is near only to words of about its own length.
        self._alike: dict[tuple[bool, int], list[str]] = defaultdict(list)
        for word in sorted(self._known):
            if len(word) >= _SHORTEST:
                self._alike[word.isascii(), len(word)].append(word)

    def correct(self, line: str) -> str:
        """The line with each unknown word replaced by the nearest known one, if any is near."""
        return " ".join(
            word
            if word in self._known or len(word) < _SHORTEST or not word.isalpha()
            else self._nearest(word)
            for word in line.split()
        )

    def _nearest(self, word: str) -> str:
        reach = 1 if len(word) < _LONG else 2
        lengths = range(len(word) - reach, len(word) + reach + 1)
        alike = [near for length in lengths for near in self._alike[word.isascii(), length]]
        found = process.extractOne(word, alike, scorer=OSA.distance, score_cutoff=reach)
        return found[0] if found else word
