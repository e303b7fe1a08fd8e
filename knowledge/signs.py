"""Signs in a line: words that decide what it asks, whatever its other words say. Pure.

The table is knowledge/words/signs.toml. It holds what a comparison of words alone turns round: who
does what to whom, and what is asked of the bot rather than of the base.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from knowledge.lexicon import Lexicon, Sign
from knowledge.patterns import folded, pattern

#: In a longer message the words of a sign may stand in different sentences.
_LONGEST: Final = 16


@dataclass(frozen=True, slots=True)
class _Reading:
    sign: Sign
    every: tuple[re.Pattern[str], ...]
    without: re.Pattern[str]


class Signs:
    """The table of signs, ready to read lines."""

    def __init__(self, lexicon: Lexicon) -> None:
        groups = lexicon.groups
        self._small = tuple(
            pattern(groups.get(name, ()), groups) for name in ("whole-matter", "small")
        )
        self._readings = tuple(
            _Reading(
                sign,
                tuple(pattern(forms, groups) for forms in sign.every),
                pattern(sign.without, groups),
            )
            for sign in lexicon.signs
        )

    def of(self, line: str) -> Sign | None:
        """The first sign that a normalised line holds."""
        if len(line.split()) > _LONGEST:
            return None
        line = folded(line)
        for reading in self._readings:
            if all(forms.search(line) for forms in reading.every):
                if reading.without.search(line):
                    continue
                if not reading.sign.alone or not self._more_than(reading.every, line):
                    return reading.sign
        return None

    def _more_than(self, forms: Iterable[re.Pattern[str]], line: str) -> bool:
        """Whether a line holds more than these forms and small words."""
        for form in (*forms, *self._small):
            line = form.sub(" ", line)
        return bool(line.strip())
