"""What needs care: drafts that were left, old contacts and topics, one side only, one language only."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from jobs.care import Care, care_of, week_of
from jobs.drafts import Kept
from jobs.notices import Notice, Notices
from jobs.schema import migrations
from knowledge.drafting.draft import Draft
from knowledge.edition import Edition
from knowledge.model import Texts
from knowledge.shipped import read_shipped
from knowledge.storage import open_database

TODAY = dt.date(2025, 6, 12)
NOW = 1_749_720_000.0
DAY = 86_400.0


@pytest.fixture(scope="module")
def edition() -> Edition:
    shipped = read_shipped()
    return Edition({s.statement.id: s.statement for s in shipped.statements}, shipped.guidance)


def kept(number: int, days_ago: float) -> Kept:
    return Kept(number, 1, "anna", "open", Draft("add"), "anna", NOW - days_ago * DAY)


def test_drafts_that_were_left_come_longest_first(edition: Edition) -> None:
    drafts = [kept(1, 4), kept(2, 1), kept(3, 9)]

    assert care_of(edition, drafts, TODAY, NOW).drafts == (3, 1)


def test_a_contact_past_its_date_needs_care(edition: Edition) -> None:
    fresh = {
        name: replace(contact, checked_on=TODAY, held=False)
        for name, contact in edition.guidance.contacts.items()
    }
    checked = replace(edition, guidance=replace(edition.guidance, contacts=fresh))

    assert care_of(checked, (), TODAY, NOW).contacts == ()
    later = TODAY + dt.timedelta(days=91)
    assert set(care_of(checked, (), later, NOW).contacts) == set(fresh)


def test_a_statement_beside_which_the_other_side_is_silent(edition: Edition) -> None:
    alone = care_of(edition, (), TODAY, NOW).one_sided

    for name in alone:
        assert edition.replies_to(edition.statements[name]) == ()
    assert "ru-medinsky-1212-bodies-0607" not in alone


def test_a_text_in_one_language_needs_the_others(edition: Edition) -> None:
    name = "ua-umerov-6000-each-0602"
    short = replace(edition.statements[name], texts=Texts(uk="Текст"))
    lacking = replace(edition, statements={**edition.statements, name: short})

    assert care_of(edition, (), TODAY, NOW).untranslated == ()
    assert care_of(lacking, (), TODAY, NOW).untranslated == (name,)


def test_topics_grow_old_after_a_month(edition: Edition) -> None:
    assert care_of(edition, (), TODAY, NOW).old_topics == ()
    later = care_of(edition, (), TODAY + dt.timedelta(days=40), NOW)

    assert "bodies-1212" in later.old_topics
    assert later.total == sum(later.counts.values()) > 0


def test_an_empty_base_needs_nothing(edition: Edition) -> None:
    empty = replace(edition, statements={}, guidance=replace(edition.guidance, contacts={}))

    assert care_of(empty, (), TODAY, NOW) == Care()


# -- once a week


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return open_database(tmp_path / "people.db", migrations)


def test_the_week_in_which_it_begins_is_not_told(db: Database) -> None:
    this, following = f"care:{week_of(TODAY)}", f"care:{week_of(TODAY + dt.timedelta(days=7))}"

    assert not Notices(db).is_due(this, NOW)
    assert Notices(db).is_due(following, NOW)


def test_a_week_is_told_once(db: Database) -> None:
    notices = Notices(db)
    notices.is_due("care:2025-W24", NOW)
    assert notices.give(Notice("care:2025-W25", "care", 3), NOW)

    assert not notices.is_due("care:2025-W25", NOW)
    assert notices.is_due("care:2025-W26", NOW)


def test_weeks_are_those_of_the_calendar() -> None:
    assert week_of(dt.date(2025, 6, 9)) == week_of(dt.date(2025, 6, 15)) == "2025-W24"
    assert week_of(dt.date(2024, 12, 30)) == "2025-W01"
