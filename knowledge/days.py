"""The days that lines name, and the statements of a day. Pure.

A day is asked for as it is spoken of: by date, by weekday, which is the latest such day on which
something in the base was said, or by how long ago it was.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from knowledge.patterns import BLANK, Groups, blank, pattern

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_WEEKDAYS: Final = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
#: How many days before today.
_AGO: Final = {"day-before-yesterday": 2, "yesterday": 1, "today": 0}
#: "As of today" names no day on which anything was said.
_UP_TO: Final = frozenset(("на", "до", "of", "until", "till", "by", "to", "for"))

_DAY: Final = r"(?P<day>[0-3]?\d)"
#: The ending of an ordinal is a word of its own once a line is normalised: 7 го, 9 th.
_ORDINAL: Final = r"(?: (?:го|е|ого|те|th|st|nd|rd))?"
_YEAR: Final = r"(?: (?P<year>20\d\d))?"
#: 7.06, 07.06.2025 and 2025-06-07, without the points.
_IN_FIGURES: Final = (
    re.compile(r"\b(?P<day>[0-3]?\d) (?P<month>0?[1-9]|1[0-2]) (?P<year>20\d\d)\b"),
    re.compile(r"\b(?P<year>20\d\d) (?P<month>[01]\d) (?P<day>[0-3]\d)\b"),
    re.compile(rf"\b{_DAY} (?P<month>0[1-9]|1[0-2]){_YEAR}\b"),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """The day that a line names, if any, and what is left of the line."""

    day: dt.date | None
    left: str
    #: Named by date or by how long ago it was; a weekday is often no more than talk.
    dated: bool = False
    #: Named by how long ago it was, or by weekday: "today" mostly asks for the newest.
    loosely: bool = False


class Days:
    """Finds days in folded lines; knows the days on which something was said."""

    def __init__(self, groups: Groups, said: Iterable[dt.date]) -> None:
        self._said = tuple(sorted(set(said)))
        self._months = [
            (number, pattern((f"${name}",), groups).pattern)
            for number, name in enumerate(_MONTHS, 1)
            if name in groups
        ]
        self._dates = [
            (number, re.compile(written))
            for number, name in self._months
            for written in (
                rf"\b{_DAY}{_ORDINAL} (?:of )?{name}{_YEAR}\b",
                rf"{name} (?:the )?{_DAY}{_ORDINAL}{_YEAR}\b",
            )
        ]
        self._weekdays = [
            (number, pattern((f"${name}",), groups))
            for number, name in enumerate(_WEEKDAYS)
            if name in groups
        ]

        self._ago = [
            (days, pattern((f"${name}",), groups)) for name, days in _AGO.items() if name in groups
        ]

    def without_foreign_numbers(self, line: str) -> str:
        """A folded line with the number of each day blanked on which nothing was said.

        25 June is no age. What was said on a day may well be asked for by its number.
        """
        for day, found in self._by_date(line):
            if day and day not in self._said:
                at, end = found.span("day")
                line = line[:at] + BLANK * (end - at) + line[end:]
        return line

    def taken_from(self, line: str, today: dt.date | None = None) -> Taken:
        """The day that a folded line names, if any, and the line without it.

        Without `today`, "yesterday" and a weekday on which nothing was said name no day.
        """
        for day, found in (*self._by_date(line), *self._by_figures(line)):
            if day:
                return Taken(day, _without(found, line), dated=True)
        for day, found in self._by_ago(line, today):
            if day:
                return Taken(day, _without(found, line), dated=True, loosely=True)
        for day, found in self._by_weekday(line, today):
            if day:
                return Taken(day, _without(found, line), loosely=True)
        return Taken(None, line)

    def _by_date(self, line: str) -> Iterator[tuple[dt.date | None, re.Match[str]]]:
        for month, written in self._dates:
            for found in written.finditer(line):
                yield self._date(month, found), found

    def _by_figures(self, line: str) -> Iterator[tuple[dt.date | None, re.Match[str]]]:
        for written in _IN_FIGURES:
            for found in written.finditer(line):
                yield self._date(int(found["month"]), found), found

    def _by_ago(
        self, line: str, today: dt.date | None
    ) -> Iterator[tuple[dt.date | None, re.Match[str]]]:
        for days, name in self._ago if today else ():
            for found in name.finditer(line):
                if not _UP_TO.intersection(line[: found.start()].split()[-1:]):
                    yield today and today - dt.timedelta(days=days), found

    def _by_weekday(
        self, line: str, today: dt.date | None
    ) -> Iterator[tuple[dt.date | None, re.Match[str]]]:
        for number, name in self._weekdays:
            days = [day for day in self._said if day.weekday() == number]
            for found in name.finditer(line):
                yield (days[-1] if days else _latest(number, today)), found

    def _date(self, month: int, found: re.Match[str]) -> dt.date | None:
        """A date; where no year is named, of the latest year in which something was said on it."""
        if not self._said:
            return None
        day = int(found["day"])
        years = [said.year for said in self._said if (said.month, said.day) == (month, day)]
        year = int(found["year"] or (years or [self._said[-1].year])[-1])
        try:
            return dt.date(year, month, day)
        except ValueError:
            return None


def _latest(weekday: int, today: dt.date | None) -> dt.date | None:
    """The latest such weekday, today being one."""
    return today and today - dt.timedelta(days=(today.weekday() - weekday) % 7)


def _without(found: re.Match[str], line: str) -> str:
    return line[: found.start()] + blank(found) + line[found.end() :]


def day_id(day: dt.date, topic: str = "") -> str:
    """The name, short enough for a button, of what was said on a day, or on it under a topic."""
    return f"{topic}@{day}" if topic else f"{day}"


def read_day_id(name: str) -> tuple[dt.date, str] | None:
    """The day and the topic that such a name means; None where it means none."""
    topic, _, day = name.rpartition("@")
    try:
        return dt.date.fromisoformat(day), topic
    except ValueError:
        return None
