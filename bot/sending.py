"""How a reply reaches Telegram: as a new message, or in place of the one whose button was pressed.

Inside a handler nothing is sent: what is to be said becomes an effect of the update, which the
transport keeps and then delivers. Anywhere else it is sent at once.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final

from telegram import Bot, CallbackQuery, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.reply import Reply
from bot.transport.calls import call
from bot.transport.effects import Send, current_effects


async def send(event: Update, reply: Reply) -> None:
    """Send a reply into the chat that the update came from."""
    if event.effective_message:
        await arrange(event.get_bot(), below(event.effective_message, reply))


async def answer_to(event: Update, reply: Reply) -> None:
    """Send a reply that quotes the message it is about, so that a button finds that again."""
    message = event.effective_message
    if message:
        quoted = {"message_id": message.message_id, "allow_sending_without_reply": True}
        quoting = {"reply_parameters": quoted}
        answer = below(message, reply)
        payload = {**answer.payload, **quoting}
        await arrange(event.get_bot(), Send("sendMessage", payload, note=answer.note))


async def send_to(bot: Bot, chat: int, reply: Reply) -> None:
    """Send a reply into a chat, where there is no message to go below."""
    await arrange(bot, Send("sendMessage", {"chat_id": chat, **shown(reply)}))


async def replace(event: Update, reply: Reply) -> None:
    """Put a reply in place of the message whose button was pressed.

    Pressing twice changes nothing and is no error; a message too old to change gets an answer below.
    """
    query = event.callback_query
    if query is None:
        return
    await acknowledge(query)
    if not isinstance(query.message, Message):
        await send(event, reply)
        return
    changed = {
        "chat_id": query.message.chat_id,
        "message_id": query.message.message_id,
        **shown(reply),
    }
    instead = below(query.message, reply)
    edit = Send("editMessageText", changed, otherwise=instead, note=reply.shown)
    await arrange(event.get_bot(), edit)


async def change(event: Update, number: int, reply: Reply) -> None:
    """Change a message of ours that is known by its number; where it is gone, a new one comes."""
    message = event.effective_message
    if message:
        changed = {"chat_id": message.chat_id, "message_id": number, **shown(reply)}
        instead = below(message, reply)
        edit = Send("editMessageText", changed, otherwise=instead, note=instead.note)
        await arrange(event.get_bot(), edit)


async def take_away(event: Update) -> None:
    """Take the person's own message out of a private chat, because what it said is elsewhere now."""
    message = event.effective_message
    if message:
        led = {"chat_id": message.chat_id, "message_id": message.message_id}
        await arrange(event.get_bot(), Send("deleteMessage", led))


async def acknowledge(query: CallbackQuery, alert: str = "") -> None:
    """Stop the button's clock; nobody waits for that, and a press that is too old has none.

    `alert` is seen only by the person who pressed, who has to close it.
    """
    said = {"text": alert, "show_alert": True} if alert else {}
    effects = current_effects()
    if effects:
        effects.promptly(Send("answerCallbackQuery", {"callback_query_id": query.id, **said}))
    else:
        with suppress(TelegramError):
            await query.answer(alert or None, show_alert=bool(alert))


def below(message: Message, reply: Reply) -> Send:
    """A new message in the chat and thread of another, which it quotes in a group."""
    payload: dict[str, Any] = {"chat_id": message.chat_id, **shown(reply)}
    if message.is_topic_message:
        payload["message_thread_id"] = message.message_thread_id
    if message.chat.type != "private":
        # The person may have deleted the question by now.
        quoted = {"message_id": message.message_id, "allow_sending_without_reply": True}
        payload["reply_parameters"] = quoted
    return Send("sendMessage", payload, note=reply.shown or reply.card)


_NO_PREVIEW: Final = {"is_disabled": True}


def shown(reply: Reply) -> dict[str, Any]:
    """A reply as parameters of the Bot API, the chat apart."""
    parameters: dict[str, Any] = {
        "text": reply.html,
        "parse_mode": str(ParseMode.HTML),
        "link_preview_options": _NO_PREVIEW,
    }
    if reply.buttons:
        rows = [
            [{"text": one.label, "callback_data": one.data} for one in row] for row in reply.buttons
        ]
        parameters["reply_markup"] = {"inline_keyboard": rows}
    return parameters


async def arrange(bot: Bot, arranged: Send) -> None:
    """Let a call be an effect of the update; outside of a handler, make it at once."""
    effects = current_effects()
    if effects:
        effects.sends.append(arranged)
    else:
        await _at_once(bot, arranged)


async def _at_once(bot: Bot, arranged: Send) -> None:
    try:
        await call(bot, arranged.method, arranged.payload)
    except BadRequest as error:
        if "not modified" in error.message:
            return
        if arranged.otherwise is None:
            raise
        await _at_once(bot, arranged.otherwise)
