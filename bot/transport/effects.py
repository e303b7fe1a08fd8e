"""What handling an update leads to: calls that must arrive, and writes that must be kept.

A handler names its effects and goes on; they become durable together, in one transaction with the
note that the update is handled. Nothing here does any I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, TypeAlias

Lane = Literal["reply", "alert"]
LANES: Final[tuple[Lane, ...]] = ("reply", "alert")

#: Writes in the transaction of the update; what it is handed is the store's own affair.
Write: TypeAlias = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Send:
    """A call of the Bot API that has to arrive: method and parameters as Telegram names them."""

    method: str
    payload: Mapping[str, Any]
    #: What is sent instead where Telegram refuses this for good.
    otherwise: Send | None = None
    #: What the store is to remember of it; the transport hands it on unread.
    note: object = None

    @property
    def chat(self) -> int | str:
        """The chat it goes to; 0 where the method has none."""
        chat: int | str = self.payload.get("chat_id", 0)
        return chat

    def moved(self, to: int) -> Send:
        """The same in a group's new number."""
        return replace(self, payload={**self.payload, "chat_id": to})


@dataclass(slots=True)
class Effects:
    """What the handlers of one update have led to so far."""

    #: Called at once with what is only worth having now, such as the end of a button's clock.
    promptly: Callable[[Send], None]
    sends: list[Send] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    failure: BaseException | None = None
    #: After the handler has ended; what still came would not be kept.
    closed: bool = False


_current: ContextVar[Effects | None] = ContextVar("effects", default=None)


@contextmanager
def collecting(promptly: Callable[[Send], None]) -> Iterator[Effects]:
    """Collect the effects of whatever runs inside, also in tasks that it starts and awaits."""
    effects = Effects(promptly)
    token = _current.set(effects)
    try:
        yield effects
    finally:
        # A task that outlives its handler must not add to what is already kept.
        effects.closed = True
        _current.reset(token)


def current_effects() -> Effects | None:
    """The effects being collected here; None outside of a handler, or after it."""
    effects = _current.get()
    return effects if effects and not effects.closed else None
