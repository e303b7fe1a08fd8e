"""How much may be sent, and when: over all chats, in a chat, in a group.

Pure: times are seconds of one monotonic clock, handed in. `free_at` says from when on something
may be taken (NOW: it could all along), `take` takes it.
"""

from __future__ import annotations

import math
from bisect import insort
from typing import Final

Chat = int | str

NOW: Final = -math.inf
NEVER: Final = math.inf
#: Telegram's limits, https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
FREE: Final = 30
PAID: Final = 1000
_GROUP: Final = (20, 61.0)  # 20 in a minute, and a second for what the network delays
_PRIVATE: Final = 1.0  # a message a second
_BURST: Final = 3
#: Of the 20 in a minute, what alerts leave to answers.
_FOR_ANSWERS: Final = 5
_PRUNE: Final = 1024


class Window:
    """At most `count` in any `seconds`: no burst at either end of a second adds up to more.

    Room is reserved from when something may go until it is answered. Telegram counts it somewhere
    in between, and nobody knows where: a connection may have to be made, an event loop be busy. So
    the second begins with the answer, and no delay can put more into one than the limit.
    """

    def __init__(self, count: int, seconds: float) -> None:
        self.count, self.seconds = count, seconds
        self._taken: list[float] = []  # in order, no more than count
        self._reserved = 0

    @classmethod
    def of_rate(cls, rate: float, limit: int) -> Window:
        """So many a second, and in no sliding second over `limit`.

        What there is between the two goes into a longer window: 30 in 1.07 s are 28 a second, and
        answers that take up to 0.07 s cost nothing of it.
        """
        count = min(limit, math.ceil(rate * 1.25))
        return cls(count, max(count / rate, 1.01))

    def free_at(self, cost: int = 1) -> float:
        """When `cost` more fit in; more than ever fit in are let in when it is empty.

        NEVER while there is no telling, because what is reserved is not answered.
        """
        too_many = len(self._taken) + self._reserved + min(cost, self.count) - self.count
        if too_many > len(self._taken):
            return NEVER
        return self._taken[too_many - 1] + self.seconds if too_many > 0 else NOW

    def reserve(self, cost: int) -> None:
        """Keep room for what may go."""
        self._reserved += min(cost, self.count)

    def release(self, cost: int) -> None:
        """Give room back for what will not go."""
        self._reserved -= min(cost, self.count)

    def answered(self, left: float, now: float, cost: int) -> None:
        """What was reserved left then and is answered now."""
        self.release(cost)
        self.take(max(left, now - (self.seconds - 1.0)), cost)

    def take(self, now: float, cost: int = 1) -> None:
        """Count what is sent now."""
        for _ in range(min(cost, self.count)):
            insort(self._taken, now)
        del self._taken[: -self.count]

    def spread(self, at: float) -> None:
        """As if it had been in even use until then: what follows goes one by one, not at once."""
        step = self.seconds / self.count
        self._taken = [at - self.seconds + step * n for n in range(self.count)]

    def is_empty(self, now: float) -> bool:
        """Whether it remembers nothing that still counts."""
        return not self._taken or self._taken[-1] + self.seconds <= now


class Pace:
    """One each `interval`, evenly; who is late may make up for some.

    Alerts keep to it, answers only count in it. A window alone would repeat for ever the bunches
    and gaps of its first second, and an answer that comes in a gap would wait until its end.
    """

    def __init__(self, interval: float, burst: float) -> None:
        self._interval, self._slack = interval, interval * (burst - 1)
        self._next = NOW

    @classmethod
    def of_rate(cls, rate: float) -> Pace:
        """So many a second; what 20 ms of a busy event loop cost is made up for."""
        return cls(1 / rate, max(2.0, rate * 0.02))

    def free_at(self) -> float:
        """When the next may go."""
        return self._next - self._slack

    def take(self, now: float, cost: int = 1) -> None:
        """Note what is sent now."""
        self._next = max(self._next, now) + self._interval * cost


class ChatLimits:
    """What each chat may get: a message a second with a short burst, a group 20 in a minute.

    Alerts never burst, and leave room in a group's minute, so that answers find some.
    """

    def __init__(self) -> None:
        self._next: dict[Chat, float] = {}
        self._groups: dict[Chat, Window] = {}
        self._prune_at = _PRUNE

    def free_at(self, chat: Chat, cost: int, *, is_alert: bool) -> float:
        """When `cost` messages may go to this chat."""
        slack = 0.0 if is_alert else (_BURST - 1) * _PRIVATE
        free = self._next.get(chat, NOW) - slack
        if chat in self._groups:
            spare = _FOR_ANSWERS if is_alert else 0
            free = max(free, self._groups[chat].free_at(cost + spare))
        return free

    def take(self, chat: Chat, now: float, cost: int) -> None:
        """Note what is sent to this chat now."""
        self._next[chat] = max(self._next.get(chat, NOW), now) + cost * _PRIVATE
        if is_group(chat):
            self._groups.setdefault(chat, Window(*_GROUP)).take(now, cost)
        if len(self._next) > self._prune_at:
            self._prune(now)

    def __len__(self) -> int:
        return len(self._next)

    def _prune(self, now: float) -> None:
        """Forget the chats that could take anything; whatever a broadcast touches is one of them."""
        self._groups = {c: past for c, past in self._groups.items() if not past.is_empty(now)}
        self._next = {
            chat: free for chat, free in self._next.items() if free > now or chat in self._groups
        }
        self._prune_at = max(_PRUNE, 2 * len(self._next))


def is_group(chat: Chat) -> bool:
    """Whether the limits of groups hold: for negative numbers, and for @names of channels."""
    return isinstance(chat, str) or chat < 0
