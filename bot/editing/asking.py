"""The page of one field: what it holds, what to send, what can be chosen, how to leave. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.buttons import Button
from bot.editing.card import prompt_of
from bot.editing.remarks import written
from bot.editing.sheet import Sheet, named, relation_of, rows_that_fit, title_of, value_of
from bot.reply import Reply, Rows, bold, escape
from knowledge.checking.drafts import Mend
from knowledge.drafting.filling import NotTaken
from knowledge.model import LANGUAGES

#: Buttons on one page: more than fit a screen twice are no help.
_MOST: Final = 40
_SCREEN: Final = 12  # rows of buttons; the way back must not be below all that one sees
#: Only chosen: nothing that is written for them would be clearer.
CHOSEN: Final = ("topics", "kind", "attribution")
_MARK: Final = "✓ "


def asking(sheet: Sheet, name: str, offered: Sequence[str]) -> Reply:
    """The page on which a field is filled; `offered` are the values to choose from."""
    words = sheet.words
    lines = [bold(words.say("field", field=name.replace(".", "-")))]
    if held := _held(sheet, name):
        lines.append(escape(words.say("ask-now-holds", value=held)))
    if name == "topics":
        lines.append(escape(words.say("ask-topics")))
    elif name in CHOSEN:
        lines.append(escape(words.say("ask-choose-only")))
    else:
        lines.append(prompt_of(sheet, name))
        if offered:
            lines.append(escape(words.say("ask-choose")))
    last = [sheet.button("button-to-card", "open")]
    if sheet.draft.value(name) and name != "topics":
        last.insert(0, sheet.button("button-empty", "empty", name))
    rows = _choices(sheet, name, offered)
    above = (tuple(last),) if len(rows) > _SCREEN else ()
    return Reply("\n".join(lines), (*above, *rows, tuple(last)))


def _held(sheet: Sheet, name: str) -> str:
    draft = sheet.draft
    if name == "texts":
        texts = (draft.value(f"texts.{one}") for one in LANGUAGES)
        return "\n\n".join(str(text) for text in texts if text)[:2500]
    return value_of(draft, name, sheet.words, sheet.edition)[:2500]


def _choices(sheet: Sheet, name: str, offered: Sequence[str]) -> Rows:
    if name == "topics":
        chosen = tuple(sheet.draft.value("topics") or ())
        return rows_that_fit([_topic(sheet, one) for one in _topics(sheet, chosen, offered)])
    buttons = [_choice(sheet, name, value) for value in offered[:_MOST]]
    return rows_that_fit(buttons, 1 if name == "relations" else 2)


def _topics(sheet: Sheet, chosen: Sequence[str], offered: Sequence[str]) -> list[str]:
    """Those chosen, those that suit, then all others that statements belong to."""
    topics = sheet.edition.guidance.topics.values()
    rest = [topic.id for topic in topics if not topic.speaker and not topic.side]
    return list(dict.fromkeys((*chosen, *offered, *rest)))


def _topic(sheet: Sheet, topic: str) -> Button:
    mark = _MARK if topic in (sheet.draft.value("topics") or ()) else ""
    return sheet.labelled(mark + title_of(topic, sheet.edition, sheet.words), "topic", topic)


def _choice(sheet: Sheet, name: str, value: str) -> Button:
    words = sheet.words
    if name == "relations" and (related := relation_of(value)):
        relation, statement = related
        about = named(statement, sheet.edition, words)
        label = f"{words.say('relation', relation=relation.value)}: {about}"
        return sheet.labelled(label, "mend", written(Mend("relate", relation.value, statement)))
    if name == "kind":
        said = words.say("kind", kind=value)
    elif name == "attribution":
        said = words.say("attribution", level=value)
    else:
        said = _speaker(sheet, value)
    mark = _MARK if value in (sheet.draft.value(name), sheet.draft.value(f"{name}.id")) else ""
    return sheet.labelled(mark + said, "take", f"{name}~{value}")


def _speaker(sheet: Sheet, value: str) -> str:
    spoken = {s.speaker.id: s.speaker for s in sheet.edition.statements.values()}
    figures = sheet.edition.guidance.lexicon.speakers
    if value in spoken:
        return spoken[value].name.text(sheet.words.language)
    return figures[value].name.text(sheet.words.language) if value in figures else value


def not_taken(sheet: Sheet, refused: NotTaken, name: str) -> Reply:
    """Why a text was not taken, what to send instead, and the way back to the card."""
    why = sheet.words.say("not-taken", reason=refused.reason, kind=refused.kind)
    text = "\n\n".join((escape(why), prompt_of(sheet, name)))
    return Reply(text, ((sheet.button("button-to-card", "open"),),))
