"""Copies of a database that can be trusted: taken while it is in use, and checked before they count."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from knowledge.errors import KnowledgeError


class BrokenCopyError(KnowledgeError):
    """A copy is not whole, or is no database."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}; the copy was not used")


def copy_database(source: Path, target: Path) -> int:
    """Copy a database, also one in use, and check the copy; returns its size in bytes.

    The copy appears under its name only when it is whole. Raises BrokenCopyError.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as original,
            closing(sqlite3.connect(unfinished)) as copy,
        ):
            original.backup(copy, pages=1000)
            _check(original, copy, source)
    except sqlite3.DatabaseError as error:
        unfinished.unlink(missing_ok=True)
        raise BrokenCopyError(source, str(error)) from error
    unfinished.replace(target)
    return target.stat().st_size


def _check(original: sqlite3.Connection, copy: sqlite3.Connection, path: Path) -> None:
    """Refuse a copy that is damaged, or that lacks rows that the original has."""
    found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise BrokenCopyError(path, str(found))
    tables = original.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    for (table,) in tables:
        count = f'SELECT count(*) FROM "{table}"'  # noqa: S608, a name out of the schema itself
        if copy.execute(count).fetchone()[0] < original.execute(count).fetchone()[0]:
            raise BrokenCopyError(path, f"rows of {table} are missing")
