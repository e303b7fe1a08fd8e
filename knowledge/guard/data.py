"""Data that points at one person: dates of birth, telephones, papers, units, marks, addresses."""

from __future__ import annotations

import re
from typing import Final

from knowledge.guard.told import Told

#: Of the Geneva Conventions nobody asks by a date of birth: from 1950 on.
_YEAR: Final = r"(?:19[5-9]\d|200\d|201[0-2])"
_MONTH: Final = (
    r"(?:січ(?:ень|ня|ні)|лют(?:ий|ого)|берез(?:ень|ня)|квіт(?:ень|ня)|трав(?:ень|ня)|черв(?:ень|ня)|лип(?:ень|ня)|серп(?:ень|ня)|верес(?:ень|ня)|жовт(?:ень|ня)|листопад\w?|груд(?:ень|ня)"
    r"|январ[ья]|феврал[ья]|марта?|апрел[ья]|ма[йя]|июн[ья]|июл[ья]|августа?|сентябр[ья]|октябр[ья]|ноябр[ья]|декабр[ья]"
    r"|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
#: In the text as typed, whatever its letters mean.
_TYPED: Final = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        # dates of birth in figures
        (
            "birth-date",
            r"(?<![\d.])\d{1,2}[./-]\d{1,2}[./-](?:19[3-9]\d|20[01]\d|[4-9]\d|0\d)(?!\d)",
        ),
        ("birth-date", r"(?<!\d)(?:19[3-9]\d|20[01]\d)[./-]\d{1,2}[./-]\d{1,2}(?!\d)"),
        (
            "birth-date",
            rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th|го|-го)?(?: of)? {_MONTH}\.?,? {_YEAR}(?!\d)",
        ),
        ("birth-date", rf"\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR}(?!\d)"),
        # papers and tags: letters and six figures or more
        ("document", r"(?<!\w)(?-i:[А-ЯІЇЄҐA-Z]{1,3})[ -–№]{0,3}\d{6,7}(?!\d)"),
        ("document", r"(?<!\w)[a-zа-яіїє]{1,2}-\d{5,7}(?!\d)"),
        ("document", r"(?<!\d)\d{4}-\d{5}(?!\d)|(?<!\d)\d{3}-\d{3}-\d{3}[ -]\d{2}(?!\d)"),
        # units
        (
            "unit",
            r"(?<!\w)(?:[вb]\s?[/\\.]\s?[чc]|v\s?/\s?ch|вч)\.?\s?№?\s?[аa]?[ -]?\d{4,5}(?!\d)|(?<!\w)[аa]-?\d{4}(?!\d)",
        ),
        # addresses on the net
        ("address", r"[\w.+-]+@[\w-]+\.\w+"),
        ("address", r"(?<![\w.])@(?!\w*(?:bot\b|koord|nib_))\w{4,}"),
        (
            "address",
            r"(?:t\.me/|vk\.com/|(?:facebook|fb|instagram)\.com/|ok\.ru/|wa\.me/)(?!\w*(?:koord|nib_|bot\b|official))[\w.]{4,}",
        ),
        # addresses in streets
        (
            "address",
            r"(?<!\w)(?:вул(?:иц[яіею]\w*|\.)?|ул(?:иц\w+|\.)?|просп(?:ект\w*|\.)|пр-т|бульвар\w*|пров(?:улок\w*|\.)|переул\w*|пер\.|vul\.?|ul\.?)\s(?:[^\W\d][\w'’.-]*\s){0,2}?[^\W\d][\w'’.-]*[\s,]+(?:буд(?:инок|\.)?\s?|д(?:ом|\.)?\s?)?\d{1,3}(?!\d)",
        ),
        ("address", r"(?<!\w)\d{1,4} (?:[a-z]+ ){1,2}(?:street|str|road|avenue|ave|lane|drive)\b"),
        ("address", r"(?<!\w)кв(?:артира|\.)?\s?\d{1,3}(?!\d)"),
        # a surname with initials
        ("name", r"(?-i:\b[А-ЯІЇЄҐ][а-яіїєґё'’]{2,} [А-ЯІЇЄҐ]\.\s?[А-ЯІЇЄҐ]\.)"),
    )
)

