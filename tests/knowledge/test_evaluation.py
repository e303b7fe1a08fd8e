"""The measure itself: verdicts, bands, confusions, and the noise that messages are spoilt with."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from knowledge import noise
from knowledge.answering import Answer, Block, Subject
from knowledge.desk import Choice, Outcome
from knowledge.evaluation import (
    SEEN,
    Evaluation,
    Labelled,
    Verdict,
    confusion_lines,
    evaluate,
    lines_of,
    noise_lines,
    read_labelled,
    share,
    shown_by,
    verdict_on,
)
from knowledge.model import LANGUAGES, Card, Language, Statement, Texts

thorough = settings(max_examples=100, deadline=None, derandomize=True)

_DAY = dt.date(2025, 6, 9)
_TEXT = Texts(uk="...")

UNKNOWN = Outcome("unknown", "uk")
NO_CHOICE = Outcome("choices", "uk")


def _asked(expect: str, *, card: str = "", any_of: str = "") -> Labelled:
    return Labelled("q", "uk", "?", expect, frozenset({card} - {""}), frozenset({any_of} - {""}))  # type: ignore[arg-type]


def _card(name: str) -> Outcome:
    return Outcome("card", "uk", card=Card(name, _TEXT))


def _answer(*statements: Statement, score: float = 1.0, topic: str = "") -> Outcome:
    block = Block(statements[0].side, statements)
    answer = Answer(Subject("latest"), None, (block,), (), (), False, _DAY, _DAY, _DAY, 0, 1)
    return Outcome("answer", "uk", score, answer=answer, topic=topic)


def _choices(**topics: str) -> Outcome:
    """A choice of topics, each with the one statement it holds."""
    return Outcome(
        "choices",
        "uk",
        choices=tuple(
            Choice(Subject("topic", topic), _TEXT, (statement,))
            for topic, statement in topics.items()
        ),
    )


# -- verdicts


@pytest.fixture(scope="module")
def statement(template: Statement) -> Statement:
    return replace(template, id="wanted")


def test_an_answer_is_right_that_shows_a_wanted_statement(statement: Statement) -> None:
    outcome = _answer(statement)
    assert verdict_on(_asked("answer", any_of="wanted"), outcome) == "right"
    assert verdict_on(_asked("answer", any_of="other"), outcome) == "wrong"
    assert verdict_on(_asked("unknown"), outcome) == "wrong"
    assert verdict_on(_asked("card", card="crisis"), outcome) == "wrong"


def test_an_answer_beside_a_wanted_card_is_right_when_it_shows_what_was_wanted(
    statement: Statement,
) -> None:
    assert verdict_on(_asked("card", card="scam", any_of="wanted"), _answer(statement)) == "right"


@pytest.mark.parametrize("place", range(SEEN + 2))
def test_only_what_is_seen_without_scrolling_counts(place: int, template: Statement) -> None:
    shown = [replace(template, id=f"s{number}") for number in range(SEEN + 2)]
    outcome = _answer(*shown)
    assert shown_by(outcome) == [f"s{number}" for number in range(SEEN + 2)]
    expected = "right" if place < SEEN else "wrong"
    assert verdict_on(_asked("answer", any_of=f"s{place}"), outcome) == expected


def test_a_choice_is_offered_that_holds_a_wanted_statement() -> None:
    choices = _choices(talks="other", bodies="wanted")
    assert verdict_on(_asked("answer", any_of="wanted"), choices) == "offered"
    assert verdict_on(_asked("answer", any_of="third"), choices) == "wrong"
    assert verdict_on(_asked("unknown"), choices) == "safe"
    assert verdict_on(_asked("card", card="help"), choices) == "safe"
    assert verdict_on(_asked("answer", any_of="wanted"), NO_CHOICE) == "wrong"


def test_admitting_not_to_know_is_right_or_safe_and_never_wrong() -> None:
    assert verdict_on(_asked("unknown"), UNKNOWN) == "right"
    assert verdict_on(_asked("answer", any_of="wanted"), UNKNOWN) == "safe"
    assert verdict_on(_asked("card", card="crisis"), UNKNOWN) == "safe"


def test_a_card_is_right_where_it_was_wanted_and_wrong_in_place_of_an_answer() -> None:
    card = _card("help")
    assert verdict_on(_asked("card", card="help"), card) == "right"
    assert verdict_on(_asked("card", card="crisis"), card) == "safe"
    assert verdict_on(_asked("unknown"), card) == "safe"
    assert verdict_on(_asked("answer", any_of="wanted"), card) == "wrong"


# -- sums


def _scored(statement: Statement, *answers: tuple[float, bool]) -> Evaluation:
    """Answers with such scores, right or not."""
    hit, miss = (_asked("answer", any_of=name) for name in ("wanted", "other"))
    return evaluate(
        (hit if right else miss, _answer(statement, score=score)) for score, right in answers
    )


def test_bands_are_a_tenth_wide_and_hold_answers_alone(statement: Statement) -> None:
    scored = _scored(statement, (0.5, True), (0.58, False), (0.6, True), (0.99, True), (1.0, True))
    others = evaluate([(_asked("unknown"), UNKNOWN), (_asked("card", card="help"), _card("help"))])
    bands = Evaluation(scored.rows + others.rows).reliability()
    assert [(band.start, band.answers, band.right) for band in bands] == [
        (0.5, 2, 0.5),
        (0.6, 1, 1.0),
        (0.9, 2, 1.0),
    ]
    assert [band.score for band in bands] == pytest.approx([0.54, 0.6, 0.995])


@pytest.mark.parametrize("tenth", range(10))
def test_a_band_begins_with_its_tenth(tenth: int, statement: Statement) -> None:
    bands = _scored(statement, (tenth / 10, True)).reliability()
    assert [band.start for band in bands] == [tenth / 10]


@thorough
@given(answers=st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=30), dice=st.randoms())
def test_bands_hold_every_answer_once_in_any_order(
    answers: list[tuple[float, bool]], dice: random.Random, statement: Statement
) -> None:
    bands = _scored(statement, *answers).reliability()
    dice.shuffle(answers)
    shuffled = _scored(statement, *answers).reliability()
    assert sum(band.answers for band in bands) == len(answers)
    assert [band.start for band in bands] == sorted({band.start for band in bands})
    assert [(b.start, b.answers, b.right) for b in bands] == [
        (b.start, b.answers, b.right) for b in shuffled
    ]
    assert all(band.start - 1e-9 <= band.score <= band.start + 0.1 + 1e-9 for band in bands)


def test_the_calibration_error_is_how_far_scores_are_from_the_share_right(
    statement: Statement,
) -> None:
    half = [(0.5, True), (0.5, False)]
    assert _scored(statement, *half).calibration_error() == 0
    # Twelve answers 0.3 too sure of themselves, and four 0.1 too modest.
    spread = [(0.8, True), (0.8, False), (0.8, True), (0.8, False)] * 3 + [(0.9, True)] * 4
    error = _scored(statement, *spread).calibration_error()
    assert error == pytest.approx((12 * 0.3 + 4 * 0.1) / 16)


def test_without_answers_there_is_no_calibration_error() -> None:
    assert evaluate([]).calibration_error() == 0
    assert evaluate([(_asked("unknown"), UNKNOWN)]).calibration_error() == 0


def test_the_table_counts_verdicts_by_what_was_expected_and_by_language(
    statement: Statement,
) -> None:
    wanted = _asked("answer", any_of="wanted")
    english = replace(wanted, language="en")
    table = evaluate(
        [
            (wanted, _answer(statement)),
            (wanted, UNKNOWN),
            (english, _choices(bodies="wanted")),
            (_asked("unknown"), UNKNOWN),
        ]
    ).table()
    assert table == {
        "answer": {"right": 1, "safe": 1, "offered": 1},
        "answer en": {"offered": 1},
        "answer uk": {"right": 1, "safe": 1},
        "unknown": {"right": 1},
        "unknown uk": {"right": 1},
    }
    assert share(table["answer"], "right", "offered") == pytest.approx(2 / 3)
    assert share(table["answer"], "wrong") == 0


def test_confusions_are_what_nothing_right_came_of_the_most_frequent_first(
    statement: Statement,
) -> None:
    wanted = Labelled("q", "uk", "?", "answer", frozenset(), frozenset(("wanted", "second")))
    other = _asked("answer", any_of="other")
    cards = Labelled("q", "uk", "?", "card", frozenset(("scam", "crisis")), frozenset())
    evaluation = evaluate(
        [
            (other, _answer(statement, topic="bodies")),
            (wanted, _card("help")),
            (wanted, _card("help")),
            (wanted, _answer(statement)),  # right
            (wanted, _choices(bodies="wanted")),  # offered
            (_asked("unknown"), _choices(talks="one", bodies="two")),
            (cards, UNKNOWN),
        ]
    )
    confused = evaluation.confusions()
    assert confused[0] == (("second", "card help"), 2)
    assert dict(confused[1:]) == {
        ("other", "bodies"): 1,
        ("nothing in the base", "choice of talks, bodies"): 1,
        ("crisis/scam", "unknown"): 1,
    }
    assert [line.split() for line in confusion_lines(evaluation)[1:]] == [
        ["2", "second", "->", "card", "help"]
    ]


def test_where_nothing_was_confused_twice_the_list_says_so() -> None:
    assert confusion_lines(evaluate([]))[1].strip() == "none"


def test_the_share_right_is_of_all_messages(statement: Statement) -> None:
    evaluation = _scored(statement, (0.9, True), (0.9, True), (0.9, True), (0.9, False))
    assert evaluation.right() == 0.75
    assert evaluate([]).right() == 0


def test_lines_hold_the_sums_and_no_message(statement: Statement) -> None:
    asked = replace(_asked("answer", any_of="wanted"), id="h001", text="коли обмін Петренка")
    evaluation = evaluate([(asked, _answer(statement, score=0.8)), (_asked("unknown"), UNKNOWN)])
    printed = "\n".join(lines_of(evaluation))
    assert "answer uk" in printed
    assert "expected calibration error 0.200" in printed
    assert not {"h001", "Петренка", "wanted"} & set(printed.split())
    assert "50%" in "\n".join(noise_lines({"capitals": _scored(statement, (1, True), (1, False))}))


# -- reading the labels

_LINE = '{"id": "1", "lang": "uk", "text": "?", "expect": "unknown"}\n'


def test_labels_are_read_with_one_card_or_several(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        _LINE
        + '\n{"id": 2, "lang": "en", "text": "?", "expect": "card", "card": "scam"}\n'
        + '{"id": "3", "lang": "ru", "text": "?", "expect": "card", "card": ["scam", "help"]}\n'
        + '{"id": "4", "lang": "uk", "text": "?", "expect": "answer", "card": null, "any_of": ["a"]}\n',
        "utf-8",
    )
    read = read_labelled(path)
    assert [one.id for one in read] == ["1", "2", "3", "4"]
    assert [set(one.cards) for one in read] == [set(), {"scam"}, {"scam", "help"}, set()]
    assert [set(one.any_of) for one in read] == [set(), set(), set(), {"a"}]


@pytest.mark.parametrize(
    "bad",
    [
        '{"id": "2"}',
        "not json",
        _LINE.replace("}", ', "any_of": "not-a-list"}'),
        _LINE.replace("}", ', "card": 5}'),
    ],
)
def test_a_bad_line_is_named(bad: str, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(f"{_LINE}\n{bad}\n", "utf-8")
    with pytest.raises(ValueError, match=r"questions\.jsonl:3"):
        read_labelled(path)


def test_a_line_that_is_no_object_is_named(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('["a", "list"]', "utf-8")
    with pytest.raises(ValueError, match=r"questions\.jsonl:1"):
        read_labelled(path)


@pytest.mark.parametrize(("value", "slip"), [("unknown", "unknwon"), ("uk", "ua")])
def test_a_label_of_no_kind_or_language_is_named(value: str, slip: str, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(_LINE.replace(f'"{value}"', f'"{slip}"'), "utf-8")
    with pytest.raises(ValueError, match=r"questions\.jsonl:1"):
        read_labelled(path)


# -- noise

ALPHABETS = {
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "en": "abcdefghijklmnopqrstuvwxyz",
}


def _lines(alphabet: str) -> st.SearchStrategy[str]:
    words = st.text(alphabet=alphabet + alphabet.upper() + "'’-", min_size=1, max_size=9)
    return st.lists(words, min_size=1, max_size=6).map(" ".join)


lines = st.sampled_from(LANGUAGES).flatmap(
    lambda language: st.tuples(_lines(ALPHABETS[language]), st.just(language))
)
Line = tuple[str, Language]


@thorough
@given(line=lines, kind=st.sampled_from(sorted(noise.KINDS)))
def test_noise_is_the_same_every_time(line: Line, kind: str) -> None:
    assert noise.KINDS[kind](*line) == noise.KINDS[kind](*line)


@thorough
@given(line=lines)
def test_clean_is_the_line_as_it_is(line: Line) -> None:
    assert noise.clean(*line) == line[0]


@thorough
@given(line=lines, case=st.sampled_from([(noise.one_typo, 1), (noise.two_typos, 2)]))
def test_a_typo_is_one_slip_in_a_word_long_enough(
    line: Line, case: tuple[Callable[[str, Language], str], int]
) -> None:
    spoil, slips = case
    spoilt = spoil(*line)
    assert OSA.distance(line[0], spoilt) <= slips
    before, after = line[0].split(" "), spoilt.split(" ")
    changed = [word for word, now in zip(before, after, strict=True) if word != now]
    assert len(changed) <= slips
    assert all(len(word) >= 4 and word.isalpha() for word in changed)


def test_a_typo_is_made_where_one_can_be() -> None:
    assert noise.one_typo("обмін", "uk") != "обмін"
    assert noise.one_typo("де ми є", "uk") == "де ми є"
    assert noise.one_typo("", "uk") == ""
    assert len({noise.one_typo(f"коли обмін {word}", "uk") for word in ("тут", "нам", "де")}) > 1


@thorough
@given(line=lines)
def test_capitals_are_the_line_shouted(line: Line) -> None:
    spoilt = noise.capitals(*line)
    assert spoilt == spoilt.upper()
    assert spoilt.endswith("???")
    assert spoilt.casefold().removesuffix("???") == line[0].casefold()


@thorough
@given(line=lines)
def test_no_signs_leaves_letters_and_blanks(line: Line) -> None:
    spoilt = noise.no_signs(*line)
    assert all(letter.isalnum() or letter == " " for letter in spoilt)
    assert not set(spoilt) & set("ёґ")
    assert len(spoilt) == sum(letter.isalnum() or letter == " " for letter in line[0])


def test_no_signs_takes_capital_letters_too() -> None:
    assert noise.no_signs("Ёлка, Ґанок", "uk") == "Елка Ганок"


def _cyrillic(line: str) -> list[str]:
    return [letter for letter in line if "\u0400" <= letter <= "\u04ff"]


@pytest.mark.parametrize("language", ["uk", "ru"])
@thorough
@given(data=st.data())
def test_latin_letters_leave_no_cyrillic(language: Language, data: st.DataObject) -> None:
    line = data.draw(_lines(ALPHABETS["uk"] + ALPHABETS["ru"]))
    assert _cyrillic(noise.latin_letters(line, language)) == []


# A Ukrainian keyboard writes ґ with two keys at once.
@pytest.mark.parametrize("language", ["uk", "ru"])
@thorough
@given(data=st.data())
def test_a_wrong_keyboard_leaves_no_cyrillic(language: Language, data: st.DataObject) -> None:
    line = data.draw(_lines(ALPHABETS[language].replace("ґ", "")))
    assert _cyrillic(noise.wrong_keyboard(line, language)) == []


@pytest.mark.parametrize(("line", "language"), [("ґанок", "uk"), ("крылья", "uk"), ("їхні", "ru")])
def test_a_wrong_keyboard_takes_letters_of_the_neighbour_too(line: str, language: Language) -> None:
    assert _cyrillic(noise.wrong_keyboard(line, language)) == []


@pytest.mark.parametrize(
    ("line", "language", "latin", "keyed"),
    [
        ("Коли обмін?", "uk", "koly obmin?", "rjkb j,vsy?"),
        ("Когда обмен", "ru", "kogda obmen", "rjulf j,vty"),
        ("щогодини", "uk", "schohodyny", "ojujlbyb"),
        ("exchange", "en", "exchange", "учсрфтпу"),
    ],
)
def test_noise_is_what_people_type(line: str, language: Language, latin: str, keyed: str) -> None:
    assert noise.latin_letters(line, language) == latin
    assert noise.wrong_keyboard(line, language) == keyed


def test_every_kind_spoils_what_it_is_named_after() -> None:
    line: Line = ("Коли повернуть наших, га?", "uk")
    spoilt = {kind: spoil(*line) for kind, spoil in noise.KINDS.items()}
    assert [kind for kind, text in spoilt.items() if text == line[0]] == ["as written"]
    assert len(set(spoilt.values())) == len(spoilt)


_VERDICTS: tuple[Verdict, ...] = ("right", "offered", "safe", "wrong")


def test_every_expectation_and_kind_of_outcome_has_a_verdict(statement: Statement) -> None:
    outcomes = (_answer(statement), _choices(bodies="wanted"), UNKNOWN, _card("help"))
    for expect in ("answer", "unknown", "card"):
        for outcome in outcomes:
            assert verdict_on(_asked(expect), outcome) in _VERDICTS
