"""Rights, asked on every message, button and file: by Telegram id, in private, in person.

Whoever is refused is told what to do, where they have a role; to everybody else the commands of
editors do not exist. Each refusal is logged: why, and of what kind; never who, and no text.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from telegram import Update

from bot import pages
from bot.context import Context
from bot.handlers.chats import showing_card
from bot.permission import misplaced
from bot.sending import acknowledge, send, send_to
from bot.words import words_in
from jobs.editors import Editor, Role

log = logging.getLogger(__name__)

Handle = Callable[[Update, Context], Coroutine[Any, Any, None]]
ByEditor = Callable[[Update, Context, Editor], Coroutine[Any, Any, None]]


def for_role(role: Role) -> Callable[[ByEditor], Handle]:
    """A handler of a command for those whose role covers this one."""

    def guarded(handle: ByEditor) -> Handle:
        @wraps(handle)
        async def allowed(event: Update, context: Context) -> None:
            by = await editor_of(event, context)
            why = misplaced(event)
            if by is None:
                refused("stranger", "command")
                if why is None:
                    await showing_card("help")(event, context)
            elif why:
                refused(why, "command")
                await _tell_in_private(event, context, by, f"refused-{why}")
            elif not by.role.covers(role):
                refused("role", "command")
                words = await context.words(event)
                needed = words.say("role", role=role.value)
                await send(event, pages.say(words, "refused-role", role=needed))
            else:
                await handle(event, context, by)

        return allowed

    return guarded


def ending_what_was_awaited(handle: Handle) -> Handle:
    """A handler of a command: who begins something else is not asked any more what was asked."""

    @wraps(handle)
    async def ended(event: Update, context: Context) -> None:
        by = None if misplaced(event) else await editor_of(event, context)
        if by and await context.house.newsroom.expected(by):
            await context.house.newsroom.expect(by, 0, "")
        await handle(event, context)

    return ended


async def presser(event: Update, context: Context, role: Role) -> Editor | None:
    """Who pressed a button, where they may; others are told in a window that only they see."""
    by = await editor_of(event, context)
    why = misplaced(event)
    if by and why is None and by.role.covers(role):
        return by
    refused(why or ("role" if by else "stranger"), "button")
    if event.callback_query:
        words = await context.words(event)
        await acknowledge(event.callback_query, words.say("refused-press"))
    return None


async def writer(event: Update, context: Context) -> Editor | None:
    """Whose message may be meant for a draft; None for everybody's own questions."""
    why = misplaced(event, material=True)
    if why == "elsewhere":
        return None
    by = await editor_of(event, context)
    if by and why:
        refused(why, "message")
        return None
    return by


async def _tell_in_private(event: Update, context: Context, by: Editor, key: str) -> None:
    """Say why to the editor alone: a word in a group would tell everybody there who edits."""
    hint = event.effective_user.language_code if event.effective_user else None
    words = words_in(await context.house.language_of(by.user, hint))
    await send_to(context.bot, by.user, pages.say(words, key))


async def editor_of(event: Update, context: Context) -> Editor | None:
    """The role of the person behind an update; none while people.db cannot be read."""
    user = event.effective_user
    if user is None or user.is_bot:
        return None
    try:
        return await context.house.newsroom.editor(user.id)
    except sqlite3.Error:
        log.exception("people.db cannot be read; nobody is an editor meanwhile")
        return None


def refused(why: str, kind: str) -> None:
    """Log that something was not carried out."""
    log.warning("editing refused: %s, %s", kind, why)
