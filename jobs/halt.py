"""The halt: while it holds, nothing is pushed to anybody; questions are answered as ever."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Halt:
    """Since when (seconds since the epoch) pushes are halted, and which owner said so."""

    since: float
    by: int


class Halts:
    """The verbs, over one connection; the transaction is the caller's."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def current(self) -> Halt | None:
        """The halt that holds; None while pushes go out."""
        row = self._db.execute("SELECT since, by FROM halts").fetchone()
        return Halt(*row) if row else None

    def halt(self, by: int, now: float) -> bool:
        """Stop all pushes; False where they were stopped already."""
        if self.current():
            return False
        self._db.execute("INSERT INTO halts VALUES (?, ?)", [now, by])
        return True

    def resume(self) -> bool:
        """Let pushes go on; False where nothing had stopped them."""
        return bool(self._db.execute("DELETE FROM halts").rowcount)
