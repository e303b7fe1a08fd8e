"""Phrasings that are more like those of another entry than like any of their own.

Such a line teaches the matcher the wrong thing, or shows that two entries are not told apart. Each
is compared with all others, which takes a minute: so this is asked for, and no part of every check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from knowledge.checking.findings import Finding
from knowledge.matching.features import Vector
from knowledge.matching.index import Index
from knowledge.matching.reading import normalise
from knowledge.model import LANGUAGES
from knowledge.places import Place

#: The cosine from which on two phrasings are as good as one: a word or an ending apart.
_AS_ONE: Final = 0.85
_FOLDERS: Final = {"topic": "topics", "card": "cards"}


def crossed(
    index: Index,
    shows: Mapping[str, frozenset[str]],
    home: Path,
    done: Callable[[int], None] = lambda _: None,
) -> Iterator[Finding]:
    """Each phrasing closer to one of an entry that shows nothing of the same than to any of its own."""
    edges, columns, values = index.by_phrasing()
    nothing: frozenset[str] = frozenset()
    shown = [shows.get(entry, nothing) for entry in index.entries]
    apart = np.array([[not (one & other) for other in shown] for one in shown], dtype=bool)
    for row, line in enumerate(index.lines):
        here = slice(edges[row], edges[row + 1])
        close = index.closeness(Vector(columns[here], values[here]))
        close[row] = 0
        own = index.entry_of == index.entry_of[row]
        rival = np.where(own | ~apart[index.entry_of[row]][index.entry_of], 0, close)
        nearest = int(rival.argmax())
        if rival[nearest] >= _AS_ONE and rival[nearest] > close[own].max(initial=0):
            there = index.entries[index.entry_of[nearest]]
            yield _finding(
                index.entries[index.entry_of[row]], line, there, index.lines[nearest], home
            )
        done(1)


def _finding(entry: str, line: str, other: str, nearest: str, home: Path) -> Finding:
    name = other.partition(":")[2]
    reason = f"{line!r} is closest to {nearest!r} of {name}; word one of them otherwise, or move it"
    return Finding(_place(entry, line, home), entry.partition(":")[2], reason)


def _place(entry: str, line: str, home: Path) -> Place:
    kind, _, name = entry.partition(":")
    folder = home / _FOLDERS[kind] / name
    for language in LANGUAGES:
        file = folder / f"{language}.txt"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        for number, written in enumerate(lines, start=1):
            if normalise(written) == line:
                return Place(file, number)
    return Place(folder / "topic.toml")
