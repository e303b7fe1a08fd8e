"""What is counted and timed while the bot runs: for Prometheus, and for `health` to judge.

Every part of the transport takes a `Metrics` as an optional argument and tells it what happened;
nothing here knows a chat or a text. Times are seconds of a monotonic clock. The methods may be
called from any thread.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from bot.transport.health import Signs

Clock = Callable[[], float]

#: Outcomes after which a row is no longer in the outbox; any other leaves it there.
SETTLED: Final = frozenset({"sent", "gone", "moved", "refused", "expired"})

_SECONDS: Final = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_WRITES: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)


class Metrics:
    """The counters of one running bot, in a registry of their own (so that two can run in a test)."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self.registry = CollectorRegistry()
        self._clock = clock
        self._began = clock()
        self._tickets = itertools.count()
        self._in_hand: dict[int, float] = {}
        self._waiting: dict[str, int] = {}
        self._sending: dict[str, int] = {}
        self._last_poll: float | None = None
        self._last_update: float | None = None
        self._last_send: float | None = None
        self._outbox_moved = self._began
        self._paused_until = self._began
        self._store_error = ""
        self._store_failed = self._began
        self._webhook_trouble = ""
        self._stopping = False
        self._define()

    def _define(self) -> None:
        registry = self.registry
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        self._updates = Counter(
            "bot_updates", "Updates by what became of them", ["verdict"], registry=registry
        )
        self._refusals = Counter(
            "bot_webhook_refusals", "Posts turned away", ["reason"], registry=registry
        )
        self._pending = Gauge(
            "bot_webhook_pending", "Updates that wait at Telegram", registry=registry
        )
        self._handling = Histogram(
            "bot_update_seconds",
            "From taking an update to its effects being durable",
            buckets=_SECONDS,
            registry=registry,
        )
        self._outbox = Gauge(
            "bot_outbox_rows", "Rows due and unsettled", ["lane", "state"], registry=registry
        )
        self._sends = Counter(
            "bot_sends", "Attempts to send by outcome", ["lane", "outcome"], registry=registry
        )
        self._waits = Histogram(
            "bot_gate_wait_seconds",
            "Waiting for the limits of Telegram",
            ["lane"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._pauses = Counter("bot_gate_pauses", "Answers of 429", registry=registry)
        self._lag = Histogram(
            "bot_loop_lag_seconds", "Event loop late by", buckets=_SECONDS, registry=registry
        )
        self._commits = Histogram(
            "bot_commit_writes", "Writes in one commit", buckets=_WRITES, registry=registry
        )
        self._store_errors = Counter(
            "bot_store_errors", "Failed commits by kind of error", ["kind"], registry=registry
        )
        self._define_ages()

    def _define_ages(self) -> None:
        # Until the first time, an age counts from the start: an alarm set on it works at once.
        ages: tuple[tuple[str, str, Callable[[], float]], ...] = (
            ("last_update_age", "Since an update came", lambda: self._since(self._last_update)),
            ("last_send_age", "Since a message was sent", lambda: self._since(self._last_send)),
            ("last_poll_age", "Since getUpdates answered", lambda: self._since(self._last_poll)),
            ("gate_pause", "Left of the pause after a 429", self._pause_left),
        )
        for name, meaning, seconds in ages:
            gauge = Gauge(f"bot_{name}_seconds", meaning, registry=self.registry)
            gauge.set_function(seconds)
        in_hand = Gauge("bot_updates_in_hand", "Taken, not yet durable", registry=self.registry)
        in_hand.set_function(lambda: len(self._in_hand))

    # -- updates

    def polled(self) -> None:
        """A call of getUpdates came back with an answer, be it empty."""
        self._last_poll = self._clock()

    def update_began(self) -> int:
        """An update was taken in hand; returns the ticket for `update_ended`."""
        ticket = next(self._tickets)
        self._last_update = self._in_hand[ticket] = self._clock()
        return ticket

    def update_ended(self, ticket: int, verdict: str) -> None:
        """What became of the update: handled, duplicate, set_aside, store_down ..."""
        began = self._in_hand.pop(ticket, None)
        if began is not None:
            self._handling.observe(self._clock() - began)
        self._updates.labels(verdict).inc()

    def update_unreadable(self) -> None:
        """Telegram posted what is no update."""
        self._updates.labels("unreadable").inc()

    def post_refused(self, reason: str) -> None:
        """Somebody posted what Telegram would not: forged, content_type, too_large ..."""
        self._refusals.labels(reason).inc()

    def webhook(self, pending: int, trouble: str) -> None:
        """What Telegram says of the webhook: updates that wait, and why it cannot deliver them."""
        self._pending.set(pending)
        self._webhook_trouble = trouble

    # -- the outbox

    def outbox(self, lane: str, waiting: int, sending: int) -> None:
        """How many rows of a lane are due but not begun, and how many are in flight."""
        if self._unsettled == 0:
            self._outbox_moved = self._clock()
        self._waiting[lane] = waiting
        self._sending[lane] = sending
        self._outbox.labels(lane, "waiting").set(waiting)
        self._outbox.labels(lane, "sending").set(sending)

    def sent(self, lane: str, outcome: str) -> None:
        """How an attempt to send ended: sent, gone, moved, refused, again, wait, perhaps ..."""
        self._sends.labels(lane, outcome).inc()
        if outcome == "sent":
            self._last_send = self._clock()
        if outcome in SETTLED:
            self._outbox_moved = self._clock()

    # -- the gate

    def waited(self, lane: str, seconds: float) -> None:
        """How long a send waited for its turn."""
        self._waits.labels(lane).observe(seconds)

    def paused(self, seconds: float) -> None:
        """Telegram answered 429 and asked for this much silence."""
        self._pauses.inc()
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    # -- the store and the loop

    def committed(self, writes: int) -> None:
        """A commit went through, so the store works (again)."""
        self._commits.observe(writes)
        self._store_error = ""

    def store_failed(self, kind: str) -> None:
        """A commit failed; `kind` is the class of the error or its SQLite name, never its text."""
        self._store_errors.labels(kind).inc()
        self._store_error, self._store_failed = kind, self._clock()

    def lagged(self, seconds: float) -> None:
        """How late the event loop woke something that asked to be woken."""
        self._lag.observe(seconds)

    def stopping(self) -> None:
        """Nothing more is taken from now on."""
        self._stopping = True

    # -- reading

    def signs(self) -> Signs:
        """What `health` judges by, as of now."""
        now = self._clock()
        return Signs(
            running=now - self._began,
            # Tickets are in order of time, so the first is the oldest. A copy: threads may add.
            oldest_update=now - next(iter(list(self._in_hand.values())), now),
            last_poll=self._since(self._last_poll),
            unsettled=self._unsettled,
            outbox_still=now - max(self._outbox_moved, self._paused_until),
            store_error=self._store_error,
            store_failed=now - self._store_failed,
            webhook_trouble=self._webhook_trouble,
            stopping=self._stopping,
        )

    def exposition(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self.registry)

    @property
    def _unsettled(self) -> int:
        return sum(self._waiting.values()) + sum(self._sending.values())

    def _pause_left(self) -> float:
        return max(0.0, self._paused_until - self._clock())

    def _since(self, moment: float | None) -> float:
        return self._clock() - (self._began if moment is None else moment)


async def watch_loop(
    metrics: Metrics,
    every: float = 0.1,
    clock: Clock = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Note how late the event loop is, until cancelled."""
    while True:
        due = clock() + every
        await sleep(every)
        metrics.lagged(max(0.0, clock() - due))
