"""The days that a text names, each with the words that name it. Pure.

dateparser reads them; what it is given has been cut out of the text and made plain: prepositions,
endings of ordinals, "last" and the like stand in its way. It is imported when it is first needed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from knowledge.checking.dates import DATE
from knowledge.checking.wording import relative_days
from knowledge.model import LANGUAGES

#: A day without a year is believed so near to today; farther away the year is a guess.
_NEAR: Final = dt.timedelta(days=60)
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FIGURES: Final = re.compile(
    r"(?<![\w.])(?P<day>\d{1,2})[./](?P<month>\d{1,2})(?:[./](?P<year>(?:20)?\d\d))?(?![\w.]*\d)"
)
_BETWEEN_DAYS: Final = re.compile(
    r"\d\s*(?:[-–—]|,|\b(?:and|or|to|і|й|та|або|до|и|или|по)\b)\s*\d\d?(?!\d)"
)
_DAY_OF_MONTH: Final = re.compile(r"(?<!\d)\d\d?(?!\d)")
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d")
_AGO: Final = re.compile(r"тому|назад|ago|тиж|недел|week", re.IGNORECASE)
_WEEK: Final = dt.timedelta(days=7)
#: An answer is read as a whole only when it is no longer than this many words.
_SHORT: Final = 5
_ORDINAL: Final = re.compile(r"(?<=\d)(?:-?(?:го|е|ого|th|st|nd|rd))\b", re.IGNORECASE)
_BESIDE: Final = re.compile(
    r"\b(?:року|році|рік|года|году|год|минул\w*|прошл\w*|прошедш\w*|останн\w*|last|past|цього|этого|this|the|of)\b",
    re.IGNORECASE,
)
#: Forms that the library does not know.
_PLAIN: Final = {
    "понеділка": "понеділок", "понеділком": "понеділок", "вівторка": "вівторок",
    "середи": "середа", "середу": "середа", "середою": "середа", "четверга": "четвер",
    "суботи": "субота", "суботу": "субота", "п'ятниці": "п'ятниця", "п'ятницю": "п'ятниця",
    "неділі": "неділя", "неділю": "неділя",
    "понедельника": "понедельник", "вторника": "вторник", "среды": "среда", "среду": "среда",
    "пятницы": "пятница", "пятницу": "пятница", "субботы": "суббота", "субботу": "суббота",
    "воскресенья": "воскресенье",
}  # fmt: skip
_APOSTROPHES: Final = re.compile(r"[’ʼ`]")


@dataclass(frozen=True, slots=True)
class Day:
    """A day that a text names."""

    day: dt.date
    #: As it stands in the text.
    words: str
    at: int
    #: Whether the text alone settles it: no weekday, no "yesterday", no year to guess.
    sure: bool


def days_in(text: str, today: dt.date) -> tuple[Day, ...]:
    """All days that a text names which can be read, in its order; `today` is the day it was written."""
    found = [*_dated(text, today), *_in_figures(text, today)]
    taken = [range(day.at, day.at + len(day.words)) for day in found]
    for match in relative_days(text):
        day = _read(match[0], today)
        if day and not any(match.start() in span for span in taken):
            found.append(Day(day, match[0], match.start(), sure=False))
    return tuple(sorted(found, key=lambda day: day.at))


def day_of(text: str, today: dt.date) -> Day | None:
    """The one day that a short answer names; None where it names none, or several."""
    found = days_in(text, today)
    if not found and len(text) > 2 and len(text.split()) <= _SHORT:
        day = _read(text, today)
        return Day(day, text, 0, sure=False) if day else None
    return found[0] if len({day.day for day in found}) == 1 else None


def _dated(text: str, today: dt.date) -> Iterator[Day]:
    for match in DATE.finditer(text):
        iso = _ISO.fullmatch(match[0])
        several = _BETWEEN_DAYS.search(match[0]) or not _DAY_OF_MONTH.search(match[0])
        if _FIGURES.fullmatch(match[0]) or (several and not iso):
            continue
        day = _iso(match[0]) if iso else _read(match[0], today)
        if day:
            yield Day(day, match[0], match.start(), _is_sure(match[0], day, today))


def _in_figures(text: str, today: dt.date) -> Iterator[Day]:
    """9.06 and 09.06.2025. With a slash, 6/9 may be September: only the editor knows."""
    for match in _FIGURES.finditer(text):
        year = int(match["year"] or today.year)
        try:
            day = dt.date(
                year + 2000 if year < 100 else year, int(match["month"]), int(match["day"])
            )
        except ValueError:
            continue
        if not match["year"] and day > today:
            day = day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else day
        clear = "/" not in match[0] or day.day > 12 or day.day == day.month
        yield Day(day, match[0], match.start(), clear and _is_sure(match[0], day, today))


def _is_sure(words: str, day: dt.date, today: dt.date) -> bool:
    return bool(_YEAR.search(words)) or today - _NEAR <= day <= today


def _read(words: str, today: dt.date) -> dt.date | None:
    import dateparser  # noqa: PLC0415, it takes as long as the rest of the start

    plain = _BESIDE.sub(" ", _ORDINAL.sub("", _APOSTROPHES.sub("'", words.casefold())))
    plain = " ".join(_PLAIN.get(word, word) for word in plain.split())
    read = dateparser.parse(
        plain,
        languages=list(LANGUAGES),
        settings={
            "RELATIVE_BASE": dt.datetime.combine(today, dt.time(12)),
            "PREFER_DATES_FROM": "past",
            "DATE_ORDER": "DMY",
        },
    )
    if read is None:
        return None
    # "On Wednesday", written on a Wednesday, is that day.
    is_today = today - read.date() == _WEEK and not _AGO.search(words)
    return today if is_today else read.date()


def _iso(words: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        return None
