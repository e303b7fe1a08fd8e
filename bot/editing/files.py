"""Statements as a file: the dry run of what is brought in, and the shapes of an export. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.buttons import Button
from bot.editing.presses import pressing
from bot.editing.remarks import said
from bot.editing.sheet import Sheet
from bot.reply import Reply, bold, escape
from bot.words import Words
from knowledge.bulk.records import FAULTS, Fault
from knowledge.bulk.trial import Trial
from knowledge.change import Change, Entry, Event
from knowledge.checking.drafts import Remark
from knowledge.drafting.draft import Draft
from knowledge.edition import Edition
from knowledge.model import LANGUAGES

_SHOWN = 15  # faults in one message
_LONGEST = 200  # characters of what a fault quotes


def trial_page(
    trial: Trial, digest: str, words: Words, edition: Edition, reach: tuple[int, int] = (0, 0)
) -> Reply:
    """What a file would change, with the button that applies it; or all that is wrong with it.

    `reach` is how many chats would be told of news, and how many of corrections.
    """
    lines = [bold(words.say("import-title"))]
    if trial.faults:
        lines.append(escape(words.say("import-faults", count=len(trial.faults))))
        lines.extend(escape(_fault(one, words, edition)) for one in trial.faults[:_SHOWN])
        if len(trial.faults) > _SHOWN:
            lines.append(escape(words.say("import-more", count=len(trial.faults) - _SHOWN)))
        return Reply("\n".join(lines))
    counts = {
        "added": trial.count(Event.PUBLISHED),
        "corrected": trial.count(Event.CORRECTED),
        "edited": trial.count(Event.EDITED),
    }
    counted = {name: str(count) for name, count in counts.items()}
    lines.append(escape(words.say("import-counts", unchanged=str(trial.unchanged), **counted)))
    if not trial.changes:
        lines.append(escape(words.say("import-nothing")))
        return Reply("\n".join(lines))
    lines.extend(_reached(trial.changes, reach, words))
    apply = Button(words.say("import-apply"), pressing("import", digest))
    return Reply("\n".join(lines), ((apply,),))


def _reached(changes: Sequence[Change], reach: tuple[int, int], words: Words) -> list[str]:
    """Who is told of it, a line for news and a line for corrections."""
    news, corrections = reach
    lines = []
    if any(one.event is Event.PUBLISHED for one in changes):
        lines.append(words.say("look-told", aim="add", count=news))
    if any(one.event is Event.CORRECTED for one in changes):
        lines.append(words.say("look-told", aim="correct", count=corrections))
    return list(map(escape, lines))


def applied(
    made: Sequence[Entry], changes: Sequence[Change], reach: tuple[int, int], words: Words
) -> Reply:
    """What was applied, who is told of it, and the button that takes all of it back."""
    lines = [escape(words.say("import-done", count=len(made))), *_reached(changes, reach, words)]
    first, last = made[0].position, made[-1].position
    if last - first + 1 != len(made):  # it had been applied in part before
        return Reply("\n".join(lines))
    back = Button(words.say("import-take-back"), pressing("undo", f"{first}-{last}"))
    return Reply("\n".join(lines), ((back,),))


def _fault(fault: Fault, words: Words, edition: Edition) -> str:
    what = _what(fault, words, edition)
    if not fault.row:
        return words.say("import-file", what=what)
    column = "some" if fault.column else "none"
    return words.say("import-row", row=str(fault.row), column=column, name=fault.column, what=what)


def _what(fault: Fault, words: Words, edition: Edition) -> str:
    values = {name: value[:_LONGEST] for name, value in fault.values.items()}
    if fault.name in FAULTS:
        return words.say(f"import-{fault.name}", **values)
    language = next((one for one in LANGUAGES if fault.column.endswith(f".{one}")), None)
    remark = Remark(fault.name, "stops", fault.column, language, values)
    return said(remark, Sheet(words, edition, 0, 0, Draft("add")))


def exporting(words: Words) -> Reply:
    """In which shape to export."""
    buttons = tuple(
        Button(label, pressing("export", kind))
        for kind, label in (("json", "JSON"), ("csv", "CSV"), ("jsonld", "JSON-LD"))
    )
    text = f"{escape(words.say('export-title'))}\n{escape(words.say('export-about'))}"
    return Reply(text, (buttons,))