#: Nine figures or more, whatever stands between them, unless they are a large number or a hotline.
_LONG: Final = re.compile(r"(?<![\d.])[+(]*\d(?:[\s()-]{0,2}\d){8,18}(?!\d)")
_HOTLINE: Final = re.compile(r"[08]\D{0,2}800")
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}(?:[ .,\u00a0]\d{3})+$")
#: How many figures there are beside the word for a paper or a unit.
_SIZES: Final = (("paper", (5, 12)), ("unit-named", (4, 5)), ("unit", (5, 5)))
_NEXT: Final = 3
_BORN_YEARS: Final = range(1940, 2013)
#: After two figures these make a year of them, and not an age.
_OF_YEAR: Final = frozenset(("року", "года", "г", "р", "го"))
#: "1200 6000 1212" is three numbers of the talks; a card has four, and begins otherwise.
_FOURS: Final = re.compile(r"(?:[01789]\d{3}(?: \d{4})*|\d{4}(?: \d{4}){0,2})$")


def typed_data(text: str) -> str:
    """What a text as typed holds: birth-date, document, unit, address, name or phone; else empty."""
    kind = next((kind for kind, pattern in _TYPED if pattern.search(text)), "")
    return kind or ("phone" if any(map(_is_phone, _LONG.findall(text))) else "")


def _is_phone(figures: str) -> bool:
    return not any(other.match(figures) for other in (_HOTLINE, _THOUSANDS, _FOURS))


def told_data(told: Told) -> str:
    """What a reading tells of somebody: call-sign, mark, document, unit or birth-date; else empty."""
    here = frozenset[str]().union(*(word.labels for word in told))
    if "callsign" in here or "mark" in here:
        return "call-sign" if "callsign" in here else "mark"
    if not any(word.text[0].isdigit() for word in told):
        return ""
    if "brigade" in here and here & {"kin", "own"} and _numbered(told, "brigade", 1, 3):
        return "unit"
    for label, size in _SIZES:
        if label in here and _numbered(told, label, *size):
            return "document" if label == "paper" else "unit"
    return "birth-date" if _is_born(told, here) else ""


def _numbered(told: Told, label: str, least: int, most: int) -> bool:
    """Whether a number of so many figures stands close to a word with a label."""
    for at, word in enumerate(told):
        if label in word.labels:
            beside = told[max(0, at - _NEXT) : at + _NEXT + 2]
            if any(w.text[0].isdigit() and least <= len(w.text) <= most for w in beside):
                return True
    return False


def _is_born(told: Told, here: frozenset[str]) -> bool:
    """Whether a year of birth is somebody's: beside nobody, it only asks which ages are covered."""
    somebody = bool(here & {"kin", "callsign", "state", "rank"}) or (
        bool(here & {"he", "mine"}) and "group" not in here
    )
    if not somebody or "group" in here:
        return False
    for at, word in enumerate(told):
        if not word.text[0].isdigit():
            continue
        around = told[max(0, at - _NEXT) : at + _NEXT]
        labels = frozenset[str]().union(*(w.labels for w in around))
        after = told[at + 1].labels if at + 1 < len(told) else frozenset[str]()
        whole = len(word.text) == 4 and int(word.text) in _BORN_YEARS
        short = len(word.text) == 2 and not 11 <= int(word.text) <= 39
        if whole and ("born" in labels or ("year" in after and "kin" in here)):
            return True
        of_year = at + 1 < len(told) and told[at + 1].text in _OF_YEAR
        if short and ((of_year and "kin" in here) or "born" in labels):
            return True
    return False
