"""Telling Telegram where to post updates, or to post none, and looking whether it can."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from telegram import Bot, WebhookInfo
from telegram.error import TelegramError

from bot.transport.metrics import Metrics
from bot.transport.outcomes import Gone, Refused, Stop, Wait, outcome_of

log = logging.getLogger(__name__)

#: Connections that Telegram may hold to us at once: its default.
_AT_ONCE: Final = 40
#: Seconds before each new attempt; the last for ever.
_PAUSES: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
Sleep = Callable[[float], Awaitable[Any]]


class WebhookRefusedError(Exception):
    """Telegram will never post to this address, and says why."""

    def __init__(self, url: str, reason: str) -> None:
        # Of the address only the host: in the path, some keep the token.
        super().__init__(f"Telegram does not post updates to {urlsplit(url).netloc}: {reason}")


class Registration:
    """The webhook of a bot, as Telegram keeps it.

    It stays when the bot stops: Telegram goes on trying, and keeps what it cannot deliver for a day.
    """

    def __init__(
        self,
        bot: Bot,
        url: str,
        secret: str,
        allowed_updates: Sequence[str],
        metrics: Metrics | None = None,
        *,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._bot, self._url, self._secret = bot, url, secret
        self._allowed = list(allowed_updates)
        self._metrics = metrics or Metrics()
        self._sleep = sleep

    async def announce(self) -> None:
        """Set the webhook, however long the network takes; listen before: Telegram posts at once.

        Raises WebhookRefusedError, and the TelegramError of a token that is revoked.
        """

        async def announced() -> object:
            return await self._bot.set_webhook(
                self._url,
                secret_token=self._secret,
                allowed_updates=self._allowed,
                max_connections=_AT_ONCE,
            )

        await _until_told(announced, self._url, self._sleep)
        log.info("Telegram posts updates to %s", urlsplit(self._url).netloc)

    async def watch(self, every: float = 60.0) -> None:
        """Ask Telegram now and then how delivering goes, until cancelled."""
        while True:
            since = dt.datetime.now(dt.UTC)
            await self._sleep(every)
            try:
                info = await self._bot.get_webhook_info()
            except TelegramError as error:
                log.warning("Telegram does not say how the webhook does: %s", type(error).__name__)
                continue
            trouble = trouble_with(info, self._url, since)
            if trouble:
                log.error("%s", trouble)
            self._metrics.webhook(info.pending_update_count, trouble)


async def withdraw(bot: Bot, *, sleep: Sleep = asyncio.sleep) -> None:
    """Have Telegram post to nobody, so that updates can be fetched; what waits there is kept."""
    await _until_told(bot.delete_webhook, "", sleep)


def trouble_with(info: WebhookInfo, url: str, since: dt.datetime) -> str:
    """Why updates do not come to this address, with errors since a moment; empty where they do."""
    if not info.url:
        return "Telegram posts updates nowhere; another program has removed the webhook"
    if info.url != url:
        where = urlsplit(info.url).netloc
        return f"Telegram posts updates to {where}; another program has this token"
    if info.pending_update_count and info.last_error_date and info.last_error_date >= since:
        return f"Telegram cannot deliver {info.pending_update_count}: {info.last_error_message}"
    return ""


async def _until_told(tell: Callable[[], Awaitable[object]], url: str, sleep: Sleep) -> None:
    """Do it again until Telegram has heard it, or has said that it never will."""
    for pause in itertools.chain(_PAUSES, itertools.repeat(_PAUSES[-1])):
        try:
            await tell()
        except TelegramError as error:
            now = time.monotonic()
            outcome = outcome_of(error, now)
            if isinstance(outcome, Stop):
                raise
            if isinstance(outcome, Refused | Gone):
                raise WebhookRefusedError(url, outcome.reason) from error
            log.warning("Telegram has not heard of the webhook: %s", type(error).__name__)
            await sleep(outcome.until - now if isinstance(outcome, Wait) else pause)
        else:
            return
