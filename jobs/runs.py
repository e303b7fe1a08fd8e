"""Runs of jobs: each is a row. Of runs in a row that found nothing to do, the last is kept."""

from __future__ import annotations

from typing import Final

from sqlite_utils import Database

#: How long runs are remembered, in seconds.
_REMEMBERS: Final = 30 * 86_400.0


class Runs:
    """The verbs, over one connection; the transaction is the caller's."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def begin(self, job: str, period: str, now: float) -> bool:
        """Note that a job runs for a period; False where it has run for that already."""
        done = self._db.execute(
            "INSERT OR IGNORE INTO runs (job, period, began_at) VALUES (?, ?, ?)",
            [job, period, now],
        )
        return done.rowcount == 1

    def end(self, job: str, period: str, now: float, done: int = 0, error: str = "") -> None:
        """Note how it ended: how much it did, or the kind of the error that ended it."""
        self._db.execute(
            "UPDATE runs SET ended_at = ?, done = ?, error = ? WHERE job = ? AND period = ?",
            [now, done, error, job, period],
        )
        self._db.execute(
            "DELETE FROM runs WHERE job = ? AND done = 0 AND error = '' AND ended_at IS NOT NULL"
            " AND period != ?",
            [job, period],
        )

    def prune(self, now: float) -> None:
        """Forget runs of long ago."""
        self._db.execute("DELETE FROM runs WHERE began_at < ?", [now - _REMEMBERS])
