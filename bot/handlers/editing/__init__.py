"""What editors do in the chat. Each step asks the newsroom, renders, and replies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Final

from telegram import Update

from bot.context import Context
from bot.editing.presses import Action, Pressed, read_pressed
from bot.handlers.editing import asked, bulk, changing, drafting, people, publishing
from bot.handlers.editing.rights import Handle, presser, writer
from bot.handlers.editing.talk import Talk
from bot.sending import acknowledge
from jobs.editors import Role

#: What a reviewer may press; all else is for editors, and the newsroom looks again.
_REVIEWER = ("open", "look", "approve", "return", "history", "list", "export")
_OWNER = ("role", "remove", "removed", "release")

#: Who acts on a button; on all others whoever writes drafts.
_DEEDS: Final[Mapping[Action, Callable[[Talk, Pressed], Awaitable[None]]]] = {
    "revise": changing.press,
    "history": changing.press,
    "take_back": publishing.press_published,
    "release": publishing.press_published,
    "undo": publishing.press_published,
    "role": people.press,
    "remove": people.press,
    "removed": people.press,
    "list": people.press,
    "attach": asked.press,
    "begin": asked.press,
    "asked": asked.press,
    "forget": asked.press,
    "import": bulk.press,
    "export": bulk.press,
}


async def pressed(event: Update, context: Context) -> None:
    """Act on a button of an editor."""
    query = event.callback_query
    button = read_pressed(query.data or "") if query else None
    if query is None or button is None:
        if query:
            await acknowledge(query, (await context.words(event)).say("old-button"))
        return
    if button.action == "join":
        await people.join(event, context, button)
        return
    # A list of questions has buttons of its own, which are for editors.
    reviews = button.action in _REVIEWER and button.value != "questions"
    needed = Role.REVIEWER if reviews else Role.EDITOR
    by = await presser(event, context, Role.OWNER if button.action in _OWNER else needed)
    if by is None:
        return
    talk = await Talk.of(event, context, by)
    act = asked.press if button.value == "questions" else _DEEDS.get(button.action, drafting.press)
    await act(talk, button)


def unless_an_editor_writes(otherwise: Handle) -> Handle:
    """A handler of messages; what an editor sends for a draft is taken there instead."""

    @wraps(otherwise)
    async def taken(event: Update, context: Context) -> None:
        by = await writer(event, context)
        if by is None:
            await otherwise(event, context)
            return
        talk = await Talk.of(event, context, by)
        if not (await bulk.write(talk) or await drafting.write(talk)):
            await otherwise(event, context)

    return taken


__all__ = ["asked", "bulk", "changing", "drafting", "people", "pressed", "publishing"]
