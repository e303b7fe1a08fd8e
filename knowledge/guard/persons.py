"""Finding persons and personal data in what people type, in any of the three languages.

Found here is only ever answered with a card: nothing is looked up, echoed or kept.
"""

from __future__ import annotations

import re
from typing import Final

from knowledge.guard.data import told_data, typed_data
from knowledge.guard.names import names_somebody
from knowledge.guard.told import Told, readings_of

# -- who is asked about
_KIN: Final = re.compile(
    r"\b(?:син\w{0,3}|сина|синочк\w*|сын\w{0,4}|сынок|сыноч\w*|чоловік\w{0,3}|муж|мужа|мужу|мужем|мужик\w*|брат|брата|брату|братом|братик\w*|братан\w*"
    r"|батьк\w*|тато|тата|отец|отца|отцом|пап[аыуе]|мам[аиуоіые]\w{0,2}|матус\w*|(?:моя|наша) мати|матір\w*|мать|матері|матери|бабус\w*|бабушк\w*|т[іе]тк\w*|т[ьіе]т[яюіие]|дід|дядьк\w*|дяд[яюиь]\w*|племінник\w*|племянник\w*|наречен\w*|жених\w*|хлопець|хлопця|парень|парня"
    r"|донь?к\w*|дочк\w*|сестр\w*|дружин[аиу]|жен[аыу]|внук\w*|онук\w*|кум|кума|друг[ау]?|сусід\w*|родич\w*|родственник\w*|рідн(?:ий|ого)|близк(?:ий|ого)|моя? людин\w*"
    r"|son|husband|brother|father|mother|mum|mom|grandmother|aunt|dad|daddy|uncle|nephew|cousin|fianc\w*|boyfriend|grandson|stepson|relative|friend|wife|sister|daughter|loved one|mój)\b"
)
_SOMEBODY: Final = re.compile(
    r"\b(?:він|його|йому|нього|ним|вона|її|їй|неї|нею|он|его|ему|него|нем|нём|она|е[её]|ей|не[её]|ней|he|him|his|she|her)\b"
)
# -- how old somebody is
_BORN: Final = re.compile(
    r"\b(?:19[4-9]\d|20[01]\d) ?(?:р н|г р|року народж\w*|года? рожд\w*)\b"
    r"|\b(?:народ[иж]\w*|родил\w*|рожд\w*|born|dob)\b.{0,12}\b(?:19[4-9]\d|20[01]\d)\b"
)
_AGE: Final = re.compile(r"\b(?:1[89]|[2-6]\d)\b")


def has_personal_data(text: str) -> bool:
    """Whether the text holds data that points at one private person."""
    return bool(kind_of_personal_data(text))


def kind_of_personal_data(text: str) -> str:
    """What the text holds that points at one private person; empty where it holds nothing.

    One of birth-date, phone, document, unit, call-sign, mark, address, name.
    """
    return data_in(text, readings_of(text))


def data_in(text: str, told: tuple[Told, ...]) -> str:
    """The same, where the readings of the text are known."""
    kinds = (typed_data(text), *map(told_data, told))
    named = "name" if any(map(names_somebody, told)) else ""
    return next(filter(None, kinds), named)


def has_private_name(text: str) -> bool:
    """Whether somebody is named who is not one of the public people of these events.

    A first name alone is no proof ("Тарасе, підкажіть"): it counts beside a relative, a fate,
    or another word that is written like a name.
    """
    return any(names_somebody(one) for one in readings_of(text))


def is_about_somebody(line: str) -> bool:
    """Whether a normalised line speaks of a relative, or of somebody as "he" or "she"."""
    return bool(_KIN.search(line) or _SOMEBODY.search(line))


def tells_an_age(line: str) -> bool:
    """Whether a normalised line tells how old somebody is, or the year of birth."""
    return bool(_AGE.search(line) or _BORN.search(line))
