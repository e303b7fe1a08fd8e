"""Who may change what a chat is told: in private whoever writes, elsewhere its administrators."""

from __future__ import annotations

from typing import Final

from telegram import Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, Forbidden

from bot.context import Context

_MAY: Final = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


async def may_change(event: Update, context: Context) -> bool:
    """Whether the person behind an update may change the settings of its chat.

    Raises TelegramError where Telegram cannot be asked now.
    """
    chat, user, message = event.effective_chat, event.effective_user, event.message
    if chat is None or chat.type == ChatType.PRIVATE:
        return True
    if event.channel_post:
        return True  # only administrators write there
    if message and message.sender_chat:
        # An administrator who stays anonymous writes as the group; anybody may write as a channel.
        return message.sender_chat.id == chat.id
    if user is None:
        return False
    try:
        member = await context.bot.get_chat_member(chat.id, user.id)
    except (BadRequest, Forbidden):
        return False  # Telegram does not know them there
    return member.status in _MAY


def is_owner(event: Update, context: Context) -> bool:
    """Whether the operator named this person as an owner."""
    user = event.effective_user
    return user is not None and user.id in context.house.settings.owners
