"""What is said of a draft before it is published, and the buttons that mend it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bot.buttons import Button
from bot.editing.sheet import Sheet, day_of, named, title_of
from bot.reply import bold, escape
from knowledge.checking.drafts import REMARKS, Mend, Remark
from knowledge.model import Relation

#: What Telegram allows in a button is short: names of warnings and relations go by their number.
_NAMES: Final = tuple(REMARKS)
_RELATIONS: Final = tuple(Relation)
_MOST: Final = 8  # remarks of a kind on the card; the next ones come when these are mended


def remark_lines(sheet: Sheet) -> list[str]:
    """What stops the draft, then what is only worth a look, each with what to do."""
    lines = []
    for severity, heading in (("stops", "card-stops"), ("warns", "card-warns")):
        of_kind = [r for r in sheet.remarks if r.severity == severity and r.name != "missing"]
        if of_kind:
            lines.append("\n" + bold(sheet.words.say(heading)))
            lines.extend(f"— {escape(said(remark, sheet))}" for remark in of_kind[:_MOST])
        if len(of_kind) > _MOST:
            lines.append(escape(sheet.words.say("card-more", count=len(of_kind) - _MOST)))
    return lines


def said(remark: Remark, sheet: Sheet) -> str:
    """One remark in words."""
    words = sheet.words
    values: dict[str, str] = dict(remark.values)
    if statement := values.get("statement"):
        values["statement"] = named(statement, sheet.edition, words)
    if topic := values.get("topic"):
        values["topic"] = title_of(topic, sheet.edition, words)
    if relation := values.get("relation"):
        values["relation"] = words.say("relation", relation=relation)
    if day := values.get("day"):
        values["day"] = day_of(day, words)
    for name in ("languages", "said"):
        if name in values:
            values[name] = ", ".join(_languages(values[name], sheet))
    field = words.say("field", field=remark.field.split(".", 1)[0])
    language = words.say("in-language", language=remark.language) if remark.language else field
    return words.say(f"check-{remark.name}", **{"field": field, "language": language, **values})


def _languages(written: str, sheet: Sheet) -> Iterator[str]:
    for one in written.replace(",", " ").split():
        yield sheet.words.say("in-language", language=one)


def mending(sheet: Sheet) -> list[Button]:
    """A button for each remark that one tap mends; what has to be written has the field's button."""
    shown: dict[str, Button] = {}
    for remark in sheet.remarks:
        for mend in remark.mend:
            if mend.deed != "ask":
                button = sheet.labelled(_label(remark, mend, sheet), "mend", _written(mend))
                shown.setdefault(button.data, button)
    return list(shown.values())


def _label(remark: Remark, mend: Mend, sheet: Sheet) -> str:
    words = sheet.words
    about = named(remark.values.get("statement", ""), sheet.edition, words)
    match mend.deed:
        case "confirm":
            value = sheet.draft.value(mend.field)
            day = day_of(value, words) if isinstance(value, str) else ""
            field = words.say("field", field=mend.field.split(".", 1)[0])
            return words.say("mend-confirm", what=day or field)
        case "number":
            return words.say("mend-number", number=mend.value)
        case "drop":
            return words.say("mend-drop", what=_dropped(mend, sheet))
        case "relate":
            relation = words.say("relation", relation=mend.field.rpartition(".")[2])
            return words.say("mend-relate", relation=relation, statement=about)
        case _:
            return words.say("mend-waive", what=words.say("warning", name=remark.name))


def _dropped(mend: Mend, sheet: Sheet) -> str:
    if mend.field == "topics":
        return title_of(mend.value, sheet.edition, sheet.words)
    if mend.field.startswith("relations"):
        return named(mend.value, sheet.edition, sheet.words)
    return mend.value


# -- a mend in the data of a button


_DEEDS: Final = {"confirm": "c", "number": "n", "drop": "d", "relate": "r", "waive": "w"}


def _written(mend: Mend) -> str:
    field, value = mend.field, mend.value
    if mend.deed == "relate":
        field = str(_RELATIONS.index(Relation(field.rpartition(".")[2])))
    if mend.deed == "drop" and field.startswith("relations."):
        field = "r" + str(_RELATIONS.index(Relation(field.rpartition(".")[2])))
    if mend.deed == "waive":
        name, _, rest = value.partition(":")
        field, value = str(_NAMES.index(name)), rest
    return "~".join((_DEEDS[mend.deed], field, value))


def read_mend(value: str) -> Mend | None:
    """The mend that a button carries; None for what no version of ours has written."""
    sign, _, rest = value.partition("~")
    field, _, value = rest.partition("~")
    deed = next((deed for deed, known in _DEEDS.items() if known == sign), None)
    try:
        if deed == "relate":
            return Mend("relate", _RELATIONS[int(field)].value, value)
        if deed == "drop" and field.startswith("r") and field[1:].isdecimal():
            return Mend("drop", f"relations.{_RELATIONS[int(field[1:])].value}", value)
        if deed == "waive":
            return Mend("waive", "", ":".join(filter(None, (_NAMES[int(field)], value))))
    except (ValueError, IndexError):
        return None
    match deed:
        case "confirm":
            return Mend("confirm", field, value)
        case "number":
            return Mend("number", field, value)
        case "drop":
            return Mend("drop", field, value)
        case _:
            return None


def counted(remarks: Sequence[Remark] | Iterable[Remark]) -> int:
    """How many remarks stop a draft."""
    return sum(remark.severity == "stops" for remark in remarks)
