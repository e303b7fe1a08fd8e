"""What people asked and did not find: the list, and where each may belong. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.buttons import Button
from bot.editing.presses import pressing
from bot.editing.sheet import rows_that_fit, shortened, title_of
from bot.reply import Reply, bold, escape
from bot.words import Words
from jobs.unanswered import Likes
from knowledge.edition import Edition

_SHOWN: Final = 8  # groups in one message
#: So much of a group's name stands in a button; there are few groups.
_NAME: Final = 12


def list_of(found: Sequence[tuple[Likes, Sequence[str]]], words: Words, edition: Edition) -> Reply:
    """Groups of questions, each with the topics it may belong to: one tap attaches the likeliest."""
    if not found:
        return Reply(escape(words.say("questions-none")))
    lines = [bold(words.say("questions-title")), escape(words.say("questions-about")), ""]
    rows: list[tuple[Button, ...]] = []
    for number, (likes, topics) in enumerate(found[:_SHOWN], start=1):
        lines.append(escape(_line(number, likes, words)))
        buttons = [
            Button(
                shortened(f"{number}. {title_of(topic, edition, words)}", 60),
                pressing("attach", f"{name_of(likes)}~{topic}"),
            )
            for topic in topics[:1]
        ]
        other = words.say("questions-other", number=str(number))
        buttons.append(Button(other, pressing("asked", name_of(likes))))
        rows.extend(rows_that_fit(buttons, 2))
    return Reply("\n".join(lines), tuple(rows))


def _line(number: int, likes: Likes, words: Words) -> str:
    said = "; ".join(dict.fromkeys(group.words for group in likes.groups))
    return words.say(
        "questions-row",
        number=str(number),
        asked=shortened(said, 120),
        count=likes.chats,
        date=words.day(likes.last_on),
    )


def name_of(likes: Likes) -> str:
    """By what a button knows a group."""
    return likes.groups[0].name[:_NAME]


def placing(likes: Likes, topics: Sequence[str], words: Words, edition: Edition) -> Reply:
    """To which topic a group belongs, or what else is to become of it."""
    name = name_of(likes)
    text = words.say("questions-where", asked=likes.groups[0].words)
    others = [topic.id for topic in edition.guidance.topics.values()]
    ordered = list(dict.fromkeys((*topics, *others)))
    attach = [
        Button(
            shortened(title_of(topic, edition, words), 60), pressing("attach", f"{name}~{topic}")
        )
        for topic in ordered
    ]
    above = (
        (Button(words.say("questions-draft"), pressing("begin")),),
        (Button(words.say("questions-forget"), pressing("forget", name)),),
        (Button(words.say("button-back"), pressing("list", "questions")),),
    )
    return Reply(escape(text), (*above, *rows_that_fit(attach)))
