"""One raw call of the Bot API, through the bot's own request and rate limiter.

PTB has no public door for this: its methods turn answers into objects, and one update that cannot
be turned into one takes all the others with it (`get_updates`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from telegram import Bot
from telegram.ext import ExtBot

from bot.transport.effects import Lane


async def call(
    bot: Bot, method: str, payload: Mapping[str, Any], lane: Lane = "reply", wait: float = 0.0
) -> object:
    """What Telegram answers, as JSON has it. `wait` seconds are added to the time for reading.

    Raises TelegramError, and KeyError where a refusal has no description.
    """
    more: dict[str, Any] | None = None
    if isinstance(bot, ExtBot) and bot.rate_limiter:
        more = bot._merge_api_rl_kwargs(None, {"lane": lane})  # noqa: SLF001
    timeouts = {"read_timeout": wait + (bot.request.read_timeout or 5.0)} if wait else {}
    answer: object = await bot._post(  # noqa: SLF001
        method, dict(payload), api_kwargs=more, **timeouts
    )
    return answer
