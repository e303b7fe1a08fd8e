"""Spelling: a word that no phrasing has is read as the nearest one that some phrasing has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST: Final = 4
_LONG: Final = 7


class Spelling:
    """Corrects words to the vocabulary of the base; numbers and short words stay as typed."""

    def __init__(self, words: Iterable[str]) -> None:
        self._known = frozenset(words)
        # By length and an edge: a word is near only to words of about its own length, and hardly
        # any slip spoils both its first letter and its last.
        self._alike: dict[tuple[int, str], list[str]] = defaultdict(list)
        for word in sorted(self._known):
            if len(word) >= _SHORTEST and word.isalpha():
                for edge in _edges(word):
                    self._alike[len(word), edge].append(word)

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
        near = ((size, edge) for edge in _edges(word) for size in lengths)
        alike = [self._alike.get(where, []) for where in near]
        found = process.extractOne(
            word, chain.from_iterable(alike), scorer=OSA.distance, score_cutoff=reach
        )
        return str(found[0]) if found else word


def _edges(word: str) -> tuple[str, str]:
    return f"{word[0]}-", f"-{word[-1]}"
