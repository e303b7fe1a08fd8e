"""When the bot is blocked, let in, or put out."""

from __future__ import annotations

from typing import Final

from telegram import ChatMember, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot import pages
from bot.context import Context
from bot.sending import send_to

_OUT: Final = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


async def changed(event: Update, context: Context) -> None:
    """End what was subscribed where the bot cannot write any more; say in a group what it is for."""
    change = event.my_chat_member
    if change is None:
        return
    if change.new_chat_member.status in _OUT:
        await context.house.subscribers.left(change.chat.id)
    elif _was_let_in(change.old_chat_member) and change.chat.type in _GROUPS:
        words = await context.words(event)
        await send_to(context.bot, change.chat.id, pages.say(words, "let-in"))


_GROUPS: Final = (ChatType.GROUP, ChatType.SUPERGROUP)


def _was_let_in(before: ChatMember) -> bool:
    return before.status in _OUT
