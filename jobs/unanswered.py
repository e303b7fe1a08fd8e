"""Questions that nobody could answer, so that editors see what is missing: words, and of nobody.

Of what fewer than two chats asked there is a hash and no word; after thirty days there is nothing.
"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz
from sqlite_utils import Database

from knowledge.model import LANGUAGES, Language
from knowledge.redaction import WordGroup

#: Nothing is kept longer.
LASTS: Final = dt.timedelta(days=30)
#: From so many chats on a group can be read.
FEWEST: Final = 2
#: Groups so alike, in percent, are shown as one.
_ALIKE: Final = 75


@dataclass(frozen=True, slots=True)
class Asked:
    """A word group that several chats asked for and did not get."""

    name: str
    words: str
    language: Language
    chats: int
    #: How many of them had an answer and said that it was not what they asked.
    marked: int
    last_on: dt.date


@dataclass(frozen=True, slots=True)
class Likes:
    """Groups that ask alike, the one asked most first."""

    groups: tuple[Asked, ...]

    @property
    def chats(self) -> int:
        """How many chats asked, counted by group: who asked in two ways counts twice."""
        return sum(group.chats for group in self.groups)

    @property
    def last_on(self) -> dt.date:
        """The day on which it was last asked."""
        return max(group.last_on for group in self.groups)


class Unanswered:
    """The verbs, over one connection; the transaction is the caller's."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(self, group: WordGroup, chat: int, today: dt.date, *, marked: bool = False) -> None:
        """Note that a chat asked for it today; `marked` where it had an answer to something else."""
        self._db.execute("INSERT OR IGNORE INTO secrets VALUES ('unanswered', randomblob(32))")
        key = self._key()
        name = _hash(key, " ".join(group.stems))
        self._db.execute("INSERT OR IGNORE INTO unanswered (name) VALUES (?)", [name])
        self._db.execute(
            "INSERT INTO unanswered_by VALUES (?, ?, ?, ?) ON CONFLICT (name, chat)"
            " DO UPDATE SET day = excluded.day, marked = max(marked, excluded.marked)",
            [name, _hash(key, f"{name} {chat}"), today.isoformat(), int(marked)],
        )
        self._db.execute(
            "UPDATE unanswered SET words = ?, language = ? WHERE name = ? AND words = '' AND"
            " (SELECT count(*) FROM unanswered_by AS asked WHERE asked.name = unanswered.name) >= ?",
            [" ".join(group.words), group.language, name, FEWEST],
        )

    def asked(self, today: dt.date) -> tuple[Likes, ...]:
        """What can be read, alike with alike, what was asked last first."""
        rows = self._db.execute(
            "SELECT name, words, language, count(*), sum(marked), max(day) FROM unanswered"
            " JOIN unanswered_by USING (name) WHERE words != '' AND day > ?"
            " GROUP BY name HAVING count(*) >= ?",
            [(today - LASTS).isoformat(), FEWEST],
        ).fetchall()
        found = [
            Asked(name, words, _language(language), chats, marked, dt.date.fromisoformat(day))
            for name, words, language, chats, marked, day in rows
        ]
        return _alike(found)

    def drop(self, name: str) -> bool:
        """Forget a group that has found its topic, or will not; whether there was one."""
        self._db.execute("DELETE FROM unanswered_by WHERE name = ?", [name])
        return self._db.execute("DELETE FROM unanswered WHERE name = ?", [name]).rowcount == 1

    def keep_only(self, today: dt.date) -> None:
        """Drop what is older than thirty days, and the words that too few are left to have asked."""
        self._db.execute("DELETE FROM unanswered_by WHERE day <= ?", [(today - LASTS).isoformat()])
        self._without_too_few()

    def knows(self, chat: int) -> bool:
        """Whether it is noted that a chat asked anything."""
        return bool(self._by(chat))

    def forget(self, chat: int) -> None:
        """Forget that a chat asked anything."""
        for name, mark in self._by(chat):
            self._db.execute("DELETE FROM unanswered_by WHERE name = ? AND chat = ?", [name, mark])
        self._without_too_few()

    def _by(self, chat: int) -> list[tuple[str, str]]:
        """Under which names a chat is noted, and as what: each group has to be tried."""
        noted = self._db.execute("SELECT name, chat FROM unanswered_by").fetchall()
        key = self._key() if noted else b""
        return [(name, mark) for name, mark in noted if mark == _hash(key, f"{name} {chat}")]

    def _without_too_few(self) -> None:
        count = "(SELECT count(*) FROM unanswered_by AS asked WHERE asked.name = unanswered.name)"
        self._db.execute(f"DELETE FROM unanswered WHERE {count} = 0")  # noqa: S608, no values
        self._db.execute(
            f"UPDATE unanswered SET words = '', language = '' WHERE words != '' AND {count} < ?",  # noqa: S608
            [FEWEST],
        )

    def _key(self) -> bytes:
        row = self._db.execute("SELECT value FROM secrets WHERE name = 'unanswered'").fetchone()
        return bytes(row[0])


def _alike(groups: Iterable[Asked]) -> tuple[Likes, ...]:
    """Each group joins the first that is like it, in its language."""
    found: list[list[Asked]] = []
    for group in sorted(groups, key=lambda one: (-one.chats, one.words)):
        for others in found:
            first = others[0]
            same = first.language == group.language
            if same and fuzz.token_sort_ratio(first.words, group.words) >= _ALIKE:
                others.append(group)
                break
        else:
            found.append([group])
    likes = (Likes(tuple(groups)) for groups in found)
    return tuple(sorted(likes, key=lambda like: (like.last_on, like.chats), reverse=True))


def _hash(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), "sha256").hexdigest()[:32]


def _language(kept: str) -> Language:
    return next((language for language in LANGUAGES if language == kept), "uk")
