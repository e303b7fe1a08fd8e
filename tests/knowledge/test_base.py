"""The log of facts.db: nothing acknowledged is lost, nothing is changed unseen."""

from __future__ import annotations

import datetime as dt
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from knowledge.base import Event, FactBase
from knowledge.edition import Edition, Guidance
from knowledge.errors import BrokenLogError, NewerBaseError, UnknownStatementError
from knowledge.model import Statement, Texts
from knowledge.shipped import Shipped

NOW = dt.datetime(2025, 6, 12, 9, 30, tzinfo=dt.UTC)
NOTHING = Guidance({}, {}, {}, {})
EDITOR = "editor-2"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "facts.db"


@pytest.fixture
def base(path: Path) -> Iterator[FactBase]:
    base = FactBase.open(path)
    yield base
    base.close()


def _worded(statement: Statement, english: str) -> Statement:
    return replace(statement, texts=Texts(en=english))


def _shown(base: FactBase) -> dict[str, str]:
    return {s.id: s.texts.en for s in base.edition(NOTHING).statements.values()}


# -- loading a release


@pytest.mark.parametrize("position", ["position", "position + 1"])
def test_no_row_stands_in_place_of_another(
    position: str, base: FactBase, path: Path, template: Statement
) -> None:
    base.publish(template, "anna", "", NOW)
    names = "happened_at, author, event, statement, version, content, note, previous_hash, hash"
    replacing = (
        f"INSERT OR REPLACE INTO log (position, {names})"  # noqa: S608, names of ours
        f" SELECT {position}, {names} FROM log"
    )
    with closing(sqlite3.connect(path)) as db:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(replacing)
        db.execute("PRAGMA recursive_triggers = ON")
        db.execute("DROP TRIGGER log_is_not_replaced")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(replacing)


def test_a_tail_that_was_cut_off_shows_beside_a_head_from_before(
    base: FactBase, path: Path, template: Statement
) -> None:
    base.publish(template, "anna", "", NOW)
    before = base.heads()
    base.retract(template.id, "anna", "why", NOW)
    after = base.heads()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TRIGGER log_is_not_shortened")
        db.execute("DELETE FROM log WHERE position = 2")
        db.execute("UPDATE sqlite_sequence SET seq = 1 WHERE name = 'log'")

    assert base.verify() == 1
    assert base.lacking(before) == ()
    assert base.lacking(after) == after


def test_loading_twice_changes_nothing(base: FactBase, shipped: Shipped) -> None:
    statements = [found.statement for found in shipped.statements]
    assert base.load(statements, NOW).added == len(statements)
    before = list(base.entries())
    again = base.load(statements, NOW + dt.timedelta(days=1))
    assert (again.added, again.updated, again.kept) == (0, 0, len(statements))
    assert list(base.entries()) == before


def test_what_was_loaded_is_what_was_shipped(edition: Edition, shipped: Shipped) -> None:
    assert edition.statements == {
        found.statement.id: found.statement for found in shipped.statements
    }


def test_a_text_changed_by_a_release_is_a_correction(base: FactBase, template: Statement) -> None:
    base.load([template], NOW)
    assert base.load([_worded(template, "Put better.")], NOW).updated == 1
    assert [e.event for e in base.history(template.id)] == [Event.PUBLISHED, Event.CORRECTED]
    assert _shown(base) == {template.id: "Put better."}


def test_anything_else_changed_by_a_release_is_no_correction(
    base: FactBase, template: Statement
) -> None:
    base.load([template], NOW)
    base.load([replace(template, editor_note="Show with the other one.")], NOW)
    assert [e.event for e in base.history(template.id)] == [Event.PUBLISHED, Event.EDITED]


def test_a_release_never_overrides_an_editor(base: FactBase, template: Statement) -> None:
    base.load([template], NOW)
    base.correct(_worded(template, "As the editor has it."), EDITOR, "a slip", NOW)
    assert base.load([_worded(template, "As the release has it.")], NOW).kept == 1
    assert _shown(base) == {template.id: "As the editor has it."}


