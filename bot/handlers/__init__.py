"""Handlers: ask a service, render, reply. One ordered list of them all."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from telegram import Update
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.context import App, Context
from bot.handlers import browsing, chats, membership, operating, questions, subscribing

Handle = Callable[[Update, Context], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command that people can use; menus show those with `in_menu`, in this order.

    One `in_channels` is also heard where only administrators write.
    """

    name: str
    handle: Handle
    in_menu: bool = True
    in_channels: bool = False


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
    Command("subscribe", subscribing.subscribe, in_channels=True),
    Command("settings", subscribing.settings, in_channels=True),
    Command("stop", subscribing.stop, in_channels=True),
    Command("delete", chats.delete),
    Command("halt", operating.halt, in_menu=False),
    Command("resume", operating.resume, in_menu=False),
    Command("stats", operating.stats, in_menu=False),
)

#: Only new messages: an edited question is not asked again, a channel's post is not a question.
_NEW: Final = filters.UpdateType.MESSAGE


def register(app: App) -> None:
    """Add every handler. The order matters: commands, buttons, moves, unknown commands, words, the rest."""
    for command in COMMANDS:
        where = _NEW | filters.UpdateType.CHANNEL_POST if command.in_channels else _NEW
        app.add_handler(CommandHandler(command.name, command.handle, filters=where))
    app.add_handler(CallbackQueryHandler(subscribing.chosen, pattern=r"^set:"))
    app.add_handler(CallbackQueryHandler(subscribing.tell_once, pattern=r"^tell:"))
    app.add_handler(CallbackQueryHandler(browsing.pressed))
    app.add_handler(ChatMemberHandler(membership.changed, ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_handler(MessageHandler(_NEW & filters.StatusUpdate.MIGRATE, chats.moved))
    app.add_handler(
        MessageHandler(
            _NEW & filters.COMMAND & filters.ChatType.PRIVATE, chats.showing_card("help")
        )
    )
    stopping = filters.Regex(subscribing.STOP_WORDS) & filters.ChatType.PRIVATE
    app.add_handler(MessageHandler(_NEW & stopping, subscribing.stop))
    app.add_handler(MessageHandler(_NEW & filters.TEXT, questions.question))
    app.add_handler(MessageHandler(_NEW & ~filters.StatusUpdate.ALL, questions.no_words))
