"""The desk: the order of its policy, languages, new statements, and that it keeps no word."""

from __future__ import annotations

import datetime as dt
import gc
import string
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knowledge.answering import Subject
from knowledge.base import FactBase
from knowledge.desk import Desk, Outcome, Place, phrasings_of
from knowledge.model import LANGUAGES, Language, Number, Statement, Texts
from knowledge.shipped import Shipped

TODAY = dt.date(2025, 6, 12)
NOW = dt.datetime(2025, 6, 12, 9, 30, tzinfo=dt.UTC)
BODIES = Subject("topic", "bodies-1212")


def _card(outcome: Outcome) -> str:
    return outcome.card.id if outcome.card else ""


def _shown(outcome: Outcome) -> list[str]:
    return [s.id for s in outcome.answer.statements] if outcome.answer else []


# -- what comes before what


@pytest.mark.parametrize(
    "message",
    [
        "не хочу жити, чи є мій син серед 1212 тіл",
        "не хочу жити, просять гроші за обмін",
        "не хочу жить. Иваненко Петр Сергеевич 12.05.1994, 067 123 45 67",
        "i want to die, they ask for money to put my son on the list",
        "не хочу жити. джерело?",
    ],
)
def test_a_crisis_comes_before_everything(message: str, desk: Desk) -> None:
    outcome = desk.ask(message, TODAY, before=Place(BODIES))
    assert (_card(outcome), outcome.answer, outcome.choices) == ("crisis", None, ())


@pytest.mark.parametrize(
    "message",
    [
        "просять гроші, щоб внести мого сина Петра у список",
        "мой сын Петр Иваненко в плену, требуют деньги за обмен",
        "they ask for money to find my husband among the 1,212 bodies",
    ],
)
def test_fraud_comes_before_a_person(message: str, desk: Desk) -> None:
    assert _card(desk.ask(message, TODAY)) == "scam"


@pytest.mark.parametrize(
    "message",
    [
        "чи є мій син серед 1212 тіл",
        "есть ли мой муж среди 1212",
        "is my son among the 1,212 bodies",
    ],
)
def test_a_person_and_a_number_get_the_card_and_then_the_statement(
    message: str, desk: Desk
) -> None:
    outcome = desk.ask(message, TODAY)
    assert _card(outcome) == "person"
    assert "ru-medinsky-1212-bodies-0607" in _shown(outcome)
    assert outcome.answer
    assert {block.side.value for block in outcome.answer.blocks} == {"ukraine", "russia"}


@pytest.mark.parametrize("message", ["чи живий мій чоловік", "где мой сын", "where is my brother"])
def test_a_person_alone_gets_no_statement(message: str, desk: Desk) -> None:
    outcome = desk.ask(message, TODAY, before=Place(BODIES))
    assert (_card(outcome), outcome.answer) == ("person", None)


# -- what leans on the answer before

FOLLOWUPS = {
    "джерело?": "sources",
    "источник?": "sources",
    "source?": "sources",
    "коли це було сказано": "dates",
}


@pytest.mark.parametrize("message", FOLLOWUPS)
def test_a_followup_is_about_the_answer_before(message: str, desk: Desk) -> None:
    outcome = desk.ask(message, TODAY, before=Place(BODIES))
    assert outcome.view == FOLLOWUPS[message]
    assert outcome.answer
    assert outcome.answer.subject == BODIES


@pytest.mark.parametrize("message", [*FOLLOWUPS, "ще", "more"])
def test_without_an_answer_before_there_is_no_followup(message: str, desk: Desk) -> None:
    outcome = desk.ask(message, TODAY)
    assert outcome.view == "full"
    assert outcome.answer is None


@pytest.mark.parametrize(
    "message", ["а інша сторона?", "а другая сторона?", "what about the other side"]
)
def test_the_other_side_comes_on_top_when_asked_for(message: str, desk: Desk) -> None:
    before = desk.show(BODIES, "uk", TODAY).answer
    after = desk.ask(message, TODAY, before=Place(BODIES)).answer
    assert before
    assert after
    assert [b.side for b in after.blocks] == [b.side for b in reversed(before.blocks)]


def test_more_is_the_next_page(desk: Desk) -> None:
    subject = Subject("topic", "ukraine-says")
    outcome = desk.ask("ще", TODAY, before=Place(subject))
    assert outcome.answer
    assert (outcome.answer.subject, outcome.answer.page) == (subject, 1)
    further = desk.ask("ще", TODAY, before=Place(subject, 1))
    assert further.answer
    assert further.answer.page == 2


def test_a_question_of_its_own_is_no_followup(desk: Desk) -> None:
    outcome = desk.ask("скільки полонених мають обміняти", TODAY, before=Place(BODIES))
    assert outcome.topic == "how-many-prisoners"


# -- what is not answered with statements


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    number=st.integers(100, 99_999),
    words=st.sampled_from(
        ("чому не забрали {} тіл", "список из {} пленных", "why {} bodies", "{}?", "{} пленных")
    ),
)
def test_a_number_that_nobody_said_is_not_answered(number: int, words: str, desk: Desk) -> None:
    statements = desk.edition.statements.values()
    said = {n.value for s in statements for n in s.numbers}
    phrasings = " ".join(
        line for lines in phrasings_of(desk.edition.guidance).values() for line in lines
    )
    assume(number not in said and str(number) not in phrasings and not 1900 <= number < 2100)
    assert desk.ask(words.format(number), TODAY).answer is None


