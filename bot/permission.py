"""Who may change what a chat is told, and where an editor is listened to."""

from __future__ import annotations

from typing import Final, Literal

from telegram import Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, Forbidden

from bot.context import Context

_MAY: Final = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)

#: Why an editor is not listened to: not in private and in person; not typed, typed through another
#: bot, or typed before and changed now.
Misplaced = Literal["elsewhere", "forwarded", "via-bot", "edited"]


async def may_change(event: Update, context: Context) -> bool:
    """Whether the person behind an update may change the settings of its chat.

    In private that is whoever writes, elsewhere its administrators. Raises TelegramError where
    Telegram cannot be asked now.
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


def misplaced(event: Update, *, material: bool = False) -> Misplaced | None:
    """Why an order is not carried out, whoever it comes from; None where nothing speaks against it.

    `material` is what is only read, such as a post to make a draft of: that may be forwarded.
    """
    chat, user, message = event.effective_chat, event.effective_user, event.effective_message
    own = chat is not None and user is not None and chat.id == user.id
    if not own or chat is None or chat.type != ChatType.PRIVATE or message is None:
        return "elsewhere"
    if event.callback_query:
        return None
    if event.message is None:
        return "edited"
    if message.sender_chat:
        return "elsewhere"
    if message.via_bot:
        return "via-bot"
    return "forwarded" if message.forward_origin and not material else None
