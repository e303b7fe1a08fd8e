"""What people asked and nobody could answer: attached to a topic, or made a draft of."""

from __future__ import annotations

from telegram import Update

from bot.context import Context
from bot.editing.presses import Pressed
from bot.handlers.editing.rights import for_role
from bot.handlers.editing.talk import Talk
from jobs.editors import Editor, Role


@for_role(Role.EDITOR)
async def questions(event: Update, context: Context, by: Editor) -> None:
    """List what was asked and not answered."""
    await (await Talk.of(event, context, by)).say("questions-none")


async def press(talk: Talk, pressed: Pressed) -> None:
    """Act on a button of the list."""
    del pressed
    await talk.say("questions-none")
