"""The draft card: every field with a button, what is missing marked, what is to be mended. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.buttons import Button
from bot.editing.remarks import mending, remark_lines
from bot.editing.sheet import Sheet, rows_that_fit, shortened, value_of
from bot.reply import CardOf, Reply, Rows, bold, escape
from bot.words import Words
from knowledge.checking.drafts import Remark
from knowledge.drafting.draft import Draft
from knowledge.model import LANGUAGES

#: The fields on the card, each with those it stands for; all others are behind "more".
CARD: Final = {
    "speaker": ("speaker",),
    "said_on": ("said_on",),
    "texts": ("texts",),
    "source": ("source.publisher", "source.url"),
    "kind": ("kind",),
    "attribution": ("attribution",),
    "topics": ("topics",),
    "numbers": ("numbers",),
    "relations": ("relations",),
    "other_side": ("other_side",),
}
MORE: Final = (
    "source.publisher", "source.title", "source.author", "source.published_on", "said_until", "event_date",
    "claim_owner", "unconfirmed", "overtaken", "said_on_basis", "editor_note",
)  # fmt: skip
#: Switched by a tap; there is nothing to write.
FLAGS: Final = ("unconfirmed", "overtaken")
#: Fields of a language that are asked for as the whole is.
_WRITTEN: Final = ("texts.uk", "texts.ru", "texts.en")
#: What a statement is known by.
_KNOWN_BY: Final = ("speaker", "said_on", "source")
#: Remarks about no field in particular.
_OF_ALL: Final = ("no-change", "text-changed")
#: Characters with markup: of all of it, and of what is said first.
_LONGEST: Final = 4000
_FIRST: Final = 1800
#: Typographic signs and no pictures: the only marks that a label has room for.
_THERE, _DOUBTED, _LACKING = "✓ ", "? ", "+ "


def card(sheet: Sheet, first: str = "") -> Reply:
    """The whole draft, with what has to be said first above it."""
    above = [escape(shortened(first, _FIRST)), ""] if first else []
    head = [*above, bold(_title(sheet)), *_state(sheet)]
    values, remarks = _values(sheet), remark_lines(sheet)
    tail = ["", prompt_of(sheet, sheet.expects)] if sheet.expects else []
    text = "\n".join((*head, *(("", *values) if values else ()), *remarks, *tail))
    if len(text) > _LONGEST:
        text = "\n".join((*head, *remarks, *tail))
    if len(text) > _LONGEST:
        text = "\n".join((*head, *tail))
    return Reply(text, _buttons(sheet), card=CardOf(sheet.number))


def _title(sheet: Sheet) -> str:
    return title_of_draft(sheet.draft, sheet.words)


def title_of_draft(draft: Draft, words: Words) -> str:
    """What a draft is to become."""
    return words.say("card-title", aim=draft.aim, statement=str(draft.value("id") or ""))


def _state(sheet: Sheet) -> list[str]:
    """What is missing, or why it waits."""
    words, kept = sheet.words, sheet.kept
    said = []
    if kept and kept.returned and kept.state == "open":
        said.append(words.say("card-returned", note=kept.returned))
    if kept and kept.state == "waiting":
        said.append(words.say("card-waiting"))
    named = dict.fromkeys(_on_card(name) for name in sheet.draft.missing())
    if named:
        what = ", ".join(words.say("field", field=name) for name in named)
        said.append(words.say("card-lacking", what=what))
    else:
        said.append(words.say("card-stopped" if sheet.stopped else "card-ready"))
    if sheet.draft.aim == "retract":
        said.append(words.say("card-stays"))
    return [escape(line) for line in said]


def _on_card(name: str) -> str:
    """The field of the card that a field of the record belongs to."""
    return name.partition(".")[0]


def _values(sheet: Sheet) -> list[str]:
    lines: list[str] = []
    for name, parts in CARD.items():
        if name == "texts" or (sheet.draft.aim == "retract" and name not in _KNOWN_BY):
            continue
        values = [value_of(sheet.draft, one, sheet.words, sheet.edition) for one in parts]
        _add(lines, name, ", ".join(filter(None, values)), sheet)
    for name in MORE if sheet.draft.aim != "retract" else ():
        if name != "source.publisher":
            _add(lines, name, value_of(sheet.draft, name, sheet.words, sheet.edition), sheet)
    _add(lines, "note", sheet.draft.note, sheet)
    lines.extend(_texts(sheet))
    return lines


def _add(lines: list[str], name: str, value: str, sheet: Sheet) -> None:
    if value:
        said = sheet.words.say("card-field", field=_label(name, sheet), value=shortened(value))
        lines.append(escape(said))


def _texts(sheet: Sheet) -> list[str]:
    words, draft = sheet.words, sheet.draft
    written = [one for one in LANGUAGES if draft.value(f"texts.{one}")]
    return [
        escape(
            words.say(
                "card-field",
                field=words.say("text-in", language=one),
                value=shortened(str(draft.value(f"texts.{one}"))),
            )
        )
        for one in written
    ]


def _label(name: str, sheet: Sheet) -> str:
    return sheet.words.say("field", field=_key(name))


def prompt_of(sheet: Sheet, name: str) -> str:
    """What to write now, as HTML; how to leave it is the card's own buttons."""
    why = {"retract": "ask-reason", "edit": "ask-why"}.get(sheet.draft.aim, "ask")
    key = why if name == "note" else "ask"
    asked = sheet.words.say(
        key, field=name.split(".", maxsplit=1)[0] if name in _WRITTEN else _key(name)
    )
    return f"{bold(sheet.words.say('ask-now'))} {escape(asked)}"


