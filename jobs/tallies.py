"""Numbers by day, for owners: how much was asked, answered and sent; never who, never what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, Literal, get_args

from sqlite_utils import Database

What = Literal[
    "questions", "answers", "unknowns", "subscribers", "stopped", "blocked", "alerts", "corrections"
]
WHATS: Final[tuple[What, ...]] = get_args(What)


class Tallies:
    """The verbs, over one connection; the transaction is the caller's."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, day: dt.date, what: What, number: int = 1) -> None:
        """Count so many more on that day."""
        self._db.execute(
            "INSERT INTO tallies VALUES (?, ?, ?)"
            " ON CONFLICT (day, what) DO UPDATE SET number = number + excluded.number",
            [day.isoformat(), what, number],
        )

    def note(self, day: dt.date, what: What, number: int) -> None:
        """Note how many there are on that day, as of subscribers."""
        self._db.execute(
            "INSERT OR REPLACE INTO tallies VALUES (?, ?, ?)", [day.isoformat(), what, number]
        )

    def by_day(self, first: dt.date, last: dt.date) -> Mapping[dt.date, Mapping[str, int]]:
        """The numbers of each day from `first` to `last` that has any."""
        found: dict[dt.date, dict[str, int]] = {}
        rows = self._db.execute(
            "SELECT day, what, number FROM tallies WHERE day BETWEEN ? AND ? ORDER BY day",
            [first.isoformat(), last.isoformat()],
        )
        for day, what, number in rows.fetchall():
            found.setdefault(dt.date.fromisoformat(day), {})[what] = number
        return found
