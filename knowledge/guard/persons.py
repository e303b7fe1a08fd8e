"""Finding persons and personal data in what people type, in any of the three languages.

Found here is only ever answered with a card: nothing is looked up, echoed or kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Final

from knowledge.guard.public import without_public
from knowledge.matching.reading import normalise

# -- data that points at one person, in the text as typed
_BIRTH_DATE: Final = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:19[3-9]\d|20[01]\d|[4-9]\d|0\d)\b")
_PHONE: Final = re.compile(r"(?:\+\d|\b[08])(?:[\s()-]*\d){9,11}\b")
_DOCUMENT: Final = re.compile(r"\b[А-ЯІЇЄA-Z]{2}\s?\d{6}\b")
_UNIT: Final = re.compile(r"(?i)\b[вb]\s?[/\\.]\s?[чc]\.?\s?\d{4,5}\b|\b[аa]\d{4}\b")

# -- the same in words, in the normalised text
_BORN: Final = re.compile(
    r"\b(?:19[4-9]\d|20[01]\d) ?(?:р н|г р|року народж\w*|года? рожд\w*)\b"
    r"|\b(?:народ[иж]\w*|родил\w*|рожд\w*|born|dob)\b.{0,12}\b(?:19[4-9]\d|20[01]\d)\b"
)
_AGE: Final = re.compile(r"\b(?:1[89]|[2-6]\d)\b")
_SMALL: Final = frozenset(("а", "і", "и", "й", "ну", "якщо", "если", "як", "как", "то", "чи", "и", "if", "and", "what", "about"))  # fmt: skip
_CALL_SIGN: Final = re.compile(r"\b(?:позивн\w*|позывн\w*|call ?sign)\b")
_MARK: Final = re.compile(r"\b(?:тату\w*|татуюванн\w*|татуиров\w*|tattoo\w*|шрам\w*|родимк\w*)\b")
_BRIGADE: Final = re.compile(
    r"\b\d{1,3} ?(?:та|а|я|ша|ої|ой|th)? ?(?:бригад\w*|омбр|ошбр|одшбр|мсп|полк\w*|батальйон\w*|батальон\w*|brigade)\b"
)
_PATRONYMIC: Final = re.compile(
    r"\b\w{3,}(?:ович|йович|ьович|евич|ійович|ович[ауеі]|евич[ауе])\w{0,2}\b"
    r"|\b(?:іван|иван|петр|микола|никола|олександр|александр|серг|андр|васил|володимир|владимир|михайл|михаил"
    r"|юр|віктор|виктор|анатол|григор|степан|богдан|олег|ігор|игор|дмитр|павл|євген|евген|борис|федор|алексе|олексі)"
    r"(?:ї|і|е|ь|о|и|є)?(?:вна|вни|вну|вною|вне|вні|івна|івни|івну|овна|овны|овну|евна|евны|евну)\b"
)
_SURNAME_INITIALS: Final = re.compile(r"\b[А-ЯІЇЄҐ][а-яіїєґё'’]{2,} [А-ЯІЇЄҐ]\.\s?[А-ЯІЇЄҐ]\.")

_TWO_CAPITALS: Final = re.compile(r"\b[А-ЯІЇЄҐA-Z][\w'’]+ [А-ЯІЇЄҐA-Z][\w'’]+")

# -- who is asked about
_KIN: Final = re.compile(
    r"\b(?:син\w{0,3}|сина|синочк\w*|сын\w{0,4}|сынок|сыноч\w*|чоловік\w{0,3}|муж|мужа|мужу|мужем|мужик\w*|брат|брата|брату|братом|братик\w*|братан\w*"
    r"|батьк\w*|тато|тата|отец|отца|отцом|пап[аыуе]|мам[аиуоіые]\w{0,2}|матус\w*|(?:моя|наша) мати|матір\w*|мать|матері|матери|бабус\w*|бабушк\w*|т[іе]тк\w*|т[ьіе]т[яюіие]|дід|дядьк\w*|дяд[яюиь]\w*|племінник\w*|племянник\w*|наречен\w*|жених\w*|хлопець|хлопця|парень|парня"
    r"|донь?к\w*|дочк\w*|сестр\w*|дружин[аиу]|жен[аыу]|внук\w*|онук\w*|кум|кума|друг[ау]?|сусід\w*|родич\w*|родственник\w*|рідн(?:ий|ого)|близк(?:ий|ого)|моя? людин\w*"
    r"|son|husband|brother|father|mother|mum|mom|grandmother|aunt|dad|daddy|uncle|nephew|cousin|fianc\w*|boyfriend|grandson|stepson|relative|friend|wife|sister|daughter|loved one|mój)\b"
)
_MINE: Final = re.compile(
    r"\b(?:мій|моя|мого|мою|моєму|моїм|мой|моего|мою|моему|моим|наш|нашого|нашего|my|our|мо[йє]|свого|своего)\b"
)
_SOMEBODY: Final = re.compile(
    r"\b(?:він|його|йому|нього|ним|вона|її|їй|неї|нею|он|его|ему|него|нем|нём|она|е[её]|ей|не[её]|ней|he|him|his|she|her)\b"
)
_FATE: Final = re.compile(
    r"\b(?:серед|среди|among|amongst|поміж|в списк\w*|у списк\w*|в спис\w*|on (?:the|a|any|your|that) list\w*|in (?:the|that) list\w*|включ\w*|внес\w*"
    r"|жив\w{0,3}|жив[іи]й|alive|мертв\w*|зник|зниклий|пропав|пропал|missing|бачив\w*|видел\w*|seen|знайд\w*|знайшл\w*|нашл[иа]|найд\w*|найти|find|find out|опізна\w*|впізна\w*|опозна\w*|identified|шука[юєм]\w*|ищу|ищем|looking for|search\w*"
    r"|де він|где он|where is (?:he|she|my)|is (?:he|she)|чи є він|есть ли он|чи він|он в|він у|він в|його обмін\w*|его обмен\w*|обміня\w* його|обменя\w* его|в полоні|в плену|captur\w*|captive)\b"
    r"|\b(?:в|у|из|із|з|in|of)(?: (?:цих|тих|этих|тех|the|those|these|that|том|тому|этом|цьому|списк\w*)){0,2} \d{3,}\b|\bone of (?:the|those|these)\b"
)
#: To be exchanged is a fate only of one's own: others ask so about groups.
_SWAP: Final = re.compile(
    r"\b(?:(?:об|по|ви)?мін(?:яти|яють|яют|юють|яли|яє|яв)|(?:об|по|вы)?мен(?:ять|яют|яли|яет|ял|яен\w*)|swap\w*|exchang\w*)\b"
)
#: "Mine", with nobody named beside it.
_ONE_S_OWN: Final = re.compile(r"\b(?:мого|моего|нашого|нашего|mine)$")
_GROUP: Final = re.compile(
    r"\b(?:до 2[0-9]|under 2[0-9]|18 25|груп\w*|group\w*|категор\w*|підпада\w*|подпада\w*|попада\w*|проход\w*|підход\w*|подход\w*|влаз\w*|влез\w*|qualif\w*|covered|eligible|counts?|критер\w*|вік|возраст|age)\b"
)
_CONTACT: Final = re.compile(
    r"\b(?:куди|куда|кому|де здати|где сдать|дзвони\w*|звони\w*|подзвон\w*|позвон\w*|зверта\w*|зверн\w*|обраща\w*|обрат\w*|where (?:do|can|should|to)|who (?:do|can|should|to)|call|contact|hotline|днк|dna|лист[аиі]?|письм\w*|посилк\w*|посылк\w*|letter\w*|parcel\w*|передач\w*|статус\w*|status|дізнат\w*|дізнаюсь|узнать|confirm\w*|підтверд\w*|подтверд\w*|довідк\w*|справк\w*|how (?:do|can|will|would))\b"
)
#: Beside these, a fate is somebody else's: what a public person says of it.
_SAYING: Final = re.compile(
    r"\b(?:каз\w*|сказ\w*|каже\w*|кажуть|заяв\w*|говор\w*|повідом\w*|сообщ\w*|слов\w*|позиц\w*|відпов\w*|ответ\w*|комент\w*|коммент\w*|обіця\w*|обеща\w*"
    r"|про|о|об|щодо|насчет|sa(?:id|ys?|ying)|told|tells?|talk\w*|about|on|state\w*|promis\w*|comment\w*|claim\w*)\b"
)


def has_personal_data(text: str) -> bool:
    """Whether the text holds data that points at one private person."""
    return bool(kind_of_personal_data(text))


def kind_of_personal_data(text: str) -> str:
    """What the text holds that points at one private person; empty where it holds nothing.

    One of birth-date, phone, document, unit, call-sign, mark, name.
    """
    plain = normalise(text)
    found = {
        "birth-date": _BIRTH_DATE.search(text) or _is_born(plain),
        "phone": _PHONE.search(text),
        "document": _DOCUMENT.search(text),
        "unit": _UNIT.search(text) or (_BRIGADE.search(plain) and _KIN.search(plain)),
        "call-sign": _CALL_SIGN.search(plain),
        "mark": _MARK.search(plain),
        "name": _SURNAME_INITIALS.search(text) or has_private_name(text),
    }
    return next((kind for kind, there in found.items() if there), "")


def _is_born(line: str) -> bool:
    """Whether a year of birth is somebody's: beside nobody, it only asks which ages are covered."""
    if not _BORN.search(line):
        return False
    others = [word for word in _BORN.sub(" ", line).split() if word not in _SMALL]
    return bool(_KIN.search(line) or (others and not _GROUP.search(line)))


