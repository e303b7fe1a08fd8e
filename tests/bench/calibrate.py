"""Fit the calibration on the shipped phrasings alone, and print it with its reliability.

    python tests/bench/calibrate.py

The line it prints is the constant SHIPPED of knowledge/matching/calibration.py.
"""

from __future__ import annotations

import numpy as np

from knowledge.desk import phrasings_of, shown_by_entry
from knowledge.edition import Edition
from knowledge.matching.calibration import Calibration
from knowledge.matching.rehearsal import rehearse
from knowledge.shipped import read_shipped


def main() -> None:
    shipped = read_shipped()
    statements = {found.statement.id: found.statement for found in shipped.statements}
    shows = shown_by_entry(Edition(statements, shipped.guidance))
    samples = rehearse(phrasings_of(shipped.guidance), shows)
    found = Calibration.fit(samples)
    print(f"SHIPPED = {found}")
    scored = [(found.probability(sample.share), sample.right) for sample in samples]
    for low in np.arange(0, 1, 0.1):
        band = [right for p, right in scored if low <= p < low + 0.1]
        if band:
            print(f"{low:.1f}-{low + 0.1:.1f}  n={len(band):5}  right={np.mean(band):.2f}")


if __name__ == "__main__":
    main()
