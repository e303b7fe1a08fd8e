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
from knowledge.guard.persons import has_personal_data
from knowledge.model import LANGUAGES

_SHOWN = 15  # faults in one message
_LOOKED_AT = 5  # warnings in one message
_CUT = 200  # characters of what a fault quotes
_LONGEST = 3_800  # characters of a message, without its last line


def trial_page(
    trial: Trial, digest: str, words: Words, edition: Edition, reach: tuple[int, int] = (0, 0)
) -> Reply:
    """What a file would change, with the button that applies it; or all that is wrong with it.

    `reach` is how many chats would be told of news, and how many of corrections.
    """
    lines = [bold(words.say("import-title"))]
    if trial.faults:
        lines.append(escape(words.say("import-faults", count=len(trial.faults))))
        _list(lines, trial.faults[:_SHOWN], words, edition)
        left = len(trial.faults) - (len(lines) - 2)
        if left:
            lines.append(escape(words.say("import-more", count=left)))
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
    if trial.warnings:
        lines.append(escape(words.say("import-warnings", count=str(len(trial.warnings)))))
        _list(lines, trial.warnings[:_LOOKED_AT], words, edition)
    lines.extend(_reached(trial.changes, reach, words))
    apply = Button(words.say("import-apply"), pressing("import", digest))
    return Reply("\n".join(lines), ((apply,),))


def _list(lines: list[str], faults: Sequence[Fault], words: Words, edition: Edition) -> None:
    """Add a line for each fault, as long as Telegram takes the message."""
    for fault in faults:
        line = escape(_fault(fault, words, edition))
        if sum(map(len, lines)) + len(lines) + len(line) > _LONGEST:
            return
        lines.append(line)


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
    column = "some" if fault.column else "none"
    if not fault.row:
        return words.say("import-file", column=column, name=fault.column, what=what)
    return words.say("import-row", row=str(fault.row), column=column, name=fault.column, what=what)


def _what(fault: Fault, words: Words, edition: Edition) -> str:
    values = {name: _quoted(value) for name, value in fault.values.items()}
    if "shape" in values:
        names = values.get("names", "")
        values["shape"] = words.say("import-shape", shape=values["shape"], names=names)
    if fault.name in FAULTS:
        return words.say(f"import-{fault.name}", **values)
    language = next((one for one in LANGUAGES if fault.column.endswith(f".{one}")), None)
    remark = Remark(fault.name, "stops", fault.column, language, values)
    return said(remark, Sheet(words, edition, 0, 0, Draft("add")))


def _quoted(value: str) -> str:
    """What a file says, so far as it may be repeated: the message is kept until it is sent."""
    return "…" if has_personal_data(value) else value[:_CUT]


def exporting(words: Words) -> Reply:
    """In which shape to export."""
    buttons = tuple(
        Button(label, pressing("export", kind))
        for kind, label in (("json", "JSON"), ("csv", "CSV"), ("jsonld", "JSON-LD"))
    )
    text = f"{escape(words.say('export-title'))}\n{escape(words.say('export-about'))}"
    return Reply(text, (buttons,))