def has_private_name(text: str) -> bool:
    """Whether somebody is named who is not one of the public people of these events.

    A first name alone is no proof ("Тарасе, підкажіть"): it counts beside a relative, a fate,
    or another word that is written like a name.
    """
    line = normalise(text)
    lost = _FATE.search(line) and not _SAYING.search(line)
    plain = line if lost else without_public(line, is_first_name)
    if _PATRONYMIC.search(plain):
        return True
    named = any(is_first_name(word) for word in plain.split())
    beside = _KIN.search(plain) or _MINE.search(plain) or _FATE.search(plain)
    return named and bool(beside or _two_names(text))


def _two_names(text: str) -> bool:
    """Whether two words stand together that are written like a name, and are no public person's."""
    return any(
        without_public(normalise(found), is_first_name) == normalise(found)
        for found in _TWO_CAPITALS.findall(text)
    )


def asks_about_person(line: str) -> bool:
    """Whether a normalised line asks after one person.

    A question whether an age or an injury belongs to a group of the agreement, and a question
    whom to call, are not such, though a relative stands in them.
    """
    if _GROUP.search(line) or _CONTACT.search(line):
        return False
    if _SWAP.search(line) and _ONE_S_OWN.search(line):
        return True
    own = any(_MINE.search(around) for around in _around_kin(line))
    return bool(_KIN.search(line) and (_FATE.search(line) or (own and _SWAP.search(line))))


