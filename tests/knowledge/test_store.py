"""The store: many writes in one transaction, readers apart, and what a failing disk does to it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from knowledge.errors import UnwritableError
from knowledge.store import Store, Verb

migrations = Migrations("notes")


@migrations()
def notes(db: Database) -> None:
    db.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT UNIQUE NOT NULL) STRICT")


class Watched:
    """Remembers how the writing went."""

    def __init__(self) -> None:
        self.groups: list[int] = []
        self.failures: list[str] = []
        self.failed = threading.Event()

    def committed(self, writes: int) -> None:
        self.groups.append(writes)

    def store_failed(self, kind: str) -> None:
        self.failures.append(kind)
        self.failed.set()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "notes.db"


@pytest.fixture
def open_store(path: Path) -> Iterator[Callable[..., Store]]:
    opened: list[Store] = []

    def open_store(patience: float = 5.0) -> Store:
        opened.append(Store.open(path, migrations, patience))
        opened[-1].watch = Watched()
        return opened[-1]

    yield open_store
    for one in opened:
        one.close()


def note(text: str) -> Verb[int]:
    return lambda db: db.execute("INSERT INTO notes (text) VALUES (?)", [text]).lastrowid or 0


def texts(db: Database) -> list[str]:
    return [text for (text,) in db.execute("SELECT text FROM notes ORDER BY id")]


def as_others_see_it(path: Path) -> list[str]:
    other = sqlite3.connect(path)
    found = texts(Database(other))
    other.close()
    return found


async def test_what_was_written_is_there_for_others_when_the_call_returns(
    open_store: Callable[[], Store], path: Path
) -> None:
    store = open_store()

    assert await store.write(note("one")) == 1
    assert as_others_see_it(path) == ["one"]
    assert await store.read(texts) == ["one"]


async def test_many_writes_at_once_become_few_transactions_and_keep_their_order(
    open_store: Callable[[], Store],
) -> None:
    store = open_store()
    wanted = [f"note {number}" for number in range(1000)]

    ids = await asyncio.gather(*(store.write(note(text)) for text in wanted))

    assert ids == sorted(ids)
    assert await store.read(texts) == wanted
    assert isinstance(store.watch, Watched)
    assert sum(store.watch.groups) == 1000
    assert len(store.watch.groups) < 20


async def test_a_write_that_fails_leaves_nothing_behind_and_takes_nobody_with_it(
    open_store: Callable[[], Store],
) -> None:
    store = open_store()

    def half(db: Database) -> None:
        note("half")(db)
        raise ValueError("the other half is missing")

    results = await asyncio.gather(
        store.write(note("before")),
        store.write(half),
        store.write(note("before")),  # unique
        store.write(note("after")),
        return_exceptions=True,
    )

    assert [type(one).__name__ for one in results] == ["int", "ValueError", "IntegrityError", "int"]
    assert await store.read(texts) == ["before", "after"]


async def test_a_reader_can_write_nothing_and_is_not_held_up_by_a_writer(
    open_store: Callable[[], Store], path: Path
) -> None:
    store = open_store()
    await store.write(note("one"))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    assert await store.read(texts) == ["one"]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await store.read(note("two"))
    other.close()


async def test_the_event_loop_goes_on_while_the_disk_is_slow(
    open_store: Callable[[], Store],
) -> None:
    store, may_end = open_store(), threading.Event()
    writing = asyncio.ensure_future(store.write(lambda _: may_end.wait(10)))

    for _ in range(10):
        await asyncio.sleep(0)
    assert not writing.done()
    may_end.set()

    assert await writing


async def test_a_lock_of_three_seconds_is_waited_out(
    open_store: Callable[[], Store], path: Path
) -> None:
    store = open_store()
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(3, other.rollback)
    release.start()

    began = time.monotonic()
    await asyncio.gather(*(store.write(note(f"{number}")) for number in range(20)))

    assert time.monotonic() - began > 2
    assert len(await store.read(texts)) == 20
    release.join()
    other.close()


async def test_a_lock_that_outlasts_the_patience_is_a_clear_error_and_mends_itself(
    open_store: Callable[[float], Store], path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = open_store(0.3)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    failed = await asyncio.gather(
        *(store.write(note(f"lost {number}")) for number in range(5)), return_exceptions=True
    )
    again = await asyncio.gather(store.write(note("lost too")), return_exceptions=True)
    other.rollback()
    other.close()
    await store.write(note("kept"))

    assert {type(one) for one in (*failed, *again)} == {UnwritableError}
    assert "notes.db cannot be written (database is locked)" in str(failed[0])
    assert await store.read(texts) == ["kept"], "what failed was not written later"
    said = [record.message for record in caplog.records]
    assert said == [
        "notes.db cannot be written: database is locked",
        "notes.db can be written again",
    ]
    assert isinstance(store.watch, Watched)
    assert set(store.watch.failures) == {"SQLITE_BUSY"}


async def test_a_full_disk_is_a_clear_error_and_mends_itself(
    open_store: Callable[[float], Store],
) -> None:
    store = open_store(0.3)
    pages = await store.write(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
    await store.write(lambda db: db.execute(f"PRAGMA max_page_count = {pages + 1}").fetchone())

    with pytest.raises(UnwritableError, match="full"):
        await store.write(note("x" * 100_000))
    small = await store.write(note("small"))
    await store.write(lambda db: db.execute("PRAGMA max_page_count = 100000").fetchone())
    await store.write(note("y" * 100_000))

    assert small == 1, "what still fits is still written"
    assert len(await store.read(texts)) == 2


async def test_who_does_not_wait_any_more_disturbs_nobody(
    open_store: Callable[[], Store],
) -> None:
    store, may_end = open_store(), threading.Event()
    slow = asyncio.ensure_future(store.write(lambda _: may_end.wait(10)))
    leaving = asyncio.ensure_future(store.write(note("leaving")))
    await asyncio.sleep(0)
    leaving.cancel()
    may_end.set()
    await slow

    await store.write(note("staying"))

    assert "staying" in await store.read(texts)


async def test_closing_writes_what_is_waiting(path: Path) -> None:
    store = Store.open(path, migrations)
    waiting = [asyncio.ensure_future(store.write(note(f"{number}"))) for number in range(10)]
    await asyncio.sleep(0)

    await asyncio.to_thread(store.close)
    await asyncio.gather(*waiting)

    assert len(as_others_see_it(path)) == 10


async def test_closing_while_the_file_is_locked_ends_soon_and_says_so(path: Path) -> None:
    store = Store.open(path, migrations)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.ensure_future(store.write(note("waiting")))
    await asyncio.sleep(0)

    began = time.monotonic()
    await asyncio.to_thread(store.close)

    with pytest.raises(UnwritableError):
        await waiting
    assert time.monotonic() - began < 2
    other.close()


async def test_a_write_after_closing_says_that_it_was_not_written(path: Path) -> None:
    store = Store.open(path, migrations)
    store.close()

    with pytest.raises(UnwritableError, match="closed"):
        await asyncio.wait_for(store.write(note("late")), 2)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_when_the_writing_thread_dies_whoever_waits_and_whoever_comes_later_is_told(
    path: Path,
) -> None:
    store = Store.open(path, migrations)

    def deadly(_: Database) -> None:
        raise SystemExit

    waiting = [store.write(deadly), store.write(note("beside it")), store.write(note("behind it"))]
    told = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 2)
    later = asyncio.wait_for(store.write(note("later")), 2)
    with pytest.raises(UnwritableError):
        await later

    assert {type(one) for one in told} == {UnwritableError}
    store.close()
    assert as_others_see_it(path) == []


async def test_an_error_without_a_name_of_sqlite_is_told_as_any_other(
    open_store: Callable[[float], Store],
) -> None:
    store = open_store(0.3)

    def nameless(_: Database) -> None:
        error = sqlite3.OperationalError("out of the blue")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise error

    with pytest.raises(UnwritableError, match="out of the blue"):
        await store.write(nameless)
    await store.write(note("after"))


def log_of(path: Path) -> bytes:
    return path.with_name(f"{path.name}-wal").read_bytes()


def file_of(path: Path) -> bytes:
    return path.read_bytes()


async def test_what_a_verb_deletes_for_good_is_in_no_file_when_the_write_returns(
    open_store: Callable[[], Store], path: Path
) -> None:
    store = open_store()
    await store.write(note("somebody asked"))
    assert b"somebody asked" in log_of(path)

    def delete(db: Database) -> None:
        db.execute("DELETE FROM notes")
        store.empty_the_log()

    await store.write(delete)

    assert b"somebody asked" not in log_of(path)
    assert b"somebody asked" not in file_of(path)


async def test_the_log_is_emptied_when_nothing_is_written_for_a_while(
    open_store: Callable[[], Store], path: Path
) -> None:
    store = open_store()
    await store.write(note("somebody asked"))
    await store.write(lambda db: db.execute("DELETE FROM notes").rowcount)

    async with asyncio.timeout(10):
        while log_of(path):  # noqa: ASYNC110 - a file rings no bell
            await asyncio.sleep(0.05)
    assert b"somebody asked" not in file_of(path)


async def test_a_reader_that_holds_the_log_delays_the_emptying_and_does_not_prevent_it(
    open_store: Callable[[], Store], path: Path
) -> None:
    store = open_store()
    await store.write(note("somebody asked"))
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    assert texts(Database(reader)) == ["somebody asked"]

    def delete(db: Database) -> None:
        db.execute("DELETE FROM notes")
        store.empty_the_log()

    await store.write(delete)
    assert b"somebody asked" in log_of(path)
    reader.close()

    async with asyncio.timeout(10):
        while log_of(path):  # noqa: ASYNC110 - a file rings no bell
            await asyncio.sleep(0.05)
    assert b"somebody asked" not in file_of(path)
