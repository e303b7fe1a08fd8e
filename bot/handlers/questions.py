"""Messages in a person's own words, and those that hold no words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from telegram import Message, Update

from bot import pages
from bot.context import Context
from bot.handlers.subscribing import Handle, settings_or_stop, stop, subscribe
from bot.sending import send
from knowledge.desk import Outcome

_ONLY_FOR_A_WHILE: Final = re.compile(r"ноч|ніч|уноч|вноч|пауз|night|pause", re.IGNORECASE)
#: Cards that do what they say.
_DONE_AT_ONCE: Final[Mapping[str, Handle]] = {
    "stop": stop,
    "subscribe": subscribe,
}


async def question(event: Update, context: Context) -> None:
    """Answer a question."""
    text = spoken_to_us(event.effective_message, context.bot.username)
    if text is None or event.effective_chat is None:
        return
    hint = event.effective_user.language_code if event.effective_user else None
    outcome = await context.house.ask(event.effective_chat.id, text, hint)
    context.house.tallying.asked(outcome)
    await context.house.unmet.asked(event.effective_chat.id, text, outcome)
    if outcome.card and outcome.card.id in _DONE_AT_ONCE:
        await _of_subscribing(outcome.card.id, text)(event, context)
    else:
        await send(event, context.reply(outcome))


def _of_subscribing(card: str, text: str) -> Handle:
    """Ends it, unless only the nights or a pause are spoken of: whoever sleeps wants the news later."""
    if card == "stop" and _ONLY_FOR_A_WHILE.search(text):
        return settings_or_stop
    return _DONE_AT_ONCE[card]


async def no_words(event: Update, context: Context) -> None:
    """Answer a photo, a shared contact, a voice message: a caption is read, pictures never are."""
    message = event.effective_message
    said = spoken_to_us(message, context.bot.username)
    if message is None or said is None:
        return
    if message.photo or message.contact or message.document or message.video:
        await send(event, context.reply(await _of_a_person(said, event, context)))
    elif said:
        await question(event, context)
    else:
        await send(event, pages.say(await context.words(event), "only-text"))


async def _of_a_person(caption: str, event: Update, context: Context) -> Outcome:
    """What is sent as a picture or a file is about a person, unless its caption is more urgent."""
    language = await context.language(event)
    house = context.house
    urgent = await house.look_up(caption, language)
    if urgent.card and urgent.card.id in ("crisis", "scam"):
        return urgent
    return house.desk.card("person", language, house.today, private=True)


def spoken_to_us(message: Message | None, username: str) -> str | None:
    """What a message says to the bot; None in a group where it is not addressed."""
    if message is None:
        return None
    text = message.text or message.caption or ""
    if message.chat.type == "private":
        return text
    mention = f"@{username}"
    parse = message.parse_entities if message.text else message.parse_caption_entities
    mentions = [
        said for said in parse(["mention"]).values() if said.casefold() == mention.casefold()
    ]
    if mentions:
        return text.replace(mentions[0], " ").strip()
    answered = message.reply_to_message
    if answered and answered.from_user and answered.from_user.username == username:
        return text
    return None
