"""A draft that was overtaken: nothing that either of two editors wrote is lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editing.remarks import said
from bot.editing.sheet import Sheet
from bot.words import words_in
from knowledge.base import Entry, Event
from knowledge.checking.drafts import check
from knowledge.drafting.draft import draft_of
from knowledge.drafting.merging import CHANGED, caught_up
from knowledge.edition import Edition
from knowledge.model import LANGUAGES, Language, Statement
from knowledge.shipped import read_shipped

NOW: Final = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
BASE: Final = next(one.statement for one in read_shipped().statements if one.statement.numbers)
#: Fields that can be written freely, as a statement has them.
FIELDS: Final = ("texts.uk", "texts.en", "source.title", "source.author", "editor_note")

edits = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(("one", "two")), max_size=4)


def _changed(statement: Statement, edit: dict[str, str]) -> Statement:
    for field, value in edit.items():
        outer, _, inner = field.partition(".")
        old: Any = getattr(statement, outer)
        part: Any = replace(old, **{inner: value}) if inner else value
        parts: dict[str, Any] = {outer: part}
        statement = replace(statement, **parts)
    return statement


@given(mine=edits, theirs=edits)
def test_both_changes_are_there_and_where_they_clash_it_is_said(
    mine: dict[str, str], theirs: dict[str, str]
) -> None:
    draft = draft_of(_changed(BASE, mine), "edit")
    last = Entry(9, NOW, "borys", Event.EDITED, replace(_changed(BASE, theirs), version=2), "why")
    caught = caught_up(draft, BASE, last)

    for field in FIELDS:
        wanted = mine.get(field, theirs.get(field, draft_of(BASE, "edit").value(field)))
        assert caught.value(field) == wanted
    clashing = {field for field in mine if theirs.get(field, mine[field]) != mine[field]}
    assert set(caught.doubtful) == clashing
    assert set(caught.doubtful.values()) <= {"@changed:borys"}
    assert caught.after == 2


def test_what_was_emptied_by_either_stays_empty() -> None:
    emptied = draft_of(BASE, "edit").with_field("numbers", None).with_field("topics", None)
    last = Entry(9, NOW, "borys", Event.EDITED, replace(BASE, editor_note="", version=2), "why")
    caught = caught_up(emptied, BASE, last)

    assert caught.value("numbers") is None
    assert caught.value("topics") is None
    assert caught.value("editor_note") is None


def test_what_was_taken_back_and_published_by_another_is_corrected() -> None:
    draft = draft_of(_changed(BASE, {"texts.en": "one"}), "add")
    restored = Entry(9, NOW, "borys", Event.RESTORED, replace(BASE, version=3), "")
    withdrawn = Entry(9, NOW, "borys", Event.RETRACTED, replace(BASE, version=3), "")

    assert caught_up(draft, BASE, restored).aim == "correct"
    assert caught_up(draft, BASE, withdrawn).aim == "add"
    assert caught_up(draft, BASE, restored).value("texts.en") == "one"


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_two_have_changed_a_field_the_editor_is_asked_whose_stays(language: Language) -> None:
    draft = draft_of(_changed(BASE, {"source.title": "one"}), "edit").doubting(
        "source.title", f"{CHANGED}borys"
    )
    edition = Edition({}, read_shipped().guidance, 0)
    remark = next(r for r in check(draft, edition, NOW.date()) if r.name == "doubtful")
    told = said(remark, Sheet(words_in(language), edition, 1, 1, draft))

    assert "borys" in told
    assert "one" in told
    assert CHANGED not in told
