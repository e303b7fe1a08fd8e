"""What the last answer in a chat was about: for a few minutes, in memory only, no text kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cachetools import TTLCache

from knowledge.desk import Place
from knowledge.model import Language

LASTS: Final = 10 * 60  # seconds
_MOST: Final = 20_000  # chats; older ones are forgotten first


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a conversation stands."""

    language: Language
    place: Place | None = None


class Conversations:
    """Remembers a moment a chat, so that "and the source?" has something to lean on."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._moments: TTLCache[int, Moment] = TTLCache(_MOST, LASTS, timer=seconds)

    def remember(self, chat: int, moment: Moment) -> None:
        """Note where the conversation stands now."""
        self._moments[chat] = moment

    def last(self, chat: int) -> Moment | None:
        """Where the conversation stood, if that was a moment ago."""
        return self._moments.get(chat)

    def forget(self, chat: int) -> None:
        """Forget a chat at once."""
        self._moments.pop(chat, None)
