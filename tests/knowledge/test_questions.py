"""How well questions are answered that nobody looked at while the phrasings were written.

Only sums are looked at here, and a failure prints no more than the table: whoever reads single
questions of that file and mends them has no measure left.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from knowledge.answering import Answer, Block, Subject
from knowledge.desk import Choice, Desk, Outcome
from knowledge.evaluation import (
    Evaluation,
    Labelled,
    evaluate,
    lines_of,
    read_labelled,
    share,
    verdict_on,
)
from knowledge.model import LANGUAGES, Card, Language, Statement, Texts

QUESTIONS = Path(__file__).parents[1] / "questions" / "held_out.jsonl"
TODAY = dt.date(2025, 6, 12)


@pytest.fixture(scope="module")
def evaluation(desk: Desk) -> Evaluation:
    return evaluate((asked, desk.ask(asked.text, TODAY)) for asked in read_labelled(QUESTIONS))


def _table(evaluation: Evaluation) -> str:
    return "\n" + "\n".join(lines_of(evaluation))


def test_there_are_enough_questions_to_measure_by(evaluation: Evaluation) -> None:
    sizes = {group: sum(counts.values()) for group, counts in evaluation.table().items()}
    assert sizes["answer"] >= 100
    assert min(sizes.values()) >= 10


def test_most_questions_are_answered_or_offered(evaluation: Evaluation) -> None:
    answers = evaluation.table()["answer"]
    assert share(answers, "right", "offered") >= 0.83, _table(evaluation)
    assert share(answers, "right") >= 0.68, _table(evaluation)


def test_few_questions_get_a_wrong_answer(evaluation: Evaluation) -> None:
    assert share(evaluation.table()["answer"], "wrong") <= 0.10, _table(evaluation)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_is_left_behind(language: Language, evaluation: Evaluation) -> None:
    table = evaluation.table()
    assert share(table[f"answer {language}"], "right", "offered") >= 0.78, _table(evaluation)
    assert share(table[f"card {language}"], "right") >= 0.66, _table(evaluation)


def test_what_the_base_does_not_hold_is_admitted_and_never_answered(evaluation: Evaluation) -> None:
    unknown = evaluation.table()["unknown"]
    assert share(unknown, "right") >= 0.82, _table(evaluation)
    assert unknown["wrong"] == 0, _table(evaluation)


def test_most_cards_are_the_right_ones(evaluation: Evaluation) -> None:
    cards = evaluation.table()["card"]
    assert share(cards, "right") >= 0.83, _table(evaluation)
    assert share(cards, "wrong") <= 0.03, _table(evaluation)


def test_a_score_means_what_it_says(evaluation: Evaluation) -> None:
    for start, number, right in evaluation.reliability():
        assert number < 10 or right >= start - 0.05, _table(evaluation)


# -- the measure itself

_DAY = dt.date(2025, 6, 9)


def _asked(expect: str, *, card: str = "", any_of: str = "") -> Labelled:
    return Labelled("q", "uk", "?", expect, frozenset({card} - {""}), frozenset({any_of} - {""}))  # type: ignore[arg-type]


def _answer(statement: Statement) -> Outcome:
    block = Block(statement.side, (statement,))
    answer = Answer(Subject("latest"), None, (block,), (), (), False, _DAY, _DAY, _DAY, 0, 1)
    return Outcome("answer", "uk", answer=answer)


def test_a_verdict_tells_right_offered_safe_and_wrong_apart(template: Statement) -> None:
    answer, card = _answer(template), Outcome("card", "uk", card=Card("help", Texts(uk="...")))
    unknown = Outcome("unknown", "uk")
    offered = Outcome(
        "choices", "uk", choices=(Choice(Subject("latest"), Texts(uk="..."), (template.id,)),)
    )
    other = Outcome("choices", "uk")
    hit, miss = _asked("answer", any_of=template.id), _asked("answer", any_of="something-else")
    assert [verdict_on(hit, o) for o in (answer, offered, unknown, card)] == [
        "right",
        "offered",
        "safe",
        "wrong",
    ]
    assert [verdict_on(miss, o) for o in (answer, other, unknown)] == ["wrong", "wrong", "safe"]
    assert [verdict_on(_asked("unknown"), o) for o in (answer, unknown, card)] == [
        "wrong",
        "right",
        "safe",
    ]
    assert verdict_on(_asked("card", card="help"), card) == "right"
    assert verdict_on(_asked("card", card="crisis"), card) == "safe"
    assert verdict_on(_asked("card", card="crisis"), answer) == "wrong"


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        '{"id": "1", "lang": "uk", "text": "?", "expect": "unknown"}\n\n{"id": "2"}\n', "utf-8"
    )
    with pytest.raises(ValueError, match=r"questions\.jsonl:3"):
        read_labelled(path)
