"""The figures that a text states."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from knowledge.checking.dates import without_dates
from knowledge.model import Language, Texts

_TIMES: Final = {
    1_000: r"thousand|тис\.?|тисяч\w*|тыс\.?|тысяч\w*",
    1_000_000: r"million|млн\.?|мільйон\w*|миллион\w*",
    1_000_000_000: r"billion|млрд\.?|мільярд\w*|миллиард\w*",
}
#: Digits that a letter runs into belong to a name: UNITED24.
_FIGURE: Final = re.compile(
    r"(?<!\w)(?:(\d{1,3}(?:[ ,.]\d{3})+(?!\d))|(\d+(?:[.,]\d+)?))(?:\s?"
    + "|".join(f"({words})(?!\\w)" for words in _TIMES.values()).join(("(?:", "))?")),
    re.IGNORECASE,
)


def figures_in(text: str, names: Iterable[str] = ()) -> frozenset[Decimal]:
    """The numbers that a text states in digits, dates and the digits of names left out.

    `names` are those with digits apart from letters, such as a publisher called 24 Kanal.
    """
    return frozenset(figure for figure, _, _ in figures_among(text, names))


def figures_among(text: str, names: Iterable[str] = ()) -> Iterator[tuple[Decimal, str, str]]:
    """The same one by one, each with the words before it and behind it."""
    plain = unicodedata.normalize("NFKC", text)
    for name in names:
        plain = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", plain, flags=re.IGNORECASE)
    plain = without_dates(plain)
    for found in _FIGURE.finditer(plain):
        yield _value(found), plain[: found.start()], plain[found.end() :]


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure of a text, and the languages that state it."""

    figure: Decimal
    saying: tuple[Language, ...]
    silent: tuple[Language, ...]

    @property
    def digits(self) -> str:
        """The figure in plain digits."""
        return f"{self.figure.normalize():f}"


def stated_in(texts: Texts, names: Iterable[str] = ()) -> Iterator[Stated]:
    """The figures of a text in its languages, the smallest first."""
    written, names = texts.written_in(), tuple(names)
    found = {language: figures_in(getattr(texts, language), names) for language in written}
    for figure in sorted(frozenset[Decimal]().union(*found.values())):
        saying = tuple(language for language in written if figure in found[language])
        yield Stated(figure, saying, tuple(lang for lang in written if lang not in saying))


def figure_faults(
    texts: Texts, listed: frozenset[int], unlisted: str, names: Iterable[str] = ()
) -> Iterator[tuple[Language, str]]:
    """Figures that are not listed, and those that not every language states: where, and why."""
    for stated in stated_in(texts, names):
        if stated.figure not in listed:
            yield stated.saying[0], f"{stated.digits} {unlisted}"
        for language in stated.silent:
            reason = (
                f"{stated.digits} stands in {' and '.join(stated.saying)} and not in {language}"
            )
            yield language, f"{reason}; say the same in all"


def _value(found: re.Match[str]) -> Decimal:
    grouped, plain, *times = found.groups()
    digits = re.sub(r"\D", "", grouped) if grouped else plain.replace(",", ".")
    factor = next((by for by, word in zip(_TIMES, times, strict=True) if word), 1)
    return Decimal(digits) * factor
