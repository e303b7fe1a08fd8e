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
#: What stands around it.
_AROUND: Final = 10
_NEXT: Final = 2
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
    word = words[at]
    text = word.text
    if not word.is_letters:
        return None
    if len(text) == 1:
        dotted = at + 1 < len(words) and words[at + 1].text == "."
        return _Part("I", True) if dotted and (word.capital or len(text) == 1) else None
    if wordlists.is_notable(text) and not wordlists.is_first_name(text):
        return None
    if wordlists.is_patronymic(text):
        return _Part("P", word.capital)
    if wordlists.is_first_name(text):
        if not word.labels & _NO_NAME:
            weak = wordlists.is_exactly_ordinary(text) or len(text) < _LIKELY
            return _Part("f" if weak else "F", word.capital)
        return _Part("f", True) if word.capital and "kin" not in word.labels else None
    if word.labels & _NO_NAME or len(text) < _LIKELY:
        return None
    if is_public_surname(text):
        return _Part("S", word.capital, sure=True)
    if wordlists.is_place(text):
        return None
    if wordlists.is_ordinary(text) and not (word.capital and _is_beside_first_name(words, at)):
        exactly = wordlists.is_exactly_ordinary(text)
        return (
            _Part("S", True)
            if word.capital and not exactly and wordlists.is_surname(text)
            else None
        )
    if wordlists.is_surname(text):
        return _Part("S", word.capital, wordlists.is_surely_surname(text))
    return _Part("U", word.capital)


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
    kinds = "".join(part.kind for part in parts)
    capitals = sum(part.capital for part in parts if part.kind != "I")
    full = sum(kind in "SU" for kind in kinds)
    if "P" in kinds:
        return _WHOLE
    if full and kinds.count("I") > 1:
        return _WHOLE
    if full and "I" in kinds:
        return _LIKELY
    if "F" in kinds and len(parts) > 1:
        written = "S" in kinds or capitals or kinds.count("F") > 1
        return _WHOLE if written and ("S" in kinds or capitals) else _LIKELY
    if "f" in kinds and full:
        return _LIKELY if any(p.sure or p.capital for p in parts if p.kind in "SU") else 1
    if kinds == "F":
        return 2
    if len(parts) > 1 and full > 1:
        return min(_LIKELY, 1 + capitals + ("S" in kinds))
    only = parts[0]
    return int(only.kind == "S") + only.capital + only.sure if only.kind in "SUf" else 0


def _is_history(words: Told, begin: int, end: int) -> bool:
    beside = words[max(0, begin - 1) : end + 1]
    return any(word.is_letters and wordlists.is_notable(word.text) for word in beside)


def _is_house(words: Told, begin: int, end: int) -> bool:
    beside = (*words[max(0, begin - 1) : begin], *words[end : end + 1])
    return any("house" in word.labels for word in beside)


def _around(words: Told, begin: int, end: int, *, alone: bool) -> int:
    """Points for what stands before and after a run."""
    before = words[max(0, begin - _AROUND) : begin]
    after = words[end : end + _AROUND]
    close = (*_last(before), *_first(after))
    told = _of(before) | _of(after)
    points = 0
    if _of(close) & {"kin", "rank", "named"}:
        points += 2
    elif "kin" in told:
        points += 1
    if "mine" in _of(_last(before)):
        points += 1
    if "seek" in _of(_last(before, 1)):
        points += 3
    elif "seek" in _of(_last(before, 3)):
        points += 2
    elif "about" in _of(_last(before, 1)) and "saying" not in told:
        points += 1
    if told & _FATES:
        points += 1 + bool("saying" not in told or told & {"kin"})
    if _of(_last(before, 1)) & {"whether"} or _of(_first(after, 1)) & {"whether"}:
        points += 1
    if told & {"callsign", "born", "brigade"}:
        points += 1
    if alone and (_is_called(words, begin, end) or "myself" in told):
        points -= 3
    if _of(_first(after, 3)) & {"hearsay"}:
        points -= 2
    if "news" in told:
        points += 1
    if "near" in _of(_last(before, 1)) and "about" not in _of(_last(before, 1)):
        points -= 2
    return points


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
