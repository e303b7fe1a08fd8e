"""A message as words with what they say: every plausible reading of it, with its capital letters."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

from knowledge.guard.wordlists import is_exactly_ordinary, is_first_name, is_ordinary
from knowledge.matching.reading import KEYBOARDS, transliterated
from knowledge.patterns import folded

_PIECE: Final = re.compile(r"[^\W\d_]+|\d+|[.,!?…;:()\n@]")
_APOSTROPHES: Final = dict.fromkeys(map(ord, "'’ʼ`´‘\"«»“”„\u0301"), None)
_FOLDED: Final = str.maketrans({"ё": "е", "ґ": "г", "Ё": "Е", "Ґ": "Г"})
_LOOK_ALIKE: Final = str.maketrans("abcehikmnoptuxyABCEHIKMOPTXY", "авсенікмпортихуАВСЕНІКМОРТХУ")
_CYRILLIC: Final = re.compile(r"[Ѐ-ӿ]")
_LATIN: Final = re.compile(r"[A-Za-z]")
#: With the shift key.
_SHIFTED: Final = str.maketrans("[];',.`", '{}:"<>~')

#: A reading in which so many of the words are known is the one that was meant.
_PLAIN: Final = 0.6
#: Others are heard beside the best where they are nearly as likely.
_BEHIND: Final = 0.15
#: Among so many somebody may be: a number of so many figures, so many words after "in".
_HUNDREDS: Final = 3
_BETWEEN: Final = 3
_AMONG: Final = frozenset(map(folded, ("в", "у", "из", "із", "з", "in", "of")))
_THESE: Final = frozenset(
    map(folded, ("цих", "тих", "этих", "тех", "the", "those", "these", "that", "том", "тому", "этом", "цьому", "списку", "списке"))
)  # fmt: skip
_NONE: Final[frozenset[str]] = frozenset()
_ENDS: Final = frozenset(".!?…\n")


@dataclass(frozen=True, slots=True)
class Word:
    """One word, number or sign of a message."""

    text: str
    #: Begins with a capital that is no sentence's and no abbreviation's.
    capital: bool = False
    labels: frozenset[str] = frozenset()

    @property
    def is_letters(self) -> bool:
        """Whether it is a word, and no number or sign."""
        return self.text.isalpha()


Told = tuple[Word, ...]


def readings_of(text: str) -> tuple[Told, ...]:
    """The message as typed where that makes sense; else as it makes most sense."""
    text = unicodedata.normalize("NFKC", text).translate(_FOLDED)
    typed = _told(text.translate(_APOSTROPHES))
    share = _known(typed)
    if share >= _PLAIN:
        return (typed,)
    found = [(share, typed), *((_known(other), other) for other in _others(text))]
    best = max(share for share, _ in found)
    return tuple(told for share, told in found if share >= best - _BEHIND)


def _others(text: str) -> Iterator[Told]:
    cyrillic, latin = _CYRILLIC.search(text), _LATIN.search(text)
    if latin and cyrillic:
        for language in ("uk", "ru"):
            yield _told(_by_sound(text.translate(_APOSTROPHES), language))
    elif latin:
        for language in ("uk", "ru"):
            yield _told(_by_sound(text, language))
        for keyboard in _KEYBOARDS:
            yield _told(text.translate(keyboard).translate(_APOSTROPHES))
    elif cyrillic:
        yield _told(text.translate(_BACK).translate(_APOSTROPHES))


def _keyboards() -> tuple[dict[int, int], ...]:
    both = []
    for latin, cyrillic in KEYBOARDS.values():
        upper = latin.upper().translate(_SHIFTED)
        both.append(str.maketrans(latin + upper, cyrillic + cyrillic.upper()))
    return tuple(both)


_KEYBOARDS: Final = _keyboards()
_UK_KEYS: Final = KEYBOARDS["uk"]
_BACK: Final = str.maketrans(
    _UK_KEYS[1] + _UK_KEYS[1].upper() + "ыэъЫЭЪ",
    _UK_KEYS[0] + _UK_KEYS[0].upper().translate(_SHIFTED) + "s']S\"}",
)


def _by_sound(text: str, language: str) -> str:
    """Latin words by their sound; a word keeps its capital."""
    spelt = transliterated(text.lower(), language)
    words, sounds = _LETTERS.findall(text), _LETTERS.findall(spelt)
    if text.islower() or len(words) != len(sounds):
        return spelt
    cased = iter(_cased(sound, word) for word, sound in zip(words, sounds, strict=True))
    return _LETTERS.sub(lambda _: next(cased), spelt)


_LETTERS: Final = re.compile(r"(?:[^\W\d_]|')+")


def _cased(sound: str, word: str) -> str:
    if word.isupper() and len(word) > 1:
        return sound.upper()
    return sound[:1].upper() + sound[1:] if word[:1].isupper() else sound


def _told(text: str) -> Told:
    pieces = _PIECE.findall(text)
    plain = [folded(_one_alphabet(piece).lower()) for piece in pieces]
    labels = _labelled(plain)
    loud = text.isupper()
    return tuple(
        Word(plain[at], not loud and _is_capital(pieces, at), labels[at])
        for at in range(len(pieces))
    )


def _one_alphabet(word: str) -> str:
    if not word.isascii() and _LATIN.search(word) and _CYRILLIC.search(word):
        return word.translate(_LOOK_ALIKE)
    return word


def _is_capital(pieces: list[str], at: int) -> bool:
    piece = pieces[at]
    if not piece[0].isupper() or (len(piece) > 1 and piece.isupper()):
        return False
    return len(piece) == 1 or (at > 0 and pieces[at - 1] not in _ENDS)


def _known(told: Told) -> float:
    """The share of words that are known, of those that are more than a letter."""
    words = [word for word in told if len(word.text) > 1 and word.is_letters]
    sure: float = sum(
        bool(word.labels) or is_exactly_ordinary(word.text) or is_first_name(word.text)
        for word in words
    )
    if sure < len(words):
        sure += sum(
            0.5
            for word in words
            if not word.labels and not is_exactly_ordinary(word.text) and is_ordinary(word.text)
        )
    return sure / len(words) if words else 0.0


# -- labels

_Rest = tuple[tuple[str, bool], ...]


@lru_cache(maxsize=1)
def _labels() -> tuple[
    dict[str, set[str]], dict[str, set[str]], dict[str, list[tuple[_Rest, str]]]
]:
    """Labels of whole words, of beginnings of words, and of several words by the first of them."""
    file = resources.files("knowledge.guard") / "words" / "labels.toml"
    whole: dict[str, set[str]] = {}
    begun: dict[str, set[str]] = {}
    several: dict[str, list[tuple[_Rest, str]]] = {}
    for label, forms in tomllib.loads(file.read_text(encoding="utf-8")).items():
        for form in forms:
            first, *rest = ((folded(w.rstrip("*")), w.endswith("*")) for w in form.split())
            if rest:
                key = first[0] + "*" * first[1]
                several.setdefault(key, []).append((tuple(rest), label))
            else:
                (begun if first[1] else whole).setdefault(first[0], set()).add(label)
    return whole, begun, several


def _labelled(words: list[str]) -> list[frozenset[str]]:
    whole, begun, several = _labels()
    found = [_of_word(word, whole, begun) for word in words]
    spoken = [at for at, word in enumerate(words) if word.isalnum()]
    for place, at in enumerate(spoken):
        word = words[at]
        for key in (word, *(f"{word[:cut]}*" for cut in range(4, len(word) + 1))):
            for rest, label in several.get(key, ()):
                span = spoken[place : place + 1 + len(rest)]
                if len(span) > len(rest) and all(
                    _is_form(words[there], form) for there, form in zip(span[1:], rest, strict=True)
                ):
                    for there in span:
                        found[there] |= {label}
        if word.isdigit() and len(word) >= _HUNDREDS and _is_of(words, spoken[:place]):
            found[at] |= {"listed"}
    return found


def _is_of(words: list[str], before: list[int]) -> bool:
    """Whether a number is that of those among whom somebody may be: "in these 640"."""
    last = [words[at] for at in before[-_BETWEEN:]]
    return any(word in _AMONG for word in last) and last[-1] in _AMONG | _THESE


def _is_form(word: str, form: tuple[str, bool]) -> bool:
    return word.startswith(form[0]) if form[1] else word == form[0]


def _of_word(word: str, whole: dict[str, set[str]], begun: dict[str, set[str]]) -> frozenset[str]:
    found = set(whole.get(word, ()))
    for cut in range(2, len(word) + 1):
        found |= begun.get(word[:cut], set())
    return frozenset(found) if found else _NONE
