"""vectors.db: the vectors of phrasings, so that a second start embeds nothing.

Only phrasings of the base, under hashes; never what people typed. It is a cache: where it is
broken it is thrown away, and where there can be none the bot does without.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from sqlite_utils import Database, Migrations

from knowledge.errors import NewerBaseError
from knowledge.matching.features import Floats
from knowledge.storage import open_database, writing

log = logging.getLogger(__name__)

#: Half precision moves a cosine by less than a thousandth, at half the size.
_KEPT: Final = np.dtype("<f2")
_FITTED: Final = np.dtype("<f4")

Known = npt.NDArray[np.bool_]

migrations = Migrations("vectors")


@migrations()
def vectors_and_weights(db: Database) -> None:
    """What an encoder made of a line, and what was fitted to such vectors."""
    db.executescript("""
        CREATE TABLE vectors (
            encoder TEXT NOT NULL,
            line BLOB NOT NULL,
            vector BLOB NOT NULL,
            PRIMARY KEY (encoder, line)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE weights (
            encoder TEXT PRIMARY KEY,
            phrasings TEXT NOT NULL,
            entries INTEGER NOT NULL,
            weights BLOB NOT NULL
        ) STRICT;
    """)


class Vectors:
    """The vectors of one encoder."""

    def __init__(self, db: Database, encoder: str) -> None:
        self._db = db
        self._encoder = encoder

    @classmethod
    def open(cls, path: Path, encoder: str) -> Vectors:
        """Open `path`; begin anew where it cannot be read, in memory where it cannot be written."""
        for remedy in (path.unlink, None):
            try:
                return cls(open_database(path, migrations), encoder)
            except (sqlite3.Error, OSError, NewerBaseError) as error:
                log.warning("%s: %s; it is begun anew", path.name, type(error).__name__)
                with suppress(OSError):
                    if remedy:
                        remedy()
        db = Database(memory=True)
        migrations.apply(db)
        return cls(db, encoder)

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def of(self, lines: Sequence[str]) -> tuple[Known, Floats]:
        """Which of the lines are kept, and a row for each, nought where it is not."""
        places: dict[bytes, list[int]] = {}
        for place, line in enumerate(lines):
            places.setdefault(_hash(line), []).append(place)
        known = np.zeros(len(lines), dtype=np.bool_)
        vectors = np.zeros((len(lines), self._length()), dtype=np.float32)
        for line, vector in self._db.execute(
            "SELECT line, vector FROM vectors WHERE encoder = ?", (self._encoder,)
        ):
            here = places.get(line, [])
            vectors[here] = np.frombuffer(vector, dtype=_KEPT)
            known[here] = True
        return known, vectors

    def _length(self) -> int:
        row = self._db.execute(
            "SELECT length(vector) FROM vectors WHERE encoder = ? LIMIT 1", (self._encoder,)
        ).fetchone()
        return int(row[0]) // _KEPT.itemsize if row else 0

    def count(self) -> int:
        """How many lines are kept."""
        row = self._db.execute("SELECT count(*) FROM vectors WHERE encoder = ?", (self._encoder,))
        return int(row.fetchone()[0])

    def keep(self, lines: Iterable[str], vectors: Floats) -> None:
        """Keep the vectors of phrasings."""
        rows = [
            (self._encoder, _hash(line), vector.astype(_KEPT).tobytes())
            for line, vector in zip(lines, vectors, strict=True)
        ]
        self._write("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def keep_only(self, lines: Iterable[str]) -> None:
        """Drop what is no phrasing any more."""
        wanted = {_hash(line) for line in lines}
        rows = self._db.execute("SELECT line FROM vectors WHERE encoder = ?", (self._encoder,))
        gone = [(self._encoder, line) for (line,) in rows.fetchall() if line not in wanted]
        self._write("DELETE FROM vectors WHERE encoder = ? AND line = ?", gone)

    def forget(self) -> None:
        """Drop all of this encoder: it is no longer the one that these came from."""
        self._write("DELETE FROM vectors WHERE encoder = ?", [(self._encoder,)])
        self._write("DELETE FROM weights WHERE encoder = ?", [(self._encoder,)])

    def keep_weights(self, phrasings: str, weights: Floats) -> None:
        """Keep what was fitted; only the latest."""
        row = (self._encoder, phrasings, weights.shape[1], weights.astype(_FITTED).tobytes())
        self._write("INSERT OR REPLACE INTO weights VALUES (?, ?, ?, ?)", [row])

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        """A cache that cannot be written costs time at the next start, and nothing now."""
        try:
            with writing(self._db):
                self._db.conn.executemany(statement, rows)
        except sqlite3.Error as error:
            log.warning("vectors.db cannot be written: %s", error)

    def weights(self, phrasings: str, rows: int, entries: int) -> Floats | None:
        """What was fitted to exactly these phrasings, if it was."""
        found = self._db.execute(
            "SELECT weights FROM weights WHERE encoder = ? AND phrasings = ? AND entries = ?",
            (self._encoder, phrasings, entries),
        ).fetchone()
        weights = np.frombuffer(found[0], dtype=_FITTED) if found else np.zeros(0, _FITTED)
        if not found or weights.size != rows * entries:
            return None
        return weights.reshape(rows, entries).astype(np.float32)


def _hash(line: str) -> bytes:
    return hashlib.sha256(line.encode()).digest()[:16]
