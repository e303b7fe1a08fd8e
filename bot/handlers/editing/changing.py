"""Choosing what is published, to change it or to look at its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from telegram import Update

from bot.context import Context
from bot.editing import lists
from bot.editing.lists import PURPOSES, Purpose
from bot.editing.presses import Pressed
from bot.handlers.editing.rights import ByEditor, Handle, for_role
from bot.handlers.editing.talk import Talk
from jobs.editors import Editor, Refused, Role
from knowledge.desk import Outcome
from knowledge.model import Statement

_OFFERED: Final = 8


def choosing_for(purpose: Purpose) -> Handle:
    """A command that begins with choosing a statement: by its name, by words of it, from a list."""

    async def choose(event: Update, context: Context, by: Editor) -> None:
        talk = await Talk.of(event, context, by)
        asked = " ".join(context.args or ())
        name = asked.strip()
        if name and (await talk.newsroom.history(name)):
            await begin(talk, purpose, name)
            return
        found = await _found(talk, asked)
        page = lists.finding(found, purpose, talk.words, searched=bool(asked))
        await talk.show(page)

    role = Role.REVIEWER if purpose == "history" else Role.EDITOR
    handle: ByEditor = choose
    return for_role(role)(handle)


async def begin(talk: Talk, purpose: Purpose, statement: str) -> None:
    """Show the history of a statement, or the card of a draft that changes it."""
    if purpose == "history":
        await _history(talk, statement)
        return
    kept = await talk.newsroom.revise(talk.by, statement, purpose)
    if isinstance(kept, Refused):
        await talk.refuse(kept)
    else:
        await talk.card(kept)


async def _history(talk: Talk, statement: str) -> None:
    steps = await talk.newsroom.history(statement)
    if not steps:
        await talk.refuse(Refused("unknown"))
        return
    house = talk.context.house
    page = lists.history(steps, talk.words, house.edition, house.settings.timezone, talk.by.role)
    await talk.show(page)


async def press(talk: Talk, pressed: Pressed) -> None:
    """Act on a button that names a statement."""
    if pressed.action == "history":
        await _history(talk, pressed.value)
        return
    letter, _, statement = pressed.value.partition("~")
    purpose = PURPOSES.get(letter)
    if purpose is None:
        await talk.refuse(Refused("unknown"))
    else:
        await begin(talk, purpose, statement)


async def _found(talk: Talk, asked: str) -> Sequence[Statement]:
    """The statements that words lead to; without words the newest."""
    house = talk.context.house
    if not asked:
        statements = house.edition.statements.values()
        return sorted(statements, key=lambda s: (s.added_on, s.said_on), reverse=True)[:_OFFERED]
    return _statements_of(talk, await house.look_up(asked, talk.words.language))[:_OFFERED]


def _statements_of(talk: Talk, outcome: Outcome) -> Sequence[Statement]:
    """What an answer shows, then what the topics offered instead of one hold."""
    edition = talk.context.house.edition
    found = list(outcome.answer.statements) if outcome.answer else []
    for choice in outcome.choices:
        topic = edition.guidance.topics.get(choice.subject.id)
        found.extend(edition.on_topic(topic) if topic else ())
    return list({statement.id: statement for statement in found}.values())
