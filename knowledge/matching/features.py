"""What a line is compared by: word stems, pairs of stems, and three-letter pieces of words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from knowledge.matching.reading import letters, stem

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

# How much a kind of feature weighs, by the letter that its name begins with. Stems carry the
# meaning, pieces forgive endings and typos.
_STEM, _PIECE, PAIR = "s", "p", "b"
WEIGHT: Final = {_STEM: 1.0, _PIECE: 0.6, PAIR: 0.6}

#: Added to the squared length of what people ask: one word that everybody uses says little, and
#: "ще" must not come as close to anything as a whole question does. A short question has 150, a long one 1,500.
_BREVITY: Final = 25.0


def features_of(
    line: str,
    stem_of: Callable[[str], str] = stem,
    letters_of: Callable[[str], tuple[str, ...]] = letters,
) -> Counter[str]:
    """Count the features of a normalised line.

    An index hands in remembering versions of the two functions, which it drops when it is built:
    what people type is not remembered.
    """
    words = line.split()
    stems = [stem_of(word) for word in words]
    counted = Counter(_STEM + s for s in stems)
    counted.update(_PIECE + piece for word in words for piece in letters_of(word))
    counted.update(f"{PAIR}{a} {b}" for a, b in pairwise(stems))
    return counted


@dataclass(frozen=True)
class Vector:
    """A line as unit vector over known features; what is unknown stays in its length.

    So a line of which we know one word in five can come no closer than that one word.
    """

    columns: Ints
    values: Floats


@dataclass(frozen=True)
class Vocabulary:
    """The features of all phrasings, with their rarity (inverse document frequency)."""

    column_of: dict[str, int]
    rarity: Floats
    unseen: float

    def vector(self, line: Counter[str]) -> Vector:
        """The vector of a line."""
        columns: list[int] = []
        values: list[float] = []
        length = _BREVITY
        for feature, count in line.items():
            column = self.column_of.get(feature)
            rarity = self.unseen if column is None else float(self.rarity[column])
            value = WEIGHT[feature[0]] * (1 + math.log(count)) * rarity
            length += value * value
            if column is not None:
                columns.append(column)
                values.append(value)
        scale = 1 / math.sqrt(length)
        return Vector(
            np.array(columns, dtype=np.int32),
            np.array(values, dtype=np.float32) * np.float32(scale),
        )
