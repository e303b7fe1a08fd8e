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
from bot.handlers import browsing, chats, editing, membership, operating, questions, subscribing
from bot.handlers.editing import changing, drafting, people, publishing
from bot.handlers.editing.rights import ending_what_was_awaited
from bot.menus import EVERYBODY, FOR_ROLES

Handle = Callable[[Update, Context], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command that people can use; bot/menus.py says in whose menu it stands.

    One `in_channels` is also heard where only administrators write.
    """

    name: str
    handle: Handle
    in_channels: bool = False

    @property
    def in_menu(self) -> bool:
        """Whether it stands in anybody's menu."""
        return self.name in EVERYBODY or self.for_editors

    @property
    def for_editors(self) -> bool:
        """Whether only a role gives it; then each message that holds it is heard, to be refused."""
        return self.name in FOR_ROLES


COMMANDS: Final = (
    Command("start", browsing.start),
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
    Command("add", drafting.add),
    Command("drafts", drafting.drafts),
    Command("correct", changing.choosing_for("correct")),
    Command("edit", changing.choosing_for("edit")),
    Command("retract", changing.choosing_for("retract")),
    Command("undo", publishing.undo),
    Command("history", changing.choosing_for("history")),
    Command("questions", editing.asked.questions),
    Command("import", editing.bulk.bring),
    Command("export", editing.bulk.export),
    Command("editors", people.editors),
    Command("invite", people.invite),
    Command("halt", operating.halt),
    Command("resume", operating.resume),
    Command("stats", operating.stats),
)

#: Only new messages: an edited question is not asked again, a channel's post is not a question.
_NEW: Final = filters.UpdateType.MESSAGE

#: Also changed messages and posts of channels, where orders are refused and that is logged.
_ANYWHERE: Final = filters.UpdateType.MESSAGES | filters.UpdateType.CHANNEL_POSTS


def register(app: App) -> None:
    """Add every handler. The order matters: commands, buttons, moves, unknown commands, words, the rest."""
    for command in COMMANDS:
        where = _NEW | filters.UpdateType.CHANNEL_POST if command.in_channels else _NEW
        if command.for_editors:
            where = _ANYWHERE
        handle = ending_what_was_awaited(command.handle)
        app.add_handler(CommandHandler(command.name, handle, filters=where))
    app.add_handler(CallbackQueryHandler(subscribing.chosen, pattern=r"^set:"))
    app.add_handler(CallbackQueryHandler(subscribing.tell_once, pattern=r"^tell:"))
    app.add_handler(CallbackQueryHandler(editing.pressed, pattern=r"^ed:"))
    app.add_handler(CallbackQueryHandler(browsing.pressed))
    app.add_handler(ChatMemberHandler(membership.changed, ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_handler(MessageHandler(_NEW & filters.StatusUpdate.MIGRATE, chats.moved))
    unknown = ending_what_was_awaited(chats.showing_card("help"))
    app.add_handler(MessageHandler(_NEW & filters.COMMAND & filters.ChatType.PRIVATE, unknown))
    ours = editing.unless_an_editor_writes
    stopping = filters.Regex(subscribing.STOP_WORDS) & filters.ChatType.PRIVATE
    app.add_handler(MessageHandler(_NEW & stopping, subscribing.stop))
    app.add_handler(MessageHandler(_NEW & filters.TEXT, ours(questions.question)))
    app.add_handler(MessageHandler(_NEW & ~filters.StatusUpdate.ALL, ours(questions.no_words)))
