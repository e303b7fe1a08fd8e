"""What a release ships of meanings, so that nothing has to be embedded on the operator's machine.

The kernel regression over all phrasings (knowledge/matching/semantic.py), seen from a few thousand
of them only (the Nyström method): as good beside words, a fiftieth of the time to fit, and 1.6 MB
for what otherwise takes ten minutes to embed. It is good for the encoder it was made with, and for
phrasings near those it was made from; entries it does not know get nothing from it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from importlib import resources
from typing import Final

import numpy as np

from knowledge.matching.features import Floats, Ints
from knowledge.matching.index import Index
from knowledge.matching.semantic import Semantic, centred, kernel, most_useful_first

FILE: Final = "landmarks.npz"
MOST: Final = 3000  # from 2,000 to 4,000 little changes
_LAMBDA: Final = 0.03
_BLOCK: Final = 2000  # phrasings at a time
_STEPS: Final = 127  # of a byte: a vector's parts are kept as so many parts of the largest


@dataclass(frozen=True)
class Landmarks:
    """A semantic over a few phrasings, the encoder it belongs to, and the entries of its columns."""

    encoder: str
    entries: tuple[str, ...]
    semantic: Semantic

    @classmethod
    def fit(cls, encoder: str, index: Index, vectors: Floats, most: int = MOST) -> Landmarks:
        """Fit to the vectors of all phrasings of an index."""
        mean = np.asarray(vectors.mean(axis=0), dtype=np.float32)
        rows = centred(vectors, mean)
        marks = _as_kept(rows[most_useful_first(index.entry_of)[:most]])
        wanted = _wanted(index.entry_of, len(index.entries))
        square = np.zeros((len(marks), len(marks)))
        right = np.zeros((len(marks), len(index.entries)))
        for begin in range(0, len(rows), _BLOCK):
            alike = kernel(rows[begin : begin + _BLOCK] @ marks.T).astype(np.float64)
            square += alike.T @ alike
            right += alike.T @ wanted[begin : begin + _BLOCK]
        square += _LAMBDA * kernel(marks @ marks.T) + 1e-4 * np.eye(len(marks))
        weights = np.asarray(np.linalg.solve(square, right), dtype=np.float32)
        return cls(encoder, index.entries, Semantic(mean, marks, weights))

    def of(self, index: Index) -> Semantic:
        """The same for an index: its columns are the entries of the index."""
        place = {entry: column for column, entry in enumerate(self.entries)}
        columns = [place.get(entry, -1) for entry in index.entries]
        weights = np.pad(self.semantic.weights, ((0, 0), (0, 1)))[:, columns]
        return Semantic(self.semantic.mean, self.semantic.rows, weights)

    def written(self) -> bytes:
        """As a file: bytes for the vectors, half precision for the weights."""
        file = io.BytesIO()
        rows = self.semantic.rows
        scale = np.abs(rows).max(axis=1, keepdims=True) / _STEPS
        np.savez_compressed(
            file,
            encoder=np.frombuffer(self.encoder.encode(), dtype=np.uint8),
            entries=np.frombuffer("\n".join(self.entries).encode(), dtype=np.uint8),
            mean=self.semantic.mean,
            rows=np.round(rows / scale).astype(np.int8),
            weights=self.semantic.weights.astype(np.float16),
        )
        return file.getvalue()

    @classmethod
    def read(cls, written: bytes) -> Landmarks:
        """From a file; raises ValueError or KeyError where it is none."""
        with np.load(io.BytesIO(written), allow_pickle=False) as kept:
            rows = _units(kept["rows"].astype(np.float32))
            semantic = Semantic(kept["mean"], rows, kept["weights"].astype(np.float32))
            encoder, entries = (kept[name].tobytes().decode() for name in ("encoder", "entries"))
            return cls(encoder, tuple(entries.split("\n")), semantic)


def shipped() -> Landmarks | None:
    """The landmarks of this release."""
    file = resources.files("knowledge.encoding") / FILE
    return Landmarks.read(file.read_bytes()) if file.is_file() else None


def _as_kept(rows: Floats) -> Floats:
    """Unit vectors with the precision that they are kept with, so that the weights fit those."""
    scale = np.abs(rows).max(axis=1, keepdims=True) / _STEPS
    return _units(np.round(rows / scale))


def _units(rows: Floats) -> Floats:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def _wanted(entry_of: Ints, entries: int) -> Floats:
    wanted = np.zeros((len(entry_of), entries), dtype=np.float32)
    wanted[np.arange(len(entry_of)), entry_of] = 1
    return np.asarray(wanted - wanted.mean(axis=0), dtype=np.float32)
