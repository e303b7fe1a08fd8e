"""The menus and descriptions that Telegram shows, a set for each language; and one for each role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Final

from telegram import BotCommand
from telegram.error import TelegramError

from bot.context import App
from bot.house import House
from bot.transport.calls import call
from bot.transport.effects import Send
from bot.words import words_in
from jobs.editors import Role
from knowledge.model import LANGUAGES, Language

#: What everybody can choose, in this order.
EVERYBODY: Final = (
    "topics", "latest", "status", "sources", "contacts", "language", "help", "privacy", "subscribe",
    "settings", "stop", "delete",
)  # fmt: skip
#: What a role can, in this order; before the rest.
FOR_ROLES: Final[Mapping[str, Role]] = {
    "add": Role.EDITOR,
    "drafts": Role.REVIEWER,
    "correct": Role.EDITOR,
    "edit": Role.EDITOR,
    "retract": Role.EDITOR,
    "undo": Role.EDITOR,
    "history": Role.REVIEWER,
    "questions": Role.EDITOR,
    "import": Role.EDITOR,
    "export": Role.REVIEWER,
    "editors": Role.REVIEWER,
    "invite": Role.OWNER,
    "halt": Role.OWNER,
    "resume": Role.OWNER,
    "stats": Role.OWNER,
}


async def set_menus(app: App) -> None:
    """Tell Telegram the commands and descriptions; English is for every other language.

    Who changes the base has a menu of their own, as whoever runs the bot may have named others.
    """
    for language in LANGUAGES:
        words = words_in(language)
        code = None if language == "en" else language
        await app.bot.set_my_commands(menu_in(language), language_code=code)
        await app.bot.set_my_short_description(words.say("bot-short"), language_code=code)
        await app.bot.set_my_description(words.say("bot-about"), language_code=code)
    house: House = app.bot_data["house"]
    for editor in await house.newsroom.editors():
        for one in menu_calls(editor.user, editor.role):
            with suppress(TelegramError):  # an owner who never wrote to the bot has no chat yet
                await call(app.bot, one.method, one.payload)


def menu_calls(user: int, role: Role | None) -> Iterator[Send]:
    """The calls that give somebody the menu of a role, in each language; None takes it away."""
    scope = {"type": "chat", "chat_id": user}
    for language in LANGUAGES:
        code = {} if language == "en" else {"language_code": language}
        if role is None:
            yield Send("deleteMyCommands", {"scope": scope, **code})
        else:
            commands = [
                {"command": one.command, "description": one.description}
                for one in menu_in(language, role)
            ]
            yield Send("setMyCommands", {"commands": commands, "scope": scope, **code})


def menu_in(language: Language, role: Role | None = None) -> list[BotCommand]:
    """The menu in one language: what a role may do, and what everybody may."""
    words = words_in(language)
    own = [name for name, needed in FOR_ROLES.items() if role and role.covers(needed)]
    return [BotCommand(name, words.say(f"command-{name}")) for name in (*own, *EVERYBODY)]
