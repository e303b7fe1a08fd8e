"""How understanding by meaning does, for whoever watches the bot: it may fail, and the bot goes on."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Gauge

from knowledge.encoding.meanings import Meanings


def remark_on(meanings: Meanings | None) -> str:
    """One line for /readyz: `meanings: ready`, `meanings: down: why`; by words alone is well too."""
    return f"meanings: {meanings.state if meanings else 'off'}"


def expose(meanings: Meanings | None, registry: CollectorRegistry) -> None:
    """Put the figures of meanings beside the others of /metrics."""
    ready = Gauge("bot_meanings_ready", "1 while meanings count beside words", registry=registry)
    scored = Gauge("bot_meanings_scored", "Messages whose meaning counted", registry=registry)
    missed = Gauge("bot_meanings_missed", "Messages by words alone for a fault", registry=registry)
    if meanings:
        ready.set_function(lambda: float(meanings.state == "ready"))
        scored.set_function(lambda: float(meanings.health.scored))
        missed.set_function(lambda: float(meanings.health.unanswered))
