"""The words by which the guard tells a name from any other word; files in knowledge/guard/words/.

All are compared folded: the letters that slip between Ukrainian and Russian are one letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Final

from knowledge.matching.reading import transliterated
from knowledge.patterns import folded

#: Case endings by the last letter of the nominative; the others take those of a consonant.
_CASES: Final = {
    "а": ("и", "ы", "і", "е", "у", "ою", "ой", "о"),
    "я": ("і", "и", "ю", "єю", "ею", "ей", "е", "ї"),
    "й": ("я", "ю", "єм", "ем", "єві", "ї", "е", "и"),
    "ь": ("я", "ю", "ем", "еві", "е", "і"),
    "о": ("а", "у", "ові", "ом", "е", "ка", "ку"),
}
_HARD: Final = ("а", "у", "ові", "ом", "ем", "е", "і")
_UNCHANGED: Final = "иіїуеєюэы"
#: So much of an ordinary word may be an ending that the file does not have.
_ENDING: Final = 3
_STEM: Final = 4
#: So much may follow the beginning of a place, and of a notable name.
_OF_PLACE: Final = 5
_OF_NOTABLE: Final = 3

_SURNAME: Final = re.compile(
    r".{2,}(?:енк|чук|щук|юк|ук|ськ|цьк|ск|цк|зьк|ов|ев|ив|ин|ишин|ян|янц|баев|швил|дзе|иа|уа|ава|оглу|огли|кизи|заде|зода|зад|иц|ец|ак|як|ик|ич|ань|ур|юр|ба|ло|йло|иш|аш|ун|ей|ий|ко|ка|ман|сон|ез|ес|ски|ер|ай)"
    r"(?:а|у|ю|и|е|о|ови|еви|ом|ем|им|ого|ому|ои|ою|ои|ая|ую|ии|их|я|ь)?$"
)
_CERTAIN: Final = re.compile(
    r".{2,}(?:енк|чук|щук|ськ|цьк|ск|цк|ов|ев|ишин|янц|швил|дзе|оглу|огли|кизи|заде|зода|ович|евич|[аяи]нян|[аи]дян|[аеи][вклмрст]ян)"
    r"(?:а|у|ю|и|е|о|ови|еви|ом|ем|им|ого|ому|ои|ою|ая|ую|ии|их)?$"
)
_MALE: Final = re.compile(
    r".{2,}(?:[оеи]вич|ийович)(?:а|у|ем|еви|ови|е|и)?$|(?:ильич|кузьмич|лукич|фомич|никитич|серге[еи]ч|михалич|палич|ивании?ч|ванич|николаич|андреич|алексеич|василич|юрьич|степанич)(?:а|у|ем|еви|е)?$"
    r"|.{3,}(?:огли|оглу)$"
)
_FEMALE: Final = re.compile(
    r"(.{2,})(?:[ои]вн|евн|ильичн|иничн)(?:а|и|у|ы|е|ои|ою|ей|и)$|(?:кизи|гизи)$"
)


@lru_cache(maxsize=1)
def _ordinary() -> tuple[frozenset[str], frozenset[str]]:
    """Ordinary words, and their beginnings without an ending."""
    words = frozenset(map(folded, _words("ordinary.txt")))
    longer = (word for word in words if len(word) > _STEM)
    stems = frozenset(
        word[:cut]
        for word in longer
        for cut in range(max(_STEM, len(word) - 2), len(word))
        if not word.isascii()
    )
    return words, words | stems


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(
        folded(form)
        for name in _words("names.txt")
        for form in ((name,) if name.isascii() else _cases(name))
    )


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    return frozenset(map(folded, _words("places.txt")))


@lru_cache(maxsize=1)
def _notables() -> frozenset[str]:
    return frozenset(map(folded, _words("notable.txt")))


def is_ordinary(word: str) -> bool:
    """Whether a folded word is no name, or a form of one that is none."""
    words, stems = _ordinary()
    if word in words:
        return True
    if word.isascii():
        return any(word.endswith(end) and word[: -len(end)] in words for end in ("s", "d", "ed", "ing", "ly"))  # fmt: skip
    shortest = max(_STEM, len(word) - _ENDING)
    return any(word[:cut] in stems for cut in range(shortest, len(word)))


def is_exactly_ordinary(word: str) -> bool:
    """Whether a folded word is ordinary in just this form."""
    return word in _ordinary()[0]


def is_first_name(word: str) -> bool:
    """Whether a folded word is a first name in some case, in either alphabet."""
    if word in _names():
        return True
    return word.isascii() and any(other in _names() for other in _in_cyrillic(word))


def is_surname(word: str) -> bool:
    """Whether a folded word has the ending of a surname."""
    return any(_SURNAME.match(form) for form in _in_cyrillic(word))


def is_surely_surname(word: str) -> bool:
    """Whether a folded word has an ending that few other words have."""
    return any(_CERTAIN.match(form) for form in _in_cyrillic(word))


def is_patronymic(word: str) -> bool:
    """Whether a folded word is made of a father's name."""
    return any(_MALE.match(form) or _is_daughters(form) for form in _in_cyrillic(word))


def _is_daughters(word: str) -> bool:
    found = _FEMALE.match(word)
    if not found or is_exactly_ordinary(word):
        return False
    father = found[1] or word
    return any(name in _names() for name in (father, father + "и", father + "о", father + "а"))


def is_place(word: str) -> bool:
    """Whether a folded word begins like a place."""
    return _begins(word, _places(), _OF_PLACE)


def is_notable(word: str) -> bool:
    """Whether a folded word begins like somebody of history or the news."""
    return _begins(word, _notables(), _OF_NOTABLE)


def _begins(word: str, with_any: frozenset[str], more: int) -> bool:
    return any(word[:cut] in with_any for cut in range(max(3, len(word) - more), len(word) + 1))


def _in_cyrillic(word: str) -> tuple[str, ...]:
    """A word as it is, or a Latin one as it sounds; both are folded."""
    if not word.isascii():
        return (word,)
    both = (transliterated(word, "uk"), transliterated(word, "ru"))
    return tuple(dict.fromkeys(map(folded, both)))


def _cases(name: str) -> Iterator[str]:
    yield name
    last = name[-1]
    if last not in _UNCHANGED:
        stem = name[:-1] if last in _CASES else name
        yield from (stem + ending for ending in _CASES.get(last, _HARD))


def _words(file: str) -> Iterator[str]:
    text = (resources.files("knowledge.guard") / "words" / file).read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            yield from line.split()
