"""How well questions are answered that nobody looked at while the phrasings were written.

Only sums are looked at here, and a failure prints no more than the table: whoever reads single
questions of a blind set and mends them has no measure left. The other two were looked at, once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from knowledge.desk import Desk
from knowledge.evaluation import Evaluation, evaluate, lines_of, read_labelled, share
from knowledge.model import LANGUAGES, Language

QUESTIONS = Path(__file__).parents[1] / "questions"
TODAY = dt.date(2025, 6, 12)


@dataclass(frozen=True, slots=True)
class Limits:
    """Floors and ceilings of a set: two or three points from what was measured last."""

    questions: int
    answered: float
    answered_or_offered: float
    answered_wrong: float
    #: The worst of the three languages.
    each_answered_or_offered: float
    each_card: float
    admitted: float
    made_up: float
    cards: float
    cards_wrong: float
    calibration_error: float


LIMITS = {
    "blind": Limits(
        questions=300,
        answered=0.88,
        answered_or_offered=0.91,
        answered_wrong=0.07,
        each_answered_or_offered=0.87,
        each_card=0.88,
        admitted=0.80,
        made_up=0.12,
        cards=0.94,
        cards_wrong=0.04,
        calibration_error=0.08,
    ),
    "blind_two": Limits(
        questions=360,
        answered=0.94,
        answered_or_offered=0.95,
        answered_wrong=0.04,
        each_answered_or_offered=0.93,
        each_card=0.93,
        admitted=0.90,
        made_up=0.07,
        cards=0.95,
        cards_wrong=0.04,
        calibration_error=0.07,
    ),
    "blind_three": Limits(
        questions=470,
        answered=0.92,
        answered_or_offered=0.93,
        answered_wrong=0.06,
        each_answered_or_offered=0.90,
        each_card=0.87,
        admitted=0.93,
        made_up=0.04,
        cards=0.90,
        cards_wrong=0.06,
        calibration_error=0.07,
    ),
    "held_out": Limits(
        questions=300,
        answered=0.93,
        answered_or_offered=0.95,
        answered_wrong=0.05,
        each_answered_or_offered=0.94,
        each_card=0.95,
        admitted=0.92,
        made_up=0.08,
        cards=0.96,
        cards_wrong=0.02,
        calibration_error=0.08,
    ),
    "second": Limits(
        questions=230,
        answered=0.92,
        answered_or_offered=0.96,
        answered_wrong=0.04,
        each_answered_or_offered=0.93,
        each_card=0.90,
        admitted=0.90,
        made_up=0.06,
        cards=0.93,
        cards_wrong=0.03,
        calibration_error=0.08,
    ),
}


@dataclass(frozen=True)
class Measured:
    """A set with its limits. What a failure shows of it is its name and the table, no question."""

    name: str
    limits: Limits = field(repr=False)
    evaluation: Evaluation = field(repr=False)

    @property
    def table(self) -> str:
        return "\n".join((self.name, *lines_of(self.evaluation)))


@pytest.fixture(scope="module", params=sorted(LIMITS))
def measured(request: pytest.FixtureRequest, desk: Desk) -> Measured:
    name = request.param
    questions = read_labelled(QUESTIONS / f"{name}.jsonl")
    outcomes = ((asked, desk.ask(asked.text, TODAY)) for asked in questions)
    return Measured(name, LIMITS[name], evaluate(outcomes))


def test_there_are_enough_questions_to_measure_by(measured: Measured) -> None:
    sizes = {group: sum(counts.values()) for group, counts in measured.evaluation.table().items()}
    assert sizes["answer"] + sizes["unknown"] + sizes["card"] == measured.limits.questions
    assert sizes["answer"] >= 100
    assert min(sizes.values()) >= 10


def test_most_questions_are_answered_or_offered(measured: Measured) -> None:
    answers = measured.evaluation.table()["answer"]
    assert share(answers, "right", "offered") >= measured.limits.answered_or_offered, measured.table
    assert share(answers, "right") >= measured.limits.answered, measured.table


def test_few_questions_get_a_wrong_answer(measured: Measured) -> None:
    answers = measured.evaluation.table()["answer"]
    assert share(answers, "wrong") <= measured.limits.answered_wrong, measured.table


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_is_left_behind(language: Language, measured: Measured) -> None:
    table, limits = measured.evaluation.table(), measured.limits
    answers, cards = table[f"answer {language}"], table[f"card {language}"]
    assert share(answers, "right", "offered") >= limits.each_answered_or_offered, measured.table
    assert share(cards, "right") >= limits.each_card, measured.table


def test_what_the_base_does_not_hold_is_admitted_and_seldom_answered(measured: Measured) -> None:
    unknown = measured.evaluation.table()["unknown"]
    assert share(unknown, "right") >= measured.limits.admitted, measured.table
    assert share(unknown, "wrong") <= measured.limits.made_up, measured.table


def test_most_cards_are_the_right_ones(measured: Measured) -> None:
    cards = measured.evaluation.table()["card"]
    assert share(cards, "right") >= measured.limits.cards, measured.table
    assert share(cards, "wrong") <= measured.limits.cards_wrong, measured.table


def test_a_score_means_what_it_says(measured: Measured) -> None:
    for band in measured.evaluation.reliability():
        assert band.answers < 15 or band.right >= band.start - 0.05, measured.table
    assert measured.evaluation.calibration_error() <= measured.limits.calibration_error, (
        measured.table
    )


def test_a_failure_shows_no_question(measured: Measured) -> None:
    shown = repr(measured) + measured.table
    asked = [asked for asked, _, _ in measured.evaluation.rows if len(asked.text) > 8]
    assert [one.id for one in asked if one.text in shown] == []
