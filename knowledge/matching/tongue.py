"""Which of the three languages a line is in.

General detectors are unsure of two words and weigh tens of megabytes; the phrasings of the base
are labelled with their language, so each word of the line is asked where it was seen.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from knowledge.matching.reading import normalise
from knowledge.model import LANGUAGES, Language

_UKRAINIAN: Final = re.compile(r"[іїєґ]")
_RUSSIAN: Final = re.compile(r"[ыэъё]")
_CYRILLIC: Final = re.compile(r"[а-яёіїєґ]")
_LATIN: Final = re.compile(r"[a-z]")
#: Said by Russian and Ukrainian speakers alike: no sign of a language.
_EVERYBODY_S: Final = frozenset(("шо", "чо", "шось", "скоко", "та", "а", "ну", "ок"))
#: A letter that only one alphabet has counts like several words.
_LETTER: Final = 2.0
#: Below this the line says too little, and the language last known stays.
_SURE: Final = 0.7


class Tongues:
    """Tells Ukrainian, Russian and English apart by letters and by words of the base."""

    def __init__(self, phrasings: Mapping[Language, Iterable[str]]) -> None:
        self._seen = {
            language: Counter(word for line in phrasings.get(language, ()) for word in line.split())
            for language in LANGUAGES
        }
        self._total = {language: sum(seen.values()) + 1 for language, seen in self._seen.items()}

    def of(self, text: str, otherwise: Language) -> Language:
        """The language of a text (as typed, or as it was understood), or `otherwise`."""
        line = normalise(text)
        if _LATIN.search(line) and not _CYRILLIC.search(line):
            return "en"
        lean = _LETTER * (
            len(_UKRAINIAN.findall(text.casefold())) - len(_RUSSIAN.findall(text.casefold()))
        )
        lean += sum(self._lean(word) for word in line.split())
        if lean > _SURE:
            return "uk"
        if lean < -_SURE:
            return "ru"
        return otherwise

    def _lean(self, word: str) -> float:
        """How much a word speaks for Ukrainian (above nought) or Russian (below)."""
        if not word.isalpha():
            return 0.0
        ukrainian, russian = self._seen["uk"][word], self._seen["ru"][word]
        if word in _EVERYBODY_S or not ukrainian + russian:
            return 0.0
        ratio = (ukrainian + 0.5) / self._total["uk"] * self._total["ru"] / (russian + 0.5)
        return max(-2.0, min(2.0, math.log(ratio)))
