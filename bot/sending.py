"""How a reply reaches Telegram: as a new message, or in place of the one whose button was pressed."""

from __future__ import annotations

from contextlib import suppress

from telegram import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.reply import Reply

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def send(event: Update, reply: Reply) -> None:
    """Send a reply into the chat that the update came from."""
    if event.effective_message:
        await event.effective_message.reply_text(
            reply.html,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_markup=_keyboard(reply),
            # In a group the answer quotes the question, which the person may have deleted by now.
            allow_sending_without_reply=True,
        )


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
    try:
        await query.edit_message_text(
            reply.html,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_markup=_keyboard(reply),
        )
    except BadRequest as error:
        if "not modified" in error.message:
            return
        await send(event, reply)


async def acknowledge(query: CallbackQuery) -> None:
    """Stop the button's clock; a press that waited too long has none, and is still acted on."""
    with suppress(BadRequest):
        await query.answer()


def _keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    if not reply.buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(b.label, callback_data=b.data) for b in row]
            for row in reply.buttons
        ]
    )
