"""When a handler fails: it is logged without what the person wrote, and the person is told."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from telegram import Update
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TelegramError

from bot import pages
from bot.context import Context
from bot.house import House
from bot.sending import below, send, shown
from bot.transport.effects import Send
from bot.words import words_in
from knowledge.errors import UnwritableError

log = logging.getLogger(__name__)

#: Telegram is out of reach, asks for silence, or the person has left: an apology would not arrive.
#: (A BadRequest is a NetworkError to the library, but it is a fault of ours.)
_NOBODY_TO_TELL = (NetworkError, RetryAfter, Forbidden, Conflict)

#: Calls that nobody waits for.
_UNSEEN = ("deleteMessage", "setMyCommands", "deleteMyCommands")


async def on_error(event: object, context: Context) -> None:
    """Log the kind of error and where it arose; never the update, which holds what was typed."""
    error = context.error
    if isinstance(error, _NOBODY_TO_TELL) and not isinstance(error, BadRequest):
        log.warning("telegram: %s", type(error).__name__)
        return
    log.error("a handler failed: %s", type(error).__name__, exc_info=_without_values(error))
    if isinstance(event, Update):
        try:
            what = "not-saved" if isinstance(error, UnwritableError) else "failed"
            await send(event, pages.say(await context.words(event), what))
        except TelegramError:
            log.warning("the apology could not be sent")


class Apologies:
    """What is said when the fault is not a handler's: a full disk, or a message Telegram refuses."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def unsaved(self, event: Update) -> Sequence[Send]:
        """To a person whose command could not be saved."""
        message, user = event.effective_message, event.effective_user
        if message is None:
            return ()
        hint = user.language_code if user else None
        words = words_in(await self._house.language_of(message.chat_id, hint))
        return (below(message, pages.say(words, "not-saved")),)

    async def refused(self, reply: Send) -> Send | None:
        """In a chat where a reply cannot be shown; what it was asked is not known any more."""
        if not isinstance(reply.chat, int) or not reply.chat or reply.method in _UNSEEN:
            return None
        words = words_in(await self._house.language_of(reply.chat, None))
        return Send("sendMessage", {"chat_id": reply.chat, **shown(pages.say(words, "failed"))})


def _without_values(error: BaseException | None) -> BaseException | None:
    """The same error with its place but without its message, which may quote the person."""
    if error is None:
        return None
    return RuntimeError(type(error).__name__).with_traceback(error.__traceback__)