def is_about_somebody(line: str) -> bool:
    """Whether a normalised line speaks of a relative, or of somebody as "he" or "she"."""
    return bool(_KIN.search(line) or _SOMEBODY.search(line))


def _around_kin(line: str) -> Iterator[str]:
    """The words before and after each relative."""
    for found in _KIN.finditer(line):
        yield " ".join((*line[: found.start()].split()[-1:], *line[found.end() :].split()[:1]))


def tells_an_age(line: str) -> bool:
    """Whether a normalised line tells how old somebody is, or the year of birth."""
    return bool(_AGE.search(line) or _BORN.search(line))


@lru_cache(maxsize=1)
def _first_names() -> frozenset[str]:
    text = (resources.files("knowledge.guard") / "names.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(normalise(word) for line in lines for word in line.split())


_CASES: Final = ("", "а", "у", "ю", "я", "ом", "ем", "єм", "ові", "еві", "і", "ї", "ий", "ій", "й", "о", "е", "и", "ы", "ею", "ою", "ой", "ей", "ку", "ка", "ко")  # fmt: skip


def is_first_name(word: str) -> bool:
    """Whether a normalised word is a first name, in any case."""
    names = _first_names()
    if word in names:
        return len(word) > 3 or word in ("лев", "яна")
    return any(
        word.endswith(case) and len(word) - len(case) > 3 and word[: -len(case)] in names
        for case in _CASES
        if case
    )
