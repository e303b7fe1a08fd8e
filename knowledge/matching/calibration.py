"""From scores to a probability of being right, and from that to answering, offering or abstaining.

Two features only, the best score and its distance from the best entry that would show something else: more of them ranked worse,
because what is held out of the base is not what people really ask beside it (docs/matching.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

#: Answer from here on. A wrong answer hurts more than a question back.
ANSWER_AT: Final = 0.50
#: Offer a choice from here on, else say "I don't know".
OFFER_AT: Final = 0.30


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic curve over the best score and the margin to its strongest rival."""

    constant: float
    best: float
    margin: float

    def probability(self, best: float, margin: float) -> float:
        """The share of answers with such scores that are right, 0 to 1."""
        return 1 / (1 + math.exp(-(self.constant + self.best * best + self.margin * margin)))


#: Fitted by tests/bench/calibrate.py on the shipped phrasings alone: held-out phrasings are what
#: can be answered, phrasings of held-out entries what cannot.
SHIPPED: Final = Calibration(constant=-1.131, best=1.209, margin=4.472)
