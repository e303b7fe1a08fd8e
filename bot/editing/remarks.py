"""What is said of a draft before it is published, and the buttons that mend it. Pure."""

from __future__ import annotations

from typing import Final, Literal

from bot.buttons import Button
from bot.editing.sheet import (
    Sheet,
    day_of,
    named,
    rows_that_fit,
    shortened,
    title_of,
    value_of,
)
from bot.reply import Rows, bold, escape
from knowledge.checking.drafts import REMARKS, Mend, Remark
from knowledge.drafting.filling import PUBLISHED
from knowledge.drafting.merging import CHANGED
from knowledge.model import Relation

#: What Telegram allows in a button is short: names of warnings and relations go by their number.
_NAMES: Final = tuple(REMARKS)
_RELATIONS: Final = tuple(Relation)
_QUOTED: Final = 70  # characters of a statement that a remark speaks of
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_MOST: Final = 8  # remarks on the card; the next ones come when these are mended


def remark_lines(sheet: Sheet) -> list[str]:
    """What stops the draft, then what is only worth a look, each with what to do.

    They are numbered, and the buttons that mend one begin with its number.
    """
    lines = []
    for severity, heading in (("stops", "card-stops"), ("warns", "card-warns")):
        of_kind = [(n, one) for n, one in numbered(sheet) if one.severity == severity]
        if of_kind:
            lines.append("\n" + bold(sheet.words.say(heading)))
            lines.extend(escape(f"{n}. {said(remark, sheet)}") for n, remark in of_kind)
    left = sum(not _lacks(remark, sheet) for remark in sheet.remarks) - _MOST
    if left > 0:
        lines.append(escape(sheet.words.say("card-more", count=left)))
    return lines


def numbered(sheet: Sheet) -> list[tuple[int, Remark]]:
    """The remarks that the card shows, with their numbers."""
    shown = [remark for remark in sheet.remarks if not _lacks(remark, sheet)]
    return list(enumerate(shown[:_MOST], start=1))


def _lacks(remark: Remark, sheet: Sheet) -> bool:
    """Whether a remark only says that a field is empty: the first line of the card says so too."""
    return remark.name in ("missing", "no-link") and remark.field in sheet.draft.missing()


def said(remark: Remark, sheet: Sheet) -> str:
    """One remark in words."""
    words = sheet.words
    values: dict[str, str] = dict(remark.values)
    if remark.name == "personal-data":
        values["personal"] = words.say("personal", kind=values.get("words", ""))
    if remark.name == "doubtful":
        why = values["why"]
        by = why.removeprefix(CHANGED) if why.startswith(CHANGED) else ""
        values = {
            "why": "changed" if by else "published" if why == PUBLISHED else "read",
            "words": why,
            "by": by,
            "value": value_of(sheet.draft, remark.field, words, sheet.edition),
        }
    if statement := values.get("statement"):
        values["statement"] = _quoted(statement, sheet)
    if topic := values.get("topic"):
        values["topic"] = title_of(topic, sheet.edition, words)
    if relation := values.get("relation"):
        values["relation"] = words.say("relation", relation=relation)
    if day := values.get("day"):
        values["day"] = day_of(day, words)
    for name, key in (("languages", "in-language"), ("said", "in-text")):
        if name in values:
            languages = values[name].replace(",", " ").split()
            values[name] = ", ".join(words.say(key, language=one) for one in languages)
    field = words.say("field", field=remark.field.split(".", 1)[0])
    language, where = "", field
    if remark.language:
        language, where = remark.language, words.say("text-in", language=remark.language)
    named_here = {"field": field, "language": language, "where": where}
    return words.say(f"check-{remark.name}", **{**named_here, **values})


def _quoted(statement: str, sheet: Sheet) -> str:
    """A published statement with its first words, so that one knows which of that day is meant."""
    words, known = sheet.words, sheet.edition.statements.get(statement)
    who = named(statement, sheet.edition, words)
    if known is None:
        return who
    text = shortened(known.texts.text(words.language), _QUOTED)
    return words.say("statement-said", statement=who, words=text)


