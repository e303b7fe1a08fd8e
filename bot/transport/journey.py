"""One send on its way: what to do after each attempt. Decides only: sends and waits for nothing."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from bot.transport.effects import Send
from bot.transport.outcomes import (
    Again,
    Gone,
    Moved,
    Outcome,
    Perhaps,
    Refused,
    Sent,
    Stop,
    Wait,
)
from bot.transport.storage import Settlement

#: Seconds: of the first pause, and of the longest.
_FIRST: Final = 0.5
_LONGEST: Final = 60.0


@dataclass(frozen=True, slots=True)
class Pause:
    """Try again in so many seconds; at once with 0."""

    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Halt:
    """Nothing can be sent any more, by nobody; the row stays where it is."""

    reason: str


@dataclass(slots=True)
class Journey:
    """What is to be sent now, and what happened to it so far.

    `doubts` is how often it may be sent again after it was perhaps sent; None for any number.
    """

    send: Send
    doubts: int | None
    tries: int = 0
    moved_to: int | None = None
    #: Whether what was to be sent was refused, and something else is sent instead.
    instead: bool = False

    def take(self, send: Send) -> None:
        """This is to be sent from now on, in the chat's number as it is known by now."""
        if not self.instead:
            self.send = send if self.moved_to is None else send.moved(self.moved_to)

    def next(  # noqa: PLR0911 - one for each outcome
        self, outcome: Outcome, now: float, rng: random.Random, message: int | None = None
    ) -> Settlement | Pause | Halt:
        """What to do after an attempt that ended so; `now` is of the clock of the outcome."""
        match outcome:
            case Sent():
                return Settlement("sent", message=message, moved_to=self.moved_to)
            case Gone(reason):
                return Settlement("gone", reason, moved_to=self.moved_to)
            case Refused(reason):
                return self._refused(reason)
            case Moved(to):
                return self._moved(to)
            case Wait(until):
                # Everybody waits: spread the first tries after it.
                return Pause(max(0.0, until - now) + rng.uniform(0, 0.1))
            case Again():
                return self._later(rng)
            case Perhaps(reason):
                return self._doubted(reason, rng)
            case Stop(reason):
                return Halt(reason)

    def _refused(self, reason: str) -> Settlement | Pause:
        if self.send.otherwise is None:
            return Settlement("refused", reason, moved_to=self.moved_to)
        self.send, self.instead = self.send.otherwise, True
        return Pause()

    def _moved(self, to: int) -> Settlement | Pause:
        if self.moved_to is not None:
            return Settlement("refused", "moved twice", moved_to=self.moved_to)
        self.moved_to = to
        self.send = self.send.moved(to)
        return Pause()

    def _doubted(self, reason: str, rng: random.Random) -> Settlement | Pause:
        if self.doubts == 0:
            return Settlement("perhaps", reason, moved_to=self.moved_to)
        if self.doubts is not None:
            self.doubts -= 1
        return self._later(rng)

    def _later(self, rng: random.Random) -> Pause:
        longest = min(_LONGEST, _FIRST * 2**self.tries)
        self.tries = min(self.tries + 1, 10)
        return Pause(longest * rng.uniform(0.5, 1.0))
