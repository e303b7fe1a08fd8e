"""Learning one index: what is kept is read, what is missing is embedded, and all is fitted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from knowledge.encoding.vectors import Vectors
from knowledge.errors import EncoderDownError
from knowledge.matching.encoder import asked
from knowledge.matching.features import Floats, Ints
from knowledge.matching.index import Index
from knowledge.matching.semantic import RECIPE, Semantic, most_useful_first

Encode = Callable[[Sequence[str]], Floats]

#: Phrasings that are embedded at a time; a question that comes meanwhile waits for one such batch.
_BATCH: Final = 8
#: Shares of the phrasings with which it goes to work before it has them all.
_STAGES: Final = (0.2, 0.5)
#: Below this cosine a line's vector is not the one that was kept.
_THE_SAME: Final = 0.99


@dataclass(frozen=True)
class Learnt:
    """What was fitted to the phrasings of an index."""

    index: Index
    semantic: Semantic


class Lesson:
    """The phrasings of an index, and the vectors there are. For one thread."""

    def __init__(self, index: Index, encode: Encode, cache: Vectors) -> None:
        self._index = index
        self._encode = encode
        self._cache = cache
        self._lines = [asked(line) for line in index.lines]
        self._known, self._vectors = cache.of(self._lines)

    @property
    def embedded(self) -> int:
        """How many phrasings have vectors."""
        return int(self._known.sum())

    def steps(
        self, before: Learnt | None = None, between: Callable[[], None] = lambda: None
    ) -> Iterator[Semantic | None]:
        """Go on step by step; what comes is ready for work, the last fitted to all phrasings.

        `between` is called often while fitting, and may raise to stop. Raises EncoderDownError;
        what was embedded until then is kept.
        """
        self._check()
        yield None
        new = self._missing()
        stages = [share * len(self._lines) for share in _STAGES]
        for begin in range(0, len(new), _BATCH):
            had = self.embedded
            self._embed(new[begin : begin + _BATCH])
            passed = any(had < stage <= self.embedded for stage in stages)
            yield self._fit(between) if passed else None
        if len(new) and before:
            yield self._carried_over(before)
        yield self._whole(between)
        self._cache.keep_only(self._lines)

    def _check(self) -> None:
        """Ask for a vector that is kept: another model under the same name is found out."""
        places = np.flatnonzero(self._known)[:1]
        found = self._encode([self._lines[place] for place in places] or self._lines[:1])
        same_length = found.shape[1] == self._vectors.shape[1]
        if len(places) and not (same_length and found[0] @ self._vectors[places[0]] >= _THE_SAME):
            self._cache.forget()
            self._known[:] = False
        if not self._known.any():
            self._vectors = np.zeros((len(self._lines), found.shape[1]), dtype=np.float32)

    def _missing(self) -> Ints:
        order = most_useful_first(self._index.entry_of)
        return order[~self._known[order]]

    def _embed(self, places: Ints) -> None:
        lines = [self._lines[place] for place in places]
        found = self._encode(lines)
        if found.shape[1] != self._vectors.shape[1]:
            raise EncoderDownError("its vectors have changed their length")
        self._cache.keep(lines, found)
        self._vectors[places] = found
        self._known[places] = True

    def _fit(self, between: Callable[[], None]) -> Semantic:
        entry_of, entries = self._index.entry_of, len(self._index.entries)
        if self._known.all():
            return Semantic.fit(self._vectors, entry_of, entries, between)
        return Semantic.fit(self._vectors[self._known], entry_of[self._known], entries, between)

    def _whole(self, between: Callable[[], None]) -> Semantic:
        """Fitted to all phrasings, now or by an earlier start."""
        phrasings, entries = _fingerprint(self._index), len(self._index.entries)
        kept = self._cache.weights(phrasings, len(self._lines), entries)
        if kept is not None:
            return Semantic.fitted(self._vectors, kept)
        semantic = self._fit(between)
        self._cache.keep_weights(phrasings, semantic.weights)
        return semantic

    def _carried_over(self, before: Learnt) -> Semantic:
        """What was fitted before, without what is new: it works until all is fitted again."""
        old, new = before.index, self._index
        row_of = {pair: row for row, pair in enumerate(_pairs(old))}
        column_of = {entry: column for column, entry in enumerate(old.entries)}
        rows = np.array([row_of.get(pair, -1) for pair in _pairs(new)], dtype=np.int32)
        columns = np.array([column_of.get(entry, -1) for entry in new.entries], dtype=np.int32)
        return before.semantic.carried_over(self._vectors, rows, columns)


def _fingerprint(index: Index) -> str:
    """A name for exactly these phrasings and this way of fitting, to keep what came of it."""
    content = RECIPE + "\n".join("\t".join(pair) for pair in _pairs(index))
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _pairs(index: Index) -> Iterator[tuple[str, str]]:
    """Each phrasing with its entry, row by row."""
    for entry, line in zip(index.entry_of, index.lines, strict=True):
        yield index.entries[entry], line
