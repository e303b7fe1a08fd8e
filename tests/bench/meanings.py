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
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from knowledge.desk import shown_by_entry
from knowledge.edition import Edition
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
WEIGHTS: Final = (0.0, *np.geomspace(0.5, 16, 16))

Said = dict[str, list[tuple[str, str]]]
Bools = npt.NDArray[np.bool_]


def main() -> None:
    shipped = read_shipped()
    statements = {found.statement.id: found.statement for found in shipped.statements}
    shows = shown_by_entry(Edition(statements, shipped.guidance))
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
    return [(language, line) for line, language in found.items() if line]


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
    matcher = Matcher({e: [line for _, line in lines] for e, lines in shown.items()}, shows)
    index = matcher.index
    serves = np.array([[_serves(wanted, e, shows) for e in index.entries] for wanted, _ in hidden])
    words = np.array([matcher.scores(line) for _, line in hidden])
    figures = {"words alone": _judge(matcher, [words], serves)}
    for most in A_LANGUAGE:
        rows = _rows(index, shown, most)
        known = np.array([vectors[index.lines[row]] for row in rows])
        semantic = Semantic.fit(known, index.entry_of[rows], len(index.entries))
        meant = np.array([semantic.scores(vectors[line]) for _, line in hidden])
        much = "all" if most == max(A_LANGUAGE) else str(most)
        figures[f"meanings alone, {much} a language"] = _judge(matcher, [meant], serves)
        figures[f"both, {much} a language"] = _judge(matcher, [words, meant], serves)
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


def _serves(wanted: str, found: str, shows: dict[str, frozenset[str]]) -> bool:
    nothing: frozenset[str] = frozenset()
    return wanted == found or bool(shows.get(wanted, nothing) & shows.get(found, nothing))


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


def _judge(matcher: Matcher, channels: Sequence[Floats], serves: Bools) -> Floats:
    """First right, right where few are wrong, AUROC and weight; the mean over both halves."""
    even = np.arange(len(serves)) % 2 == 0
    halves = [_half(matcher, channels, serves, fit) for fit in (even, ~even)]
    return np.asarray(np.mean(halves, axis=0), dtype=np.float32)


def _half(matcher: Matcher, channels: Sequence[Floats], serves: Bools, fit: Bools) -> Floats:
    weight = 1.0 if len(channels) == 1 else _best_weight(channels, serves, fit)
    fused = channels[0] if len(channels) == 1 else channels[0] + weight * channels[1]
    places = fused.argmax(axis=1)
    right = serves[np.arange(len(serves)), places]
    rivals = [matcher.strongest_rival(row, int(e)) for row, e in zip(fused, places, strict=True)]
    best = fused.max(axis=1)
    table = np.stack([np.ones(len(best)), best, best - np.array(rivals)], axis=1)
    certainty = (table @ _curve(table[fit], right[fit]))[~fit]
    return np.array([right[~fit].mean(), *_sure(certainty, right[~fit]), weight], dtype=np.float32)


def _best_weight(channels: Sequence[Floats], serves: Bools, fit: Bools) -> float:
    def first_right(weight: float) -> float:
        places = (channels[0] + weight * channels[1])[fit].argmax(axis=1)
        return float(serves[fit][np.arange(fit.sum()), places].mean())

    return float(max(WEIGHTS, key=first_right))


def _curve(table: npt.NDArray[np.float64], right: Bools) -> npt.NDArray[np.float64]:
    weights = np.zeros(table.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(table @ weights, -30, 30)))
        bend = (table * (p * (1 - p))[:, None]).T @ table + 1e-3 * np.eye(table.shape[1])
        weights += np.linalg.solve(bend, table.T @ (right - p) - 1e-3 * weights)
    return weights


def _sure(certainty: npt.NDArray[np.float64], right: Bools) -> tuple[float, float]:
    order = np.argsort(-certainty, kind="stable")
    few_wrong = np.flatnonzero(np.cumsum(~right[order]) <= WRONG_AT_MOST * len(right))
    sure = float(right[order][: few_wrong[-1] + 1].sum() / len(right)) if len(few_wrong) else 0.0
    ranks = np.flatnonzero(right[order[::-1]]) + 1
    hits, misses = len(ranks), len(right) - len(ranks)
    return sure, float((ranks.sum() - hits * (hits + 1) / 2) / max(hits * misses, 1))


if __name__ == "__main__":
    main()
