"""Whether a message names a private person: several weak signs together, none alone.

A name is a run of words that may be one. What the run looks like and what stands around it each
give points; files in knowledge/guard/words/ hold the words, and the weights are below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from knowledge.guard import wordlists
from knowledge.guard.public import is_public_surname, without_public
from knowledge.guard.told import Told, Word

#: From so many points on, a run of words names somebody.
_NAMED_AT: Final = 4
#: What a run has by its look: see `_look`.
_WHOLE: Final = 4
_LIKELY: Final = 3
_FIRST_NAME: Final = 2
#: A shorter word is no name by itself.
_SHORTEST: Final = 3
#: What stands around it.
_AROUND: Final = 10
_NEXT: Final = 2
_WHO: Final = frozenset(("kin", "rank", "named"))
_DATA: Final = frozenset(("callsign", "born", "brigade"))
_FATES: Final = frozenset(("state", "listed", "swap"))
_LOST: Final = frozenset(("state", "listed"))
_SAYING: Final = frozenset(("saying",))
_GONE: Final = Word("|")
_NO_NAME: Final = frozenset(
    ("kin", "mine", "he", "state", "listed", "swap", "seek", "saying", "whereto", "group", "brigade", "mark", "callsign", "born", "house", "news", "near", "about", "whether", "rank", "named", "hello", "hearsay", "year", "paper", "unit")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Part:
    """One word of a run: P patronymic, F first name, f a first name that is also a word,

    S a surname by its ending, U unknown, I an initial.
    """

    kind: str
    capital: bool
    sure: bool = False


def names_somebody(told: Told) -> bool:
    """Whether a reading names one private person."""
    words = _without_public(told)
    return any(_points(words, *run) >= _NAMED_AT for run in _runs(words))


def _without_public(told: Told) -> Told:
    """The message with a sign in place of each word that names a public person.

    By full name they may still be somebody who is missing: "Іван Песков зник" is no politician.
    """
    line = " ".join(word.text for word in told if word.text.isalnum())
    left = iter(without_public(line, wordlists.is_first_name).split())
    lost = _has(told, _LOST) and not _has(told, _SAYING)
    following = next(left, "")
    kept: list[Word] = []
    for at, word in enumerate(told):
        gone = word.text.isalnum() and word.text != following
        if word.text.isalnum() and not gone:
            following = next(left, "")
        beside = (*told[max(0, at - 1) : at], *told[at + 1 : at + 2])
        named = gone and any(
            wordlists.is_first_name(other.text) or is_public_surname(other.text) for other in beside
        )
        kept.append(_GONE if gone and not (lost and named) else word)
    return tuple(kept)


def _has(words: Told, labels: frozenset[str]) -> bool:
    return any(word.labels & labels for word in words)


def _runs(words: Told) -> Iterator[tuple[int, int, tuple[_Part, ...]]]:
    """Each run of words that may be a name: where it begins and ends, and its parts."""
    begin = 0
    parts: list[_Part] = []
    for at, word in enumerate(words):
        part = _part(words, at)
        if part:
            begin = begin if parts else at
            parts.append(part)
        elif not (word.text == "." and parts and parts[-1].kind == "I"):
            if parts:
                yield begin, at, tuple(parts)
            parts = []
    if parts:
        yield begin, len(words), tuple(parts)


def _part(words: Told, at: int) -> _Part | None:
    """What a word may be of a name; None where it is of none."""
    word = words[at]
    text = word.text
    if len(text) == 1:
        dotted = word.is_letters and words[at + 1 : at + 2] and words[at + 1].text == "."
        return _Part("I", True) if dotted else None
    if not word.is_letters or (wordlists.is_notable(text) and not wordlists.is_first_name(text)):
        return None
    if wordlists.is_patronymic(text):
        return _Part("P", word.capital)
    if wordlists.is_first_name(text):
        return _first_name(word)
    if word.labels & _NO_NAME or len(text) < _SHORTEST:
        return None
    return _surname(words, at)


def _first_name(word: Word) -> _Part | None:
    if not word.labels & _NO_NAME:
        weak = wordlists.is_exactly_ordinary(word.text) or len(word.text) < _SHORTEST
        return _Part("f" if weak else "F", word.capital)
    return _Part("f", True) if word.capital and "kin" not in word.labels else None


def _surname(words: Told, at: int) -> _Part | None:
    text, capital = words[at].text, words[at].capital
    if is_public_surname(text):
        return _Part("S", capital, sure=True)
    if wordlists.is_place(text):
        return None
    shaped = wordlists.is_surname(text)
    if not wordlists.is_ordinary(text) or (capital and _is_beside_first_name(words, at)):
        sure = shaped and wordlists.is_surely_surname(text)
        return _Part("S" if shaped else "U", capital, sure)
    likely = capital and shaped and not wordlists.is_exactly_ordinary(text)
    return _Part("S", True) if likely else None


def _is_beside_first_name(words: Told, at: int) -> bool:
    """Whether a word stands beside a first name that is nothing else: "Степан Білий"."""
    beside = (*words[max(0, at - 1) : at], *words[at + 1 : at + 2])
    return any(
        other.text.isalpha()
        and wordlists.is_first_name(other.text)
        and not wordlists.is_exactly_ordinary(other.text)
        and not other.labels & _NO_NAME
        for other in beside
    )


def _points(words: Told, begin: int, end: int, parts: tuple[_Part, ...]) -> int:
    look = _look(parts)
    if not look or _is_history(words, begin, end) or _is_house(words, begin, end):
        return 0
    if look >= _WHOLE:
        return look
    return look + _around(words, begin, end, alone=len(parts) == 1)


def _look(parts: tuple[_Part, ...]) -> int:
    """Points for the words themselves."""
    kinds = "".join(part.kind for part in parts)
    surnames = [part for part in parts if part.kind in "SU"]
    if "P" in kinds or (surnames and kinds.count("I") > 1):
        return _WHOLE
    if len(parts) == 1:
        only = parts[0]
        if only.kind == "F":
            return _FIRST_NAME
        return (only.kind == "S") + only.capital + only.sure if only.kind in "SUf" else 0
    return _look_of_several(parts, kinds, surnames)


def _look_of_several(parts: tuple[_Part, ...], kinds: str, surnames: list[_Part]) -> int:
    capitals = sum(part.capital for part in parts if part.kind != "I")
    if surnames and "I" in kinds:
        return _LIKELY
    if "F" in kinds:
        return _WHOLE if "S" in kinds or capitals else _LIKELY
    if "f" in kinds and surnames:
        return _LIKELY if any(part.sure or part.capital for part in surnames) else 1
    return min(_LIKELY, 1 + capitals + ("S" in kinds)) if len(surnames) > 1 else 0


def _is_history(words: Told, begin: int, end: int) -> bool:
    beside = words[max(0, begin - 1) : end + 1]
    return any(word.is_letters and wordlists.is_notable(word.text) for word in beside)


def _is_house(words: Told, begin: int, end: int) -> bool:
    beside = (*words[max(0, begin - 1) : begin], *words[end : end + 1])
    return any("house" in word.labels for word in beside)


def _around(words: Told, begin: int, end: int, *, alone: bool) -> int:
    """Points for what stands before and after a run."""
    before, after = words[max(0, begin - _AROUND) : begin], words[end : end + _AROUND]
    told = _of(before) | _of(after)
    close = _of(_last(before)) | _of(_first(after))
    touching = _of(_last(before, 1)) | _of(_first(after, 1))
    points = 2 if close & _WHO else int("kin" in told)
    points += "mine" in _of(_last(before))
    points += _asked_for(before, told)
    if told & _FATES:
        points += 1 + ("saying" not in told or "kin" in told)
    points += ("whether" in touching) + bool(told & _DATA) + ("news" in told)
    if alone and "myself" in told:
        points -= 3
    return points - _against(words, begin, end, alone=alone)


def _asked_for(before: Told, told: frozenset[str]) -> int:
    """Points for a search or a question that leads straight to a run."""
    last = _of(_last(before, 1))
    if "seek" in last:
        return 3
    if "seek" in _of(_last(before, 3)):
        return 2
    return int("about" in last and "saying" not in told)


def _against(words: Told, begin: int, end: int, *, alone: bool) -> int:
    """Points off for a greeting, for who only tells of it, and for a place."""
    last = _of(_last(words[max(0, begin - _AROUND) : begin], 1))
    points = 3 * (alone and _is_called(words, begin, end))
    points += 2 * ("hearsay" in _of(_first(words[end : end + _AROUND], 3)))
    return points + 2 * ("near" in last and "about" not in last)


def _is_called(words: Told, begin: int, end: int) -> bool:
    """Whether a lone name is whom the message is addressed to: "Василю, ..."."""
    greeted = bool(
        _of(_last(words[:begin], 2)) & {"hello"} or _of(_first(words[end:], 2)) & {"hello"}
    )
    return greeted or (begin == 0 and end < len(words) and words[end].text in ",!")


def _last(words: Told, count: int = _NEXT) -> Told:
    return tuple(word for word in words if word.text.isalnum())[-count:]


def _first(words: Told, count: int = _NEXT) -> Told:
    return tuple(word for word in words if word.text.isalnum())[:count]


def _of(words: Told) -> frozenset[str]:
    return frozenset().union(*(word.labels for word in words))
