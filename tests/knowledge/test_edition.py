"""An edition: which words stand to which, and in what order they are put."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from knowledge.answering import Subject, about
from knowledge.edition import Edition, Guidance
from knowledge.model import Attribution, Relation, Side, Statement

TODAY = dt.date(2025, 6, 12)
DAY = dt.timedelta(days=1)

Say = Callable[..., Statement]


@pytest.fixture
def say(template: Statement) -> Say:
    """A statement of a side; any other field may be named."""

    def make(name: str, side: Side, **changes: object) -> Statement:
        speaker = replace(template.speaker, id=f"speaker-{name}", side=side)
        return replace(template, id=name, speaker=speaker, **changes)  # type: ignore[arg-type]

    return make


def _edition(*statements: Statement) -> Edition:
    return Edition({s.id: s for s in statements}, Guidance({}, {}, {}, {}), len(statements))


def _shown(edition: Edition, statement: str) -> list[str]:
    answer = about(edition, Subject("statement", statement), TODAY)
    return [s.id for s in answer.statements] if answer else []


def _disputing(*ids: str) -> dict[Relation, tuple[str, ...]]:
    return {Relation.DISPUTES: ids}


def test_an_empty_edition_has_no_age() -> None:
    edition = _edition()
    assert (edition.newest_on, edition.grown_on, edition.superseded) == (None, None, frozenset())
    assert about(edition, Subject("latest"), TODAY) is None


def test_what_was_said_last_and_what_was_added_last_are_two_days(say: Say) -> None:
    old = say("old", Side.UKRAINE, said_on=TODAY - 9 * DAY, added_on=TODAY)
    new = say("new", Side.RUSSIA, said_on=TODAY - 3 * DAY, added_on=TODAY - 3 * DAY)
    edition = _edition(old, new)
    assert (edition.newest_on, edition.grown_on) == (TODAY - 3 * DAY, TODAY)


def test_leads_come_first_then_the_newest_then_the_firmest(say: Say) -> None:
    unnamed = say("unnamed", Side.UKRAINE, attribution=Attribution.UNNAMED_OFFICIALS)
    named, other = say("named", Side.UKRAINE), say("other", Side.RUSSIA)
    newer = say("newer", Side.UKRAINE, said_on=named.said_on + DAY)
    lead = say("lead", Side.UKRAINE, said_on=named.said_on - 5 * DAY)
    edition = _edition(unnamed, other, named, newer, lead)
    order = [s.id for s in edition.in_order(edition.statements.values(), leads=("lead",))]
    assert order == ["lead", "newer", "named", "other", "unnamed"]


@pytest.mark.parametrize("doubt", [{"unconfirmed": True}, {"id": "replaced"}])
def test_the_doubtful_and_the_replaced_come_last_even_where_they_lead(
    doubt: dict[str, object], say: Say
) -> None:
    doubtful = replace(say("doubtful", Side.UKRAINE), **doubt)  # type: ignore[arg-type]
    firm = say("firm", Side.UKRAINE, relations={Relation.SUPERSEDES: ("replaced",)})
    edition = _edition(doubtful, firm)
    order = edition.in_order(edition.statements.values(), leads=(doubtful.id,))
    assert [s.id for s in order] == ["firm", doubtful.id]


@pytest.mark.parametrize("relation", [Relation.DISPUTES, Relation.ANSWERS])
@pytest.mark.parametrize("written_on", ["the reply", "the other"])
def test_a_reply_is_found_on_whichever_of_the_two_it_is_written(
    relation: Relation, written_on: str, say: Say
) -> None:
    asked = say("asked", Side.UKRAINE, topics=("one",))
    reply = say("reply", Side.RUSSIA, topics=("another",))
    if written_on == "the reply":
        reply = replace(reply, relations={relation: (asked.id,)})
    else:
        asked = replace(asked, relations={relation: (reply.id,)})
    assert _shown(_edition(asked, reply), "asked") == ["asked", "reply"]


def test_a_reply_of_the_same_side_is_no_reply(say: Say) -> None:
    asked, own = say("asked", Side.UKRAINE), say("own", Side.UKRAINE, relations=_disputing("asked"))
    assert _edition(asked, own).replies_to(asked) == ()


def test_a_replaced_reply_is_shown_where_it_is_the_only_one(say: Say) -> None:
    asked = say("asked", Side.UKRAINE, topics=("one",))
    reply = say("reply", Side.RUSSIA, relations=_disputing("asked"), topics=("another",))
    newer = say(
        "newer", Side.RUSSIA, relations={Relation.SUPERSEDES: ("reply",)}, topics=("third",)
    )
    assert _shown(_edition(asked, reply, newer), "asked") == ["asked", "reply"]


def test_a_firm_answer_comes_before_a_doubtful_dispute(say: Say) -> None:
    asked = say("asked", Side.UKRAINE)
    disputes = [
        say(f"doubtful-{one}", Side.RUSSIA, relations=_disputing("asked"), unconfirmed=True)
        for one in ("a", "b")
    ]
    answers = say("firm", Side.RUSSIA, relations={Relation.ANSWERS: ("asked",)})
    assert _shown(_edition(asked, *disputes, answers), "asked")[:2] == ["asked", "firm"]
