"""Words as the data files spell them, found in a normalised line. Pure.

A form is one word or several. `песков*` stands for the word with any ending, `$russia` for any form
of that group. Letters that slip between Ukrainian and Russian (і и ї й ы, є е э) count as one, and
small words ("of the", "не", "у") may stand between the words of a form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import permutations
from typing import Final

from knowledge.matching.reading import normalise

#: Groups of forms by name.
Groups = Mapping[str, tuple[str, ...]]

_SLIPS: Final = str.maketrans("іїйыєэъ", "ииииееь")
BLANK: Final = "|"
_NEVER: Final = re.compile(r"(?!)")


class UnknownGroupError(ValueError):
    """A form names a group that the file does not hold."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no group ${name}")


def folded(line: str) -> str:
    """A normalised line with the letters that slip made one; no longer and no shorter."""
    return line.translate(_SLIPS)


def blank(found: re.Match[str]) -> str:
    """Blanks in place of what was found, so that the words around it stay apart."""
    return BLANK * len(found[0])


def pattern(forms: Iterable[str], groups: Groups, *, any_order: bool = False) -> re.Pattern[str]:
    """Finds any of some forms in a folded line; `any_order` lets the words of a form change places.

    Raises UnknownGroupError.
    """
    between = f" (?:(?:{_any(groups.get('between', ()), {})}) )*" if "between" in groups else " "
    found = [
        between.join(_word(word, groups) for word in words)
        for form in forms
        for words in (permutations(form.split()) if any_order else (form.split(),))
    ]
    return re.compile(rf"\b(?:{'|'.join(found)})\b") if found else _NEVER


def _any(forms: Iterable[str], groups: Groups) -> str:
    return "|".join(" ".join(_word(word, groups) for word in form.split()) for form in forms)


def _word(word: str, groups: Groups) -> str:
    if word.startswith("$"):
        if word[1:] not in groups:
            raise UnknownGroupError(word[1:])
        return f"(?:{_any(groups[word[1:]], groups)})"
    start = re.escape(folded(normalise(word.rstrip("*"))))
    return rf"{start}\w*" if word.endswith("*") else start
