"""How every database of ours is opened: one place for the pragmas and the migrations."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock
from sqlite_utils import Database, Migrations

from knowledge.errors import NewerBaseError

#: Local disk, durable commits, no trust in what a stranger's file may define
#: (the reasons are measured in docs/decisions/0003-two-databases.md).
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    # Without it INSERT OR REPLACE removes rows past the triggers that keep them.
    "PRAGMA recursive_triggers = ON",
)


def open_database(path: Path, migrations: Migrations) -> Database:
    """Open `path`, create what is missing, and bring it up to date.

    A lock beside the file lets one process at a time migrate. Raises NewerBaseError where a
    later version of the program has written the file.
    """
    # Being known to use this bot can hurt: nobody else on the machine reads these files.
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    with FileLock(f"{path}.lock", timeout=30):
        db = Database(sqlite3.connect(path, check_same_thread=False))
        try:
            for pragma in _PRAGMAS:
                db.execute(pragma)
            _refuse_later_steps(db, migrations)
            migrations.apply(db)
        except BaseException:
            db.close()
            raise
    return db


def _refuse_later_steps(db: Database, migrations: Migrations) -> None:
    """Refuse a file in which a migration is noted that this program has not heard of."""
    ours = {step.name for step in migrations.pending(Database(memory=True))}
    for step in migrations.applied(db):
        if step.name not in ours:
            raise NewerBaseError(step.name)


@contextmanager
def writing(db: Database) -> Iterator[Database]:
    """One transaction that holds the write lock from its first line.

    `Database.atomic()` begins deferred: reading first and then writing beside another writer
    fails at once, whatever busy_timeout says.
    """
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield db
    except BaseException:
        db.conn.rollback()
        raise
    db.conn.commit()
