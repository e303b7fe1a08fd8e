"""The classifier layer: ridge regression from features to entries.

Similarity alone loses ten points against it (docs/matching.md). It is fitted by conjugate
gradients on the sparse matrix: no library beyond numpy, and no table of all pairs in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from knowledge.matching.features import Floats, Ints, Vector
from knowledge.matching.index import Index

_LAMBDA: Final = 0.3
_STEPS: Final = 8  # more steps fit the phrasings better and new questions no better
_CHUNK: Final = 10_000


@dataclass(frozen=True)
class Ridge:
    """A weight for each feature and entry."""

    weights: Floats

    def scores(self, line: Vector) -> Floats:
        """How much the features of a line speak for each entry; about 0 to 1."""
        return np.asarray(line.values @ self.weights[line.columns], dtype=np.float32)

    @classmethod
    def fit(cls, index: Index) -> Ridge:
        """Fit to the phrasings of an index."""
        if not index.lines:
            return cls(np.zeros((0, 0), dtype=np.float32))
        wanted = np.zeros((len(index.lines), len(index.entries)), dtype=np.float32)
        wanted[np.arange(len(index.lines)), index.entry_of] = 1
        design = _Design(index)
        return cls(_conjugate_gradients(design, design.back(wanted - wanted.mean(axis=0))))


class _Design:
    """The matrix of phrasings, multiplied from either side a chunk at a time."""

    def __init__(self, index: Index) -> None:
        by_column = np.argsort(index.columns, kind="stable")
        width = len(index.vocabulary.rarity)
        self._forward = (index.rows, index.columns, index.values, len(index.lines))
        self._backward = (
            index.columns[by_column],
            index.rows[by_column],
            index.values[by_column],
            width,
        )

    def forth(self, weights: Floats) -> Floats:
        """The matrix times `weights`."""
        return _product(*self._forward, weights)

    def back(self, rows: Floats) -> Floats:
        """The transposed matrix times `rows`."""
        return _product(*self._backward, rows)


def _product(to: Ints, source: Ints, values: Floats, size: int, factor: Floats) -> Floats:
    """Add `values * factor[source]` up by `to`, which is sorted."""
    total = np.zeros((size, factor.shape[1]), dtype=np.float32)
    if not len(to):
        return total
    edges = np.flatnonzero(np.diff(to)) + 1
    starts = np.concatenate(([0], edges))
    begin = 0
    while begin < len(to):
        # Chunks end at the edge of a row, so that no row is split between two of them.
        first = int(np.searchsorted(starts, begin))
        last = int(np.searchsorted(starts, begin + _CHUNK, side="left"))
        last = max(last, first + 1)
        end = int(starts[last]) if last < len(starts) else len(to)
        part = factor[source[begin:end]] * values[begin:end, None]
        total[to[starts[first:last]]] = np.add.reduceat(part, starts[first:last] - begin, axis=0)
        begin = end
    return total


def _conjugate_gradients(design: _Design, right: Floats) -> Floats:
    weights = np.zeros_like(right)
    residual = right.copy()
    direction = residual.copy()
    size = (residual * residual).sum(axis=0)
    for _ in range(_STEPS):
        image = design.back(design.forth(direction)) + np.float32(_LAMBDA) * direction
        step = size / np.maximum((direction * image).sum(axis=0), 1e-12)
        weights += step * direction
        residual -= step * image
        smaller = (residual * residual).sum(axis=0)
        direction = residual + (smaller / np.maximum(size, 1e-12)) * direction
        size = smaller
    return np.asarray(weights, dtype=np.float32)
