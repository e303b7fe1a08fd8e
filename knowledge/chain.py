"""A table that only grows, each row holding the hash of the row before it.

Triggers keep rows from being changed or removed; the hashes show it where somebody went round them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from sqlite_utils import Database

from knowledge.errors import BrokenLogError

#: Columns that came later: a row in which one is empty is hashed as before there was one.
_LATER: Final = frozenset(("approver",))


def guard_against_change(db: Database, table: str) -> None:
    """Have the database refuse to change or remove rows of a table."""
    db.executescript(f"""
        CREATE TRIGGER {table}_is_not_changed BEFORE UPDATE ON {table}
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER {table}_is_not_shortened BEFORE DELETE ON {table}
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
    """)


def refuse_replacement(db: Database, table: str, or_else: str = "") -> None:
    """Have the database refuse a row that would stand in place of an earlier one."""
    trigger = f"""
        CREATE TRIGGER {table}_is_not_replaced BEFORE INSERT ON {table}
            WHEN NEW.position <= (SELECT coalesce(max(position), 0) FROM {table})
                OR EXISTS (SELECT 1 FROM {table} WHERE hash = NEW.hash {or_else})
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
    """  # noqa: S608, names of ours
    db.execute(trigger)


class Chain:
    """One such table; the transaction is the caller's."""

    def __init__(self, db: Database, table: str) -> None:
        self._db, self._table = db, table

    def position(self) -> int:
        """The last position; 0 in an empty table."""
        found = self._db.execute(f"SELECT coalesce(max(position), 0) FROM {self._table}")  # noqa: S608
        return int(found.fetchone()[0])

    def head(self) -> str:
        """The hash of the last row, which stands for all before it; empty in an empty table."""
        found = self._db.execute(
            f"SELECT hash FROM {self._table} ORDER BY position DESC LIMIT 1"  # noqa: S608
        ).fetchone()
        return str(found[0]) if found else ""

    def holds(self, head: str) -> bool:
        """Whether this was the hash of the last row once: where not, what followed was cut off."""
        found = self._db.execute(f"SELECT 1 FROM {self._table} WHERE hash = ?", [head])  # noqa: S608
        return found.fetchone() is not None

    def append(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Append a row of these values; returns it with its position and hashes."""
        last = self._db.execute(
            f"SELECT hash FROM {self._table} ORDER BY position DESC LIMIT 1"  # noqa: S608
        ).fetchone()
        row = {
            "position": self.position() + 1,
            **values,
            "previous_hash": last[0] if last else "",
        }
        row["hash"] = _hash(row)
        self._db.table(self._table).insert(row)
        return row

    def verify(self) -> int:
        """Check the hashes; returns the rows checked, raises BrokenLogError."""
        previous, expected = "", 0
        for row in self._db.query(f"SELECT * FROM {self._table} ORDER BY position"):  # noqa: S608
            expected += 1
            if row["position"] != expected:
                raise BrokenLogError(expected, "is missing", self._table)
            if row["previous_hash"] != previous:
                raise BrokenLogError(
                    row["position"], "does not follow the row before it", self._table
                )
            if row["hash"] != _hash(row):
                raise BrokenLogError(
                    row["position"], "was changed after it was written", self._table
                )
            previous = row["hash"]
        # SQLite itself remembers the highest position it gave out, so a cut tail shows too.
        highest = self._db.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = ?", [self._table]
        ).fetchone()
        if highest and highest[0] > expected:
            raise BrokenLogError(expected + 1, "is missing", self._table)
        return expected


def _hash(row: Mapping[str, Any]) -> str:
    """The SHA-256 of a row without its own hash, keys in order."""
    bare = {
        name: value
        for name, value in row.items()
        if name != "hash" and not (name in _LATER and value == "")
    }
    return hashlib.sha256(json.dumps(bare, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
