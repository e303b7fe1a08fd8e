"""From scores to a probability of being right.

The scores of all entries are turned into shares (a softmax), and the shares of entries that would
show the same are added up: a question between two topics with one answer is no doubtful question.
That one figure, put through a logistic curve, ranks right before wrong better than best score and
margin did (docs/matching.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from knowledge.matching.features import Floats

Doubles = npt.NDArray[np.float64]

#: Answer from here on. A wrong answer hurts more than a question back.
ANSWER_AT: Final = 0.50

_LEAST: Final = 1e-6
_MOST: Final = 30.0  # log-odds; beyond, a probability is 0 or 1 in any print


@dataclass(frozen=True, slots=True)
class Sample:
    """A phrasing that was hidden: the share its best entry got, and whether that entry serves."""

    share: float
    right: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic curve over the log-odds of a share; `sharpness` makes shares out of scores."""

    constant: float
    slope: float
    sharpness: float = 4.0

    def shares_of(self, scores: Floats) -> Floats:
        """The share of each entry; together one."""
        raised = np.exp(self.sharpness * (scores - scores.max(initial=0.0)))
        return np.asarray(raised / raised.sum(), dtype=np.float32)

    def probability(self, share: float) -> float:
        """The share of answers with such a share of the scores that are right, 0 to 1."""
        return float(self.probabilities(np.array([share]))[0])

    def probabilities(self, shares: Floats | Doubles) -> Doubles:
        """The same for many shares."""
        odds = self.constant + self.slope * _log_odds(shares.astype(np.float64))
        return 1 / (1 + np.exp(-np.clip(odds, -_MOST, _MOST)))

    @classmethod
    def fit(cls, samples: Sequence[Sample], sharpness: float = 4.0) -> Calibration:
        """The curve that fits the samples best (Newton's method on the logistic loss)."""
        odds = _log_odds(np.array([sample.share for sample in samples]))
        table = np.column_stack([np.ones_like(odds), odds])
        right = np.array([sample.right for sample in samples], dtype=float)
        weights = np.zeros(2)
        for _ in range(50):
            p = 1 / (1 + np.exp(-np.clip(table @ weights, -_MOST, _MOST)))
            slope = table.T @ (right - p) - 1e-3 * weights
            bend = (table * (p * (1 - p))[:, None]).T @ table + 1e-3 * np.eye(2)
            weights += np.linalg.solve(bend, slope)
        return cls(round(float(weights[0]), 3), round(float(weights[1]), 3), sharpness)


def _log_odds(shares: Doubles) -> Doubles:
    shares = np.clip(shares, _LEAST, 1 - _LEAST)
    return np.log(shares / (1 - shares))


@dataclass(frozen=True, slots=True)
class Certainty:
    """The curves of one edition: by words alone, and with meanings beside them."""

    words: Calibration
    meanings: Calibration


#: What curves come to that are fitted on thousands of phrasings: for a base too small to tell.
USUAL: Final = Certainty(Calibration(0.876, 1.107), Calibration(0.45, 0.771))