def test_a_release_never_brings_back_what_an_editor_withdrew(
    base: FactBase, template: Statement
) -> None:
    base.load([template], NOW)
    base.retract(template.id, EDITOR, "the source withdrew it", NOW)
    base.load([_worded(template, "As the release has it.")], NOW)
    assert _shown(base) == {}


def test_a_release_leaves_what_an_editor_published(base: FactBase, template: Statement) -> None:
    base.publish(template, EDITOR, "new", NOW)
    base.load([_worded(template, "The same id in a release.")], NOW)
    assert _shown(base) == {template.id: template.texts.en}


# -- editing


def test_the_history_holds_every_version(base: FactBase, template: Statement) -> None:
    base.publish(template, EDITOR, "new", NOW)
    base.correct(_worded(template, "Second."), "editor-3", "a slip", NOW + dt.timedelta(hours=1))
    base.retract(template.id, EDITOR, "wrong", NOW + dt.timedelta(hours=2))
    history = base.history(template.id)
    assert [(e.event, e.statement.version, e.author, e.note) for e in history] == [
        (Event.PUBLISHED, 1, EDITOR, "new"),
        (Event.CORRECTED, 2, "editor-3", "a slip"),
        (Event.RETRACTED, 3, EDITOR, "wrong"),
    ]
    assert [e.statement.texts.en for e in history] == [template.texts.en, "Second.", "Second."]
    assert [e.happened_at - NOW for e in history] == [dt.timedelta(hours=h) for h in range(3)]
    assert base.verify() == 3


def test_an_edition_leaves_out_what_was_withdrawn(base: FactBase, template: Statement) -> None:
    base.publish(template, EDITOR, "new", NOW)
    base.publish(replace(template, id="stays"), EDITOR, "new", NOW)
    before = base.edition(NOTHING)
    base.retract(template.id, EDITOR, "wrong", NOW)
    after = base.edition(NOTHING)
    assert set(after.statements) == {"stays"}
    assert (before.position, after.position) == (2, 3)


@pytest.mark.parametrize("verb", ["correct", "retract", "history"])
def test_what_is_not_there_is_named(verb: str, base: FactBase, template: Statement) -> None:
    verbs: dict[str, Callable[[], object]] = {
        "correct": lambda: base.correct(template, EDITOR, "a slip", NOW),
        "retract": lambda: base.retract(template.id, EDITOR, "wrong", NOW),
        "history": lambda: base.history(template.id),
    }
    with pytest.raises(UnknownStatementError, match=template.id):
        verbs[verb]()
    assert base.position() == 0


def test_the_file_holds_no_more_of_an_editor_than_the_label(
    base: FactBase, path: Path, template: Statement
) -> None:
    base.publish(template, EDITOR, "new", NOW)
    base.retract(template.id, EDITOR, "wrong", NOW)
    with closing(sqlite3.connect(path)) as raw:
        raw.row_factory = sqlite3.Row
        rows = [dict(row) for row in raw.execute("SELECT * FROM log")]
    assert [row.pop("author") for row in rows] == [EDITOR, EDITOR]
    assert EDITOR not in repr(rows)
    assert set(rows[0]) == {
        "position", "happened_at", "event", "statement", "version", "content", "note", "previous_hash", "hash",
        "approver",
    }  # fmt: skip


# -- the log cannot be changed, and shows where it was


