"""When a handler fails: it is logged without what the person wrote, and the person is told."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TelegramError

from bot import pages
from bot.context import Context
from bot.sending import send

log = logging.getLogger(__name__)

#: Telegram is out of reach, asks for silence, or the person has left: an apology would not arrive.
#: (A BadRequest is a NetworkError to the library, but it is a fault of ours.)
_NOBODY_TO_TELL = (NetworkError, RetryAfter, Forbidden, Conflict)


async def on_error(event: object, context: Context) -> None:
    """Log the kind of error and where it arose; never the update, which holds what was typed."""
    error = context.error
    if isinstance(error, _NOBODY_TO_TELL) and not isinstance(error, BadRequest):
        log.warning("telegram: %s", type(error).__name__)
        return
    log.error("a handler failed: %s", type(error).__name__, exc_info=_without_values(error))
    if isinstance(event, Update):
        try:
            await send(event, pages.say(await context.words(event), "failed"))
        except TelegramError:
            log.warning("the apology could not be sent")


def _without_values(error: BaseException | None) -> BaseException | None:
    """The same error with its place but without its message, which may quote the person."""
    if error is None:
        return None
    return RuntimeError(type(error).__name__).with_traceback(error.__traceback__)
