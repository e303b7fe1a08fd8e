"""The fact base: an append-only log of versions in facts.db, and the edition that it amounts to.

facts.db holds nothing personal and may be published as it is. A row of the log is never changed
or removed (triggers see to it, and a chain of hashes shows it): a correction, a withdrawal and an
undo are rows of their own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database, Migrations

from knowledge.edition import Edition, Guidance
from knowledge.errors import BrokenLogError, UnknownStatementError
from knowledge.model import Statement
from knowledge.record import record_of, statement_from
from knowledge.storage import open_database, writing

#: Who loaded the shipped base; every other author is an editor's label.
SHIPPED: Final = "shipped"

migrations = Migrations("facts")


class Event(StrEnum):
    """What a row of the log does."""

    PUBLISHED = "published"
    CORRECTED = "corrected"
    EDITED = "edited"
    RETRACTED = "retracted"
    RESTORED = "restored"


@migrations()
def log_of_versions(db: Database) -> None:
    """The log, its guard against change, and views for people who open the file."""
    db.executescript("""
        CREATE TABLE log (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            happened_at TEXT NOT NULL,
            author TEXT NOT NULL,
            event TEXT NOT NULL
                CHECK (event IN ('published', 'corrected', 'edited', 'retracted', 'restored')),
            statement TEXT NOT NULL,
            version INTEGER NOT NULL,
            content TEXT NOT NULL,
            note TEXT NOT NULL,
            previous_hash TEXT NOT NULL,
            hash TEXT NOT NULL UNIQUE,
            UNIQUE (statement, version)
        ) STRICT;
        CREATE TRIGGER log_is_not_changed BEFORE UPDATE ON log
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER log_is_not_shortened BEFORE DELETE ON log
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        CREATE VIEW latest AS
            SELECT log.* FROM log
            JOIN (SELECT statement, max(version) AS version FROM log GROUP BY statement)
            USING (statement, version);
        CREATE VIEW statements AS
            SELECT statement AS id, version, event AS state,
                json_extract(content, '$.speaker.name.en') AS speaker,
                json_extract(content, '$.speaker.side') AS side,
                json_extract(content, '$.said_on') AS said_on,
                json_extract(content, '$.texts.uk') AS uk,
                json_extract(content, '$.texts.ru') AS ru,
                json_extract(content, '$.texts.en') AS en,
                json_extract(content, '$.source.publisher') AS publisher,
                json_extract(content, '$.source.url') AS url
            FROM latest WHERE event != 'retracted';
    """)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the log: one version of one statement."""

    position: int
    happened_at: dt.datetime
    author: str
    event: Event
    statement: Statement
    note: str


@dataclass(frozen=True, slots=True)
class Loading:
    """What loading the shipped base did."""

    added: int
    updated: int
    kept: int


