"""Lists: drafts, statements to choose from, the history of one, what an undo would take back. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, Literal
from zoneinfo import ZoneInfo

from bot.buttons import Button
from bot.editing.card import title_of_draft
from bot.editing.presses import pressing
from bot.editing.publication import difference_lines
from bot.editing.sheet import brief, rows_that_fit, shortened, value_of
from bot.newsroom import key_of
from bot.reply import Reply, bold, escape
from bot.verdicts import Step, Undone
from bot.words import Words
from jobs.drafts import Kept
from jobs.editors import Role
from knowledge.attached import Phrasing
from knowledge.change import Entry, Event
from knowledge.edition import Edition
from knowledge.model import Statement

#: What a statement can be chosen for; the first letter stands in the button.
Purpose = Literal["correct", "edit", "retract", "history"]
PURPOSES: Final[dict[str, Purpose]] = {
    "c": "correct", "e": "edit", "r": "retract", "h": "history",
}  # fmt: skip

#: How the words for who is told name what an undo does.
_AIMS: Final = {
    Event.PUBLISHED: "add",
    Event.RESTORED: "add",
    Event.CORRECTED: "correct",
    Event.EDITED: "edit",
    Event.RETRACTED: "retract",
}
_STEPS: Final = 6  # versions in one message
_CHANGES: Final = 5  # of one version
_NOTE: Final = 1500  # characters of a reason; Fluent takes no value of more than 2,500
_LONGEST: Final = 3900


def draft_list(
    kept: Sequence[Kept], words: Words, edition: Edition, care: Sequence[str] = ()
) -> Reply:
    """Drafts, each with a button that opens it, and what else needs care."""
    lines = [bold(words.say("drafts-title"))] if kept else [escape(words.say("drafts-none"))]
    rows = []
    for one in kept:
        who = value_of(one.draft, "speaker", words, edition).partition(" (")[0]
        what = who if one.draft.aim == "add" else title_of_draft(one.draft, words)
        label = words.say(
            "drafts-row",
            state=one.state,
            what=what or words.say("drafts-empty-one"),
            by=one.editor,
        )
        rows.append(Button(shortened(label, 60), pressing("open", "", one.id, one.revision)))
    lines.extend(map(escape, care))
    return Reply("\n".join(lines), rows_that_fit(rows))


def finding(
    statements: Sequence[Statement], purpose: Purpose, words: Words, *, searched: bool
) -> Reply:
    """Statements to choose one from."""
    lines = [bold(words.say("find-title", aim=purpose))]
    if searched and not statements:
        lines.append(escape(words.say("find-none")))
    lines.append(escape(words.say("find-hint", command=f"/{purpose}")))
    buttons = [
        Button(_line(one, words), pressing("revise", f"{purpose[0]}~{one.id}"))
        for one in statements
    ]
    return Reply("\n".join(lines), rows_that_fit(buttons))


def _line(statement: Statement, words: Words) -> str:
    return shortened(f"{brief(statement, words)}: {statement.texts.text(words.language)}", 100)


def history(
    steps: Sequence[Step], words: Words, edition: Edition, zone: ZoneInfo, role: Role
) -> Reply:
    """Each version with who, when, why and what changed, the newest first."""
    latest = steps[-1].entry
    lines = [bold(words.say("history-title", statement=latest.statement.id))]
    lines.append(escape(brief(latest.statement, words)))
    blocks = [["", *map(escape, _step(step, words, edition, zone))] for step in reversed(steps)]
    text = _that_fits(lines, blocks, words)
    rows = _next(latest, words) if role.covers(Role.EDITOR) else ()
    return Reply(text, rows_that_fit(rows, 3))


def _that_fits(lines: list[str], blocks: list[list[str]], words: Words) -> str:
    """As many versions as one message holds, the newest first, and how many are left out.

    Where one alone is too long, it loses its last lines.
    """
    shown = [list(block) for block in blocks[:_STEPS]]
    while True:
        left = len(blocks) - len(shown)
        older = ["", escape(words.say("history-older", count=left))] if left else []
        text = "\n".join((*lines, *(line for block in shown for line in block), *older))
        if len(text) <= _LONGEST or not shown[0]:
            return text
        if len(shown) > 1:
            shown.pop()
        else:
            shown[0].pop()


def _step(step: Step, words: Words, edition: Edition, zone: ZoneInfo) -> list[str]:
    entry = step.entry
    day, time = when(entry.happened_at, words, zone)
    head = words.say(
        "history-row",
        number=str(entry.statement.version),
        event=entry.event.value,
        date=day,
        time=time,
        by=entry.author,
    )
    note = [words.say("history-note", note=shortened(entry.reason, _NOTE))] if entry.reason else []
    return [head, *note, *difference_lines(step.differences, words, edition)[:_CHANGES]]


def _next(latest: Entry, words: Words) -> tuple[Button, ...]:
    name = latest.statement.id
    if latest.event == "retracted":
        return ()
    return (
        Button(words.say("button-correct"), pressing("revise", f"c~{name}")),
        Button(words.say("button-edit"), pressing("revise", f"e~{name}")),
        Button(words.say("button-retract"), pressing("revise", f"r~{name}")),
    )


def undoing(
    change: Entry | Phrasing | None,
    reach: tuple[Event, int] | None,
    words: Words,
    zone: ZoneInfo,
) -> Reply:
    """What an undo would take back, what that does and who is told, and the button that does."""
    if change is None:
        return Reply(escape(words.say("undo-nothing")))
    lines = [words.say("undo-sure"), what_was(change, words, zone)]
    if reach:
        event, count = reach
        lines.append(words.say("look-told", aim=_AIMS[event], count=count))
    button = Button(words.say("button-undo"), pressing("undo", key_of(change)))
    return Reply("\n".join(map(escape, lines)), ((button,),))


def undone(done: Undone, words: Words, zone: ZoneInfo) -> Reply:
    """What was taken back, and the ways on."""
    buttons = [Button(words.say("button-undo"), pressing("undo", key_of(done.now)))]
    if isinstance(done.now, Entry):
        name = done.now.statement.id
        buttons.append(Button(words.say("button-history"), pressing("history", name)))
    text = words.say("undone", what=what_was(done.before, words, zone))
    return Reply(escape(text), rows_that_fit(buttons, 2))


def what_was(change: Entry | Phrasing, words: Words, zone: ZoneInfo) -> str:
    """A change of the log in one line."""
    what = name_of(change)
    day, time = when(change.happened_at, words, zone)
    event = change.event.value if isinstance(change, Entry) else change.event
    return words.say("undo-what", event=event, what=what, date=day, time=time)


def name_of(change: Entry | Phrasing) -> str:
    """What was changed: the name of a statement, or a phrasing."""
    return change.statement.id if isinstance(change, Entry) else f"«{change.text}»"


def when(moment: dt.datetime, words: Words, zone: ZoneInfo) -> tuple[str, str]:
    """The day and the time of day of a moment."""
    here = moment.astimezone(zone)
    return words.day(here.date()), f"{here:%H:%M}"
