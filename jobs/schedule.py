"""The metronome: APScheduler says when to look, the databases say what is due."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

#: The default grace of one second silently drops a late run; here a late run is run once.
_DEFAULTS: Final = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


class Metronome:
    """Calls what must be looked at again and again, never twice at once."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(job_defaults=_DEFAULTS, timezone="UTC")
        self._scheduler.add_listener(
            _note, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES
        )

    def every(self, seconds: float, name: str, look: Callable[[], Awaitable[None]]) -> None:
        """Call `look` every so many seconds."""

        async def beat() -> None:  # APScheduler awaits only what it can see to be a coroutine
            await look()

        self._scheduler.add_job(beat, "interval", seconds=seconds, id=name)

    def start(self) -> None:
        """Begin, inside a running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """End; what is running is not waited for."""
        self._scheduler.shutdown(wait=False)


def _note(event: JobEvent) -> None:
    """Jobs hold nothing personal, so their errors may be logged whole."""
    error = getattr(event, "exception", None)
    log.error(
        "job %s did not run as it should (event %s)", event.job_id, event.code, exc_info=error
    )
