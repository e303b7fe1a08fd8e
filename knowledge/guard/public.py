"""Public people, who may be named: those of the base, the well-known beside them, and a few more.

A public surname is a common one too. It is public when it stands alone or beside that person's own
first name; beside any other first name it is somebody's, and the guard must see it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

from knowledge.matching.reading import normalise
from knowledge.patterns import folded

#: Officials whose names the base does not need: how their first name and their surname begin.
_MORE: Final = (
    (("волод", "влад"), r"зел[іяе]"),
    (("юрі", "юри"), r"ігнат\w*|игнат\w*"),
    (("михайл", "михаил"), r"федоров\w*"),
    (("микол", "никол"), r"патрушев\w*"),
    (("марі", "мари"), r"львов\w* б[єеі]лов\w*"),
    (("джо", "joe"), r"байден\w*|biden\w*"),
    (("мелан", "melan"), r"трамп\w*|trump\w*"),
    (("юл", "yuli", "julia"), r"тимошенк\w*|tymoshenk\w*"),
    (("петр", "petr"), r"порошенк\w*|poroshenk\w*"),
    (("олексі", "алексе"), r"данілов\w*|данилов\w*"),
)
#: As they are called by name and patronymic.
_CALLED: Final = re.compile(
    folded(
        r"\b(?:володимир\w* олександрович\w*|владимир\w* (?:александрович|ростиславович|владимирович)\w*|володимир\w* (?:ростиславович|володимирович)\w*"
        r"|дмитри?[йяюо]?\w* серг\w*ич\w*|дмитр\w* серг\w*вич\w*|рустем\w*(?: [еэ]нверович\w*)?|[еэ]нверович\w*|ростиславович\w*"
        r"|тетян\w* миколаївн\w*|татьян\w* николаевн\w*"
        r"|[vw]olod[iy]m[iy]r\w* ole[kx]\w+vych\w*|vladimir\w* (?:rostislavovich|vladimirovich|aleksandrovich)\w*|dm[iy]t\w+ ser[gh]\w+ich\w*|(?:rustem )?enverov[iy]ch\w*|rostislavov[iy]ch\w*)\b"
    )
)
#: How else people call them, by how their first names begin.
_FAMILIAR: Final = {
    "волод": ("вов", "влад", "volo", "vlad"),
    "воло": ("вов", "влад", "volo", "vlad"),
    "дмит": ("дім", "дим", "dim", "dmyt", "dmit"),
    "кири": ("kiri", "kyry"),
    "юрій": ("yuri", "iuri"),
    "сергі": ("serg", "serh"),
}
#: Of a first name so much is compared: "Дмитро", "Дмитрий" and their cases begin alike.
_BEGINNING: Final = 4


@dataclass(frozen=True, slots=True)
class _Public:
    surname: re.Pattern[str]
    first: re.Pattern[str]


def without_public(line: str, is_first_name: Callable[[str], bool]) -> str:
    """A folded line without the public people whom it names."""
    line = _CALLED.sub(" ", line)
    if not _surnames().search(line):
        return line
    for person in _people():
        for found in reversed(list(person.surname.finditer(line))):
            before, after = line[: found.start()].split(), line[found.end() :].split()
            first, last = before[-1:], after[:1]
            if any(map(person.first.match, first)):
                before = before[:-1]
            elif any(map(person.first.match, last)):
                after = after[1:]
            elif any(map(is_first_name, (*first, *last))):
                continue
            line = " ".join((*before, *after))
    return line


def is_public_surname(word: str) -> bool:
    """Whether a folded word is the surname of a public person, whoever is meant by it."""
    return bool(_surnames().fullmatch(word))


@lru_cache(maxsize=1)
def _surnames() -> re.Pattern[str]:
    """All of them at once, because most lines hold none."""
    return re.compile("|".join(person.surname.pattern for person in _people()))


@lru_cache(maxsize=1)
def _people() -> tuple[_Public, ...]:
    return (*_of_the_base(), *(_public(first, surname) for first, surname in _MORE))


def _of_the_base() -> Iterator[_Public]:
    folder = resources.files("knowledge") / "statements"
    for file in ("speakers.toml", "strangers.toml"):
        for figure in tomllib.loads((folder / file).read_text(encoding="utf-8")).values():
            names = [normalise(name).split() for name in figure["name"].values()]
            spellings = figure.get("spellings", ())
            if spellings and len(names[0]) > 1:
                first = tuple(name[0][:_BEGINNING] for name in names)
                yield _public(first, "|".join(map(_spelt, spellings)))


def _spelt(form: str) -> str:
    return " ".join(
        re.escape(folded(normalise(word.rstrip("*")))) + r"\w*" * word.endswith("*")
        for word in form.split()
    )


def _public(first: tuple[str, ...], surname: str) -> _Public:
    familiar = tuple(
        other for begins, others in _FAMILIAR.items() if begins in first for other in others
    )
    begins = folded("|".join((*map(re.escape, first), *familiar))).replace("y", "[iy]")
    return _Public(re.compile(rf"\b(?:{folded(surname)})\b"), re.compile(rf"(?:{begins})\w*$"))
