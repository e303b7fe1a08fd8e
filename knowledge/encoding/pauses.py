"""Growing pauses after failures, so that what is broken is not tried at every question."""

from __future__ import annotations

import time
from collections.abc import Callable

from knowledge.errors import EncoderDownError


class Pauses:
    """After each failure in a row twice as long a pause, up to `longest` seconds."""

    def __init__(
        self,
        first: float = 1.0,
        longest: float = 300.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._first = first
        self._longest = longest
        self._clock = clock
        self._failures = 0
        self._until = 0.0
        self._reason = ""

    def check(self) -> None:
        """Raise EncoderDownError with the last reason while a pause lasts."""
        if self._failures and self._clock() < self._until:
            raise EncoderDownError(self._reason)

    def failed(self, reason: str) -> EncoderDownError:
        """Begin a pause; returns the error to raise."""
        pause = min(self._longest, self._first * 2 ** min(self._failures, 30))
        self._failures += 1
        self._until = self._clock() + pause
        self._reason = reason
        return EncoderDownError(reason)

    def succeeded(self) -> None:
        """The next failure is a first one again."""
        self._failures = 0
