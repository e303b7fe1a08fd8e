"""The draft card: every field with a button, what is missing marked, what is to be mended. Pure."""

from __future__ import annotations

from typing import Final

from bot.buttons import Button
from bot.editing.remarks import mending, remark_lines
from bot.editing.sheet import Sheet, rows_that_fit, shortened, value_of
from bot.reply import Reply, Rows, bold, escape
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
_LONGEST: Final = 3800
#: Typographic signs and no pictures: the only marks that a label has room for.
_THERE, _DOUBTED, _LACKING = "✓ ", "? ", "+ "


def card(sheet: Sheet) -> Reply:
    """The whole draft."""
    lines = [bold(_title(sheet)), *_lacking(sheet), *_waiting(sheet), "", *_values(sheet)]
    lines.extend(remark_lines(sheet))
    if sheet.expects:
        lines.extend(("", prompt_of(sheet, sheet.expects)))
    text = "\n".join(lines)
    if len(text) > _LONGEST:
        text = "\n".join([*lines[:2], *remark_lines(sheet)])[:_LONGEST]
    return Reply(text, _buttons(sheet))


def _title(sheet: Sheet) -> str:
    draft = sheet.draft
    statement = str(draft.value("id") or "")
    return sheet.words.say(
        "card-title", number=str(sheet.number), aim=draft.aim, statement=statement
    )


def _lacking(sheet: Sheet) -> list[str]:
    named = dict.fromkeys(_on_card(name) for name in sheet.draft.missing())
    if named:
        what = ", ".join(sheet.words.say("field", field=name) for name in named)
        return [escape(sheet.words.say("card-lacking", what=what))]
    return [escape(sheet.words.say("card-stopped" if sheet.stopped else "card-ready"))]


def _waiting(sheet: Sheet) -> list[str]:
    return [escape(sheet.words.say("card-waiting"))] if sheet.waiting else []


def _on_card(name: str) -> str:
    """The field of the card that a field of the record belongs to."""
    return name.partition(".")[0]


def _values(sheet: Sheet) -> list[str]:
    lines = []
    for name, parts in CARD.items():
        if name == "texts":
            continue
        values = [value_of(sheet.draft, one, sheet.words, sheet.edition) for one in parts]
        _add(lines, name, ", ".join(filter(None, values)), sheet)
    for name in MORE:
        if not name.startswith("source.publisher"):
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
    return sheet.words.say("field", field=name.replace(".", "-"))


def prompt_of(sheet: Sheet, name: str) -> str:
    """What to write now, as HTML; how to leave it is the card's own buttons."""
    asked = sheet.words.say("ask", field=name.replace(".", "-"))
    return f"{bold(sheet.words.say('ask-now'))} {escape(asked)}"


# -- buttons


def _buttons(sheet: Sheet) -> Rows:
    fields = [_field(name, sheet) for name in CARD]
    if sheet.draft.aim != "add":
        fields.append(_field("note", sheet))
    fields.append(sheet.button("button-more", "open", "more"))
    return (
        *rows_that_fit(mending(sheet)),
        *rows_that_fit(fields, 3),
        *_onwards(sheet),
        (sheet.button("button-later", "later"), sheet.button("button-drop", "drop")),
    )


def _onwards(sheet: Sheet) -> Rows:
    if any(name != "note" for name in sheet.draft.missing()):
        return ()
    key = "button-look" if sheet.stopped else "button-look-and-publish"
    return ((sheet.button(key, "look", sheet.words.language),),)


def _field(name: str, sheet: Sheet) -> Button:
    return sheet.labelled(_mark(name, sheet) + _label(name, sheet), "ask", name)


def _mark(name: str, sheet: Sheet) -> str:
    draft = sheet.draft
    if any(_on_card(doubted) == name for doubted in draft.doubtful):
        return _DOUBTED
    missing = any(_on_card(one) == name for one in draft.missing())
    wrong = any(_on_card(r.field) == name and r.severity == "stops" for r in sheet.remarks)
    if missing or wrong:
        return _LACKING
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
