"""Dates as statements write them, in the three languages.

A day of a month and a year are no figures, but "2000 bodies" and "those under 25 may return" must
never pass for dates: in doubt a number is a number.
"""

from __future__ import annotations

import re
from typing import Final

# English months count only with a capital: "25 may be exchanged" is no day of May.
_EN: Final = (
    r"(?-i:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_UK: Final = (
    r"(?:(?:січ|берез|квіт|трав|черв|лип|серп|верес|жовт|груд)(?:ень|н[яіюе]м?)"
    r"|лют(?:ий|ого|ому|им)|листопад(?:а|і|у|ом)?)"
)
_RU: Final = (
    r"(?:(?:январ|феврал|апрел|июн|июл|сентябр|октябр|ноябр|декабр)(?:ь|[яюе]м?)"
    r"|(?:март|август)(?:а|е|у|ом)?|ма(?:й|я|е|ю|ем))"
)
_MONTH: Final = rf"\b(?:{_EN}|{_UK}|{_RU})\b"

_DAY: Final = r"(?<![\w.,])(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|-?го|-?е)?(?!\w)"
_AND: Final = r"(?:and|or|to|і|й|та|або|до|и|или|по)"
#: "9", "7–9", "from 7 to 9", "11, 13 and 14"; a comma alone does not join days.
_DAYS: Final = rf"(?:{_DAY}(?:, {_DAY})*,? {_AND} )?{_DAY}(?:\s?[-–—]\s?{_DAY})?"

#: What follows a date or a year, and never what is counted: "2022 and", not "2022 prisoners".
_NOT_COUNTED: Final = (
    r"(?=\s*(?:$|[.,;:?!)\]»”\"—–]|\b(?:and|or|the|a|that|which|when|in|on|at|to|by|between|of|for|with|was|were"
    r"|і|й|та|або|у|в|з|на|що|и|или|с|что)\b))"
)
_YEAR_WORD: Final = r"(?:року|році|рік|роком|года?|году|годом)"
#: Behind a month the years around now are years whatever follows.
_NAMED_YEAR: Final = (
    rf"(?:20[1-4]\d(?!\d)|(?:19|20)\d\d(?:(?:-\w{{1,3}})? {_YEAR_WORD}\b|{_NOT_COUNTED}))"
)
#: A year that a preposition alone marks: 2000 is as likely a count, so only the years around now.
_BARE_YEAR: Final = (
    r"\b(?:in|since|of|until|by|before|after|during|from|у|в|з|із|від|до|с|со|от|після|после)"
    rf" (?:early |late |mid-)?20[1-4]\d(?!\d){_NOT_COUNTED}"
)

DATE: Final = re.compile(
    rf"{_DAYS} {_MONTH}(?:,? {_NAMED_YEAR})?"
    rf"|\b{_EN} {_DAY}(?:\s?[-–—]\s?{_DAY})?(?:,? {_NAMED_YEAR}|{_NOT_COUNTED})"
    rf"|{_MONTH} {_NAMED_YEAR}"
    r"|(?<!\w)\d{4}-\d\d-\d\d(?!\w)|(?<!\w)\d\d?[./]\d\d?[./](?:19|20)\d\d(?!\w)",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(
    rf"{_BARE_YEAR}|(?<!\w)(?:19|20)\d\d(?:-\w{{1,3}})? {_YEAR_WORD}\b", re.IGNORECASE
)


def without_dates(text: str) -> str:
    """The text with its dates and years taken out."""
    return _YEAR.sub(" ", DATE.sub(" ", text))
