"""Handlers: ask a service, render, reply. One ordered list of them all."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.context import App, Context
from bot.handlers import browsing, chats, questions

Handle = Callable[[Update, Context], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command that people can use; menus show those with `in_menu`, in this order."""

    name: str
    handle: Handle
    in_menu: bool = True


COMMANDS: Final = (
    Command("start", browsing.start, in_menu=False),
    Command("topics", browsing.topics),
    Command("latest", browsing.latest),
    Command("status", browsing.status),
    Command("sources", browsing.sources),
    Command("contacts", chats.showing_card("contacts")),
    Command("language", chats.language),
    Command("help", chats.showing_card("help")),
    Command("privacy", chats.privacy),
    Command("subscribe", chats.showing_card("subscribe"), in_menu=False),
    Command("settings", chats.settings),
    Command("stop", chats.showing_card("stop"), in_menu=False),
    Command("delete", chats.delete),
)

#: Only new messages: an edited question is not asked again, a channel's post is not a question.
_NEW: Final = filters.UpdateType.MESSAGE


def register(app: App) -> None:
    """Add every handler. The order matters: commands, buttons, moves, unknown commands, words, the rest."""
    for command in COMMANDS:
        app.add_handler(CommandHandler(command.name, command.handle, filters=_NEW))
    app.add_handler(CallbackQueryHandler(browsing.pressed))
    app.add_handler(MessageHandler(_NEW & filters.StatusUpdate.MIGRATE, chats.moved))
    app.add_handler(
        MessageHandler(
            _NEW & filters.COMMAND & filters.ChatType.PRIVATE, chats.showing_card("help")
        )
    )
    app.add_handler(MessageHandler(_NEW & filters.TEXT, questions.question))
    app.add_handler(MessageHandler(_NEW & ~filters.StatusUpdate.ALL, questions.no_words))
