"""Looking at a draft as families will see it, publishing it, and what can still be done then. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_time

from bot.buttons import Button
from bot.editing.presses import pressing
from bot.editing.remarks import remark_lines
from bot.editing.sheet import Sheet, language_name, rows_that_fit, shortened, value_of
from bot.reply import Reply, Rows, bold, escape
from bot.verdicts import Published, Stale
from bot.words import Words
from jobs.editors import Role
from knowledge.change import Difference
from knowledge.drafting.draft import Draft, drafted
from knowledge.edition import Edition
from knowledge.model import LANGUAGES, Language

_LONGEST: Final = 4000
_CUT: Final = 200  # characters of a value in a list of differences
_AROUND: Final = 3  # words beside what differs
#: What stands in a record for the program alone.
_INTERNAL: Final = ("id", "added_on", "speaker.id", "source.url_basis", "source.published_basis")
#: Fields with a text for each language, as the locale files name them.
_IN_LANGUAGES: Final = {
    "speaker.name": "speaker", "speaker.role": "speaker-role", "claim_owner": "claim_owner",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """What is shown before somebody publishes or approves."""

    sheet: Sheet
    #: The language shown, and what it shows; None for what is withdrawn or is no statement yet.
    language: Language
    seen: Reply | None
    audience: int
    #: Minutes in which it can be taken back.
    hold: int
    #: Whether a second person has to approve; and whether the one who looks is that person.
    approval: bool = False
    approves: bool = False


def looking(look: Look) -> Reply:
    """What families will see, how many will be told, and the button that publishes."""
    sheet, words = look.sheet, look.sheet.words
    head = [bold(words.say("look-title"))] if look.seen else []
    if look.approves and sheet.kept:
        head.insert(0, escape(words.say("waiting-asked", by=sheet.kept.editor)))
    if sheet.draft.note:
        head.append(escape(words.say("history-note", note=sheet.draft.note)))
    body = [_body(look)]
    tail = [*remark_lines(sheet), "", *_told(look)]
    text = "\n".join((*head, "", *body, *tail))
    if len(text) > _LONGEST:
        text = "\n".join((*head, "", *body, *_told(look)))
    if len(text) > _LONGEST:
        text = "\n".join((*head, "", *body))
    return Reply(text, _look_buttons(look))


def _body(look: Look) -> str:
    if look.seen:
        return look.seen.html
    words, draft = look.sheet.words, look.sheet.draft
    if draft.aim == "retract":
        text = str(
            draft.value(f"texts.{words.language}") or next(iter(draft.value("texts").values()))
        )
        return f"{escape(words.say('look-retract'))}\n{escape(text)}"
    return escape(words.say("look-nothing"))


def _told(look: Look) -> list[str]:
    words, aim = look.sheet.words, look.sheet.draft.aim
    lines = [words.say("look-told", aim=aim, count=look.audience)]
    if aim == "add" and look.hold and not look.sheet.stopped:
        lines.append(words.say("look-hold", minutes=look.hold))
    return [escape(line) for line in lines]


def _look_buttons(look: Look) -> Rows:
    sheet = look.sheet
    others = tuple(
        sheet.labelled(language_name(one), "look", one)
        for one in LANGUAGES
        if look.seen and one != look.language
    )
    back = sheet.button("button-to-card", "open")
    if look.approves:
        returning = sheet.button("button-return", "return")
        return (others, (sheet.button("button-approve", "approve"),), (returning,))
    if sheet.stopped or not (look.seen or sheet.draft.aim == "retract"):
        return tuple(row for row in (others, (back,)) if row)
    key = "button-publish-anyway" if sheet.remarks else "button-publish"
    publish = sheet.button(
        "button-ask-approval" if look.approval else key, "send", aim=sheet.draft.aim
    )
    return tuple(row for row in (others, (publish,), (back,)) if row)


# -- afterwards


def published(done: Published, words: Words, zone: ZoneInfo, role: Role) -> Reply:
    """What was published, when it will be told, and the buttons that still change that."""
    entry = done.entry
    lines = [
        words.say(
            "published",
            aim=done.kept.draft.aim,
            statement=entry.statement.id,
            version=str(entry.statement.version),
        ),
        words.say("look-told", aim=done.kept.draft.aim, count=done.audience),
    ]
    buttons = []
    if done.told_at:
        time = clock(done.told_at, zone, words)
        lines.append(words.say("published-told" if done.audience else "published-back", time=time))
        buttons.append(_about(words, "button-take-back", "take_back", entry.position))
        if role is Role.OWNER:
            buttons.append(_about(words, "button-tell-now", "release", entry.position))
    else:
        buttons.append(_about(words, "button-undo", "undo", f"s{entry.position}"))
    history = _about(words, "button-history", "history", entry.statement.id)
    rows = (*rows_that_fit(buttons, 2), *rows_that_fit([history]))
    return Reply("\n".join(map(escape, lines)), rows)


def _about(words: Words, key: str, action: str, value: str | int) -> Button:
    return Button(words.say(key), pressing(action, str(value)))  # type: ignore[arg-type]


def clock(at: float, zone: ZoneInfo, words: Words) -> str:
    """The time of day of a moment."""
    moment = dt.datetime.fromtimestamp(at, zone)
    said: str = format_time(moment, "HH:mm", locale=words.language)
    return said


def stale(found: Stale, words: Words, edition: Edition) -> Reply:
    """Somebody changed the statement meanwhile: who, what, and how to go on; the draft is kept."""
    lines = [
        words.say("draft-stale", by=found.entry.author),
        *difference_lines(found.differences, words, edition),
        words.say("draft-stale-again"),
    ]
    kept = found.kept
    onwards = Button(words.say("button-catch-up"), pressing("catch_up", "", kept.id, kept.revision))
    back = Button(words.say("button-to-card"), pressing("open", "", kept.id, kept.revision))
    return Reply("\n".join(map(escape, lines)), ((onwards,), (back,)))


def difference_lines(
    differences: Sequence[Difference], words: Words, edition: Edition
) -> list[str]:
    """What changed, a line a field; what a person would not see is left out."""
    lines = []
    for one in differences:
        was, now = (_read(one.field, value, words, edition) for value in (one.was, one.now))
        if one.field in _INTERNAL or was == now:
            continue
        before, after = apart(was, now)
        nothing, field = words.say("history-nothing"), _field(one.field, words)
        said = {"field": field, "before": before or nothing, "after": after or nothing}
        lines.append(f"— {words.say('history-change', **said)}")
    return lines


def _read(name: str, value: Any, words: Words, edition: Edition) -> str:  # noqa: ANN401, whatever a record holds
    """A value of a record as a person reads it; empty for nothing."""
    if value is None:
        return ""
    if name == "speaker.side":
        return words.say(f"side-{value}")
    if name == "said_on_precision":
        return words.say("precision", precision=value)
    if name == "cross_checks":
        return "; ".join(_cross_check(check, words, edition) for check in value)
    if name == "speaker.aliases":
        return "; ".join(value)
    shown = "relations" if name.startswith("relations.") else name
    return value_of(Draft("edit").with_field(name, value), shown, words, edition)


def _cross_check(check: Sequence[str], words: Words, edition: Edition) -> str:
    """Where something was looked for, and what was found; that of the other side as a draft says it."""
    looked = value_of(drafted({"cross_checks": [check]}, "edit"), "other_side", words, edition)
    return looked or ": ".join(check)


def apart(before: str, after: str) -> tuple[str, str]:
    """What two texts have differently, with a few words of what is around it."""
    old, new = before.split(), after.split()
    shorter = min(len(old), len(new))
    same = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    ending = 0
    while ending < shorter - same and old[-1 - ending] == new[-1 - ending]:
        ending += 1
    first, last = max(0, same - _AROUND), max(0, ending - _AROUND)
    return _piece(old, first, last), _piece(new, first, last)


def _piece(words: Sequence[str], first: int, left_out: int) -> str:
    kept = shortened(" ".join(words[first : len(words) - left_out]), _CUT)
    return " ".join(filter(None, ("…" if first else "", kept, "…" if left_out else "")))


def _field(name: str, words: Words) -> str:
    start, _, rest = name.partition(".")
    if start == "texts":
        return words.say("text-in", language=rest)
    path, _, language = name.rpartition(".")
    if path in _IN_LANGUAGES:
        field = words.say("field", field=_IN_LANGUAGES[path])
        return f"{field} ({words.say('in-language', language=language)})"
    known = start if start == "relations" else name
    return words.say("field", field=known.replace(".", "-"))
