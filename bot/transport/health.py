"""Whether the bot is well: a decision over figures; it measures and opens nothing.

Alive means that the process answers at all. Ready means that what people write is taken and what
is to be said goes out; where it is not, the reasons are sentences for the operator.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of a running bot at one moment; times in seconds."""

    running: float
    #: How long the oldest update in hand has waited for its effects to be durable; 0 for none.
    oldest_update: float
    #: Since getUpdates last answered, or since the start.
    last_poll: float
    #: Rows of the outbox that are due and not settled.
    unsettled: int
    #: Since a row was last settled or the outbox filled, a pause that Telegram asked for taken off.
    outbox_still: float
    #: Kind of the error that the last commit failed with, empty where it went through, and since.
    store_error: str = ""
    store_failed: float = 0.0
    #: Why Telegram cannot deliver to the webhook; empty while it can, and when polling.
    webhook_trouble: str = ""
    stopping: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many seconds on something counts as stalled."""

    update: float = 30.0
    #: Well above the long wait of one getUpdates.
    poll: float = 90.0
    outbox: float = 60.0
    #: A failed commit counts for so long. Whoever sends no more work to a bot that is not ready
    #: would otherwise never learn that its disk has been mended.
    store: float = 60.0


def troubles(signs: Signs, limits: Limits, *, polling: bool) -> tuple[str, ...]:
    """Why the bot is not ready, worst first; empty when it is ready."""
    found = []
    if signs.stopping:
        found.append("stopping")
    if signs.store_error and signs.store_failed <= limits.store:
        found.append(f"the store refuses writes: {signs.store_error}")
    if signs.oldest_update > limits.update:
        found.append(f"updates stall: one has been in hand for {signs.oldest_update:.0f} s")
    if signs.webhook_trouble:
        found.append(f"updates stall: {signs.webhook_trouble}")
    if polling and signs.last_poll > limits.poll:
        found.append(f"updates stall: getUpdates has not answered for {signs.last_poll:.0f} s")
    if signs.unsettled and signs.outbox_still > limits.outbox:
        found.append(
            f"the outbox stalls: {signs.unsettled} due, none settled for {signs.outbox_still:.0f} s"
        )
    return tuple(found)
