"""What concerns the chat itself: its language, what is kept, and the cards behind commands."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update

from bot import pages
from bot.context import Context
from bot.handlers.subscribing import for_administrators
from bot.sending import send


def showing_card(name: str) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
    """A handler that shows a card."""

    async def show_card(event: Update, context: Context) -> None:
        language = await context.language(event)
        await send(
            event, context.reply(context.house.desk.card(name, language, context.house.today))
        )

    return show_card


async def language(event: Update, context: Context) -> None:
    """Let the person choose a language."""
    await send(event, pages.choose_language(await context.words(event)))


async def privacy(event: Update, context: Context) -> None:
    """Say what is kept, why, how long, and who sees it."""
    await send(event, pages.say(await context.words(event), "privacy"))


@for_administrators
async def delete(event: Update, context: Context) -> None:
    """Delete all that is kept, at once."""
    words = await context.words(event)
    kept = await context.house.forget(event.effective_chat.id if event.effective_chat else 0)
    await send(event, pages.say(words, "deleted" if kept else "nothing-to-delete"))


async def moved(event: Update, context: Context) -> None:
    """Follow a group to its new number."""
    message = event.effective_message
    if message and message.migrate_to_chat_id:
        await context.house.move(message.chat.id, message.migrate_to_chat_id)
