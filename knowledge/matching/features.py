"""What a line is compared by: word stems, pairs of stems, and three-letter pieces of words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from knowledge.matching.reading import letters, stem

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

# How much a kind of feature weighs. Stems carry the meaning, pieces forgive endings and typos.
_PIECE: Final = ("piece", 0.6)
_STEM: Final = ("stem", 1.0)
_PAIR: Final = ("pair", 0.6)

Feature = tuple[str, str]


def features_of(
    line: str,
    stem_of: Callable[[str], str] = stem,
    letters_of: Callable[[str], tuple[str, ...]] = letters,
) -> Counter[Feature]:
    """Count the features of a normalised line.

    An index hands in remembering versions of the two functions, which it drops when it is built:
    what people type is not remembered.
    """
    words = line.split()
    stems = [stem_of(word) for word in words]
    counted: Counter[Feature] = Counter((_STEM[0], s) for s in stems)
    counted.update((_PIECE[0], piece) for word in words for piece in letters_of(word))
    counted.update((_PAIR[0], f"{a} {b}") for a, b in pairwise(stems))
    return counted


_WEIGHT: Final = dict((_PIECE, _STEM, _PAIR))


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

    column_of: dict[Feature, int]
    rarity: Floats
    unseen: float

    @classmethod
    def of(cls, lines: Sequence[Counter[Feature]]) -> Vocabulary:
        """Learn the features of `lines`."""
        seen_in = Counter(feature for line in lines for feature in line)
        total = len(lines) + 1
        rarity = [math.log(total / (count + 1)) + 1 for count in seen_in.values()]
        return cls(
            column_of={feature: column for column, feature in enumerate(seen_in)},
            rarity=np.array(rarity, dtype=np.float32),
            unseen=math.log(total) + 1,
        )

    def vector(self, line: Counter[Feature]) -> Vector:
        """The vector of a line."""
        columns: list[int] = []
        values: list[float] = []
        length = 0.0
        for feature, count in line.items():
            column = self.column_of.get(feature)
            rarity = self.unseen if column is None else float(self.rarity[column])
            value = _WEIGHT[feature[0]] * (1 + math.log(count)) * rarity
            length += value * value
            if column is not None:
                columns.append(column)
                values.append(value)
        scale = 1 / math.sqrt(length) if length else 0.0
        return Vector(
            np.array(columns, dtype=np.int32),
            np.array(values, dtype=np.float32) * np.float32(scale),
        )
