"""A database that many write at once: one thread writes, in groups; another reads.

Whoever waits for a disk waits here, never on the event loop. All that is waiting to be written
becomes one transaction, so that a hundred small writes cost one sync; each has a savepoint, so
that one that fails takes nothing with it. While the file is locked or its disk is full, writes
wait, and after `patience` seconds they fail with UnwritableError, having written nothing; the
first that succeeds ends the matter.

What is deleted is overwritten in the file, but its old pages stay in the log beside it (-wal) until
that is emptied: after `empty_the_log`, when nothing has been written for a while, and at times.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from sqlite_utils import Database, Migrations

from knowledge.errors import UnwritableError
from knowledge.storage import open_database

log = logging.getLogger(__name__)

_T = TypeVar("_T")
Verb = Callable[[Database], _T]

_MOST: Final = 512  # writes in one transaction
#: The writing thread looks again this often (seconds) whether a lock or a full disk has gone.
_AGAIN: Final = 0.1
_IDLE: Final = 1.0  # seconds without a write after which the log is emptied
_BUSY: Final = 30.0  # seconds after which it is emptied although writes keep coming
#: Errors of the file or its disk, not of the statement (https://sqlite.org/rescode.html).
_DOWN: Final = frozenset(
    (
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    )
)


class Watch(Protocol):
    """Is told how the writing goes, from the writing thread."""

    def committed(self, writes: int) -> None:
        """A transaction of so many writes is durable."""

    def store_failed(self, kind: str) -> None:
        """A transaction failed for a reason of the file or its disk."""


@dataclass(slots=True)
class _Write:
    verb: Verb[Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    deadline: float
    result: Any = None
    error: BaseException | None = None


class Store:
    """One database file: `write` and `read` take verbs over it, from any event loop."""

    def __init__(
        self, path: Path, db: Database, patience: float = 5.0, watch: Watch | None = None
    ) -> None:
        self._path, self._db, self._patience = path, db, patience
        self.watch = watch
        self._down = False
        self._door = threading.Lock()  # nothing joins the queue once it is over
        self._over = False
        self._hand: list[_Write] = []  # the group that is being written
        #: When the log is to be emptied although writes keep coming; None while it is empty.
        self._empty_by: float | None = None
        self._queue: queue.SimpleQueue[_Write | None] = queue.SimpleQueue()
        self._reader = ThreadPoolExecutor(1, thread_name_prefix=f"read {path.name}")
        self._reading: sqlite3.Connection | None = None
        self._thread = threading.Thread(target=self._run, name=f"write {path.name}", daemon=True)
        self._thread.start()

    @classmethod
    def open(cls, path: Path, migrations: Migrations, patience: float = 5.0) -> Store:
        """Open `path`, creating or migrating it."""
        db = open_database(path, migrations)
        # The thread itself tries again, so that it can end, and tell whoever waited too long.
        db.execute(f"PRAGMA busy_timeout = {round(_AGAIN * 1000)}")
        # What is deleted is overwritten: that somebody has asked must not be read from a stolen disk.
        db.execute("PRAGMA secure_delete = ON")
        return cls(path, db, patience)

    async def write(self, verb: Verb[_T]) -> _T:
        """Do what `verb` does in a transaction; returns when it is durable.

        Raises what `verb` raises, having written nothing, or UnwritableError.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[_T] = loop.create_future()
        # While the disk is known to be full, nobody needs to wait long to hear it again.
        patience = min(self._patience, 3 * _AGAIN) if self._down else self._patience
        with self._door:
            if self._over:
                raise UnwritableError(self._path.name, "the store is closed")
            self._queue.put(_Write(verb, loop, future, time.monotonic() + patience))
        return await future

    def empty_the_log(self) -> None:
        """For a verb that deletes: no trace is left in the log when its write returns.

        Where a reader holds the log just then, it is emptied as soon as that has ended.
        """
        self._empty_by = 0.0

    async def read(self, verb: Verb[_T]) -> _T:
        """What `verb` finds, on a connection that cannot write; a writer does not hold it up."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reader, lambda: verb(self._readable()))

    def close(self) -> None:
        """Write what is waiting, then give the file back."""
        with self._door:
            self._over = True
            self._queue.put(None)
        self._thread.join()
        self._reader.submit(self._close_reading).result()
        self._reader.shutdown()
        self._db.close()

    # -- reading, on its thread

    def _readable(self) -> Database:
        if self._reading is None:
            connection = sqlite3.connect(self._path, check_same_thread=False)
            connection.execute("PRAGMA busy_timeout = 5000")
            connection.execute("PRAGMA query_only = ON")
            self._reading = connection
        return Database(self._reading)

    def _close_reading(self) -> None:
        if self._reading:
            self._reading.close()

    # -- writing, on its thread

    def _run(self) -> None:
        try:
            self._serve()
        finally:
            self._leave()

    def _serve(self) -> None:
        ending = False
        while not ending:
            try:
                first = self._queue.get(timeout=None if self._empty_by is None else _IDLE)
            except queue.Empty:
                self._empty()
                continue
            ending = first is None
            if first:
                self._hand = [first]
                ending = self._write_group()
                self._hand = []

    def _leave(self) -> None:
        """Nobody writes any more: whoever still waits is told, also where a fault ended it."""
        with self._door:
            self._over = True
        self._roll_back()
        left = self._hand
        while not self._queue.empty():
            one = self._queue.get_nowait()
            left += [one] if one else []
        for one in left:
            one.error = UnwritableError(self._path.name, "the store is closed")
        _answer(left)

    def _empty(self) -> None:
        """Empty the log, so that what was deleted is in no file; later where a reader holds it."""
        try:
            (held, *_) = self._db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            log.debug("%s: its log could not be emptied: %s", self._path.name, error)
            held = True
        self._empty_by = time.monotonic() + _IDLE if held else None

    def _write_group(self) -> bool:
        """Write what is in hand and all that joins it; whether the store is closing."""
        ending = False
        while self._hand and not ending:
            ending = self._joined_by(self._hand)
            failed = self._try(self._hand)
            if failed is None:
                return ending
            self._hand = self._give_up(self._hand, failed, at_once=ending)
            time.sleep(_AGAIN if self._hand else 0)
        return ending

    def _joined_by(self, group: list[_Write]) -> bool:
        while len(group) < _MOST:
            try:
                one = self._queue.get_nowait()
            except queue.Empty:
                break
            if one is None:
                return True
            group.append(one)
        return False

    def _try(self, group: list[_Write]) -> sqlite3.Error | None:
        """One transaction; returns the error where the file or its disk stood in the way."""
        connection = self._db.conn
        try:
            connection.execute("BEGIN IMMEDIATE")
            for one in group:
                _do(one, self._db)
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            return error
        if self._down:
            log.warning("%s can be written again", self._path.name)
        self._down = False
        self._hand = []  # it is durable, whatever happens now
        try:
            if self._empty_by is None:
                self._empty_by = time.monotonic() + _BUSY
            elif self._empty_by <= time.monotonic():
                self._empty()
            if self.watch:
                self.watch.committed(len(group))
        finally:
            _answer(group)
        return None

    def _roll_back(self) -> None:
        # After some errors SQLite has rolled back already.
        if self._db.conn.in_transaction:
            try:
                self._db.conn.execute("ROLLBACK")
            except sqlite3.Error as error:
                log.warning("%s: rolling back failed: %s", self._path.name, error)

    def _give_up(self, group: list[_Write], error: sqlite3.Error, *, at_once: bool) -> list[_Write]:
        """Tell those who have waited too long; returns the others."""
        now = time.monotonic()
        late = [one for one in group if at_once or one.deadline <= now]
        if self.watch:
            self.watch.store_failed(getattr(error, "sqlite_errorname", ""))
        if late and not self._down:
            log.error("%s cannot be written: %s", self._path.name, error)
            self._down = True
        for one in late:
            one.error = UnwritableError(self._path.name, str(error))
        _answer(late)
        return [one for one in group if one not in late]


def _do(one: _Write, db: Database) -> None:
    """Do one write inside the transaction; its own error is kept, one of the disk is raised."""
    one.error = None
    db.conn.execute("SAVEPOINT one")
    try:
        one.result = one.verb(db)
    except Exception as error:
        if isinstance(error, sqlite3.Error) and is_down(error):
            raise
        one.error = error
        db.conn.execute("ROLLBACK TO one")
    db.conn.execute("RELEASE one")


def is_down(error: sqlite3.Error) -> bool:
    """Whether an error is one of the file or its disk, not of the statement."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DOWN


def _answer(group: list[_Write]) -> None:
    """Hand the results to their loops, in order, waking each loop once."""
    for loop in {id(one.loop): one.loop for one in group}.values():
        own = [one for one in group if one.loop is loop]
        if not loop.is_closed():
            loop.call_soon_threadsafe(_resolve, own)


def _resolve(group: list[_Write]) -> None:
    for one in group:
        if one.future.done():
            continue  # whoever waited was cancelled
        if one.error is not None:
            one.future.set_exception(one.error)
        else:
            one.future.set_result(one.result)
