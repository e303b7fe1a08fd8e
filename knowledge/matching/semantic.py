"""How close a line is in meaning to each entry, from the vectors of phrasings.

Kernel ridge regression: the cosine with every phrasing, raised to a power, times a weight for each
phrasing and entry. A straight classifier on the same vectors is right less often, and the nearest
phrasings beside it add nothing (docs/matching.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from knowledge.matching.features import Floats, Ints

_LAMBDA: Final = 0.03
_STEPS: Final = 12
#: Rows of the table of all pairs that are in memory at a time; the whole would be 400 MB.
_BLOCK: Final = 128


#: What weights depend on beside the vectors: kept ones of another recipe are of no use.
RECIPE: Final = f"sixth power, {_LAMBDA}, {_STEPS}"


@dataclass(frozen=True)
class Semantic:
    """Vectors of phrasings, and what each speaks for.

    Any subset of an index's phrasings will do; an entry without a vector scores nought.
    """

    mean: Floats
    rows: Floats
    weights: Floats

    @classmethod
    def fit(
        cls,
        vectors: Floats,
        entry_of: Ints,
        entries: int,
        between: Callable[[], None] = lambda: None,
    ) -> Semantic:
        """Fit to vectors of phrasings; `between` is called often, and may raise to stop."""
        mean = np.asarray(vectors.mean(axis=0), dtype=np.float32)
        rows = centred(vectors, mean)
        wanted = np.zeros((len(rows), entries), dtype=np.float32)
        wanted[np.arange(len(rows)), entry_of] = 1
        wanted -= wanted.mean(axis=0)
        return cls(mean, rows, _conjugate_gradients(rows, wanted, between))

    @classmethod
    def fitted(cls, vectors: Floats, weights: Floats) -> Semantic:
        """The same with weights that were fitted to these very vectors before."""
        mean = np.asarray(vectors.mean(axis=0), dtype=np.float32)
        return cls(mean, centred(vectors, mean), weights)

    def carried_over(self, vectors: Floats, rows: Ints, columns: Ints) -> Semantic:
        """What was fitted, for other phrasings and entries; where each stood before, or -1."""
        weights = np.pad(self.weights, ((0, 1), (0, 1)))[rows][:, columns]
        return Semantic(self.mean, centred(vectors, self.mean), weights)

    def scores(self, vectors: Floats) -> Floats:
        """How much the vector of a line (or of each line) speaks for each entry; about 0 to 1."""
        alike = kernel(centred(vectors, self.mean) @ self.rows.T)
        return np.asarray(alike @ self.weights, dtype=np.float32)


def most_useful_first(entry_of: Ints) -> Ints:
    """The rows in an order of which any beginning serves all entries alike, and each widely.

    An entry's phrasings stand language by language: it is gone through in even strides.
    """
    sizes = np.bincount(entry_of)
    turn = np.concatenate([_turns(int(size)) for size in sizes]) if len(sizes) else entry_of
    return np.lexsort((entry_of, turn)).astype(np.int32)


def _turns(size: int) -> Ints:
    """When each of so many places has its turn: the first, the middle, the quarters ..."""
    bits = max(size - 1, 0).bit_length()
    mirrored = [int(f"{place:0{bits}b}"[::-1], 2) if bits else 0 for place in range(size)]
    return np.argsort(np.argsort(mirrored)).astype(np.int32)


def centred(vectors: Floats, mean: Floats) -> Floats:
    """Unit vectors around the mean of the base: what all lines have in common says nothing."""
    moved = np.asarray(vectors - mean, dtype=np.float32)
    moved /= np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-9)
    return moved


def kernel(cosine: Floats) -> Floats:
    """((1 + cosine) / 2) to the sixth: 1 for the same line, next to nothing for most."""
    cube = (1 + cosine) / 2
    cube *= cube * cube
    cube *= cube
    return np.asarray(cube, dtype=np.float32)


def _conjugate_gradients(rows: Floats, wanted: Floats, between: Callable[[], None]) -> Floats:
    weights = np.zeros_like(wanted)
    residual = wanted.copy()
    direction = residual.copy()
    size = (residual * residual).sum(axis=0)
    for _ in range(_STEPS):
        image = _times_kernel(rows, direction, between) + np.float32(_LAMBDA) * direction
        step = size / np.maximum((direction * image).sum(axis=0), 1e-12)
        weights += step * direction
        residual -= step * image
        smaller = (residual * residual).sum(axis=0)
        direction = residual + (smaller / np.maximum(size, 1e-12)) * direction
        size = smaller
    return np.asarray(weights, dtype=np.float32)


def _times_kernel(rows: Floats, factor: Floats, between: Callable[[], None]) -> Floats:
    """The table of all pairs times `factor`, a strip at a time, each pair once."""
    total = np.zeros_like(factor)
    for begin in range(0, len(rows), _BLOCK):
        between()
        end = begin + _BLOCK
        strip = kernel(rows[begin:end] @ rows[begin:].T)
        total[begin:end] += strip @ factor[begin:]
        total[end:] += strip[:, len(strip) :].T @ factor[begin:end]
    return total
