"""The gate: what is sent through it stays inside Telegram's limits, answers before alerts.

    ApplicationBuilder().rate_limiter(Gate())
    await bot.send_message(chat, text, rate_limit_args={"lane": "alert"})

One budget over all chats, one for each chat and each group, for new messages and for edits. After
a 429 nobody sends until its time has passed, and nothing but the monotonic clock ends the pause.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Final

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.transport.budget import FREE, NEVER, Chat
from bot.transport.effects import LANES, Lane
from bot.transport.metrics import Metrics
from bot.transport.outcomes import seconds_of
from bot.transport.request import NotSentError
from bot.transport.turns import Ticket, Turns

log = logging.getLogger(__name__)

LaneArgs = Mapping[str, str] | str
_Answer = bool | dict[str, Any] | list[dict[str, Any]]
_Call = Callable[..., Coroutine[Any, Any, _Answer]]

RATE: Final = 28.0
#: Added to what a 429 asks for: Telegram's second and ours may begin apart.
_MARGIN: Final = 0.1
#: What is shown in a chat, new or changed. All else is not counted, and waits for nothing.
_COUNTED: Final = ("send", "edit", "copy", "forward", "stop")
_PAYABLE: Final = ("send", "copyMessage")


class Gate(BaseRateLimiter[LaneArgs]):
    """A rate limiter with two lanes.

    `rate` is messages a second over all chats. Above 30 it is a rate for paid broadcasts: alerts are
    marked with allow_paid_broadcast, and answers keep the 28 that are free. An answer that meets a
    429 is sent again when its time has passed, unless that is over `patience` seconds; an alert
    raises RetryAfter, because its row in the outbox knows better when to come back.
    """

    def __init__(
        self,
        rate: float = RATE,
        *,
        patience: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
        metrics: Metrics | None = None,
    ) -> None:
        self._pays = rate > FREE
        self._turns = Turns(RATE, rate) if self._pays else Turns(rate)
        self._patience = patience
        self._clock = clock
        self._metrics = metrics
        self._paused_until = clock()
        self._timer: asyncio.TimerHandle | None = None
        self._armed = NEVER
        #: Is told of each pause, in seconds; for whoever keeps it over a restart, with `pause`.
        self.on_pause: Callable[[float], None] | None = None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Tell those who still wait that they did not send."""
        self._disarm()
        for ticket in list(self._turns):
            ticket.gone = True
            if ticket.granted and not ticket.granted.done():
                ticket.granted.set_exception(NotSentError("the bot is stopping"))

    @property
    def pause_left(self) -> float:
        """Seconds that Telegram still wants silence for; 0 for none."""
        return max(0.0, self._paused_until - self._clock())

    async def process_request(
        self,
        callback: _Call,
        args: Any,  # noqa: ANN401 - the base class's
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: LaneArgs | None,
    ) -> _Answer:
        """Call back when it is this request's turn."""
        if not endpoint.startswith(_COUNTED) or endpoint == "sendChatAction":
            # Its 429 is its own too: setMyName may be told to wait for a day.
            return await callback(*args, **kwargs)
        ticket = self._ticket(endpoint, data, lane_of(rate_limit_args))
        give_up = NEVER
        while True:
            await self._turn(ticket)
            try:
                return await self._send(ticket, callback, args, kwargs)
            except RetryAfter:
                give_up = min(give_up, self._clock() + self._patience)
                if ticket.lane == "alert" or self._paused_until > give_up:
                    raise

    async def _send(
        self, ticket: Ticket, callback: _Call, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> _Answer:
        left = self._clock()
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            seconds = seconds_of(error)
            log.warning("Telegram asks for a pause of %.0f s", seconds)
            self.pause(seconds)
            if self.on_pause:
                self.on_pause(seconds)
            raise
        finally:
            self._turns.answered(ticket, left, self._clock())
            self._serve()

    def _ticket(self, endpoint: str, data: dict[str, Any], lane: Lane) -> Ticket:
        if self._pays and lane == "alert" and endpoint.startswith(_PAYABLE):
            data["allow_paid_broadcast"] = True
        several = data.get("media") if endpoint == "sendMediaGroup" else data.get("message_ids")
        cost = len(several) if isinstance(several, list | tuple) and several else 1
        paid = bool(data.get("allow_paid_broadcast"))
        return Ticket(lane, chat_of(data.get("chat_id")), cost, paid)

    async def _turn(self, ticket: Ticket) -> None:
        began = self._clock()
        ticket.granted = asyncio.get_running_loop().create_future()
        self._turns.enter(ticket, began)
        self._serve()
        try:
            await ticket.granted
        except asyncio.CancelledError:
            ticket.gone = True
            if _is_granted(ticket):
                self._turns.give_back(ticket)
                self._serve()
            raise
        if self._metrics:
            self._metrics.waited(ticket.lane, self._clock() - began)

    def pause(self, seconds: float) -> None:
        """Nobody sends for so long."""
        # Later answers of 429 can lengthen the pause, never end it.
        self._paused_until = max(self._paused_until, self._clock() + seconds + _MARGIN)
        self._turns.go_gently(self._paused_until)
        if self._metrics:
            self._metrics.paused(seconds)

    def _serve(self) -> None:
        """Let go who may go now, and come back when the next may."""
        now = self._clock()
        if now >= self._paused_until:
            while ticket := self._turns.next(now):
                if ticket.granted and not ticket.granted.done():
                    ticket.granted.set_result(None)
        at = self._turns.next_at()
        self._arm(max(at, self._paused_until), now)

    def _arm(self, at: float, now: float) -> None:
        if at == self._armed and self._timer:
            return
        self._disarm()
        if at < NEVER:
            self._armed = at
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(0.0, at - now), self._ring)

    def _ring(self) -> None:
        self._timer, self._armed = None, NEVER
        self._serve()

    def _disarm(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer, self._armed = None, NEVER


def _is_granted(ticket: Ticket) -> bool:
    granted = ticket.granted
    return bool(granted and granted.done() and not granted.cancelled() and not granted.exception())


def lane_of(args: LaneArgs | None) -> Lane:
    """The lane that `rate_limit_args` names; answers are the default. Raises ValueError."""
    named = args.get("lane", "reply") if isinstance(args, Mapping) else args or "reply"
    for lane in LANES:
        if lane == named:
            return lane
    raise ValueError(f"{named!r} is no lane; there are {', '.join(LANES)}")


def chat_of(chat: object) -> Chat | None:
    """The chat of a request; Telegram takes a number written as text for the number."""
    if isinstance(chat, str):
        return int(chat) if chat.lstrip("-").isdecimal() else chat
    return chat if isinstance(chat, int) else None
