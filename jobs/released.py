"""What is told without waiting for the hold, because an owner said so."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlite_utils import Database


class Released:
    """The verbs, over one connection; the transaction is the caller's. Events: positions in the log."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, event: int, now: float) -> None:
        """This event is told with the next look."""
        self._db.execute("INSERT OR IGNORE INTO released VALUES (?, ?)", [event, now])

    def among(self, events: Sequence[int]) -> frozenset[int]:
        """Those of the events that are released."""
        rows = self._db.execute(
            "SELECT event FROM released WHERE event IN (SELECT value FROM json_each(?))",
            [json.dumps(list(events))],
        )
        return frozenset(event for (event,) in rows.fetchall())
