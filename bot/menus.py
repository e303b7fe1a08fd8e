"""The menus and descriptions that Telegram shows, a set for each language."""

from __future__ import annotations

from telegram import BotCommand

from bot.context import App
from bot.handlers import COMMANDS
from bot.words import words_in
from knowledge.model import LANGUAGES, Language


async def set_menus(app: App) -> None:
    """Tell Telegram the commands and descriptions; English is for every other language."""
    for language in LANGUAGES:
        words = words_in(language)
        code = None if language == "en" else language
        await app.bot.set_my_commands(menu_in(language), language_code=code)
        await app.bot.set_my_short_description(words.say("bot-short"), language_code=code)
        await app.bot.set_my_description(words.say("bot-about"), language_code=code)


def menu_in(language: Language) -> list[BotCommand]:
    """The menu in one language."""
    words = words_in(language)
    return [
        BotCommand(command.name, words.say(f"command-{command.name}"))
        for command in COMMANDS
        if command.in_menu
    ]
