"""Phrasings that editors attached to topics and cards: a log of their own, as the statements have.

What people ask is matched with them as with those of the release, from the next edition on.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from sqlite_utils import Database

from knowledge.chain import Chain
from knowledge.change import UNDOING, last_standing
from knowledge.edition import Guidance
from knowledge.model import Card, Language, Topic
from knowledge.storage import writing

_Named = TypeVar("_Named", bound=Topic | Card)
_Added = Mapping[str, Mapping[Language, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A row of the log of phrasings: what people ask was attached to an entry, or detached."""

    position: int
    happened_at: dt.datetime
    author: str
    event: Literal["attached", "detached"]
    #: `topic:ID` or `card:ID`.
    entry: str
    language: Language
    text: str
    note: str = ""


class Phrasings:
    """The verbs of the table `phrasings` in facts.db."""

    def __init__(self, db: Database) -> None:
        self._db, self._chain = db, Chain(db, "phrasings")
        self._merged: Guidance | None = None

    def position(self) -> int:
        """The last position in the log of phrasings."""
        return self._chain.position()

    def head(self) -> str:
        """The hash of the last row."""
        return self._chain.head()

    def holds(self, head: str) -> bool:
        """Whether this was the hash of the last row once."""
        return self._chain.holds(head)

    def verify(self) -> int:
        """Check the chain of hashes; returns the rows checked, raises BrokenLogError."""
        return self._chain.verify()

    def attach(
        self, entry: str, language: Language, text: str, author: str, now: dt.datetime
    ) -> Phrasing:
        """Attach a phrasing; where it is attached already, returns the row that did it."""
        return self._turn("attached", Phrasing(0, now, author, "attached", entry, language, text))

    def undo(self, row: Phrasing, author: str, note: str, now: dt.datetime) -> Phrasing:
        """Take a row back: what it attached is detached, what it detached is attached again."""
        event: Literal["attached", "detached"] = (
            "detached" if row.event == "attached" else "attached"
        )
        return self._turn(event, replace(row, happened_at=now, author=author, note=note))

    def _turn(self, event: Literal["attached", "detached"], wanted: Phrasing) -> Phrasing:
        with writing(self._db):
            last = self.last_of(wanted)
            if last and last.event == event:
                return last
            row = self._chain.append(
                {
                    "happened_at": wanted.happened_at.astimezone(dt.UTC).isoformat(
                        timespec="seconds"
                    ),
                    "author": wanted.author,
                    "event": event,
                    "entry": wanted.entry,
                    "language": wanted.language,
                    "text": wanted.text,
                    "note": wanted.note,
                }
            )
            return _phrasing(row)

    def last_of(self, one: Phrasing) -> Phrasing | None:
        """The last row about the same text of the same entry; None where there is none."""
        return self._one(
            "WHERE entry = ? AND language = ? AND text = ? ORDER BY position DESC LIMIT 1",
            [one.entry, one.language, one.text],
        )

    def at(self, position: int) -> Phrasing | None:
        """The row at a position; None where there is none."""
        return self._one("WHERE position = ?", [position])

    def last_by(self, author: str) -> Phrasing | None:
        """The last change by an author that stands: undone ones, and undos, are passed over."""
        rows = self._db.execute(
            "SELECT position, author, note FROM phrasings WHERE author = ? OR note LIKE ?"
            " ORDER BY position",
            [author, UNDOING],
        ).fetchall()
        return self.at(last_standing(rows, author))

    def _one(self, where: str, values: list[Any]) -> Phrasing | None:
        rows = list(self._db.query(f"SELECT * FROM phrasings {where}", values))  # noqa: S608
        return _phrasing(rows[0]) if rows else None

    def merged(self, guidance: Guidance) -> Guidance:
        """The guidance with all that is attached now; the very same one while nothing was."""
        shipped = guidance.shipped or guidance
        position = self.position()
        if position == 0:
            return shipped
        known = self._merged
        if known is None or known.shipped is not shipped or known.attached != position:
            known = self._merged = _with(shipped, self._attached(), position)
        return known

    def _attached(self) -> _Added:
        rows = self._db.query("""
            SELECT entry, language, text FROM phrasings AS one
            WHERE event = 'attached' AND position = (
                SELECT max(position) FROM phrasings
                WHERE (entry, language, text) = (one.entry, one.language, one.text))
            ORDER BY position
        """)
        found: defaultdict[str, dict[Language, tuple[str, ...]]] = defaultdict(dict)
        for row in rows:
            said = found[row["entry"]]
            said[row["language"]] = (*said.get(row["language"], ()), row["text"])
        return found


def _with(shipped: Guidance, added: _Added, position: int) -> Guidance:
    return replace(
        shipped,
        topics=_longer("topic", shipped.topics, added),
        cards=_longer("card", shipped.cards, added),
        attached=position,
        shipped=shipped,
    )


def _longer(kind: str, named: Mapping[str, _Named], added: _Added) -> dict[str, _Named]:
    """Topics or cards with what was attached to them; what a release took away is left out."""
    return {name: _with_more(one, added.get(f"{kind}:{name}", {})) for name, one in named.items()}


def _with_more(one: _Named, more: Mapping[Language, tuple[str, ...]]) -> _Named:
    said = dict(one.phrasings)
    for language, texts in more.items():
        said[language] = tuple(dict.fromkeys((*said.get(language, ()), *texts)))
    return replace(one, phrasings=said)


def _phrasing(row: Mapping[str, Any]) -> Phrasing:
    return Phrasing(
        row["position"],
        dt.datetime.fromisoformat(row["happened_at"]),
        row["author"],
        row["event"],
        row["entry"],
        row["language"],
        row["text"],
        row["note"],
    )
