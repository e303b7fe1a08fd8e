"""The classifier layer: one support vector machine an entry, from features to how much they speak for it.

Similarity alone loses ten points against a classifier, and ridge regression five against this one
(docs/matching.md). It is fitted by dual coordinate descent on the squared hinge loss (Hsieh et al.
2008, "A dual coordinate descent method for large-scale linear SVM", the method of LIBLINEAR), all
entries at once: a second in numpy, where scikit-learn would bring 190 MB to do the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from knowledge.matching.features import Floats, Vector
from knowledge.matching.index import Index

#: How much a mistake on a phrasing costs against large weights; from 1 to 10 nothing changes.
_COST: Final = 1.0
#: Rounds over all phrasings; from 6 to 12 nothing changes.
_ROUNDS: Final = 6


@dataclass(frozen=True)
class Classifier:
    """A weight for each feature and entry, in half precision, and a constant for each entry."""

    weights: npt.NDArray[np.float16]
    constants: Floats

    def scores(self, line: Vector) -> Floats:
        """How much a line speaks for each entry: above nought for, below against; about -1.5 to 1.5."""
        return np.asarray(
            line.values @ self.weights[line.columns].astype(np.float32) + self.constants,
            dtype=np.float32,
        )

    @classmethod
    def fit(cls, index: Index) -> Classifier:
        """Fit to the phrasings of an index; the same phrasings give the same classifier."""
        entries, width = len(index.entries), len(index.vocabulary.rarity)
        weights = np.zeros((width, entries), dtype=np.float32)
        constants = np.zeros(entries, dtype=np.float32)
        signs = np.full((len(index.lines), entries), -1, dtype=np.float32)
        signs[np.arange(len(index.lines)), index.entry_of] = 1
        duals = np.zeros_like(signs)
        edges, features, amounts = index.by_phrasing()
        shuffled = np.random.default_rng(0)  # the order of descent, not a secret
        for _ in range(_ROUNDS):
            for row in shuffled.permutation(len(index.lines)):
                here = slice(edges[row], edges[row + 1])
                columns, values = features[here], amounts[here]
                size = float(values @ values) + 1 + 1 / (2 * _COST)
                margin = signs[row] * (values @ weights[columns] + constants)
                slope = margin - 1 + duals[row] / (2 * _COST)
                stepped = np.maximum(duals[row] - slope / size, 0)
                change = (stepped - duals[row]) * signs[row]
                duals[row] = stepped
                weights[columns] += values[:, None] * change
                constants += change
        return cls(weights.astype(np.float16), constants)
