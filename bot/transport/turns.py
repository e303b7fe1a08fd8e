"""Whose turn it is to send: answers before alerts, the first come first, nobody over a limit.

Pure: it is told the time and says who may go. A chat that may not be written to yet holds up
nobody else, and inside a chat and a lane the order is kept.
"""

from __future__ import annotations

import heapq
from asyncio import Future
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from bot.transport.budget import FREE, NEVER, NOW, PAID, Chat, ChatLimits, Pace, Window
from bot.transport.effects import LANES, Lane

_numbers = count()


@dataclass(slots=True, eq=False)
class Ticket:
    """One who waits to send. Entered again, after a 429, it stands where it stood."""

    lane: Lane = "reply"
    #: None where Telegram counts no chat, as for the edit of an inline message.
    chat: Chat | None = None
    #: How many messages it sends: an album is several.
    cost: int = 1
    paid: bool = False
    number: int = field(default_factory=lambda: next(_numbers))
    #: Whether it has left without sending.
    gone: bool = False
    granted: Future[None] | None = None

    @property
    def place(self) -> object:
        """The line in which it stands."""
        return self if self.chat is None else self.chat


class Line:
    """Those of one lane and one budget; a chat is in it once, with all that wait for it."""

    def __init__(self, lane: Lane, window: Window, pace: Pace, chats: ChatLimits) -> None:
        self.window, self._pace, self._chats = window, pace, chats
        self._is_alert = lane == "alert"
        self._waiting: dict[object, list[tuple[int, Ticket]]] = {}
        #: Places whose chat is free, by the number of their first ticket when they came here.
        self._ready: list[tuple[int, object]] = []
        #: The others, by when their chat is free.
        self._held: list[tuple[float, int, object]] = []

    def __iter__(self) -> Iterator[Ticket]:
        return (ticket for waiting in self._waiting.values() for _, ticket in waiting)

    def enter(self, ticket: Ticket, now: float) -> None:
        """Stand in line."""
        if ticket.place in self._waiting:
            heapq.heappush(self._waiting[ticket.place], (ticket.number, ticket))
        else:
            self._waiting[ticket.place] = [(ticket.number, ticket)]
            self._put(ticket, now)

    def first(self, now: float) -> Ticket | None:
        """Whose chat is free, and who has waited longest of these."""
        while self._held and self._held[0][0] <= now:
            _, number, place = heapq.heappop(self._held)
            heapq.heappush(self._ready, (number, place))
        while self._ready:
            number, place = self._ready[0]
            ticket = self._head(place)
            if ticket and ticket.number <= number and self._free_at(ticket) <= now:
                return ticket
            heapq.heappop(self._ready)
            self._go_on(place, now)  # who stood here has gone, or the other lane wrote there
        return None

    def take(self, ticket: Ticket, now: float) -> None:
        """Let the first go."""
        heapq.heappop(self._ready)
        heapq.heappop(self._waiting[ticket.place])
        self.window.reserve(ticket.cost)
        self._pace.take(now, ticket.cost)
        if ticket.chat is not None:
            self._chats.take(ticket.chat, now, ticket.cost)
        self._go_on(ticket.place, now)

    def free_at(self, cost: int) -> float:
        """When the budget allows for it, whatever the chat."""
        return max(self.window.free_at(cost), self._pace.free_at() if self._is_alert else NOW)

    @property
    def is_ready(self) -> bool:
        """Whether somebody waits for the budget alone."""
        return bool(self._ready)

    def next_at(self) -> float:
        """When it is worth asking again."""
        if self._ready:
            ticket = self._head(self._ready[0][1])
            return self.free_at(ticket.cost) if ticket else NOW
        return max(self._held[0][0], self.free_at(1)) if self._held else NEVER

    def _head(self, place: object) -> Ticket | None:
        """The first of a place that has not gone."""
        waiting = self._waiting[place]
        while waiting and waiting[0][1].gone:
            heapq.heappop(waiting)
        return waiting[0][1] if waiting else None

    def _go_on(self, place: object, now: float) -> None:
        """Put a place that was taken out where it belongs now."""
        if ticket := self._head(place):
            self._put(ticket, now)
        else:
            del self._waiting[place]

    def _put(self, ticket: Ticket, now: float) -> None:
        free = self._free_at(ticket)
        if free <= now:
            heapq.heappush(self._ready, (ticket.number, ticket.place))
        else:
            heapq.heappush(self._held, (free, ticket.number, ticket.place))

    def _free_at(self, ticket: Ticket) -> float:
        if ticket.chat is None:
            return NOW
        return self._chats.free_at(ticket.chat, ticket.cost, is_alert=self._is_alert)


class Turns:
    """All lines, in the order in which they are served."""

    def __init__(self, rate: float, paid_rate: float = PAID) -> None:
        chats = ChatLimits()
        budgets = (
            (False, Window.of_rate(rate, FREE), Pace.of_rate(rate)),
            (True, Window.of_rate(paid_rate, PAID), Pace.of_rate(paid_rate)),
        )
        self._lines: dict[tuple[Lane, bool], Line] = {
            (lane, is_paid): Line(lane, window, pace, chats)
            for lane in LANES
            for is_paid, window, pace in budgets
        }

    def __iter__(self) -> Iterator[Ticket]:
        return (ticket for line in self._lines.values() for ticket in line)

    def enter(self, ticket: Ticket, now: float) -> None:
        """Stand in line, at the place that its number gives."""
        self._lines[ticket.lane, ticket.paid].enter(ticket, now)

    def answered(self, ticket: Ticket, left: float, now: float) -> None:
        """Who might send did so then, and is answered now."""
        self._lines[ticket.lane, ticket.paid].window.answered(left, now, ticket.cost)

    def give_back(self, ticket: Ticket) -> None:
        """Who might send will not."""
        self._lines[ticket.lane, ticket.paid].window.release(ticket.cost)

    def next(self, now: float) -> Ticket | None:
        """Who may send now. Room is kept until `answered` or `give_back` is called."""
        full: list[Window] = []
        for line in self._lines.values():
            ticket = None if line.window in full else line.first(now)
            if ticket is None:
                continue
            if line.free_at(ticket.cost) <= now:
                line.take(ticket, now)
                return ticket
            # An album that waits for room is not overtaken by single alerts for ever.
            full.append(line.window)
        return None

    def go_gently(self, at: float) -> None:
        """Begin anew after a pause, one by one: the first tells whether it was long enough."""
        for line in self._lines.values():
            line.window.spread(at)

    def next_at(self) -> float:
        """When `next` is worth asking again; NEVER when nobody waits."""
        soonest, claimed = NEVER, list[Window]()
        for line in self._lines.values():
            if line.window not in claimed:
                soonest = min(soonest, line.next_at())
            if line.is_ready:
                claimed.append(line.window)
        return soonest
