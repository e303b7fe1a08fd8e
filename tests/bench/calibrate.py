"""Fit the calibration on the shipped phrasings alone, and print it with its reliability.

    python tests/bench/calibrate.py

Each round hides every fifth phrasing (these can be answered) and all phrasings of every eighth
entry (these cannot), fits on the rest, and looks at what the matcher makes of the hidden ones. An
answer counts as right when it shows what the right topic would have shown first.
"""

from __future__ import annotations

import numpy as np

from knowledge.desk import phrasings_of, shown_by_entry
from knowledge.edition import Edition
from knowledge.matching.calibration import Calibration
from knowledge.matching.matcher import Matcher
from knowledge.shipped import read_shipped

ROUNDS = 4


def main() -> None:
    shipped = read_shipped()
    statements = {found.statement.id: found.statement for found in shipped.statements}
    shows = shown_by_entry(Edition(statements, shipped.guidance))
    said = {entry: list(lines) for entry, lines in phrasings_of(shipped.guidance).items()}
    samples: list[tuple[float, float, bool]] = []
    for turn in range(ROUNDS):
        samples.extend(_round(said, shows, turn))
    found = _fit(samples)
    print(f"SHIPPED = {found}")
    _print_reliability(found, samples)


def _round(
    said: dict[str, list[str]], shows: dict[str, frozenset[str]], turn: int
) -> list[tuple[float, float, bool]]:
    unknown = [entry for place, entry in enumerate(said) if place % 8 == turn]
    shown = {
        entry: [line for place, line in enumerate(lines) if place % 5 != turn]
        for entry, lines in said.items()
        if entry not in unknown
    }
    matcher = Matcher(shown, shows)
    samples = []
    for entry, lines in said.items():
        hidden = lines[turn::5]
        for line in hidden:
            scores = matcher.scores(line)
            place = int(scores.argmax())
            best, rival = float(scores[place]), matcher.strongest_rival(scores, place)
            found = matcher.index.entries[place]
            samples.append((best, best - rival, _serves(entry, found, shows)))
    return samples


def _serves(wanted: str, found: str, shows: dict[str, frozenset[str]]) -> bool:
    """Whether an answer on `found` serves who asked for `wanted`: the same entry, or its statements."""
    nothing: frozenset[str] = frozenset()
    return wanted == found or bool(shows.get(wanted, nothing) & shows.get(found, nothing))


def _fit(samples: list[tuple[float, float, bool]]) -> Calibration:
    table = np.array([(1.0, best, margin) for best, margin, _ in samples])
    right = np.array([r for _, _, r in samples], dtype=float)
    weights = np.zeros(3)
    for _ in range(50):
        p = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (right - p) - 1e-3 * weights
        bend = (table * (p * (1 - p))[:, None]).T @ table + 1e-3 * np.eye(3)
        weights += np.linalg.solve(bend, slope)
    return Calibration(*(round(float(weight), 3) for weight in weights))


def _print_reliability(found: Calibration, samples: list[tuple[float, float, bool]]) -> None:
    scored = [(found.probability(best, margin), right) for best, margin, right in samples]
    for low in np.arange(0, 1, 0.1):
        band = [right for p, right in scored if low <= p < low + 0.1]
        if band:
            print(f"{low:.1f}-{low + 0.1:.1f}  n={len(band):5}  right={np.mean(band):.2f}")


if __name__ == "__main__":
    main()