@pytest.mark.parametrize("change", ["UPDATE log SET note = ''", "DELETE FROM log"])
def test_the_log_refuses_to_be_changed(
    change: str, base: FactBase, path: Path, template: Statement
) -> None:
    base.publish(template, EDITOR, "new", NOW)
    with (
        closing(sqlite3.connect(path)) as raw,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        raw.execute(change)
    assert base.verify() == 1


TAMPERED = {
    "a text changed": "UPDATE log SET content = replace(content, 'Something', 'Nothing') WHERE position = 2",
    "an author changed": "UPDATE log SET author = 'editor-9' WHERE position = 2",
    "a day changed": "UPDATE log SET happened_at = '2020-01-01T00:00:00+00:00' WHERE position = 2",
    "a row dropped from the middle": "DELETE FROM log WHERE position = 2",
    "the first row dropped, the rest moved up": (
        "DELETE FROM log WHERE position = 1; UPDATE log SET position = position - 1"
    ),
    "the first row dropped": "DELETE FROM log WHERE position = 1",
    "the last row dropped": "DELETE FROM log WHERE position = 3",
    "two rows swapped": (
        "UPDATE log SET position = 9 WHERE position = 1; UPDATE log SET position = 1 WHERE position = 2;"
        "UPDATE log SET position = 2 WHERE position = 9"
    ),
    "a row slipped in": (
        "INSERT INTO log SELECT 4, happened_at, author, event, 'slipped-in', version, content, note,"
        " hash, 'made-up', approver FROM log WHERE position = 3"
    ),
}


@pytest.mark.parametrize("tampering", TAMPERED)
def test_verify_finds(tampering: str, base: FactBase, path: Path, template: Statement) -> None:
    for name in ("first", "second", "third"):
        base.publish(replace(template, id=name), EDITOR, "new", NOW)
    assert base.verify() == 3
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript("DROP TRIGGER log_is_not_changed; DROP TRIGGER log_is_not_shortened")
        raw.executescript(TAMPERED[tampering])
    with pytest.raises(BrokenLogError, match=r"log row [1-4]"):
        base.verify()


# -- the file


def test_tables_are_strict(base: FactBase, path: Path) -> None:
    assert base.position() == 0
    with closing(sqlite3.connect(path)) as raw:
        tables = raw.execute(
            "SELECT name, strict FROM pragma_table_list WHERE type = 'table'"
        ).fetchall()
    ours = {name: strict for name, strict in tables if not name.startswith(("_", "sqlite_"))}
    assert ours == {"log": 1, "phrasings": 1}


def test_the_file_of_a_later_version_is_refused_by_name(base: FactBase, path: Path) -> None:
    base.close()
    later = Migrations("facts")

    @later()
    def columns_of_tomorrow(db: Database) -> None:
        db.execute("CREATE TABLE tomorrow (day TEXT) STRICT")

    with closing(Database(path)) as db:
        later.apply(db)
    with pytest.raises(NewerBaseError, match="columns_of_tomorrow"):
        FactBase.open(path)


PROGRAM = """
import datetime as dt, sys, time
from dataclasses import replace
from pathlib import Path
from knowledge.base import FactBase
from knowledge.shipped import read_shipped
path, name, most = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
template = read_shipped().statements[0].statement
print("ready", flush=True)
sys.stdin.readline()
base = FactBase.open(path)
for number in range(most):
    statement = replace(template, id=f"{name}-{number}")
    base.publish(statement, name, "new", dt.datetime(2025, 6, 12, tzinfo=dt.UTC))
    print(statement.id, flush=True)
"""


def _start(path: Path, name: str, most: int) -> subprocess.Popen[str]:
    """A process that opens the base when it is told to, and says of each statement that it is in."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path), name, str(most)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _let_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("go\n")
    process.stdin.flush()


def test_processes_that_open_at_once_all_succeed(path: Path) -> None:
    names = ("first", "second", "third", "fourth")
    processes = [_start(path, name, 3) for name in names]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        _let_go(process)
    for process in processes:
        process.communicate(timeout=30)
    assert [process.returncode for process in processes] == [0, 0, 0, 0]
    with closing(FactBase.open(path)) as base:
        assert set(_shown(base)) == {f"{name}-{number}" for name in names for number in range(3)}
        assert base.verify() == 12


@pytest.mark.parametrize("acknowledged", [1, 20])
def test_a_killed_process_loses_nothing_it_acknowledged(path: Path, acknowledged: int) -> None:
    with _start(path, "killed", 100_000) as process:
        assert process.stdout
        _let_go(process)
        lines = [process.stdout.readline().strip() for _ in range(acknowledged + 1)]
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.read().split("\n")[:-1]
    assert process.returncode == -signal.SIGKILL
    with closing(FactBase.open(path)) as base:
        kept = list(base.entries())
        assert base.verify() == len(kept)
        assert {entry.statement.id for entry in kept} >= set(lines[1:])
        assert len(kept) <= len(lines), "at most the one in flight is there unacknowledged"
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
