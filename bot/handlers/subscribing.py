"""Subscribing, changing what was chosen, and ending it."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from dataclasses import replace as changed
from functools import wraps
from typing import Any, Final

from telegram import Update

from bot import panel
from bot.buttons import Button, telling
from bot.choices import Choice, applied, choosing, following, read_choice
from bot.context import Context
from bot.panel import Frame
from bot.panes import page
from bot.permission import may_change
from bot.reply import Reply, escape
from bot.sending import acknowledge, replace, send
from bot.subscribers import Spot
from bot.words import words_in
from jobs.subscriptions import Subscription
from knowledge.model import LANGUAGES, Language

Handle = Callable[[Update, Context], Coroutine[Any, Any, None]]

#: A message that is one of these ends it at once, whatever the matcher would make of it.
STOP_WORDS: Final = re.compile(
    r"\W*(?:стоп|відписатись|відписатися|отписаться|отписатся|stop|unsubscribe)\W*$", re.IGNORECASE
)


def for_administrators(handle: Handle) -> Handle:
    """A handler for those who may change the settings of the chat; others are told who may."""

    @wraps(handle)
    async def allowed(event: Update, context: Context) -> None:
        if await may_change(event, context):
            await handle(event, context)
            return
        text = (await context.words(event)).say("only-administrators")
        if event.callback_query:
            await acknowledge(event.callback_query, text)
        else:
            await send(event, Reply(escape(text)))

    return allowed


@for_administrators
async def subscribe(event: Update, context: Context) -> None:
    """Offer what can be subscribed to, or show what is."""
    kept = await context.house.subscribers.of(spot_of(event))
    frame = await _frame(event, context)
    if kept and kept.lasting:
        await send(event, panel.home(kept, frame))
    else:
        await send(event, _offer(frame))


async def settings(event: Update, context: Context) -> None:
    """Show all that is chosen here; its buttons change it in place."""
    kept = await context.house.subscribers.of(spot_of(event))
    frame = await _frame(event, context)
    await send(event, panel.home(kept, frame) if kept else panel.unset(frame))


async def settings_or_stop(event: Update, context: Context) -> None:
    """Show where quiet hours and the pause are set, to whoever is told anything; else as `stop`."""
    kept = await context.house.subscribers.of(spot_of(event))
    await (settings if kept else stop)(event, context)


@for_administrators
async def stop(event: Update, context: Context) -> None:
    """End it at once."""
    before = await context.house.subscribers.stop(spot_of(event))
    await send(event, _ended(await _frame(event, context), subscribed=before))


@for_administrators
async def chosen(event: Update, context: Context) -> None:
    """Act on a button of a subscription, in place of the message that holds it."""
    query = event.callback_query
    choice = read_choice(query.data or "") if query else None
    words = await context.words(event)
    if choice is None:
        await replace(event, Reply(escape(words.say("old-button"))))
    elif choice.what == "stop":
        await context.house.subscribers.stop(spot_of(event))
        await replace(event, _ended(await _frame(event, context), subscribed=True))
    elif choice.what == "open":
        # Under an answer or an alert, which stays readable.
        if query:
            await acknowledge(query)
        await send(event, await _page(choice, event, context))
    elif choice.what == "page":
        await replace(event, await _page(choice, event, context))
    else:
        await replace(event, await _changed(choice, event, context))


@for_administrators
async def tell_once(event: Update, context: Context) -> None:
    """Note that a chat wants one message when something new is known on a topic."""
    query = event.callback_query
    words = await context.words(event)
    named = (query.data or "").removeprefix(telling("")) if query else ""
    topic = context.house.edition.guidance.topics.get(named)
    if query is None or topic is None:
        await replace(event, Reply(escape(words.say("old-button"))))
        return
    house = context.house
    kept = await house.subscribers.of(spot_of(event))
    title = topic.title.text(words.language)
    await acknowledge(query)
    if kept and (kept.everything or topic.id in kept.topics):
        await send(event, Reply(escape(words.say("told-anyway", title=title))))
        return
    await _change(
        event, context, words.language, lambda one: changed(one, once=one.once | {topic.id})
    )
    await send(event, Reply(escape(words.say("told-once", title=title))))


def spot_of(event: Update) -> Spot:
    """The chat of an update, and the thread in a forum."""
    chat, message = event.effective_chat, event.effective_message
    thread = getattr(message, "message_thread_id", None) if message else None
    topic = thread if message and getattr(message, "is_topic_message", None) else None
    return Spot(chat.id if chat else 0, topic or 0)


async def _page(choice: Choice, event: Update, context: Context) -> Reply:
    frame = await _frame(event, context)
    kept = await context.house.subscribers.of(spot_of(event))
    if choice.value == "offer" or (kept is None and choice.value == "home"):
        return _offer(frame)
    return page(choice.value, kept or _fresh(event, context, frame), frame)


async def _changed(choice: Choice, event: Update, context: Context) -> Reply:
    house, spot = context.house, spot_of(event)
    language = await context.language(event)
    if choice.what == "language":
        language = next(one for one in LANGUAGES if one == choice.value)
        await house.choose_language(spot.chat, language)
    if choice.what == "again" and (before := await house.subscribers.restore(spot)):
        return panel.home(before, await _frame(event, context))
    if choice.what == "again":
        return _offer(await _frame(event, context))
    now = house.subscribers.now
    kept = await _change(event, context, language, lambda one: applied(choice, one, now))
    frame = changed(await _frame(event, context), words=words_in(language))
    return page(following(choice, kept), kept, frame)


async def _change(
    event: Update,
    context: Context,
    language: Language,
    change: Callable[[Subscription], Subscription],
) -> Subscription:
    house = context.house
    zone = house.settings.timezone
    return await house.subscribers.change(spot_of(event), language, zone, change)


async def _frame(event: Update, context: Context) -> Frame:
    house, words = context.house, await context.words(event)
    return Frame(words, house.edition, house.subscribers.now, await house.subscribers.halted())


def _fresh(event: Update, context: Context, frame: Frame) -> Subscription:
    zone = context.house.settings.timezone
    return Subscription(spot_of(event).chat, frame.words.language, zone=zone)


def _offer(frame: Frame) -> Reply:
    card = frame.edition.guidance.cards["subscribe"]
    return panel.offer(card.texts.text(frame.words.language), frame.words)


def _ended(frame: Frame, *, subscribed: bool) -> Reply:
    card, words = frame.edition.guidance.cards["stop"], frame.words
    again = Button(
        words.say("button-again" if subscribed else "button-subscribe"), choosing("again")
    )
    return Reply(escape(card.texts.text(words.language)), ((again,),))
