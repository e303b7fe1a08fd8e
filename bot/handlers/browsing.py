"""Commands that show the base, and every button."""

from __future__ import annotations

from telegram import Update

from bot import pages
from bot.buttons import Press, read_press
from bot.context import Context
from bot.handlers.editing.people import INVITATION, invited
from bot.reply import Reply
from bot.sending import acknowledge, replace, send
from bot.words import words_in
from knowledge.answering import Subject


async def start(event: Update, context: Context) -> None:
    """Greet, or show the topic that a link came with."""
    words = await context.words(event)
    wanted = context.args[0] if context.args else ""
    if wanted.startswith(INVITATION):
        await invited(event, context, wanted.removeprefix(INVITATION))
        return
    if wanted in context.house.edition.guidance.topics and event.effective_chat:
        outcome = await context.house.show(
            event.effective_chat.id, Subject("topic", wanted), words.language
        )
        await send(event, context.reply(outcome))
        return
    await send(event, pages.start(words))


async def topics(event: Update, context: Context) -> None:
    """List what can be asked about."""
    await send(event, pages.topics(context.house.edition, await context.words(event)))


async def latest(event: Update, context: Context) -> None:
    """Show the newest statements of both sides."""
    language = await context.language(event)
    chat = event.effective_chat.id if event.effective_chat else 0
    outcome = await context.house.show(chat, Subject("latest"), language)
    await send(event, context.reply(outcome))


async def status(event: Update, context: Context) -> None:
    """Say how large and how old the base is."""
    house, words = context.house, await context.words(event)
    halted = await house.subscribers.halted()
    await send(event, pages.status(house.edition, words, house.today, halted=halted))


async def sources(event: Update, context: Context) -> None:
    """List every source of the base."""
    await send(event, pages.base_sources(context.house.edition, await context.words(event)))


async def pressed(event: Update, context: Context) -> None:
    """Act on a button, however old its message is."""
    query = event.callback_query
    press = read_press(query.data or "") if query else None
    if press is None:
        await replace(event, pages.say(await context.words(event), "old-button"))
    elif press.action == "show":
        await replace(event, await _pressed(press, event, context))
    else:
        # These begin something new; the answer above stays readable.
        if query:
            await acknowledge(query)
        await send(event, await _pressed(press, event, context))


async def _pressed(press: Press, event: Update, context: Context) -> Reply:
    house, words = context.house, await context.words(event)
    chat = event.effective_chat.id if event.effective_chat else 0
    if press.action == "show" and press.subject:
        return context.reply(
            await house.show(chat, press.subject, words.language, press.page, press.view)
        )
    if press.action == "language" and press.language:
        await house.choose_language(chat, press.language)
        return pages.say(words_in(press.language), "language-chosen")
    if press.action == "topics":
        return pages.topics(house.edition, words)
    if press.action == "contacts":
        return context.reply(house.desk.card("contacts", words.language, house.today))
    await house.unmet.not_asked(chat)
    return pages.not_asked(words)
