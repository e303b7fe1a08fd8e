"""Until when Telegram wants silence, kept for a process that is killed while it waits."""

from __future__ import annotations

from sqlite_utils import Database


class Pauses:
    """The verbs, over one connection; the transaction is the caller's."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(self, until: float) -> None:
        """Nothing may be sent before then, in seconds since the epoch."""
        self._db.execute("DELETE FROM pauses WHERE until < ?", [until])
        self._db.execute("INSERT INTO pauses VALUES (?)", [until])

    def left(self, now: float) -> float:
        """The seconds of silence that are left; 0 for none."""
        until = self._db.execute("SELECT max(until) FROM pauses").fetchone()[0]
        return max(0.0, until - now) if until else 0.0
