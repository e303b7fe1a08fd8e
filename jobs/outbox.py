"""The outbox of people.db: what is to be said, and which updates were handled already.

A reply is a row from the moment its question counts as handled until Telegram has it; then it is
deleted. Rows of the alert lane stay, with what became of them. Nothing that a person typed is
here: of what was set aside, only its kind and size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlite_utils import Database

from jobs.halt import Halts

#: Telegram brings an update again for a day; twice more, in case a clock is wrong by a day or two.
HANDLED_FOR: Final = 3 * 86_400.0
#: An answer is worth having late; a clock that is a day ahead must not throw it away.
REPLY_FOR: Final = 3 * 86_400.0
#: What was set aside is for the operator to look at.
ASIDE_FOR: Final = 30 * 86_400.0

#: Lower goes first; replies have no urgency but 0.
URGENCIES: Final = (0, 1, 2)
_COLUMNS: Final = (
    "lane, key, chat, method, payload, otherwise, made_at, due_at, expires_at, id, thread, alert,"
    " why"
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A call that has to arrive, as it is kept: `payload` and `otherwise` are JSON.

    Times are in seconds since the epoch.
    """

    lane: str
    key: str
    chat: int
    method: str
    payload: str
    otherwise: str | None
    made_at: float
    due_at: float
    expires_at: float
    id: int = 0
    thread: int = 0
    #: The alert that it belongs to, and why the chat gets it; None for a reply.
    alert: int | None = None
    why: str = ""


class Outbox:
    """The domain verbs of the outbox, over one connection; the transaction is the caller's."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def mark_handled(self, update: int, at: float) -> bool:
        """Note an update as handled; False where it was noted before."""
        done = self._db.execute("INSERT OR IGNORE INTO handled VALUES (?, ?)", [update, at])
        return done.rowcount == 1

    def handled(self) -> Iterator[int]:
        """The updates that are noted as handled, oldest first."""
        for (update,) in self._db.execute("SELECT id FROM handled ORDER BY at"):
            yield update

    def add(self, letter: Letter) -> int:
        """Put a letter into the outbox; returns its id."""
        row: tuple[int] = self._db.execute(
            "INSERT INTO outbox (lane, key, chat, method, payload, otherwise, made_at, due_at,"
            " expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            [
                letter.lane,
                letter.key,
                letter.chat,
                letter.method,
                letter.payload,
                letter.otherwise,
                letter.made_at,
                letter.due_at,
                letter.expires_at,
            ],
        ).fetchone()
        return row[0]

    def due(self, lane: str, now: float, most: int) -> list[Letter]:
        """The first letters of a lane that are due and not settled: the urgent, then the oldest.

        While pushes are halted, none of the alert lane is due.
        """
        found: list[Letter] = []
        if lane == "alert" and Halts(self._db).current():
            return found
        for urgency in URGENCIES:
            rows = self._db.execute(
                f"SELECT {_COLUMNS} FROM outbox"  # noqa: S608
                " WHERE lane = ? AND urgency = ? AND state = 'waiting' AND due_at <= ?"
                " ORDER BY due_at, id LIMIT ?",
                [lane, urgency, now, most - len(found)],
            )
            found.extend(Letter(*row) for row in rows)
        return found

    def waiting_one(self, letter: int) -> Letter | None:
        """The letter with this id, unless it is settled or gone."""
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM outbox WHERE id = ? AND state = 'waiting'",  # noqa: S608
            [letter],
        ).fetchone()
        return Letter(*row) if row else None

    def put_off(self, letter: int, until: float) -> None:
        """It is due later."""
        self._db.execute("UPDATE outbox SET due_at = ? WHERE id = ?", [until, letter])

    def drop(self, letter: int) -> None:
        """Nobody wants it any more."""
        self._db.execute("DELETE FROM outbox WHERE id = ?", [letter])

    def move(self, chat: int, to: int) -> None:
        """What waits for a group goes to its new number, under keys that the new number has.

        Its old messages cannot be reached there, so nobody marks them.
        """
        self._db.execute("DELETE FROM outbox WHERE chat = ? AND why = 'mark'", [chat])
        self._db.execute(
            "UPDATE OR REPLACE outbox SET chat = :to,"
            " key = replace(key, ':' || :chat || ':', ':' || :to || ':')"
            " WHERE chat = :chat AND state = 'waiting' AND lane = 'alert'",
            {"chat": chat, "to": to},
        )

    def forget(self, chat: int) -> None:
        """Delete all that waits to be pushed to a chat, and that something was."""
        self._db.execute("DELETE FROM outbox WHERE chat = ? AND lane = 'alert'", [chat])

    def settle(
        self,
        letter: int,
        end: str,
        reason: str = "",
        message: int | None = None,
        at: float = 0.0,
    ) -> None:
        """Note how a letter ended: a reply is deleted, an alert keeps what became of it."""
        done = self._db.execute(
            "UPDATE outbox SET state = ?, reason = ?, message = ?, settled_at = ?,"
            " attempts = attempts + 1 WHERE id = ? AND lane = 'alert'",
            [end, reason, message, at, letter],
        )
        if not done.rowcount:
            self._db.execute("DELETE FROM outbox WHERE id = ?", [letter])

    def set_aside(self, at: float, kind: str, size: int, reason: str) -> None:
        """Note what could not be handled or sent, without a word of it."""
        self._db.execute(
            "INSERT INTO set_aside (at, kind, size, reason) VALUES (?, ?, ?, ?)",
            [at, kind, size, reason],
        )

    def waiting(self) -> dict[str, int]:
        """How many letters are not settled, by lane."""
        rows = self._db.execute(
            "SELECT lane, count(*) FROM outbox WHERE state = 'waiting' GROUP BY lane"
        )
        return dict(rows.fetchall())

    def prune(self, now: float) -> None:
        """Forget updates that cannot come again, and what was set aside long ago."""
        self._db.execute("DELETE FROM handled WHERE at < ?", [now - HANDLED_FOR])
        self._db.execute("DELETE FROM set_aside WHERE at < ?", [now - ASIDE_FOR])
