"""Alerts: what is told to many, and the rows of the outbox that it becomes.

    news        statements that were published, to those who hear of them at once
    digest      the same, to those who hear of them once a day or week
    correction  one statement that was corrected or withdrawn, to all who were sent it

A row of the outbox says which alert it belongs to and why the chat gets it. What it says is
decided when it is sent, by then: a statement that was corrected meanwhile is shown as it is now,
one that was withdrawn is not shown, and 300,000 rows do not hold the same text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlite_utils import Database

Kind = Literal["news", "digest", "correction"]
#: Why a chat gets a row: it subscribed, wanted it once, gets digests, saw what was corrected,
#: has a message to be marked, or is the canary.
Why = Literal["subscribed", "once", "digest", "correction", "mark", "canary"]

#: Corrections go before the marks on old messages, and both before all other alerts.
URGENCY: Final[Mapping[Why, int]] = {
    "correction": 0, "mark": 1, "canary": 2, "subscribed": 2, "once": 2, "digest": 2,
}  # fmt: skip
#: Seconds after which an alert that could not be sent is no news any more: a person who comes back
#: is not told of it as if it were. A correction stays true.
NEWS_FOR: Final = 2 * 86_400.0
CORRECTION_FOR: Final = 30 * 86_400.0
#: Settled rows are kept so long, then only counted.
SETTLED_FOR: Final = 14 * 86_400.0
_AT_ONCE: Final = 5000


@dataclass(frozen=True, slots=True)
class Alert:
    """What is told. `content` is JSON: ids of statements, or a correction with its versions."""

    id: int
    kind: Kind
    content: Mapping[str, Any]
    made_at: float
    #: How far the telling has got: the chat and thread, or the place in the ledger, that was last;
    #: None at the start.
    last: tuple[int, int] | None = None

    @property
    def statements(self) -> tuple[str, ...]:
        """Ids of what it tells of."""
        return tuple(self.content.get("statements", ()))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the outbox that belongs to an alert; times are seconds since the epoch."""

    alert: int
    chat: int
    thread: int
    why: Why
    made_at: float
    due_at: float
    expires_at: float
    #: The message that a mark changes.
    message: int | None = None
    #: What makes a second one impossible, where that is more than the alert and the chat.
    key: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the telling of a statement has got: numbers of chats."""

    told: int = 0
    waiting: int = 0
    failed: int = 0
    corrections: int = 0
    corrections_waiting: int = 0


class Alerts:
    """The verbs, over one connection; the transaction is the caller's."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def make(self, kind: Kind, key: str, content: Mapping[str, Any], now: float) -> int:
        """The alert with this key, made now unless it was made before; returns its id."""
        self._db.execute(
            "INSERT OR IGNORE INTO alerts (kind, key, content, made_at) VALUES (?, ?, ?, ?)",
            [kind, key, json.dumps(content, ensure_ascii=False), now],
        )
        found = self._db.execute("SELECT id FROM alerts WHERE key = ?", [key]).fetchone()
        return int(found[0])

    def get(self, alert: int) -> Alert:
        """The alert with this id; raises LookupError."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM alerts WHERE id = ?", [alert]).fetchone()  # noqa: S608
        if row is None:
            raise LookupError(alert)
        return _alert(row)

    def unfinished(self, kind: Kind) -> tuple[Alert, ...]:
        """Alerts of a kind of which some have not been told yet, oldest first."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM alerts WHERE told_all_at IS NULL AND kind = ? ORDER BY id",  # noqa: S608
            [kind],
        ).fetchall()
        return tuple(map(_alert, rows))

    def reached(self, alert: int, last: tuple[int, int]) -> None:
        """All up to this chat and thread have their rows."""
        self._db.execute(
            "UPDATE alerts SET last_chat = ?, last_thread = ? WHERE id = ?", [*last, alert]
        )

    def finished(self, alert: int, now: float) -> None:
        """Everybody has their row."""
        self._db.execute("UPDATE alerts SET told_all_at = ? WHERE id = ?", [now, alert])

    def queue(self, row: Row) -> bool:
        """Put a row into the outbox; False where this chat has one for this alert already."""
        done = self._db.execute(
            "INSERT OR IGNORE INTO outbox (lane, key, chat, thread, method, payload, made_at,"
            " due_at, expires_at, alert, why, urgency)"
            " VALUES ('alert', ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?)",
            [
                key_of(row), row.chat, row.thread,
"{}",
                row.made_at, row.due_at, row.expires_at, row.alert, row.why, URGENCY[row.why],
            ],
        )  # fmt: skip
        return done.rowcount == 1

    def progress_of(self, statement: str) -> Progress:
        """How many were told of a statement, wait to be, could not be; and of its corrections."""
        told = [0, 0, 0]
        corrected = [0, 0, 0]
        for alert, kind, sent, failed in self._about(statement):
            into = corrected if kind == "correction" else told
            counts = dict(
                self._db.execute(
                    "SELECT state, count(*) FROM outbox WHERE alert = ? AND why != 'mark'"
                    " GROUP BY state",
                    [alert],
                ).fetchall()
            )
            waiting = counts.pop("waiting", 0)
            arrived = counts.pop("sent", 0) + counts.pop("perhaps", 0)
            into[0] += sent + arrived
            into[1] += waiting
            into[2] += failed + sum(counts.values())
        return Progress(told[0], told[1], told[2], corrected[0], corrected[1])

    def latest(self, most: int) -> tuple[str, ...]:
        """The statements that were told of last."""
        rows = self._db.execute(
            "SELECT statement FROM news GROUP BY statement ORDER BY max(event) DESC LIMIT ?", [most]
        ).fetchall()
        return tuple(statement for (statement,) in rows)

    def _about(self, statement: str) -> Sequence[tuple[int, Kind, int, int]]:
        rows: Sequence[tuple[int, Kind, int, int]] = self._db.execute(
            "SELECT id, kind, sent, failed FROM alerts WHERE"
            " json_extract(content, '$.statement') = :one OR EXISTS ("
            " SELECT 1 FROM json_each(content, '$.statements') WHERE value = :one)",
            {"one": statement},
        ).fetchall()
        return rows

    def prune(self, now: float) -> int:
        """Count some of what was settled long ago and forget who it was; how much."""
        old = "FROM outbox WHERE lane = 'alert' AND state != 'waiting' AND settled_at < ? LIMIT ?"
        rows = self._db.execute(
            f"SELECT id, alert, state IN ('sent', 'perhaps'), why {old}",
            [now - SETTLED_FOR, _AT_ONCE],
        ).fetchall()
        for number, alert, arrived, why in rows:
            if why != "mark":
                column = "sent" if arrived else "failed"
                self._db.execute(
                    f"UPDATE alerts SET {column} = {column} + 1 WHERE id = ?",  # noqa: S608
                    [alert],
                )
            self._db.execute("DELETE FROM outbox WHERE id = ?", [number])
        return len(rows)

    def expire(self, now: float) -> int:
        """Settle what waited for too long; how much."""
        done = self._db.execute(
            "UPDATE outbox SET state = 'expired', settled_at = ?"
            " WHERE lane = 'alert' AND state = 'waiting' AND expires_at <= ?",
            [now, now],
        )
        return done.rowcount


def key_of(row: Row) -> str:
    """What makes a second row for the same chat impossible."""
    if row.key:
        return row.key
    about = "mark" if row.why == "mark" else "alert"
    end = f":{row.message}" if row.message else ""
    return f"{about}:{row.alert}:{row.chat}:{row.thread}{end}"


_COLUMNS: Final = "id, kind, content, made_at, last_chat, last_thread"


def _alert(row: tuple[int, Kind, str, float, int | None, int | None]) -> Alert:
    number, kind, content, made_at, chat, thread = row
    last = (chat, thread or 0) if chat is not None else None
    return Alert(number, kind, json.loads(content), made_at, last)
