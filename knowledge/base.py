"""The fact base: an append-only log of versions in facts.db, and the edition that it amounts to.

facts.db holds nothing personal and may be published as it is. A row of the log is never changed
or removed (triggers see to it, and a chain of hashes shows it): a correction, a withdrawal and an
undo are rows of their own.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from knowledge.attached import Phrasings
from knowledge.chain import Chain
from knowledge.change import SHIPPED, UNDOING, Change, Entry, Event, last_standing
from knowledge.checking.changes import extent
from knowledge.edition import Edition, Guidance
from knowledge.errors import BrokenLogError, StaleStatementError, UnknownStatementError
from knowledge.model import Statement
from knowledge.record import record_of, statement_from
from knowledge.schema import migrations
from knowledge.storage import open_database, writing

__all__ = ["SHIPPED", "Change", "Entry", "Event", "FactBase", "Loading"]


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
        self._log = Chain(db, "log")
        self.phrasings = Phrasings(db)

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

    def apply(self, change: Change, now: dt.datetime) -> Entry:
        """Append a change; returns its row, or the row that it became when it was applied before.

        Raises StaleStatementError where the statement was changed since the version that the
        change follows, and UnknownStatementError where there never was one.
        """
        return self.apply_all((change,), now)[0]

    def apply_all(self, changes: Iterable[Change], now: dt.datetime) -> tuple[Entry, ...]:
        """The same for many: all of them or, where one raises, none."""
        with writing(self._db):
            return tuple(self._apply(change, now) for change in changes)

    def _apply(self, change: Change, now: dt.datetime) -> Entry:
        done = self.done(change)
        if done:
            return done
        versions = self._rows("WHERE statement = ? ORDER BY version", [change.statement.id])
        if not versions and change.after:
            raise UnknownStatementError(change.statement.id)
        if versions and versions[-1]["version"] != change.after:
            raise StaleStatementError(change.statement.id, _entry(versions[-1]))
        self._append(
            change.event,
            change.statement,
            change.after + 1,
            change.author,
            change.note,
            now,
            change.approver,
        )
        return self.history(change.statement.id)[-1]

    def done(self, change: Change) -> Entry | None:
        """The row that a change became when it was applied before; None where it was not."""
        rows = self._rows(
            "WHERE statement = ? AND version = ?", [change.statement.id, str(change.after + 1)]
        )
        entry = _entry(rows[0]) if rows else None
        return entry if entry and change.is_done_by(entry) else None

    def ids(self) -> frozenset[str]:
        """The ids of all that was ever published: none of them names anything else."""
        found = self._db.execute("SELECT DISTINCT statement FROM log").fetchall()
        return frozenset(name for (name,) in found)

    def latest(self) -> dict[str, Entry]:
        """The newest version of everything ever published, withdrawn or not, by id."""
        rows = self._db.query("SELECT * FROM latest")
        return {row["statement"]: _entry(row) for row in rows}

    def versions(self, statement_id: str) -> tuple[Entry, ...]:
        """Every version of a statement, oldest first; nothing where there is no such statement."""
        rows = self._rows("WHERE statement = ? ORDER BY version", [statement_id])
        return tuple(map(_entry, rows))

    def at(self, position: int) -> Entry | None:
        """The row at a position; None where there is none."""
        rows = self._rows("WHERE position = ?", [str(position)])
        return _entry(rows[0]) if rows else None

    def last_by(self, author: str) -> Entry | None:
        """The last change by an author that stands: undone ones, and undos, are passed over."""
        rows = self._db.execute(
            "SELECT position, author, note FROM log WHERE author = ? OR note LIKE ?"
            " ORDER BY position",
            [author, UNDOING],
        ).fetchall()
        return self.at(last_standing(rows, author))

    def between(self, first: int, last: int) -> tuple[Entry, ...]:
        """The rows from one position to another, both included."""
        where = "WHERE position BETWEEN ? AND ? ORDER BY position"
        return tuple(map(_entry, self._rows(where, [str(first), str(last)])))

    def history(self, statement_id: str) -> tuple[Entry, ...]:
        """Every version of a statement, oldest first; raises UnknownStatementError."""
        found = self.versions(statement_id)
        if not found:
            raise UnknownStatementError(statement_id)
        return found

    def position(self) -> int:
        """The last position in the log: it moves whenever anything was published or changed."""
        return self._log.position()

    def edition(self, guidance: Guidance) -> Edition:
        """All that is published now."""
        # The position first: what is published meanwhile then counts as news, never as known.
        position = self.position()
        rows = self._rows("WHERE event != 'retracted' ORDER BY position", [], table="latest")
        statements = {row["statement"]: _entry(row).statement for row in rows}
        return Edition(statements, self.phrasings.merged(guidance), position)

    def verify(self) -> int:
        """Check both chains of hashes; returns the rows checked, raises BrokenLogError."""
        return self._log.verify() + self.phrasings.verify()

    def heads(self) -> tuple[str, ...]:
        """The hashes of the last rows, of statements and of phrasings; without those of empty logs."""
        return tuple(filter(None, (self._log.head(), self.phrasings.head())))

    def lacking(self, heads: Iterable[str]) -> tuple[str, ...]:
        """Those of earlier `heads` that neither log holds any more: rows were cut off, or replaced."""
        return tuple(h for h in heads if not (self._log.holds(h) or self.phrasings.holds(h)))

    def _append(
        self,
        event: Event,
        statement: Statement,
        version: int,
        author: str,
        note: str,
        now: dt.datetime,
        approver: str = "",
    ) -> int:
        row = self._log.append(
            {
                "happened_at": now.astimezone(dt.UTC).isoformat(timespec="seconds"),
                "author": author,
                "event": event.value,
                "statement": statement.id,
                "version": version,
                "content": _content(statement),
                "note": note,
                "approver": approver,
            }
        )
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
            approver=row["approver"],
        )
    except ValueError as error:
        raise BrokenLogError(row["position"], f"cannot be read ({error})") from error


def _change(before: Statement, after: Statement) -> Event:
    """What reads otherwise is a correction, which readers are told of; anything else is an edit."""
    same = before.texts == after.texts and extent(before, after) == "nothing"
    return Event.EDITED if same else Event.CORRECTED
