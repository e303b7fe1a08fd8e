"""Telegram's own limits, as the stand-in enforces them."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import Any


class FloodLimits:
    """Telegram's own limits: 30 in a second, bursts of 5 and then 1/s in a chat, 20/min in a group."""

    def __init__(self) -> None:
        self._all: deque[float] = deque()
        self._chats: dict[Any, deque[float]] = defaultdict(deque)

    def retry_after(self, chat: Any, now: float) -> int:
        """0 when the call is within the limits, which counts it; else the seconds to wait."""
        group = isinstance(chat, str) or (isinstance(chat, int) and chat < 0)
        most, seconds = (20, 60.0) if group else (10, 6.0)
        mine = self._chats[chat]
        for past, span in ((self._all, 1.0), (mine, seconds)):
            while past and past[0] <= now - span:
                past.popleft()
        if len(self._all) >= 30:
            return 1
        if len(mine) >= most:
            return int(mine[0] + seconds - now) + 1
        self._all.append(now)
        mine.append(now)
        return 0
