"""The index of phrasings: how close a line is to each of them, in a fraction of a millisecond."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from knowledge.matching.features import WEIGHT, Floats, Ints, Vector, Vocabulary, features_of
from knowledge.matching.reading import letters, normalise, stem


@dataclass(frozen=True)
class Index:
    """Phrasings as a sparse matrix, by row (a phrasing) and by column (a feature).

    Rows are sorted by entry, so that an entry's rows stand together.
    """

    entries: tuple[str, ...]
    lines: tuple[str, ...]
    entry_of: Ints
    vocabulary: Vocabulary
    rows: Ints
    columns: Ints
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
        vocabulary, rows, columns, values = _learn(lines)
        return cls(
            tuple(entries),
            tuple(lines),
            np.array(entry_of, dtype=np.int32),
            vocabulary,
            rows,
            columns,
            values,
        )

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of every phrasing."""
        return frozenset(word for line in self.lines for word in line.split())

    @cached_property
    def starts(self) -> Ints:
        """The first row of each entry."""
        return np.searchsorted(self.entry_of, np.arange(len(self.entries))).astype(np.int32)

    @cached_property
    def _by_column(self) -> tuple[Ints, Ints, Floats]:
        order = np.argsort(self.columns, kind="stable")
        width = len(self.vocabulary.rarity)
        edges = np.searchsorted(self.columns[order], np.arange(width + 1)).astype(np.int32)
        return edges, self.rows[order], self.values[order]

    def closeness(self, line: Vector) -> Floats:
        """The cosine of a line with each phrasing, 0 to 1."""
        edges, rows, values = self._by_column
        total = np.zeros(len(self.lines), dtype=np.float32)
        for column, value in zip(line.columns, line.values, strict=True):
            here = slice(edges[column], edges[column + 1])
            # A feature occurs once in a row, so plain indexing adds each value once.
            total[rows[here]] += value * values[here]
        return total

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
        _, first = np.unique(self.entry_of[at_best], return_index=True)
        return at_best[first].astype(np.int32)


def _learn(lines: Sequence[str]) -> tuple[Vocabulary, Ints, Ints, Floats]:
    """The vocabulary of the lines, and the lines as rows of a sparse matrix of unit length."""
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
    vocabulary = Vocabulary(column_of, rarity.astype(np.float32), math.log(total) + 1)
    return vocabulary, rows, at, (values / length[rows]).astype(np.float32)
