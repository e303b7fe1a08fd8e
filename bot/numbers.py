"""The page of /stats: a picture a row, and how far the newest statements were told. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Final

from babel.dates import format_date

from bot.chart import bars
from bot.operation import Numbers
from bot.reply import Reply, bold, escape
from bot.words import Words
from knowledge.edition import Edition

#: Those that are shown even where nothing was counted.
_ALWAYS: Final = ("questions", "answers", "unknowns", "subscribers", "alerts")
_ROWS: Final = (*_ALWAYS, "corrections", "stopped", "blocked")
_LONG: Final = 60  # characters of a statement


def numbers_page(numbers: Numbers, edition: Edition, words: Words) -> Reply:
    """What owners see."""
    now = words.say("stats-now", subscribers=numbers.subscribers, waiting=numbers.waiting)
    parts = [bold(words.say("stats-title")), escape(now)]
    if numbers.halted:
        parts.append(escape(words.say("halted-now")))
    parts.append(f"<pre>{escape(_picture(numbers, words))}</pre>")
    parts.extend(_told(numbers, edition, words))
    return Reply("\n".join(parts))


def _picture(numbers: Numbers, words: Words) -> str:
    days = list(numbers.by_day)
    lines = [f"{_short(days[0], words)} … {_short(days[-1], words)}"]
    for what in _ROWS:
        row = [numbers.by_day[day].get(what) for day in days]
        if any(row) or what in _ALWAYS:
            lines += [words.say("stats-row", what=what, today=row[-1] or 0), bars(row)]
    return "\n".join(lines)


def _told(numbers: Numbers, edition: Edition, words: Words) -> list[str]:
    lines = []
    for name, progress in numbers.told:
        statement = edition.statements.get(name)
        text = statement.texts.text(words.language) if statement else name
        short = text if len(text) <= _LONG else text[:_LONG].rsplit(" ", 1)[0] + " …"
        counts = words.say(
            "stats-told",
            told=progress.told,
            waiting=progress.waiting,
            failed=progress.failed,
            corrected=progress.corrections,
        )
        lines.append(f"— {escape(short)}\n{escape(counts)}")
    return ["", bold(words.say("stats-statements")), *lines] if lines else []


def _short(day: dt.date, words: Words) -> str:
    return format_date(day, "d MMM", locale=words.language)