def mending(sheet: Sheet) -> Rows:
    """A row for each remark that a tap mends; what has to be written has the field's button."""
    rows: list[tuple[Button, ...]] = []
    for number, remark in numbered(sheet):
        taps = [mend for mend in remark.mend if mend.deed != "ask"]
        row = [
            sheet.labelled(_label(number, remark, mend, sheet), "mend", written(mend))
            for mend in taps
        ]
        rows.extend(rows_that_fit(row, 1 if remark.name == "other-side" else 2))
    return tuple(rows)


def _label(number: int, remark: Remark, mend: Mend, sheet: Sheet) -> str:
    words = sheet.words
    if mend.deed == "relate":
        return _relating(number, remark, mend, sheet)
    if mend.deed == "waive":
        what = words.say("warning", name=remark.name)
        return words.say("mend-waive", number=str(number), what=what)
    if mend.deed == "confirm":
        value = value_of(sheet.draft, mend.field, words, sheet.edition)
        return words.say("mend-confirm", what=value)
    if mend.deed == "number":
        return words.say("mend-number", number=mend.value)
    if mend.deed == "drop":
        return words.say("mend-drop", what=_dropped(mend, sheet))
    return words.say("mend-correct")


def _relating(number: int, remark: Remark, mend: Mend, sheet: Sheet) -> str:
    """The relation alone where the remark names the statement."""
    words = sheet.words
    relation = words.say("relation", relation=mend.field.rpartition(".")[2])
    if remark.values.get("statement"):
        return words.say("mend-related", number=str(number), relation=relation)
    about = named(mend.value, sheet.edition, words)
    return words.say("mend-relate", number=str(number), relation=relation, statement=about)


def _dropped(mend: Mend, sheet: Sheet) -> str:
    if mend.field == "topics":
        return title_of(mend.value, sheet.edition, sheet.words)
    if mend.field.startswith("relations"):
        return named(mend.value, sheet.edition, sheet.words)
    return mend.value


# -- a mend in the data of a button: a sign for the deed, one for a relation or a warning, the rest


def written(mend: Mend) -> str:
    """A mend as a button carries it."""
    match mend.deed:
        case "relate":
            return f"r{_relation(mend)}{mend.value}"
        case "drop" if mend.field.startswith("relations"):
            return f"x{_relation(mend)}{mend.value}"
        case "waive":
            name, _, statement = mend.value.partition(":")
            return f"w{_DIGITS[_NAMES.index(name)]}{statement}"
        case "number":
            return f"n{mend.value}"
        case "correct":
            return "k"
        case deed:
            return f"{deed[0]}{mend.field}~{mend.value}"


def _relation(mend: Mend) -> int:
    return _RELATIONS.index(Relation(mend.field.rpartition(".")[2]))


def read_mend(value: str) -> Mend | None:
    """The mend that a button carries; None for what no version of ours has written."""
    deed, sign, rest = value[:1], value[1:2], value[2:]
    if deed in ("r", "x") and sign.isdecimal() and int(sign) < len(_RELATIONS):
        relation = _RELATIONS[int(sign)].value
        if deed == "r":
            return Mend("relate", relation, rest)
        return Mend("drop", f"relations.{relation}", rest)
    if deed == "w" and sign in _DIGITS[: len(_NAMES)]:
        return Mend("waive", "", ":".join(filter(None, (_NAMES[_DIGITS.index(sign)], rest))))
    if deed == "n":
        return Mend("number", "numbers", value[1:])
    if value == "k":
        return Mend("correct")
    field, _, what = value[1:].partition("~")
    deeds: dict[str, Literal["confirm", "drop"]] = {"c": "confirm", "d": "drop"}
    return Mend(deeds[deed], field, what) if deed in deeds else None
