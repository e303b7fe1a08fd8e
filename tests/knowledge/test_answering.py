"""Promises 1 to 4, for every page of the shipped base and of made-up bases."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from knowledge.answering import Answer, Subject, about
from knowledge.days import read_day_id
from knowledge.edition import Edition
from knowledge.model import WARRING, Relation, Side, Statement, Topic

TODAY = dt.date(2025, 6, 12)
AnswersOf = Callable[[Edition], Iterator[Answer]]
#: The same bases every time: what is red today is red tomorrow. Making a base smaller that breaks
#: a promise takes minutes; whoever looks for the cause adds Phase.shrink.
made_up = settings(
    max_examples=120, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate]
)


# -- what the promises say, put without the code that keeps them


def _topic(edition: Edition, subject: Subject) -> Topic | None:
    return edition.guidance.topics[subject.id] if subject.kind == "topic" else None


def _matter(edition: Edition, subject: Subject) -> list[Statement]:
    """All that belongs to a subject."""
    everything = list(edition.statements.values())
    topic = _topic(edition, subject)
    if subject.kind == "latest":
        spoken = [s for s in everything if not s.narration]
        return [s for s in spoken if s.side in WARRING] or spoken
    if subject.kind == "statement":
        return [s for s in everything if s.id == subject.id]
    if subject.kind == "day":
        day, under = read_day_id(subject.id) or (dt.date.min, "")
        voice = _matter(edition, Subject("topic", under)) if under else everything
        return [s for s in voice if s.said_on <= day <= (s.said_until or s.said_on)]
    if subject.kind == "speaker" or (topic and topic.speaker):
        return [s for s in everything if s.speaker.id == (topic.speaker if topic else subject.id)]
    if topic and topic.side:
        return [s for s in everything if s.side is topic.side]
    return [s for s in everything if subject.id in s.topics]


def _linked(a: Statement, b: Statement) -> bool:
    """Whether one disputes or answers the other."""
    pairs = ((a, b), (b, a))
    return any(
        x.id in y.related(r) for x, y in pairs for r in (Relation.DISPUTES, Relation.ANSWERS)
    )


def _opposite(edition: Edition, subject: Subject, side: Side) -> list[Statement]:
    """What a side that is silent on a subject has said to the words of the other side."""
    matter = [s for s in _matter(edition, subject) if s.side is side.other]
    own = [s for s in edition.statements.values() if s.side is side]
    topic = _topic(edition, subject)
    linked = [s for s in own if any(_linked(s, other) for other in matter)]
    if linked or (topic and not topic.speaker and not topic.side):
        return linked
    return [s for s in own if any(set(s.topics) & set(other.topics) for other in matter)]


def _heard(edition: Edition, subject: Subject, side: Side) -> list[Statement]:
    own = [s for s in _matter(edition, subject) if s.side is side]
    return own or _opposite(edition, subject, side)


def _firm(edition: Edition, statement: Statement) -> bool:
    return not statement.unconfirmed and statement.id not in edition.superseded


def _of(answer: Answer, side: Side) -> tuple[Statement, ...]:
    return tuple(s for s in answer.statements if s.side is side)


# -- each promise as a check of one page


def _both_sides_have_a_block(edition: Edition, answer: Answer) -> None:
    sides = [block.side for block in answer.blocks if block.side in WARRING]
    assert sorted(sides) in ([], sorted(WARRING))
    for block in answer.blocks:
        assert all(s.side is block.side for s in block.statements)
        if not block.statements:
            assert block.side in WARRING
            assert _heard(edition, answer.subject, block.side) == []


def _blocks_are_of_like_length(_: Edition, answer: Answer) -> None:
    ukraine, russia = (len(_of(answer, side)) for side in WARRING)
    assert not (ukraine and russia) or abs(ukraine - russia) <= 1


def _the_newest_word_of_each_side_is_on_the_first_page(edition: Edition, answer: Answer) -> None:
    if answer.page or not any(block.side in WARRING for block in answer.blocks):
        return
    for side in WARRING:
        own = [s for s in _matter(edition, answer.subject) if s.side is side]
        firm = [s for s in own if _firm(edition, s)]
        newest = max((s.said_on for s in firm), default=None)
        seen = [s.said_on for s in _of(answer, side) if _firm(edition, s)]
        assert newest is None or newest in seen


def _a_silent_side_is_heard_on_every_statement_that_it_has_replied_to(
    edition: Edition, answer: Answer
) -> None:
    for side in WARRING:
        if any(s.side is side for s in _matter(edition, answer.subject)):
            continue
        for statement in (s for s in answer.statements if s.side is side.other):
            replies = [s for s in edition.statements.values() if s.side is side]
            replies = [s for s in replies if _firm(edition, s) and _linked(s, statement)]
            assert not replies or any(s in answer.statements for s in replies)


def _publishers_step_back(edition: Edition, answer: Answer) -> None:
    if answer.page == 0 and any(s.side is not Side.MEDIA for s in _matter(edition, answer.subject)):
        topic = _topic(edition, answer.subject)
        assert {s.id for s in _of(answer, Side.MEDIA)} <= set(topic.leads if topic else ())


def _statements_are_whole_and_attributed(edition: Edition, answer: Answer) -> None:
    for statement in answer.statements:
        assert statement is edition.statements[statement.id]
        assert statement.speaker.name.written_in()
        assert statement.source.publisher
        assert statement.source.url


def _the_age_is_that_of_the_newest_statement(edition: Edition, answer: Answer) -> None:
    assert answer.as_of == max(s.said_on for s in answer.statements)
    assert answer.newest_on == max(s.said_on for s in edition.statements.values())
    assert answer.stale == ((answer.today - answer.newest_on).days > 14)


def _explanations_rest_on_what_is_there(edition: Edition, answer: Answer) -> None:
    shown = {s.id for s in answer.statements}
    matter = {s.id for s in _matter(edition, answer.subject)}
    assert all(set(e.rests_on) <= shown and not e.alike for e in answer.readings)
    assert all(set(e.rests_on) <= matter and e.alike for e in answer.alike)


def _disputed_means_that_something_on_the_page_clashes(edition: Edition, answer: Answer) -> None:
    said = [*_matter(edition, answer.subject), *answer.statements]
    pairs = [pair for a in answer.statements for b in said for pair in ((a, b), (b, a))]
    assert answer.disputed == any(b.id in a.related(Relation.DISPUTES) for a, b in pairs)


PAGE_PROMISES = (
    _both_sides_have_a_block,
    _blocks_are_of_like_length,
    _the_newest_word_of_each_side_is_on_the_first_page,
    _a_silent_side_is_heard_on_every_statement_that_it_has_replied_to,
    _publishers_step_back,
    _statements_are_whole_and_attributed,
    _the_age_is_that_of_the_newest_statement,
    _explanations_rest_on_what_is_there,
    _disputed_means_that_something_on_the_page_clashes,
)
Promise = Callable[[Edition, Answer], None]


@pytest.mark.parametrize("promise", PAGE_PROMISES, ids=lambda p: p.__name__.strip("_"))
def test_every_page_of_the_shipped_base_keeps_the_promise(
    promise: Promise, edition: Edition, answers_of: AnswersOf
) -> None:
    pages = list(answers_of(edition))
    assert len(pages) > 300
    for answer in pages:
        promise(edition, answer)


@made_up
@given(data=st.data())
def test_every_page_of_a_made_up_base_keeps_all_of_them(
    bases: st.SearchStrategy[Edition], answers_of: AnswersOf, data: st.DataObject
) -> None:
    edition = data.draw(bases)
    for answer in answers_of(edition):
        for promise in PAGE_PROMISES:
            promise(edition, answer)


# -- promises about all pages of a subject together


def _runs(pages: Iterator[Answer]) -> list[list[Answer]]:
    """The pages of one subject in one order: a run begins with page nought."""
    runs: list[list[Answer]] = []
    for answer in pages:
        runs += [[]] if answer.page == 0 else []
        runs[-1].append(answer)
    return runs


def _check_runs(edition: Edition, pages: Iterator[Answer]) -> None:
    for run in _runs(pages):
        shown = [s for answer in run for s in answer.statements]
        matter = _matter(edition, run[0].subject)
        assert {s.id for s in matter} <= {s.id for s in shown}
        assert [answer.page for answer in run] == list(range(run[0].pages))
        for side in Side:
            own = dict.fromkeys(s.id for s in shown if s.side is side and s in matter)
            firm = [_firm(edition, edition.statements[name]) for name in own]
            assert firm == sorted(firm, reverse=True), "the doubtful and the replaced come last"


def test_no_page_run_of_the_shipped_base_leaves_anything_out(
    edition: Edition, answers_of: AnswersOf
) -> None:
    _check_runs(edition, answers_of(edition))


@made_up
@given(data=st.data())
def test_the_pages_of_a_made_up_base_leave_nothing_out(
    bases: st.SearchStrategy[Edition], answers_of: AnswersOf, data: st.DataObject
) -> None:
    edition = data.draw(bases)
    _check_runs(edition, answers_of(edition))


@made_up
@given(data=st.data())
def test_an_answer_is_missing_only_where_nothing_belongs_to_the_subject(
    bases: st.SearchStrategy[Edition], data: st.DataObject
) -> None:
    edition = data.draw(bases)
    for name in edition.guidance.topics:
        subject = Subject("topic", name)
        assert (about(edition, subject, TODAY) is None) == (_matter(edition, subject) == [])


@pytest.mark.parametrize("past", [0, 1, 7, 9_999])
def test_a_page_past_the_end_is_the_last_one(past: int, edition: Edition) -> None:
    for name in edition.guidance.topics:
        first = about(edition, Subject("topic", name), TODAY)
        if first:
            last = about(edition, first.subject, TODAY, first.pages - 1)
            assert about(edition, first.subject, TODAY, first.pages + past) == last
            assert about(edition, first.subject, TODAY, -1 - past) == first


def test_the_side_that_was_asked_for_comes_first(edition: Edition, answers_of: AnswersOf) -> None:
    for subject in dict.fromkeys(answer.subject for answer in answers_of(edition)):
        for side in WARRING:
            answer = about(edition, subject, TODAY, first=side)
            order = [b.side for b in answer.blocks if b.side in WARRING] if answer else []
            assert not order or order[0] is side


def test_neither_side_always_comes_first(edition: Edition) -> None:
    topics = edition.guidance.topics.values()
    questions = [topic.id for topic in topics if not topic.side and not topic.speaker]
    answers = [about(edition, Subject("topic", name), TODAY) for name in questions]
    orders = [
        [b.side for b in a.blocks if b.statements and b.side in WARRING] for a in answers if a
    ]
    tops = [order[0] for order in orders if len(order) == 2]
    assert len(tops) > 8
    assert min(tops.count(side) for side in WARRING) >= len(tops) / 4


@pytest.mark.parametrize(
    ("days", "stale"), [(-1, False), (0, False), (14, False), (15, True), (900, True)]
)
def test_a_base_is_old_from_the_fifteenth_day_on(edition: Edition, days: int, stale: bool) -> None:
    assert edition.newest_on
    answer = about(edition, Subject("latest"), edition.newest_on + dt.timedelta(days=days))
    assert answer
    assert answer.stale is stale


def test_one_new_statement_anywhere_makes_the_base_young_again(
    edition: Edition, template: Statement
) -> None:
    today = dt.date(2025, 9, 1)
    new = replace(template, said_on=today, topics=("nowhere-else",))
    grown = replace(edition, statements={**edition.statements, new.id: new})
    before, after = (about(e, Subject("topic", "lists"), today) for e in (edition, grown))
    assert before
    assert after
    assert (before.stale, after.stale) == (True, False)
    assert after.as_of == before.as_of, "what is shown is no younger for it"


def _digits(text: str) -> set[str]:
    return set(re.findall(r"\d+", re.sub(r"(?<=\d)[\s,.](?=\d{3}\b)", "", text)))


def test_no_explanation_holds_a_number_that_its_statements_lack(edition: Edition) -> None:
    for explanation in edition.guidance.explanations.values():
        for language in explanation.texts.written_in():
            rested = [edition.statements[s].texts.text(language) for s in explanation.rests_on]
            said = explanation.texts.text(language)
            assert _digits(said) <= _digits(" ".join(rested)), explanation.id