NOISE = (
    "",
    " ",
    "\n",
    "?",
    "!!!",
    "...",
    "😢",
    "🙏🏻🙏🏻",
    "❤️",
    "👨‍👩‍👦",
    "\u200b",
    "—",
    "«»",
    "'",
)
LETTERS = string.ascii_lowercase + "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэъё"


@pytest.mark.parametrize("message", NOISE)
def test_noise_never_gets_a_statement(message: str, desk: Desk) -> None:
    assert _card(desk.ask(message, TODAY)) == "off_topic"
    assert desk.ask(message, TODAY, before=Place(BODIES)).answer is None


def test_one_character_never_gets_a_statement(desk: Desk) -> None:
    answered = [one for one in LETTERS + string.digits if desk.ask(one, TODAY).answer]
    assert answered == []


def test_one_character_is_noise(desk: Desk) -> None:
    cards = {one: _card(desk.ask(f"{one}?", TODAY)) for one in LETTERS + string.digits}
    assert {one: card for one, card in cards.items() if card != "off_topic"} == {}


# -- languages


@pytest.mark.parametrize("chosen", LANGUAGES)
@pytest.mark.parametrize(
    "message", ["коли обмін", "когда обмен", "when is the exchange", "1212", "не хочу жити", "😢"]
)
def test_the_language_that_was_chosen_wins(chosen: Language, message: str, desk: Desk) -> None:
    assert desk.ask(message, TODAY, chosen, otherwise="en").language == chosen


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("коли обмін", "uk"),
        ("що з тілами", "uk"),
        ("koly obmin", "uk"),
        ("rjkb j,vsy", "uk"),
        ("когда обмен", "ru"),
        ("что с телами", "ru"),
        ("rjulf j,vty", "ru"),
        ("when is the exchange", "en"),
        ("source?", "en"),
    ],
)
@pytest.mark.parametrize("otherwise", LANGUAGES)
def test_without_a_choice_the_message_tells_the_language(
    message: str, language: Language, otherwise: Language, desk: Desk
) -> None:
    assert desk.ask(message, TODAY, otherwise=otherwise).language == language


@pytest.mark.parametrize("otherwise", LANGUAGES)
@pytest.mark.parametrize("message", ["1212", "640?", "", "😢", "шо"])
def test_where_nothing_tells_the_language_known_before_stays(
    message: str, otherwise: Language, desk: Desk
) -> None:
    assert desk.ask(message, TODAY, otherwise=otherwise).language == otherwise


# -- new statements


@pytest.fixture
def base(tmp_path: Path, shipped: Shipped) -> Iterator[FactBase]:
    base = FactBase.open(tmp_path / "facts.db")
    base.load((found.statement for found in shipped.statements), NOW)
    yield base
    base.close()


def test_a_new_statement_is_answered_without_building_the_matcher_again(
    base: FactBase, desk: Desk, template: Statement
) -> None:
    new = replace(
        template,
        id="new-count",
        said_on=TODAY,
        topics=("bodies-1212",),
        texts=Texts(uk="Повернуто 7654 тіла."),
        numbers=(Number(7654, "bodies", "exact", "made up"),),
    )
    assert new.id not in _shown(desk.show(BODIES, "uk", TODAY))
    assert desk.ask("7654 тіла?", TODAY).answer is None
    base.publish(new, "editor-2", "new", NOW)
    later = desk.with_edition(base.edition(desk.edition.guidance))
    assert later.matcher.index is desk.matcher.index
    answer = later.show(BODIES, "uk", TODAY).answer
    assert answer
    assert (new.id in [s.id for s in answer.statements], answer.as_of) == (True, TODAY)
    assert new.id in _shown(later.ask("7654 тіла?", TODAY))
    assert new.id not in _shown(desk.show(BODIES, "uk", TODAY)), "the desk of before is as it was"


def test_a_withdrawn_statement_is_shown_no_more(base: FactBase, desk: Desk) -> None:
    gone = "ru-medinsky-1212-bodies-0607"
    assert gone in _shown(desk.ask("1212", TODAY))
    base.retract(gone, "editor-2", "withdrawn", NOW)
    later = desk.with_edition(base.edition(desk.edition.guidance))
    for subject in (BODIES, Subject("speaker", "medinsky"), Subject("statement", gone)):
        assert gone not in _shown(later.show(subject, "uk", TODAY))
    assert gone not in _shown(later.ask("1212", TODAY))


# -- nothing is kept


def _holders(word: str) -> list[str]:
    """What in the memory of this process holds the word, by type and name."""
    gc.collect()
    holders = []
    for thing in gc.get_objects():
        for held in gc.get_referents(thing):
            if isinstance(held, str) and word in held.casefold():
                holders.append(f"{type(thing).__name__} {getattr(thing, '__qualname__', '')}")  # noqa: PERF401
    return sorted(holders)


@pytest.mark.parametrize("words", ["Чи обміняли {}?", "{}, 12.05.1994", "не хочу жити без {}"])
def test_nothing_of_a_message_stays_in_memory(words: str, desk: Desk) -> None:
    name = "".join(("нестор", "ен" * len(words), "ський"))  # no line of this file holds it
    before = _holders(name)
    desk.ask(words.format(name.title()), TODAY)
    assert _holders(name) == before