def _key(name: str) -> str:
    """A field as the locale files name it."""
    return name.replace(".", "-")


def awaited(draft: Draft, remarks: Sequence[Remark]) -> str:
    """The field that the next message fills, so that nothing need be tapped for it; else nothing."""
    missing = draft.missing()
    if draft.aim == "add" and not draft.record:
        return "paste"
    if draft.aim != "retract":
        for name in ("speaker", "said_on", "texts", "source.url", "source.publisher"):
            if name in missing:
                return name
        if any(remark.name == "other-side" for remark in remarks):
            return "other_side"
    unchanged = any(remark.name == "no-change" for remark in remarks)
    return "note" if "note" in missing and not unchanged else ""


# -- buttons


def _buttons(sheet: Sheet) -> Rows:
    fields = [_field(name, sheet) for name in CARD]
    if sheet.draft.aim != "add":
        fields.append(_field("note", sheet))
    if sheet.draft.aim == "retract":
        fields = fields[-1:]
    else:
        fields.append(sheet.button("button-more", "more"))
    return (
        *mending(sheet),
        *rows_that_fit(fields, 3),
        *_onwards(sheet),
        (sheet.button("button-later", "later"), sheet.button("button-drop", "drop")),
    )


def _onwards(sheet: Sheet) -> Rows:
    if any(name != "note" for name in sheet.draft.missing()):
        return ()
    key = "button-look" if sheet.stopped else "button-look-and-publish"
    look = sheet.button(key, "look", sheet.words.language, aim=sheet.draft.aim)
    return ((look,),)


def _field(name: str, sheet: Sheet) -> Button:
    asked = "source.url" if name == "source" else name
    return sheet.labelled(_mark(name, sheet) + _label(name, sheet), "ask", asked)


def _mark(name: str, sheet: Sheet) -> str:
    draft = sheet.draft
    if any(_on_card(one) == name for one in draft.missing()):
        return _LACKING
    stops = [r for r in sheet.remarks if r.severity == "stops" and r.name not in _OF_ALL]
    if any(_on_card(remark.field) == name for remark in stops):
        return _DOUBTED if draft.value(name) else _LACKING
    there = draft.value(name) or any(draft.value(one) for one in CARD.get(name, ()))
    return _THERE if there else ""


def more(sheet: Sheet) -> Reply:
    """The fields that few statements need."""
    buttons = [_field_of_more(name, sheet) for name in MORE]
    back = sheet.button("button-to-card", "open")
    return Reply(escape(sheet.words.say("more-title")), (*rows_that_fit(buttons, 2), (back,)))


def _field_of_more(name: str, sheet: Sheet) -> Button:
    mark = _THERE if sheet.draft.value(name) else ""
    label = mark + _label(name, sheet)
    if name in FLAGS:
        return sheet.labelled(label, "flag", name)
    return sheet.labelled(label, "ask", name)
