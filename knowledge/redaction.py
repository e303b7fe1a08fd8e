"""What may be kept of a question that nobody could answer: a few words, and of nobody. Pure.

Only words that stand in the phrasings of the base pass, because those were invented here: no name,
no number, no word that is anybody's own. A line about a person leaves nothing at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from knowledge.guard.persons import kind_of_personal_data
from knowledge.guard.wordlists import is_exactly_ordinary, is_first_name
from knowledge.matching.reading import normalise, stem
from knowledge.model import Language
from knowledge.patterns import Groups, folded, pattern

#: A longer line tells more of its writer than of its question.
_MOST: Final = 6


@dataclass(frozen=True, slots=True)
class WordGroup:
    """The words that are left of a question."""

    #: In the order in which they were written.
    words: tuple[str, ...]
    language: Language

    @property
    def stems(self) -> tuple[str, ...]:
        """What two questions have in common that ask the same with other endings, in another order."""
        return tuple(sorted({stem(word) for word in self.words}))


def redacted(
    text: str, line: str, language: Language, known: Collection[str], groups: Groups
) -> WordGroup | None:
    """The word group of a question; None where nothing of it may be kept, or nothing is left.

    `line` is the reading in which it was understood, `known` the words of the phrasings, and
    `groups` those of the lexicon, by which small words are known.
    """
    if kind_of_personal_data(text):
        return None
    small = _small(tuple(groups.get("small", ())), tuple(groups.get("between", ())))
    said = [word for word in normalise(line).split() if not small.fullmatch(folded(word))]
    kept = [word for word in said if word.isalpha() and word in known and not _is_name(word)]
    if not 0 < len(kept) <= _MOST or (len(kept) == 1 and len(said) > 1):
        return None
    return WordGroup(tuple(dict.fromkeys(kept)), language)


def _is_name(word: str) -> bool:
    """Whether a word is a first name and no ordinary word: "коли" is "when" before it is Kolia."""
    plain = folded(word)
    return is_first_name(plain) and not is_exactly_ordinary(plain)


@lru_cache(maxsize=1)
def _small(small: tuple[str, ...], between: tuple[str, ...]) -> re.Pattern[str]:
    return pattern([form for form in (*small, *between) if " " not in form], {})
