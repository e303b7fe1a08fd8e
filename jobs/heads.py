"""The heads of facts.db's logs, kept beside it: a log that was cut off or written anew shows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database


class Heads:
    """The verbs, over one connection; the transaction is the caller's."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def known(self) -> tuple[str, ...]:
        """The hashes that were the last ones when they were noted."""
        return tuple(head for (head,) in self._db.execute("SELECT head FROM heads").fetchall())

    def note(self, heads: Sequence[str]) -> None:
        """Note the hashes that are the last ones now."""
        self._db.execute("DELETE FROM heads")
        for head in heads:
            self._db.execute("INSERT OR IGNORE INTO heads VALUES (?)", [head])
