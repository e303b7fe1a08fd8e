"""What the transport asks of a store. Whoever brings one implements these verbs durably.

NotTakenError        an update was not taken; Telegram has it still, and it is to come again
 ├─ StoreDownError   nothing can be written at the moment
 ├─ FullError        too much is waiting already
 └─ StoppingError    the bot is being stopped
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.transport.effects import Lane, Send, Write


class NotTakenError(Exception):
    """An update was not taken: answer 503, or leave the offset where it is."""


class StoreDownError(NotTakenError):
    """The store cannot write now (locked, full, gone); says why, quotes nobody."""


class FullError(NotTakenError):
    """As many updates are waiting as are let in at once."""

    def __init__(self, waiting: int) -> None:
        super().__init__(f"{waiting} are waiting already")


class StoppingError(NotTakenError):
    """The bot is being stopped."""

    def __init__(self) -> None:
        super().__init__("the bot is being stopped")


@dataclass(frozen=True, slots=True)
class Row:
    """A send that is kept in the outbox until it is settled."""

    id: int
    send: Send
    #: Seconds since the epoch after which nobody needs it any more.
    expires_at: float


@dataclass(frozen=True, slots=True)
class Aside:
    """An update, or a send, that was set aside: what kind it was and how large, never its text."""

    kind: str
    size: int
    reason: str


#: `left`: the store has decided for itself what becomes of it.
End = Literal["sent", "perhaps", "gone", "refused", "expired", "left"]


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a row ended."""

    end: End
    reason: str = ""
    #: The message that Telegram made of it.
    message: int | None = None
    #: A group's new number, where it has moved meanwhile.
    moved_to: int | None = None


class Inbox(Protocol):
    """What `Intake` asks for. Each verb raises StoreDownError where it cannot be done now."""

    async def handled(self) -> Iterable[int]:
        """The ids of updates that are noted as handled."""
        ...

    async def keep(
        self, update: int, sends: Sequence[Send], writes: Sequence[Write], aside: Aside | None
    ) -> Sequence[Row] | None:
        """Note an update as handled, with all its effects, in one transaction.

        Returns the sends as rows of the outbox's reply lane; None, having written nothing, where
        the update was noted before.
        """
        ...

    async def set_aside(self, aside: Aside) -> None:
        """Note what has no id that could be noted as handled."""
        ...


class Outbox(Protocol):
    """What `Delivery` asks for. Each verb raises StoreDownError where it cannot be done now."""

    async def due(self, lane: Lane, most: int) -> Sequence[Row]:
        """The first rows of a lane that are due and not settled, oldest first.

        It must see every row whose transaction has ended, and no row whose `settle` has.
        """
        ...

    async def claim(self, row: Row) -> Send | None:
        """What is to be sent for a row of the alert lane, decided as late as can be.

        Asked before every attempt. None where nothing is to be sent now: the row was put off,
        dropped or settled, and is not due at the moment.
        """
        ...

    async def settle(self, row: Row, settlement: Settlement) -> None:
        """Note how a row ended; it is never due again."""
        ...
