"""What each part of the matcher is worth: each is taken away in turn, and the questions asked again.

    python tests/bench/ablation.py [QUESTIONS.jsonl ...]

Shares are of all answerable messages (right, right or offered, wrong), of those that the base
cannot answer ("I don't know"), and of those for a card. Calibration stays as shipped, so a part
that only makes the scores smaller looks a little worse than it is.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from types import ModuleType
from unittest import mock

import numpy as np

from knowledge import understanding
from knowledge.desk import Desk, Learnt, phrasings_of, shown_by_entry
from knowledge.directness import Directness
from knowledge.edition import Edition
from knowledge.evaluation import Labelled, evaluate, read_labelled, share
from knowledge.matching import comparing, features
from knowledge.matching.classifier import Classifier
from knowledge.matching.comparing import Comparing
from knowledge.matching.matcher import Matcher
from knowledge.matching.reading import normalise
from knowledge.matching.spelling import Spelling
from knowledge.shipped import read_shipped

QUESTIONS = Path(__file__).parents[1] / "questions"
TODAY = dt.date(2025, 6, 12)
_SETS = ("blind", "blind_two", "blind_three", "held_out", "second")


def main() -> None:
    files = [Path(name) for name in sys.argv[1:]] or [QUESTIONS / f"{name}.jsonl" for name in _SETS]
    asked = [one for file in files for one in read_labelled(file)]
    shipped = read_shipped()
    edition = shipped.edition()
    print(f"{'without':28}{'right':>7}{'+off.':>7}{'wrong':>7}{'unkn.':>7}{'cards':>7}")
    whole = _fitted(edition)
    _print("(everything there)", edition, whole, asked)
    for name, change in _taken_away().items():
        with change(whole) as changed:
            _print(name, edition, changed, asked)
    for name, patch in _unlearnt().items():
        with patch:
            _print(name, edition, _fitted(edition), asked)
    for kept in (2, 4):
        _print(f"all but 1 phrasing in {kept}", edition, _fitted(edition, kept), asked)


def _fitted(edition: Edition, every: int = 1) -> Matcher:
    said = {entry: lines[::every] for entry, lines in phrasings_of(edition.guidance).items()}
    return Matcher.fit(said, shown_by_entry(edition))


def _taken_away() -> dict[str, Callable[[Matcher], AbstractContextManager[Matcher]]]:
    @contextmanager
    def no_classifier(whole: Matcher) -> Iterator[Matcher]:
        weights = np.zeros_like(whole.classifier.weights)
        nothing = Classifier(weights, np.zeros_like(whole.classifier.constants))
        with mock.patch.object(whole, "_comparing", Comparing(whole.index, nothing)):
            yield whole

    @contextmanager
    def no_spelling(whole: Matcher) -> Iterator[Matcher]:
        blind = Comparing(whole.index, whole.classifier)
        with (
            mock.patch.object(blind, "_spelling", Spelling(())),
            mock.patch.object(whole, "_comparing", blind),
        ):
            yield whole

    @contextmanager
    def no_readings(whole: Matcher) -> Iterator[Matcher]:
        with mock.patch.object(whole, "understand", normalise):
            yield whole

    @contextmanager
    def setting(module: ModuleType, name: str, value: object, whole: Matcher) -> Iterator[Matcher]:
        with mock.patch.object(module, name, value):
            yield whole

    @contextmanager
    def no_lead(whole: Matcher) -> Iterator[Matcher]:
        nothing = mock.Mock(return_value="")
        with mock.patch.multiple(Directness, lead=nothing, plainly=nothing):
            yield whole

    @contextmanager
    def no_stories(whole: Matcher) -> Iterator[Matcher]:
        with mock.patch.object(understanding, "is_story", return_value=False):
            yield whole

    return {
        "the statement asked for": no_lead,
        "what a story asks": no_stories,
        "the classifier": no_classifier,
        "the two nearest phrasings": partial(setting, comparing, "_LIKENESS", 0.0),
        "mended spelling": no_spelling,
        "other alphabets, keyboards": no_readings,
    }


def _unlearnt() -> dict[str, AbstractContextManager[object]]:
    return {
        "three-letter pieces": mock.patch.dict(features.WEIGHT, p=0.0),
        "pairs of stems": mock.patch.dict(features.WEIGHT, b=0.0),
        "stems": mock.patch.dict(features.WEIGHT, s=0.0),
    }


def _print(name: str, edition: Edition, changed: Matcher, asked: list[Labelled]) -> None:
    learnt = Learnt.of(edition)
    desk = Desk(edition, changed, learnt)
    table = evaluate((one, desk.ask(one.text, TODAY)) for one in asked).table()
    answers, unknown, cards = table["answer"], table["unknown"], table["card"]
    figures = (
        share(answers, "right"),
        share(answers, "right", "offered"),
        share(answers, "wrong"),
        share(unknown, "right"),
        share(cards, "right"),
    )
    print(f"{name:28}" + "".join(f"{figure:7.3f}" for figure in figures), flush=True)


if __name__ == "__main__":
    main()
