"""Who was sent which version of which statement, for ninety days; then it is forgotten.

A correction goes to all of them. Of what a chat was sent that is all: the ids of the versions, the
language and the message that showed them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlite_utils import Database

from knowledge.model import Language

#: How long the ledger remembers, in seconds.
REMEMBERS: Final = 90 * 86_400.0
_AT_ONCE: Final = 5000

#: The id of a statement, and its version.
Version = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a message shows, for whoever sends it to hand on to the ledger."""

    language: Language
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Sight:
    """One message in which a chat was shown something; `message` is None while nobody knows it."""

    #: Where it stands among all that showed the same, and others.
    place: tuple[int, int]
    chat: int
    thread: int
    language: Language
    message: int | None
    versions: tuple[Version, ...]


class Ledger:
    """The verbs, over one connection; the transaction is the caller's."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(
        self,
        outbox: int,
        chat: int,
        thread: int,
        language: Language,
        versions: Sequence[Version],
        now: float,
    ) -> None:
        """Note what a row of the outbox is about to show. Before it is sent: a crash between the
        two must not leave somebody who has seen a version unknown."""
        self._db.execute(
            "INSERT OR IGNORE INTO ledger (at, chat, thread, language, showing, outbox)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [now, chat, thread, language, self._showing(versions), outbox],
        )

    def arrived(self, outbox: int, message: int | None) -> None:
        """The row arrived as this message."""
        self._db.execute(
            "UPDATE ledger SET message = ? WHERE id ="
            " (SELECT max(id) FROM ledger WHERE outbox = ?)",
            [message, outbox],
        )

    def withdraw(self, outbox: int) -> None:
        """The row never arrived, and never will."""
        self._db.execute("DELETE FROM ledger WHERE outbox = ?", [outbox])

    def who_saw(
        self, statement: str, versions: Sequence[int], after: tuple[int, int], most: int
    ) -> tuple[Sight, ...]:
        """Messages that showed the statement in one of these versions, `most` at a time.

        `after` is where the last of them stands (`Sight.place`); (0, 0) begins.
        """
        showings = self._db.execute(
            "SELECT DISTINCT showing FROM shown_versions WHERE statement = ?"
            " AND version IN (SELECT value FROM json_each(?)) AND showing >= ? ORDER BY showing",
            [statement, json.dumps(list(versions)), after[0]],
        ).fetchall()
        found: list[Sight] = []
        for (showing,) in showings:
            # One index at a time: however large the ledger is, a step costs what it finds.
            behind = after[1] if showing == after[0] else 0
            rows = self._db.execute(
                f"{_SIGHTS} WHERE showing = ? AND ledger.id > ? ORDER BY ledger.id LIMIT ?",
                [showing, behind, most - len(found)],
            )
            found.extend(map(_sight, rows.fetchall()))
            if len(found) == most:
                break
        return tuple(found)

    def of_row(self, outbox: int) -> tuple[Sight, ...]:
        """What a row of the outbox showed, or is about to."""
        rows = self._db.execute(
            f"{_SIGHTS} WHERE outbox = ?",
            [outbox],
        ).fetchall()
        return tuple(map(_sight, rows))

    def last_in(self, chat: int, message: int) -> Sight | None:
        """What a message showed last; None where that is not known."""
        row = self._db.execute(
            f"{_SIGHTS} WHERE chat = ? AND message = ? ORDER BY ledger.id DESC LIMIT 1",
            [chat, message],
        ).fetchone()
        return _sight(row) if row else None

    def seen_by(self, chat: int, thread: int, statement: str) -> tuple[int, ...]:
        """The versions of a statement that the chat was sent, the last sent first."""
        rows = self._db.execute(
            "SELECT version FROM ledger JOIN shown_versions USING (showing)"
            " WHERE chat = ? AND thread = ? AND statement = ? ORDER BY ledger.id DESC",
            [chat, thread, statement],
        )
        return tuple(version for (version,) in rows.fetchall())

    def language_of(self, chat: int, thread: int) -> Language | None:
        """The language of the last message that showed something."""
        row = self._db.execute(
            "SELECT language FROM ledger WHERE chat = ? AND thread = ? ORDER BY id DESC LIMIT 1",
            [chat, thread],
        ).fetchone()
        return row[0] if row else None

    def knows(self, chat: int) -> bool:
        """Whether anything is noted about the chat."""
        found = self._db.execute("SELECT 1 FROM ledger WHERE chat = ? LIMIT 1", [chat])
        return found.fetchone() is not None

    def move(self, chat: int, to: int) -> None:
        """A group has a new number; its messages of before stay where they are, out of reach."""
        self._db.execute("UPDATE ledger SET chat = ?, message = NULL WHERE chat = ?", [to, chat])

    def forget(self, chat: int) -> None:
        """Delete all that is noted about the chat."""
        self._db.execute("DELETE FROM ledger WHERE chat = ?", [chat])

    def prune(self, now: float) -> int:
        """Forget some of what is too old; how much. To be called until it is nothing."""
        done = self._db.execute(
            "DELETE FROM ledger WHERE at < ? AND id IN (SELECT id FROM ledger ORDER BY id LIMIT ?)",
            [now - REMEMBERS, _AT_ONCE],
        )
        if not done.rowcount:
            unused = "NOT IN (SELECT showing FROM ledger)"
            self._db.execute(f"DELETE FROM shown_versions WHERE showing {unused}")  # noqa: S608
            self._db.execute(f"DELETE FROM showings WHERE id {unused}")  # noqa: S608
        return done.rowcount

    def _showing(self, versions: Sequence[Version]) -> int:
        content = json.dumps(sorted({(name, version) for name, version in versions}))
        row = self._db.execute("SELECT id FROM showings WHERE content = ?", [content]).fetchone()
        if row:
            return int(row[0])
        made = self._db.execute(
            "INSERT INTO showings (content) VALUES (?) RETURNING id", [content]
        ).fetchone()[0]
        for name, version in json.loads(content):
            self._db.execute(
                "INSERT INTO shown_versions VALUES (?, ?, ?)", [name, version, int(made)]
            )
        return int(made)


_SIGHTS: Final = (
    "SELECT showing, ledger.id, chat, thread, language, message, content FROM ledger"
    " JOIN showings ON showings.id = showing"
)


def _sight(row: tuple[int, int, int, int, Language, int | None, str]) -> Sight:
    showing, number, chat, thread, language, message, content = row
    versions = tuple((name, version) for name, version in json.loads(content))
    return Sight((showing, number), chat, thread, language, message, versions)
