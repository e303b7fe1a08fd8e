"""What a line names beside its words: a day, who speaks, and whether it is about saying. Pure.

What is named is not yet what is asked for: knowledge/asking.py decides that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowledge.days import Days
from knowledge.lexicon import Figure, Lexicon
from knowledge.matching.reading import normalise
from knowledge.model import WARRING, Side, Speaker
from knowledge.patterns import BLANK, Groups, blank, folded, pattern

if TYPE_CHECKING:
    import datetime as dt

#: 200 and 300 are slang for the dead and the wounded, and count nothing unless something counted
#: comes after them.
SLANG: Final = frozenset((200, 300))


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a line names."""

    #: Whether it has a word of saying ("said", "position").
    saying: bool = False
    day: dt.date | None = None
    #: Whether the day is given by its date, and not by weekday, which is often no more than talk.
    dated: bool = False
    #: Whether it is given by weekday or by how long ago it was.
    loosely: bool = False
    #: Who speaks in the base: the id of a speaker, and whether the office told and not the name.
    speaker: str = ""
    by_office: bool = False
    #: Who is well known and has said nothing in the base.
    stranger: Figure | None = None
    sides: tuple[Side, ...] = ()
    #: What is left of the line without all these and without small words.
    rest: str = ""

    @property
    def anybody(self) -> bool:
        """Whether somebody is named who speaks, or might."""
        return bool(self.speaker or self.stranger)

    def only_somebody_unknown(self, knows: Callable[[str], bool]) -> bool:
        """Whether it is asked what somebody said, and no word tells who: nobody's words answer that."""
        words = [word for word in self.rest.split() if word.isalpha()]
        told = self.anybody or self.sides or self.day
        return bool(self.saying and words and not told and not any(map(knows, words)))


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    office: bool
    start: int
    end: int

    def within(self, other: _Named) -> bool:
        """Whether this is a part of a longer name or office."""
        longer = other.end - other.start > self.end - self.start
        return longer and other.start <= self.start and self.end <= other.end


class Mentioning:
    """Reads what lines name. Built once an edition; holds no state."""

    def __init__(
        self, lexicon: Lexicon, speakers: Iterable[Speaker], days: Iterable[dt.date]
    ) -> None:
        groups = lexicon.groups
        spoken = {speaker.id: speaker for speaker in speakers}
        heard = {name: _stranger_heard(speaker, lexicon) for name, speaker in spoken.items()}
        known = {
            name: lexicon.speakers.get(name) or heard[name] or _as_spelt(speaker)
            for name, speaker in spoken.items()
        }
        silent = lexicon.strangers.keys() - {figure.id for figure in heard.values() if figure}
        self._strangers = {name: lexicon.strangers[name] for name in sorted(silent)}
        self._figures = [
            (
                name,
                pattern(figure.spellings, groups),
                pattern(figure.offices, groups, any_order=True),
            )
            for name, figure in (*known.items(), *self._strangers.items())
        ]
        self._called = {
            name: pattern({f"{word.split()[0]}*" for word in figure.name.every()}, groups)
            for name, figure in self._strangers.items()
            if figure.spellings
        }
        self._days = Days(groups, days)
        self._saying, self._about = _group("saying", groups), _group("about", groups)
        self._telling = _group("telling", groups)
        self._small, self._matter = _group("small", groups), _group("whole-matter", groups)
        self._counted = _group("counted", groups)
        self._sides = tuple((side, _group(side.value, groups)) for side in WARRING)
        self._slang = [(plain, pattern(forms, groups)) for plain, forms in lexicon.slang.items()]

    def of(self, line: str, today: dt.date | None = None) -> Mentions:
        """What a normalised line names; "yesterday" only beside a word of saying, and with `today`."""
        left = self._telling.sub(blank, folded(line))
        named = self._named(left)
        if named:
            left = left[: named.start] + BLANK * (named.end - named.start) + left[named.end :]
            if named.name in self._called:
                left = self._called[named.name].sub(blank, left)
        asked_of = today if self._saying.search(left) else None
        taken = self._days.taken_from(left, asked_of)
        left = taken.left
        sides = tuple(side for side, words in self._sides if words.search(left))
        for _, words in self._sides:
            left = words.sub(blank, left)
        saying = bool(self._saying.search(left))
        for words in (self._saying, *([self._matter] if saying else []), self._small):
            left = words.sub(blank, left)
        stranger = self._strangers.get(named.name) if named else None
        return Mentions(
            saying=saying,
            day=taken.day,
            dated=taken.dated,
            loosely=taken.loosely,
            speaker=named.name if named and not stranger else "",
            by_office=bool(named and named.office),
            stranger=stranger,
            sides=sides,
            rest=_kept(line, left),
        )

    def plain(self, line: str) -> str:
        """A normalised line with slang read as the plain word."""
        for plain, forms in self._slang:
            if forms.search(folded(line)):
                line = forms.sub(plain, folded(line))
        return line

    def without_foreign_days(self, line: str) -> str:
        """A normalised line without the number of each day on which nothing was said."""
        left = self._days.without_foreign_numbers(folded(line))
        return _kept(line, left)

    def slang_numbers(self, line: str) -> frozenset[int]:
        """The numbers in a line that count nothing: 200 and 300 where nothing counted follows."""
        line = folded(line)
        return frozenset(
            number
            for number in SLANG
            if not any(
                self._counted.match(line[found.end() :].lstrip())
                for found in re.finditer(rf"\b{number}\b", line)
            )
        )

    def _named(self, line: str) -> _Named | None:
        """Who is named as speaking: whoever speaks in the base first, and names before offices."""
        found = [
            _Named(name, office, match.start(), match.end())
            for name, names, offices in self._figures
            for office, words in ((False, names), (True, offices))
            for match in words.finditer(line)
            if not self._is_spoken_about(line[: match.start()])
        ]
        found = [one for one in found if not any(map(one.within, found))]
        found.sort(key=lambda one: (one.name in self._strangers, one.office, one.start))
        return found[0] if found else None

    def _is_spoken_about(self, before: str) -> bool:
        words = before.split()
        return bool(words and self._about.fullmatch(words[-1]))


def _kept(line: str, left: str) -> str:
    """The words of a line that were not blanked."""
    kept = (" " if mark == BLANK else letter for letter, mark in zip(line, left, strict=True))
    return " ".join("".join(kept).split())


def _group(name: str, groups: Groups) -> re.Pattern[str]:
    return pattern(groups.get(name, ()), groups)


def _as_spelt(speaker: Speaker) -> Figure:
    """A speaker of whom the release knows no more than the base: named as spelt there."""
    return Figure(speaker.id, speaker.name, speaker.side, (*speaker.name.every(), *speaker.aliases))


def _stranger_heard(speaker: Speaker, lexicon: Lexicon) -> Figure | None:
    """Who of the strangers this speaker is: nobody, until a statement of theirs is published."""
    names = [folded(normalise(name)) for name in _as_spelt(speaker).spellings]
    for figure in lexicon.strangers.values():
        spelt = pattern(figure.spellings, lexicon.groups)
        if figure.id == speaker.id or any(map(spelt.search, names)):
            return figure
    return None
