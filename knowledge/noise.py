"""Noise: what happens to a line on its way from a head through a thumb. For measuring only.

Each kind is made the same way every time, so that two evaluations can be compared.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Final

from knowledge.matching.reading import KEYBOARDS
from knowledge.model import Language

#: How people write Cyrillic with Latin letters; not a standard, as they follow none.
_LATIN: Final = {
    "а": "a", "б": "b", "в": "v", "д": "d", "е": "e", "ж": "zh", "з": "z", "к": "k", "л": "l",
    "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "yu", "я": "ya", "ь": "", "ъ": "",
    "ё": "yo", "э": "e", "ы": "y", "й": "y", "є": "ye", "ї": "yi", "і": "i", "ґ": "g", "’": "", "'": "",
}  # fmt: skip
_OWN: Final[Mapping[Language, Mapping[str, str]]] = {
    "uk": {"г": "h", "и": "y"},
    "ru": {"г": "g", "и": "i"},
    "en": {},
}
#: Letters that a language's keyboard does not have, and what is typed instead.
_FOREIGN: Final[Mapping[Language, tuple[str, str]]] = {
    "uk": ("ыёъэґ", "иеьег"),
    "ru": ("іїєґ", "ииег"),
}
_SHORTEST: Final = 4  # letters; a shorter word with a slip is often another word


def clean(line: str, language: Language) -> str:  # noqa: ARG001, one signature for every kind
    """The line as it is."""
    return line


def one_typo(line: str, language: Language) -> str:  # noqa: ARG001, one signature for every kind
    """One slip in one word: a letter dropped, doubled, or swapped with the next."""
    words = line.split(" ")
    long = [place for place, word in enumerate(words) if len(word) >= _SHORTEST and word.isalpha()]
    if not long:
        return line
    dice = random.Random(line)  # noqa: S311, the same slip for the same line
    place = dice.choice(long)
    word, at = words[place], dice.randrange(1, len(words[place]) - 1)
    words[place] = dice.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    return " ".join(words)


def two_typos(line: str, language: Language) -> str:
    """Two slips."""
    return one_typo(one_typo(line, language), language)


def capitals(line: str, language: Language) -> str:  # noqa: ARG001, one signature for every kind
    """All in capitals, and shouted."""
    return line.upper() + "???"


def no_signs(line: str, language: Language) -> str:  # noqa: ARG001, one signature for every kind
    """No apostrophes, commas or stops, no ё and no ґ."""
    kept = "".join(letter for letter in line if letter.isalnum() or letter == " ")
    return kept.translate(str.maketrans("ёґЁҐ", "егЕГ"))


def latin_letters(line: str, language: Language) -> str:
    """Ukrainian or Russian in Latin letters."""
    own = {**_LATIN, **_OWN[language]}
    return "".join(own.get(letter, letter) for letter in line.casefold())


def wrong_keyboard(line: str, language: Language) -> str:
    """Typed with the other keyboard switched on."""
    keys, letters = KEYBOARDS["ru" if language == "en" else language]
    table = str.maketrans(keys, letters) if language == "en" else str.maketrans(letters, keys)
    # Who types one language types its letters: those of the other stand for their look-alikes.
    own = str.maketrans(*_FOREIGN.get(language, ("", "")))
    return line.casefold().translate(own).translate(table)


KINDS: Final[Mapping[str, Callable[[str, Language], str]]] = {
    "as written": clean,
    "one typo": one_typo,
    "two typos": two_typos,
    "capitals": capitals,
    "no signs": no_signs,
    "latin letters": latin_letters,
    "wrong keyboard": wrong_keyboard,
}
