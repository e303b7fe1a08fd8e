"""Counts what is asked and answered, in memory; now and then the numbers go to the disk.

A question is never held up by its being counted, and no row says who asked it or what. After a
crash the numbers of the last minute are missing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

from sqlite_utils import Database

from jobs.subscriptions import Subscriptions
from jobs.tallies import Tallies, What
from knowledge.desk import Outcome
from knowledge.store import Store


class Tallying:
    """Numbers of the day."""

    def __init__(self, store: Store, today: Callable[[], dt.date]) -> None:
        self._store, self._today = store, today
        self._counts: Counter[tuple[dt.date, What]] = Counter()

    def asked(self, outcome: Outcome) -> None:
        """Count a question and what became of it."""
        today = self._today()
        self._counts[today, "questions"] += 1
        if outcome.kind == "answer":
            self._counts[today, "answers"] += 1
        if outcome.kind == "unknown":
            self._counts[today, "unknowns"] += 1

    async def save(self) -> None:
        """Add what was counted to the numbers on the disk; what fails is tried again."""
        counted, self._counts = self._counts, Counter()
        today = self._today()

        def saved(db: Database) -> None:
            for (day, what), number in counted.items():
                Tallies(db).add(day, what, number)
            Tallies(db).note(today, "subscribers", Subscriptions(db).count())

        try:
            await self._store.write(saved)
        except BaseException:
            self._counts.update(counted)
            raise
