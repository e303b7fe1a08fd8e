"""What became of a send, decided from the error it raised, if any. Decides only: does nothing.

It reads the errors of `AiohttpRequest`, and those of python-telegram-bot's HTTPXRequest as far as
these tell anything.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.transport.request import UNSAID, NotSentError


@dataclass(frozen=True, slots=True)
class Sent:
    """It is there."""


@dataclass(frozen=True, slots=True)
class Again:
    """It was certainly not sent: send it again, soon."""

    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Too many requests: nobody sends before `until`, in the seconds of the clock of `now`."""

    until: float


@dataclass(frozen=True, slots=True)
class Gone:
    """The chat cannot be written to: never again, until somebody writes from it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The group has a new number: keep that, and send there."""

    to: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will never take this message: set it aside and tell an editor."""

    reason: str


@dataclass(frozen=True, slots=True)
class Perhaps:
    """It may have been sent. Sending again may show it twice; not sending, never."""

    reason: str


@dataclass(frozen=True, slots=True)
class Stop:
    """The bot may not act at all (its token was revoked): stop, and tell the operator."""

    reason: str


Outcome = Sent | Again | Wait | Gone | Moved | Refused | Perhaps | Stop

#: Answers of 400 that are about the chat, not the message; in lower case, as parts.
_NO_CHAT: Final = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "user is deactivated",
    "group chat was deactivated",
    "chat_write_forbidden",
    "not enough rights",
    "have no rights to send",
    "need administrator rights",
    "bot was kicked",
    "is not a member",
)
#: The message already reads as it should.
_DONE: Final = "message is not modified"
#: What httpx raises before it has sent anything, as the cause of a NetworkError.
_BEFORE_SENDING: Final = frozenset(
    ("ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol")
)
_TOO_MANY: Final = "too many requests"


def outcome_of(error: Exception | None, now: float) -> Outcome:  # noqa: PLR0911 - one for each row
    """What became of a send that raised `error` (None: nothing) at `now`, in seconds of any clock."""
    match error:
        case None:
            return Sent()
        case RetryAfter():
            return Wait(now + seconds_of(error))
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case Forbidden():
            return Gone(error.message)
        case BadRequest():
            return _of_bad_request(error.message)
        case InvalidToken() | EndPointNotFound() | Conflict():
            return Stop(error.message)
        case NetworkError():
            return _of_network(error, now)
        case TelegramError():
            return Perhaps(error.message)
        case _:
            # As the KeyError of {"ok": false} without a description: it would fail every time.
            return Refused(type(error).__name__)


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait; python-telegram-bot says it in one of two types."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, dt.timedelta) else float(after)


def _of_bad_request(message: str) -> Outcome:
    said = message.lower()
    if _DONE in said:
        return Sent()
    if any(part in said for part in _NO_CHAT):
        return Gone(message)
    return Refused(message)


def _of_network(error: NetworkError, now: float) -> Outcome:
    if error.message.lower().startswith(_TOO_MANY):
        return Wait(now + UNSAID)
    before = type(error.__cause__).__name__ in _BEFORE_SENDING
    if isinstance(error, NotSentError) or before or _pool_was_full(error):
        return Again(error.message)
    return Perhaps(error.message)


def _pool_was_full(error: NetworkError) -> bool:
    return isinstance(error, TimedOut) and "*not* sent" in error.message
