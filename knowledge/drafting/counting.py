"""Numbers with what they count, read from a text in any of the three languages. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from knowledge.checking.figures import figures_among
from knowledge.model import Number

#: What is counted, as the base names it, and its words. The first that stands near enough counts.
_UNITS: Final[Mapping[str, str]] = {
    "bodies": r"тіл(?:о|а|ам|ами|ах)?|тел(?:о|а|ам|ами|ах)?|bod(?:y|ies)|remains"
    r"|загибл\w+|погибш\w+|полегл\w+|fallen|останк\w+",
    "prisoners of war": r"(?:військово)?полонен\w+|(?:военно)?пленн\w+|prisoners?|pows?|captives?",
    "names on a list": r"імен|прізвищ\w*|имен|фамили[йяи]|names",
    "years of age": r"рок(?:ів|и)|лет|years",
    "families": r"родин\w*|сім(?:ей|ї|'ї|’ї)|сем(?:ей|ьи|ьям)|families",
    "children": r"діт(?:ей|и|ям)|дет(?:ей|и|ям)|child(?:ren)?",
    "service members": r"військовослужбов\w+|военнослужащ\w+|солдат\w*|soldiers?|service (?:wo)?men"
    r"|service members|military personnel",
    "people": r"ос(?:іб|оби)|людей|люд(?:ям|и)|чоловік|человека?|people|persons",
}  # fmt: skip
#: So many words may stand between a number and what it counts: "640 our wounded prisoners".
_BETWEEN: Final = 3
_UNIT: Final = {
    unit: re.compile(
        rf"^(?:[^\w.;:!?]+\w+(?:[-'’]\w+)*){{0,{_BETWEEN}}}?\s+(?:{words})\b", re.IGNORECASE
    )
    for unit, words in _UNITS.items()
}
_EXACT: Final = "exact, as stated by the speaker"
_BEFORE: Final[Mapping[str, re.Pattern[str]]] = {
    "at least": re.compile(
        r"(?:щонайменше|принаймні|не менше(?: ніж)?|не менее(?: чем)?|по меньшей мере|at least"
        r"|no (?:fewer|less) than)\s*$", re.IGNORECASE
    ),
    "more than": re.compile(r"(?:понад|більше(?: ніж)?|более(?: чем)?|свыше|over|more than)\s*$", re.IGNORECASE),
    "about": re.compile(
        r"(?:близько|приблизно|майже|около|примерно|почти|about|around|nearly|almost|some)\s*$", re.IGNORECASE
    ),
    "under": re.compile(r"(?:менше|молодш\w+|до|меньше|младше|моложе|under|below|younger than)\s*$", re.IGNORECASE),
    "up to": re.compile(r"(?:щонайбільше|не більше(?: ніж)?|не более(?: чем)?|up to|at most)\s*$", re.IGNORECASE),
}  # fmt: skip
_EACH_SIDE: Final = re.compile(
    r"^[^.;:!?]{0,60}\b(?:кожн\w+ (?:з )?(?:стор|бок|бік)\w*|кажд\w+ (?:из )?сторон\w*|each side|either side)", re.IGNORECASE
)  # fmt: skip
#: "1212 bodies, and 4788 more" counts bodies twice.
_MORE: Final = re.compile(r"\b(?:ще|ещ[её]|another|додатково|дополнительно)\s*$", re.IGNORECASE)
_OF_THE_SAME: Final = re.compile(r"^\s+more\b", re.IGNORECASE)
#: "up to 25 years" is an age, "up to 25 bodies" a count.
_OF_AGE: Final = "years of age"


def numbers_in(text: str, names: Iterable[str] = ()) -> tuple[dict[str, Any], ...]:
    """The numbers whose unit stands beside them, as records, in the order of the text."""
    found: dict[int, dict[str, Any]] = {}
    last = ""
    for figure, before, after in figures_among(text, names):
        unit = _unit(after) or (last if _MORE.search(before) or _OF_THE_SAME.match(after) else "")
        last = unit
        if unit and figure == int(figure):
            record = _record(int(figure), unit, _qualifier(unit, before, after))
            found.setdefault(int(figure), record)
    return tuple(found.values())


def as_typed(number: Number | Mapping[str, Any]) -> str:
    """A number as an editor writes it: "6000 bodies"."""
    value, unit = (
        (number.value, number.unit)
        if isinstance(number, Number)
        else (number.get("value"), number["unit"])
    )
    return f"{value} {unit}" if value is not None else str(unit)


def read_number(line: str) -> dict[str, Any] | None:
    """The record of a line such as "6000 bodies" or "близько 1200 полонених"; None where it is none."""
    known = numbers_in(line)
    if known:
        return known[0]
    for figure, before, after in figures_among(line):
        unit = " ".join(after.split())
        if unit and figure == int(figure):
            return _record(int(figure), unit, _qualifier(unit, before, after))
    return None


def following(
    numbers: Sequence[Mapping[str, Any]], texts: Iterable[str], names: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """Numbers that follow what the texts say: kept while a text says them, added where it is clear
    what is counted. Those without a value stay: no text has their digits."""
    texts, names = tuple(texts), tuple(names)
    said = {int(f) for text in texts for f, _, _ in figures_among(text, names) if f == int(f)}
    kept = [dict(n) for n in numbers if n.get("value") is None or n["value"] in said]
    known = {n.get("value") for n in kept}
    new = _first_of_each(n for text in texts for n in numbers_in(text, names))
    return [*kept, *(number for number in new if number["value"] not in known)]


def _first_of_each(numbers: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    seen: set[int] = set()
    for number in numbers:
        if number["value"] not in seen:
            seen.add(number["value"])
            yield number


def _unit(after: str) -> str:
    """What stands nearest behind a number; empty where nothing known is counted."""
    found = {unit: match.end() for unit, words in _UNIT.items() if (match := words.match(after))}
    return min(found, key=found.__getitem__) if found else ""


def _qualifier(unit: str, before: str, after: str) -> str:
    for qualifier, words in _BEFORE.items():
        if words.search(before) and (qualifier != "under" or unit == _OF_AGE):
            return qualifier
    return "each side" if _EACH_SIDE.match(after) else _EXACT


def _record(value: int, unit: str, qualifier: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "qualifier": qualifier, "meaning": unit}
