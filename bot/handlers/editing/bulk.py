"""The base as a file, and a file into the base."""

from __future__ import annotations

from telegram import Update

from bot.context import Context
from bot.editing.presses import Pressed
from bot.handlers.editing.rights import for_role
from bot.handlers.editing.talk import Talk
from jobs.editors import Editor, Role


@for_role(Role.REVIEWER)
async def export(event: Update, context: Context, by: Editor) -> None:
    """Send the base."""
    await (await Talk.of(event, context, by)).say("questions-none")


@for_role(Role.EDITOR)
async def bring(event: Update, context: Context, by: Editor) -> None:
    """Ask for a file."""
    await (await Talk.of(event, context, by)).say("questions-none")


async def write(talk: Talk) -> bool:
    """Take a file that was asked for; whether it was."""
    del talk
    return False


async def press(talk: Talk, pressed: Pressed) -> None:
    """Act on a button of an import."""
    del pressed
    await talk.say("questions-none")
