"""What meanings add to words: first guesses, and what is right where one in thirty may be wrong.

    python tests/bench/meanings.py

Three times, a random fifth of the shipped phrasings is left out and asked. On one half of it the
weight of the semantic scores and the curve of certainty are fitted, on the other half they are
judged, and the other way round. The first run embeds all phrasings, which takes some minutes.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from knowledge.desk import shown_by_entry
from knowledge.encoding.choosing import VECTORS, encoder_for
from knowledge.encoding.lesson import Lesson
from knowledge.encoding.vectors import Vectors
from knowledge.matching.encoder import asked
from knowledge.matching.features import Floats
from knowledge.matching.index import Index
from knowledge.matching.matcher import Matcher
from knowledge.matching.reading import normalise
from knowledge.matching.semantic import Semantic
from knowledge.shipped import read_shipped

ROUNDS: Final = 3
A_LANGUAGE: Final = (10, 20, 1000)  # phrasings an entry and language that have vectors
WRONG_AT_MOST: Final = 0.03
WEIGHTS: Final = tuple(float(weight) for weight in np.geomspace(0.25, 16, 19))
SHARPNESS: Final = tuple(float(sharpness) for sharpness in np.geomspace(1, 16, 9))

Said = dict[str, list[tuple[str, str]]]
Bools = npt.NDArray[np.bool_]


def main() -> None:
    shipped = read_shipped()
    shows = shown_by_entry(shipped.edition())
    entries = [("topic", t.id, t.phrasings) for t in shipped.guidance.topics.values()]
    entries += [("card", c.id, c.phrasings) for c in shipped.guidance.cards.values()]
    said = {f"{kind}:{name}": _lines(lines) for kind, name, lines in entries}
    vectors = _vectors(said)
    figures: dict[str, list[Floats]] = {}
    for turn in range(ROUNDS):
        for name, row in _round(said, shows, vectors, turn).items():
            figures.setdefault(name, []).append(row)
    print(f"{'':34}first right   right at 3 % wrong   AUROC   weight")
    for name, rows in figures.items():
        first, sure, order, weight = np.mean(rows, axis=0)
        print(f"{name:34}{first:11.3f}{sure:21.3f}{order:8.3f}{weight:9.1f}")


def _lines(by_language: object) -> list[tuple[str, str]]:
    assert isinstance(by_language, dict)
    found = {normalise(line): language for language, lines in by_language.items() for line in lines}
    # "640/640" is read as one number when it is read twice; the few such lines are left out.
    return [
        (language, line) for line, language in found.items() if line and normalise(line) == line
    ]


def _vectors(said: Said) -> dict[str, Floats]:
    """The vector of every phrasing, from the cache of the data folder where it is there."""
    encoder = encoder_for()
    if encoder is None:
        sys.exit("no model is installed: make semantic")
    cache = Vectors.open(Path("data") / VECTORS, encoder.name)
    index = Index.of({entry: [line for _, line in lines] for entry, lines in said.items()})
    lesson = Lesson(index, encoder.encode, cache)
    missing, begun = len(index.lines) - lesson.embedded, time.perf_counter()
    for _ in lesson.steps():
        pass
    if missing:
        print(f"{missing} phrasings embedded and fitted in {time.perf_counter() - begun:.0f} s")
    _, rows = cache.of([asked(line) for line in index.lines])
    encoder.close()
    cache.close()
    return dict(zip(index.lines, rows, strict=True))


def _round(
    said: Said, shows: dict[str, frozenset[str]], vectors: dict[str, Floats], turn: int
) -> dict[str, Floats]:
    shown, hidden = _split(said, turn)
    matcher = Matcher.fit({e: [line for _, line in lines] for e, lines in shown.items()}, shows)
    index = matcher.index
    alike = np.array([[matcher.are_alike(a, b) for b in index.entries] for a in index.entries])
    serves = alike[[index.entries.index(wanted) for wanted, _ in hidden]]
    words = np.array([matcher.scores(line) for _, line in hidden])
    figures = {"words alone": _judge(alike, [words], serves)}
    for most in A_LANGUAGE:
        rows = _rows(index, shown, most)
        known = np.array([vectors[index.lines[row]] for row in rows])
        semantic = Semantic.fit(known, index.entry_of[rows], len(index.entries))
        meant = np.array([semantic.scores(vectors[line]) for _, line in hidden])
        much = "all" if most == max(A_LANGUAGE) else str(most)
        figures[f"meanings alone, {much} a language"] = _judge(alike, [meant], serves)
        figures[f"both, {much} a language"] = _judge(alike, [words, meant], serves)
    return figures


def _split(said: Said, turn: int) -> tuple[Said, list[tuple[str, str]]]:
    dice = random.Random(turn)  # noqa: S311, the same split each time
    shown: Said = {}
    hidden = []
    for entry, lines in said.items():
        mixed = dice.sample(lines, len(lines))
        hidden += [(entry, line) for _, line in mixed[: len(lines) // 5]]
        shown[entry] = mixed[len(lines) // 5 :]
    known = {line for lines in shown.values() for _, line in lines}
    asked_for = [pair for pair in hidden if pair[1] not in known]
    return shown, dice.sample(asked_for, len(asked_for))


def _rows(index: Index, shown: Said, most: int) -> npt.NDArray[np.int32]:
    """The rows of the first so many phrasings of each entry and language."""
    chosen: set[tuple[str, str]] = set()
    for entry, lines in shown.items():
        for language in {language for language, _ in lines}:
            of_it = [line for spoken, line in lines if spoken == language]
            chosen.update((entry, line) for line in of_it[:most])
    pairs = zip(index.entry_of, index.lines, strict=True)
    rows = [row for row, (e, line) in enumerate(pairs) if (index.entries[e], line) in chosen]
    return np.array(rows, dtype=np.int32)


def _judge(alike: Bools, channels: Sequence[Floats], serves: Bools) -> Floats:
    """First right, right where few are wrong, AUROC and weight; the mean over both halves."""
    even = np.arange(len(serves)) % 2 == 0
    halves = [_half(alike, channels, serves, fit) for fit in (even, ~even)]
    return np.asarray(np.mean(halves, axis=0), dtype=np.float32)


def _half(alike: Bools, channels: Sequence[Floats], serves: Bools, fit: Bools) -> Floats:
    """Weight and sharpness from one half, figures from the other."""
    weights = WEIGHTS if len(channels) > 1 else (0.0,)
    fitting = (_Fused(channels, w, sharp) for w in weights for sharp in SHARPNESS)
    best = max(fitting, key=lambda fused: fused.likelihood(serves, fit))
    shares = best.shares()[~fit]
    places = shares.argmax(axis=1)
    right = serves[~fit][np.arange(len(places)), places]
    certainty = (shares @ alike)[np.arange(len(places)), places]
    return np.array([right.mean(), *_sure(certainty, right), best.weight], dtype=np.float32)


@dataclass(frozen=True)
class _Fused:
    channels: Sequence[Floats]
    weight: float
    sharpness: float

    def shares(self) -> Floats:
        """The share of each entry, by a softmax of the fused scores."""
        scores = self.channels[0] + self.weight * self.channels[-1]
        raised = np.exp(self.sharpness * (scores - scores.max(axis=1, keepdims=True)))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)

    def likelihood(self, serves: Bools, fit: Bools) -> float:
        """How likely what serves is in these shares."""
        served = (self.shares()[fit] * serves[fit]).sum(axis=1)
        return float(np.log(np.maximum(served, 1e-9)).mean())


def _sure(certainty: Floats, right: Bools) -> tuple[float, float]:
    order = np.argsort(-certainty, kind="stable")
    few_wrong = np.flatnonzero(np.cumsum(~right[order]) <= WRONG_AT_MOST * len(right))
    sure = float(right[order][: few_wrong[-1] + 1].sum() / len(right)) if len(few_wrong) else 0.0
    ranks = np.flatnonzero(right[order[::-1]]) + 1
    hits, misses = len(ranks), len(right) - len(ranks)
    return sure, float((ranks.sum() - hits * (hits + 1) / 2) / max(hits * misses, 1))


if __name__ == "__main__":
    main()
