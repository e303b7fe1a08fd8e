"""What commands show: the greeting, the topics, the state of the base, its sources. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from bot.buttons import Button, showing
from bot.reply import Reply, bold, escape, language_buttons, source_lines
from bot.words import Words
from knowledge.answering import Subject
from knowledge.edition import Edition
from knowledge.model import WARRING, Topic


def start(words: Words) -> Reply:
    """The first message to a new person."""
    rows = ((Button(words.say("button-topics"), "topics"),), *language_buttons())
    return Reply("\n\n".join(escape(words.say(key)) for key in ("start", "start-limits")), rows)


def choose_language(words: Words) -> Reply:
    """The question which language to answer in."""
    return Reply(escape(words.say("language-title")), language_buttons())


def topics(edition: Edition, words: Words) -> Reply:
    """Every topic that has an answer, as buttons."""
    answered = [t for t in edition.guidance.topics.values() if edition.on_topic(t)]
    if not answered:
        return Reply(escape(words.say("topics-empty")))
    rows = tuple(
        (Button(_title(topic, words), showing(Subject("topic", topic.id))),) for topic in answered
    )
    return Reply(bold(words.say("topics-title")), rows)


def _title(topic: Topic, words: Words) -> str:
    return topic.title.text(words.language)


def status(edition: Edition, words: Words, today: dt.date, *, halted: bool = False) -> Reply:
    """How large and how old the base is, and whether alerts of what is new are halted."""
    if edition.newest_on is None or edition.grown_on is None:
        return Reply(escape(words.say("unknown-empty")))
    lines = [
        words.say("status-count", total=len(edition.statements), **_by_side(edition)),
        words.say(
            "status-newest",
            newest=words.day(edition.newest_on),
            age=words.age(edition.newest_on, today),
        ),
        words.say("status-grown", grown=words.day(edition.grown_on)),
    ]
    if halted:
        lines.append(words.say("halted-now"))
    text = "\n".join((bold(words.say("status-title")), *map(escape, lines)))
    return Reply(text, ((Button(words.say("button-topics"), "topics"),),))


def say(words: Words, key: str, **values: str | int) -> Reply:
    """A plain message."""
    return Reply(escape(words.say(key, **values)))


def base_sources(edition: Edition, words: Words) -> Reply:
    """Every source of the base, and how many statements come from which side."""
    sources = dict.fromkeys(s.source for s in edition.statements.values())
    lines = [bold(words.say("sources-all")), *(source_lines(source, words) for source in sources)]
    lines.append("\n" + escape(words.say("sources-base", **_by_side(edition))))
    return Reply("\n".join(lines))


def not_asked(words: Words) -> Reply:
    """What to do when an answer, or none of the choices, was what was asked."""
    return Reply(escape(words.say("not-asked")), ((Button(words.say("button-topics"), "topics"),),))


def _by_side(edition: Edition) -> dict[str, int]:
    counts = Counter(statement.side for statement in edition.statements.values())
    warring = {side.value: counts[side] for side in WARRING}
    return {**warring, "other": counts.total() - sum(warring.values())}