class FactBase:
    """The domain verbs of facts.db. One connection, one thread."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @classmethod
    def open(cls, path: Path) -> FactBase:
        """Open facts.db at `path`, creating or migrating it."""
        return cls(open_database(path, migrations))

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def load(self, shipped: Iterable[Statement], now: dt.datetime) -> Loading:
        """Bring in the shipped statements: idempotent, and never over an editor's change.

        A statement whose every version came with a release follows the release; one that an
        editor has touched, or withdrawn, stays as the editor left it.
        """
        added = updated = kept = 0
        with writing(self._db):
            for statement in shipped:
                versions = self._rows("WHERE statement = ? ORDER BY version", [statement.id])
                if not versions:
                    self._append(Event.PUBLISHED, statement, 1, SHIPPED, "shipped base", now)
                    added += 1
                elif self._follows_release(versions, statement):
                    event = _change(statement_from(json.loads(versions[-1]["content"])), statement)
                    version = versions[-1]["version"] + 1
                    self._append(event, statement, version, SHIPPED, "shipped base changed", now)
                    updated += 1
                else:
                    kept += 1
        return Loading(added, updated, kept)

    def _follows_release(self, versions: list[dict[str, Any]], statement: Statement) -> bool:
        """A content that was there before is no news: going back a release corrects nothing."""
        edited = any(row["author"] != SHIPPED for row in versions)
        return not edited and _content(statement) not in {row["content"] for row in versions}

    def publish(self, statement: Statement, author: str, note: str, now: dt.datetime) -> int:
        """Publish a new statement; returns its position in the log."""
        with writing(self._db):
            return self._append(Event.PUBLISHED, statement, 1, author, note, now)

    def correct(self, statement: Statement, author: str, note: str, now: dt.datetime) -> int:
        """Put a corrected version in place of the latest one, which stays in the log."""
        return self._follow(Event.CORRECTED, statement, author, note, now)

    def retract(self, statement_id: str, author: str, note: str, now: dt.datetime) -> int:
        """Withdraw a statement: it is never shown again as valid, and never deleted."""
        return self._follow(
            Event.RETRACTED, self.history(statement_id)[-1].statement, author, note, now
        )

    def _follow(
        self, event: Event, statement: Statement, author: str, note: str, now: dt.datetime
    ) -> int:
        with writing(self._db):
            version = self.history(statement.id)[-1].statement.version + 1
            return self._append(event, statement, version, author, note, now)

    def history(self, statement_id: str) -> tuple[Entry, ...]:
        """Every version of a statement, oldest first; raises UnknownStatementError."""
        rows = self._rows("WHERE statement = ? ORDER BY version", [statement_id])
        if not rows:
            raise UnknownStatementError(statement_id)
        return tuple(_entry(row) for row in rows)

    def position(self) -> int:
        """The last position in the log: it moves whenever anything was published or changed."""
        return int(self._db.execute("SELECT coalesce(max(position), 0) FROM log").fetchone()[0])

    def edition(self, guidance: Guidance) -> Edition:
        """All that is published now."""
        # The position first: what is published meanwhile then counts as news, never as known.
        position = self.position()
        rows = self._rows("WHERE event != 'retracted' ORDER BY position", [], table="latest")
        statements = {row["statement"]: _entry(row).statement for row in rows}
        return Edition(statements, guidance, position)

    def verify(self) -> int:
        """Check the chain of hashes; returns the rows checked, raises BrokenLogError."""
        previous, expected = "", 0
        for row in self._db.query("SELECT * FROM log ORDER BY position"):
            expected += 1
            if row["position"] != expected:
                raise BrokenLogError(expected, "is missing")
            if row["previous_hash"] != previous:
                raise BrokenLogError(row["position"], "does not follow the row before it")
            if row["hash"] != _hash(row):
                raise BrokenLogError(row["position"], "was changed after it was written")
            previous = row["hash"]
        # SQLite itself remembers the highest position it gave out, so a cut tail shows too.
        highest = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'log'").fetchone()
        if highest and highest[0] > expected:
            raise BrokenLogError(expected + 1, "is missing")
        return expected

    def _append(
        self,
        event: Event,
        statement: Statement,
        version: int,
        author: str,
        note: str,
        now: dt.datetime,
    ) -> int:
        last = self._db.execute("SELECT hash FROM log ORDER BY position DESC LIMIT 1").fetchone()
        row: dict[str, Any] = {
            "position": self.position() + 1,
            "happened_at": now.astimezone(dt.UTC).isoformat(timespec="seconds"),
            "author": author,
            "event": event.value,
            "statement": statement.id,
            "version": version,
            "content": _content(statement),
            "note": note,
            "previous_hash": last[0] if last else "",
        }
        self._db.table("log").insert({**row, "hash": _hash(row)})
        return int(row["position"])

    def _rows(self, where: str, values: list[str], table: str = "log") -> list[dict[str, Any]]:
        return list(self._db.query(f"SELECT * FROM {table} {where}", values))  # noqa: S608

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """The log behind a position, oldest first."""
        for row in self._db.query(
            "SELECT * FROM log WHERE position > ? ORDER BY position", [after]
        ):
            yield _entry(row)


def _content(statement: Statement) -> str:
    return json.dumps(record_of(statement), ensure_ascii=False, sort_keys=True)


def _hash(row: dict[str, Any]) -> str:
    """The SHA-256 of a row without its own hash, keys in order."""
    bare = {name: value for name, value in row.items() if name != "hash"}
    return hashlib.sha256(json.dumps(bare, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _entry(row: dict[str, Any]) -> Entry:
    """A row as a value; raises BrokenLogError where it is not one of ours."""
    try:
        return Entry(
            position=row["position"],
            happened_at=dt.datetime.fromisoformat(row["happened_at"]),
            author=row["author"],
            event=Event(row["event"]),
            statement=statement_from({**json.loads(row["content"]), "version": row["version"]}),
            note=row["note"],
        )
    except ValueError as error:
        raise BrokenLogError(row["position"], f"cannot be read ({error})") from error


def _change(before: Statement, after: Statement) -> Event:
    """A changed text is a correction, which readers are told of; anything else is an edit."""
    return Event.EDITED if before.texts == after.texts else Event.CORRECTED
