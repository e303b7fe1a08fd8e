"""Meanings learnt from some phrasings alone, for a rehearsal: whoever is hidden must teach nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from knowledge.encoding.landmarks import Landmarks
from knowledge.matching.features import Floats
from knowledge.matching.index import Index
from knowledge.matching.matcher import Meaning


def learner(vector_of: Mapping[str, Floats]) -> Callable[[Index], Meaning]:
    """Learns meanings from an index, out of the vectors of all the lines there are."""

    def learn(index: Index) -> Meaning:
        vectors = np.array([vector_of[line] for line in index.lines], dtype=np.float32)
        semantic = Landmarks.fit("", index, vectors).semantic
        nothing = np.zeros(len(index.entries), dtype=np.float32)

        def meaning(_: Index, lines: Sequence[str]) -> Floats:
            # A mended line may be none of them, and then says nothing.
            known = [vector_of.get(line) for line in lines]
            scores = [nothing if one is None else semantic.scores(one[None])[0] for one in known]
            return np.array(scores, dtype=np.float32)

        return meaning

    return learn
