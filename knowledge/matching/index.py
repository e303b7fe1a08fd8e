"""The index of phrasings: how close a line is to each of them, in a fraction of a millisecond."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from knowledge.matching.features import PAIR, WEIGHT, Floats, Ints, Vector, Vocabulary, features_of
from knowledge.matching.reading import letters, normalise, stem


@dataclass(frozen=True)
class Index:
    """Phrasings as a sparse matrix: for each feature, the phrasings that have it and how much.

    `edges` says where in `rows` and `values` a feature begins and the next one does. Phrasings are
    sorted by entry, so that an entry's stand together. Values are rounded to half precision, which is
    a thousandth of a cosine, so that an index that was kept in that is the same.
    """

    entries: tuple[str, ...]
    lines: tuple[str, ...]
    entry_of: Ints
    vocabulary: Vocabulary
    edges: Ints
    rows: Ints
    values: Floats

    @classmethod
    def of(cls, phrasings: Mapping[str, Iterable[str]]) -> Index:
        """Index the phrasings of each entry; an entry without any is left out."""
        lines: list[str] = []
        entry_of: list[int] = []
        entries: list[str] = []
        for entry, said in phrasings.items():
            unique = dict.fromkeys(line for line in map(normalise, said) if line)
            if unique:
                lines.extend(unique)
                entry_of.extend([len(entries)] * len(unique))
                entries.append(entry)
        vocabulary, edges, rows, values = _learn(lines)
        return cls(
            tuple(entries),
            tuple(lines),
            np.array(entry_of, dtype=np.int32),
            vocabulary,
            edges,
            rows,
            values,
        )

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of every phrasing."""
        return frozenset(word for line in self.lines for word in line.split())

    @cached_property
    def entries_of(self) -> dict[str, tuple[int, ...]]:
        """The entries of each phrasing, to know one again that is typed letter for letter."""
        alone = [(entry,) for entry in range(len(self.entries))]  # one for all their phrasings
        found: dict[str, tuple[int, ...]] = {}
        for entry, line in zip(self.entry_of.tolist(), self.lines, strict=True):
            found[line] = (*found[line], entry) if line in found else alone[entry]
        return found

    @cached_property
    def starts(self) -> Ints:
        """The first row of each entry."""
        return np.searchsorted(self.entry_of, np.arange(len(self.entries))).astype(np.int32)

    def by_phrasing(self) -> tuple[Ints, Ints, Floats]:
        """The same matrix for each phrasing: where it begins, its features, and how much."""
        order = np.argsort(self.rows, kind="stable")
        columns = np.repeat(np.arange(len(self.edges) - 1, dtype=np.int32), np.diff(self.edges))[
            order
        ]
        edges = np.searchsorted(self.rows[order], np.arange(len(self.lines) + 1))
        return edges.astype(np.int32), columns, self.values[order]

    def closeness(self, line: Vector) -> Floats:
        """The cosine of a line with each phrasing, 0 to 1."""
        if not len(line.columns):
            return np.zeros(len(self.lines), dtype=np.float32)
        begins, ends = self.edges[line.columns].tolist(), self.edges[line.columns + 1].tolist()
        having = [slice(begin, end) for begin, end in zip(begins, ends, strict=True)]
        rows = np.concatenate([self.rows[here] for here in having])
        parts = zip(having, line.values, strict=True)
        amounts = np.concatenate([self.values[here] * value for here, value in parts])
        summed = np.bincount(rows, weights=amounts, minlength=len(self.lines))
        return summed.astype(np.float32)

    def two_best(self, closeness: Floats) -> Floats:
        """For each entry the mean of its two closest phrasings: one lucky line is not enough."""
        if not self.entries:
            return np.zeros(0, dtype=np.float32)
        best = np.maximum.reduceat(closeness, self.starts)
        rest = closeness.copy()
        rest[self._best_rows(closeness, best)] = 0
        second = np.maximum.reduceat(rest, self.starts)
        return np.asarray((best + second) / 2, dtype=np.float32)

    def _best_rows(self, closeness: Floats, best: Floats) -> Ints:
        at_best = np.flatnonzero(closeness == best[self.entry_of])
        is_first = np.diff(self.entry_of[at_best], prepend=-1) > 0  # they are sorted by entry
        return at_best[is_first].astype(np.int32)


def _learn(
    lines: Sequence[str],
) -> tuple[Vocabulary, Ints, Ints, Floats]:
    """The vocabulary of the lines, and the lines as a sparse matrix of rows of unit length before pairs were left out."""
    column_of: dict[str, int] = {}
    columns, counts, sizes = array("i"), array("i"), array("i")
    stem_of, letters_of = cache(stem), cache(letters)
    for line in lines:
        counted = features_of(line, stem_of, letters_of)
        columns.extend(column_of.setdefault(feature, len(column_of)) for feature in counted)
        counts.extend(counted.values())
        sizes.append(len(counted))
    at = np.array(columns, dtype=np.int32)
    rows = np.repeat(np.arange(len(lines), dtype=np.int32), np.array(sizes, dtype=np.int32))
    total = len(lines) + 1
    rarity = np.log(total / (np.bincount(at, minlength=len(column_of)) + 1)) + 1
    weight = np.array([WEIGHT[feature[0]] for feature in column_of])
    values = (weight * rarity)[at] * (1 + np.log(np.array(counts)))
    length = np.sqrt(np.bincount(rows, weights=values * values, minlength=len(lines)))
    kept = _kept_of(column_of, np.bincount(at, minlength=len(column_of)))
    column_of = {feature: new for feature, new in zip(column_of, kept, strict=True) if new >= 0}
    at = kept[at]
    vocabulary = Vocabulary(column_of, rarity[kept >= 0].astype(np.float32), math.log(total) + 1)
    order = np.argsort(at, kind="stable")[np.count_nonzero(at < 0) :]
    edges = np.searchsorted(at[order], np.arange(len(column_of) + 1)).astype(np.int32)
    halved = (values / length[rows])[order].astype(np.float16)
    return vocabulary, edges, rows[order].astype(np.int32), halved.astype(np.float32)


def _kept_of(column_of: Iterable[str], phrasings: npt.NDArray[np.intp]) -> Ints:
    """The new column of each feature; -1 for a pair of stems that only one phrasing has.

    They are two features in three, and teach nothing; who types that very phrasing is known by it letter for letter.
    """
    once = np.array([feature[0] == PAIR for feature in column_of], dtype=bool) & (phrasings == 1)
    return np.where(once, -1, np.cumsum(~once) - 1).astype(np.int32)
