"""Intake and delivery around one application, begun and ended together.

    async with Service(app, store) as service:
        await service.serve(Polling(app.bot, service.intake, allowed).run(), stop)

The application is initialized, and its bot was built with `AiohttpRequest` and `Gate`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, Self

from telegram import Update

from bot.transport.delivery import Delivery
from bot.transport.effects import Send
from bot.transport.intake import AnyApplication, Intake
from bot.transport.metrics import Metrics
from bot.transport.storage import Inbox, Outbox

#: Seconds for what is in flight when the bot is stopped; all in all it has five.
_SENDING: Final = 1.5
#: How often a reply is sent again after it was perhaps sent: nobody is to be told one thing all day.
_DOUBTS: Final = 8


class Store(Inbox, Outbox, Protocol):
    """Keeps both sides."""


@dataclass(frozen=True, slots=True)
class Manners:
    """What a bot says when something went wrong; None where it says nothing."""

    #: To a person whose command could not be saved.
    unsaved: Callable[[Update], Awaitable[Sequence[Send]]] | None = None
    #: In a chat whose reply Telegram refused.
    sorry: Callable[[Send], Awaitable[Send | None]] | None = None


class Service:
    """Takes updates in and takes replies, and with `alerts_every` seconds alerts, to Telegram."""

    def __init__(
        self,
        app: AnyApplication,
        store: Store,
        manners: Manners | None = None,
        metrics: Metrics | None = None,
        *,
        lanes: int = 32,
        window: int = 64,
        alerts_every: float | None = None,
        alert_window: int = 24,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`now` is the clock by which letters are due; `alert_window` alerts are in flight at most,
        and a few seconds' worth are in hand: a more urgent one overtakes all others."""
        manners = manners or Manners()
        self.replies = Delivery(
            app.bot,
            store,
            window=window,
            doubts=_DOUBTS,
            sorry=manners.sorry,
            metrics=metrics,
            now=now,
        )
        self.alerts = Delivery(
            app.bot,
            store,
            "alert",
            window=alert_window,
            most=4 * alert_window,
            doubts=1,
            look_every=alerts_every,
            metrics=metrics,
            now=now,
        )
        self._deliveries = (self.replies, self.alerts) if alerts_every else (self.replies,)
        self.intake = Intake(
            app,
            store,
            self.replies.hand,
            self.replies.directly,
            self.replies.promptly,
            unsaved=manners.unsaved,
            lanes=lanes,
            metrics=metrics,
        )

    async def __aenter__(self) -> Self:
        await self.intake.start()
        for delivery in self._deliveries:
            delivery.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.intake.stop()
        await asyncio.gather(*(delivery.stop(_SENDING) for delivery in self._deliveries))

    async def serve(self, bringing: Coroutine[Any, Any, object], stop: asyncio.Event) -> None:
        """Run what brings the updates until `stop` is set. Raises what it raises, and InvalidToken."""
        tasks: list[asyncio.Future[Any]] = [
            asyncio.create_task(bringing),
            asyncio.create_task(stop.wait()),
        ]
        refusals = (delivery.refused for delivery in self._deliveries)
        try:
            done, _ = await asyncio.wait((*tasks, *refusals), return_when=asyncio.FIRST_COMPLETED)
            for one in done:
                one.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
