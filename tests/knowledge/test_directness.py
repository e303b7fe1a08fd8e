"""A question about a detail is answered first by the statement that holds it."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.buttons import read_press, showing
from knowledge.answering import Subject, about, mark_of
from knowledge.desk import Desk
from knowledge.model import WARRING

TODAY = dt.date(2025, 6, 12)
SEEN = 3


def _seen(desk: Desk, text: str) -> list[str]:
    outcome = desk.ask(text, TODAY)
    return [s.id for s in outcome.answer.statements][:SEEN] if outcome.answer else []


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("що штаб казав про односторонні дії росії з тілами", "ua-hq-unilateral-steps-0607"),
        ("кто сказал что объяснения киева неубедительны", "ru-peskov-excuses-0609"),
        ("what is kyiv urging russia to do", "ua-urges-russia-0607"),
    ],
)
def test_the_statement_that_holds_the_detail_is_seen_first(
    text: str, statement: str, desk: Desk
) -> None:
    assert statement in _seen(desk, text)


@pytest.mark.parametrize("text", ["на чому в стамбулі вдарили по руках", "що обіцяли у стамбулі"])
def test_what_several_statements_answer_alike_asks_for_no_one_of_them(
    text: str, desk: Desk
) -> None:
    outcome = desk.ask(text, TODAY)
    assert outcome.topic == "what-was-agreed"


@pytest.mark.parametrize("text", ["коли обмін", "когда обмен", "when is the exchange", "списки"])
def test_what_people_ask_of_the_whole_topic_leaves_its_order_alone(text: str, desk: Desk) -> None:
    outcome = desk.ask(text, TODAY)
    assert outcome.answer
    assert outcome.answer.subject.lead == ""


def test_whichever_statement_leads_both_sides_are_shown(desk: Desk) -> None:
    edition = desk.edition
    for topic in edition.guidance.topics.values():
        for statement in edition.on_topic(topic):
            answer = about(edition, Subject("topic", topic.id, mark_of(statement.id)), TODAY)
            assert answer
            shown = {block.side for block in answer.blocks}
            assert shown.issuperset(WARRING) or shown.isdisjoint(WARRING)


def test_no_two_statements_have_the_same_mark(desk: Desk) -> None:
    assert len({mark_of(name) for name in desk.edition.statements}) == len(desk.edition.statements)


def test_a_button_keeps_the_lead_and_fits_into_what_telegram_allows(desk: Desk) -> None:
    for topic in desk.edition.guidance.topics:
        subject = Subject("topic", topic, "0abc")
        data = showing(subject, 9, "sources")
        assert len(data.encode()) <= 64
        press = read_press(data)
        assert press
        assert press.subject == subject


def test_a_mark_that_means_nothing_any_more_changes_nothing(desk: Desk) -> None:
    plain = about(desk.edition, Subject("topic", "lists"), TODAY)
    marked = about(desk.edition, Subject("topic", "lists", "zzzz"), TODAY)
    assert plain
    assert marked
    assert marked.statements == plain.statements
