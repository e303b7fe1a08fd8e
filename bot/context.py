"""What a handler is handed: the house, and the chat's language, without any casting."""

from __future__ import annotations

from typing import Any, TypeAlias

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot

from bot.house import House
from bot.replies import reply_to
from bot.reply import Reply
from bot.words import Words, words_in
from knowledge.desk import Outcome
from knowledge.model import Language

BotData: TypeAlias = dict[str, Any]


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], BotData]):
    """The context of every handler."""

    @property
    def house(self) -> House:
        """The one house, which `bot.app` puts here."""
        house: House = self.application.bot_data["house"]
        return house

    async def language(self, event: Update) -> Language:
        """The language to speak in the chat of an update."""
        chat, user = event.effective_chat, event.effective_user
        hint = user.language_code if user else None
        return await self.house.language_of(chat.id if chat else 0, hint)

    async def words(self, event: Update) -> Words:
        """The words to speak in the chat of an update."""
        return words_in(await self.language(event))

    def reply(self, outcome: Outcome) -> Reply:
        """The reply that an outcome deserves, in its own language."""
        house = self.house
        return reply_to(outcome, house.edition, words_in(outcome.language), house.today)


App: TypeAlias = Application[Any, Context, Any, Any, Any, Any]
