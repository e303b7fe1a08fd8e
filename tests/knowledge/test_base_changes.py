"""Changes by editors: applied once however often they come, refused when something came between."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Migrations

from knowledge import schema
from knowledge.attached import Phrasing
from knowledge.base import Change, Entry, Event, FactBase
from knowledge.change import Difference, differences, steps, undoing
from knowledge.desk import Desk
from knowledge.edition import Guidance
from knowledge.errors import BrokenLogError, StaleStatementError, UnknownStatementError
from knowledge.model import LANGUAGES, Card, Statement, Texts, Topic
from knowledge.shipped import read_shipped
from knowledge.storage import open_database

NOW: Final = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
LATER: Final = NOW + dt.timedelta(days=1)
ANNA, BORYS = "anna", "borys"
GUIDANCE: Final = Guidance(
    {"when": Topic("when", Texts(en="When"), phrasings={"en": ("when is it",)})},
    {"help": Card("help", Texts(en="Help."), {"en": ("help",)})},
    {},
    {},
)


@pytest.fixture(scope="module")
def template() -> Statement:
    return next(found.statement for found in read_shipped().statements)


@pytest.fixture
def base(tmp_path: Path) -> Iterator[FactBase]:
    opened = FactBase.open(tmp_path / "facts.db")
    yield opened
    opened.close()


def _reworded(statement: Statement, words: str) -> Statement:
    return replace(statement, texts=Texts(en=words))


def test_a_change_that_comes_twice_is_made_once(base: FactBase, template: Statement) -> None:
    change = Change(Event.PUBLISHED, template, 0, ANNA)
    first = base.apply(change, NOW)
    again = base.apply(replace(change, statement=replace(template, added_on=LATER.date())), LATER)

    assert again == first
    assert base.position() == 1


def test_a_change_made_before_is_found_also_behind_a_later_one(
    base: FactBase, template: Statement
) -> None:
    first = base.apply(Change(Event.PUBLISHED, template, 0, ANNA), NOW)
    base.apply(Change(Event.CORRECTED, _reworded(template, "Other."), 1, BORYS, "slip"), NOW)

    assert base.apply(Change(Event.PUBLISHED, template, 0, ANNA), NOW) == first
    assert base.position() == 2


def test_whoever_comes_second_is_told_what_is_there_now(
    base: FactBase, template: Statement
) -> None:
    base.apply(Change(Event.PUBLISHED, template, 0, ANNA), NOW)
    theirs = base.apply(
        Change(Event.CORRECTED, _reworded(template, "Theirs."), 1, BORYS, "why"), NOW
    )

    with pytest.raises(StaleStatementError) as refused:
        base.apply(Change(Event.CORRECTED, _reworded(template, "Mine."), 1, ANNA, "why"), NOW)

    assert refused.value.entry == theirs
    assert base.position() == 2


def test_nobody_changes_what_never_was(base: FactBase, template: Statement) -> None:
    with pytest.raises(UnknownStatementError):
        base.apply(Change(Event.CORRECTED, template, 1, ANNA, "why"), NOW)


def test_many_changes_are_made_all_or_none(base: FactBase, template: Statement) -> None:
    fresh = Change(Event.PUBLISHED, replace(template, id="fresh"), 0, ANNA)
    stale = Change(Event.CORRECTED, template, 4, ANNA, "why")

    with pytest.raises(UnknownStatementError):
        base.apply_all((fresh, stale), NOW)
    assert base.position() == 0
    base.apply_all((fresh, Change(Event.PUBLISHED, template, 0, ANNA)), NOW)

    assert base.position() == 2


def test_the_second_person_is_part_of_the_chain(
    base: FactBase, template: Statement, tmp_path: Path
) -> None:
    base.apply(Change(Event.PUBLISHED, template, 0, ANNA, approver=BORYS), NOW)

    assert base.history(template.id)[0].approver == BORYS
    with closing(sqlite3.connect(tmp_path / "facts.db")) as raw:
        raw.executescript("DROP TRIGGER log_is_not_changed; UPDATE log SET approver = ''")
    with pytest.raises(BrokenLogError):
        base.verify()


def test_a_file_from_before_there_were_second_persons_is_whole(
    tmp_path: Path, template: Statement
) -> None:
    before = Migrations("facts")
    before()(schema.log_of_versions)
    db = open_database(tmp_path / "facts.db", before)
    row = {
        "position": 1, "happened_at": "2026-11-22T12:00:00+00:00", "author": "shipped",
        "event": "published", "statement": "x", "version": 1, "content": "{}", "note": "",
        "previous_hash": "",
    }  # fmt: skip
    db.table("log").insert({**row, "hash": _old_hash(row)})
    db.close()
    base = FactBase.open(tmp_path / "facts.db")
    base.apply(Change(Event.PUBLISHED, template, 0, ANNA), NOW)

    assert base.verify() == 2
    base.close()


def _old_hash(row: dict[str, object]) -> str:

    written = json.dumps(row, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


# -- taking back


EVENTS: Final = {
    "published": (Event.PUBLISHED, Event.RETRACTED),
    "corrected": (Event.CORRECTED, Event.CORRECTED),
    "edited": (Event.EDITED, Event.EDITED),
    "retracted": (Event.RETRACTED, Event.RESTORED),
    "restored": (Event.RESTORED, Event.RETRACTED),
}


@pytest.mark.parametrize("what", EVENTS)
def test_every_change_can_be_taken_back_and_that_too(
    what: str, base: FactBase, template: Statement
) -> None:
    event, reverse = EVENTS[what]
    if event is not Event.PUBLISHED:
        base.apply(Change(Event.PUBLISHED, template, 0, BORYS), NOW)
    if event is Event.RESTORED:
        base.apply(Change(Event.RETRACTED, template, 1, BORYS, "why"), NOW)
    after = len(base.history(template.id)) if base.position() else 0
    changes = event in (Event.CORRECTED, Event.EDITED)
    content = _reworded(template, "Other.") if changes else template
    before = base.edition(GUIDANCE).statements.get(template.id)
    done = base.apply(Change(event, content, after, ANNA, "why"), NOW)

    taken = _undone(base, done)
    back = base.edition(GUIDANCE).statements.get(template.id)
    _undone(base, taken)
    again = base.edition(GUIDANCE).statements.get(template.id)

    assert taken.event is reverse
    assert _content(back) == _content(before)
    assert _content(again) == (None if event is Event.RETRACTED else _content(content))
    assert base.verify() == base.position()


def _undone(base: FactBase, entry: Entry) -> Entry:
    change = undoing(base.history(entry.statement.id), entry.position, ANNA)
    assert change is not None
    return base.apply(change, NOW)


def _content(statement: Statement | None) -> Statement | None:
    return replace(statement, version=1) if statement else None


def test_what_somebody_else_has_changed_since_is_not_taken_back(
    base: FactBase, template: Statement
) -> None:
    first = base.apply(Change(Event.PUBLISHED, template, 0, ANNA), NOW)
    base.apply(Change(Event.EDITED, replace(template, editor_note="x"), 1, BORYS, "why"), NOW)

    assert undoing(base.history(template.id), first.position, ANNA) is None


def test_readers_are_given_reasons_in_an_editors_words_only(
    base: FactBase, template: Statement
) -> None:
    done = base.apply(Change(Event.PUBLISHED, template, 0, ANNA), NOW)
    undone = _undone(base, done)
    restored = base.apply(Change(Event.RESTORED, template, 2, ANNA, "It was right."), NOW)

    assert undone.note
    assert (undone.reason, restored.reason) == ("", "It was right.")


# -- what changed


def test_a_difference_names_the_field_and_both_values(template: Statement) -> None:
    now = replace(
        template,
        texts=replace(template.texts, en="Other."),
        source=replace(template.source, publisher="Else"),
        unconfirmed=not template.unconfirmed,
    )
    found = {one.field: one for one in differences(template, now)}

    assert set(found) == {"texts.en", "source.publisher", "unconfirmed"}
    assert found["texts.en"] == Difference("texts.en", template.texts.en, "Other.")
    assert found["unconfirmed"].after == "true"


def test_a_history_says_what_each_version_changed(base: FactBase, template: Statement) -> None:
    base.apply(Change(Event.PUBLISHED, template, 0, ANNA), NOW)
    base.apply(Change(Event.EDITED, replace(template, editor_note="Seen."), 1, ANNA, "n"), NOW)
    base.apply(Change(Event.RETRACTED, replace(template, editor_note="Seen."), 2, ANNA, "n"), NOW)

    changed = [[one.field for one in found] for _, found in steps(base.history(template.id))]
    assert changed == [[], ["editor_note"], []]


@given(words=st.text(min_size=1, max_size=30))
def test_two_versions_differ_where_and_only_where_their_records_do(words: str) -> None:
    before = next(found.statement for found in SHIPPED_BASE)
    after = replace(before, texts=Texts(en=words))

    assert {one.field for one in differences(before, after)} <= {f"texts.{n}" for n in LANGUAGES}
    assert differences(before, before) == ()


SHIPPED_BASE: Final = read_shipped().statements


# -- phrasings


def test_an_attached_phrasing_is_among_the_words_of_questions(base: FactBase) -> None:
    base.phrasings.attach("topic:when", "en", "what day", ANNA, NOW)
    edition = base.edition(GUIDANCE)

    assert edition.guidance.topics["when"].phrasings["en"] == ("when is it", "what day")
    assert base.edition(edition.guidance).guidance is edition.guidance, "kept while nothing moves"
    assert GUIDANCE.topics["when"].phrasings["en"] == ("when is it",)
    assert Desk(edition).matcher.index.lines.count("what day") == 1


def test_attaching_twice_is_attaching_once_and_detaching_takes_it_away(base: FactBase) -> None:
    row = base.phrasings.attach("card:help", "uk", "поможіть", ANNA, NOW)
    again = base.phrasings.attach("card:help", "uk", "поможіть", BORYS, LATER)
    gone = base.phrasings.undo(row, ANNA, "undo of row 1", NOW)
    still_gone = base.phrasings.undo(row, ANNA, "undo of row 1", NOW)

    assert again == row
    assert (gone, gone.event) == (still_gone, "detached")
    assert base.edition(GUIDANCE).guidance.cards["help"].phrasings.get("uk", ()) == ()
    assert base.phrasings.position() == 2


def test_a_phrasing_of_a_topic_that_a_release_took_away_harms_nobody(base: FactBase) -> None:
    base.phrasings.attach("topic:gone", "en", "what day", ANNA, NOW)

    assert base.edition(GUIDANCE).guidance.topics == GUIDANCE.topics


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE phrasings SET text = 'other' WHERE position = 1",
        "DELETE FROM phrasings WHERE position = 1",
        "DELETE FROM phrasings WHERE position = 2",
        "UPDATE phrasings SET author = 'borys' WHERE position = 2",
    ],
)
def test_verify_finds_a_phrasing_that_was_tampered_with(
    tampering: str, base: FactBase, tmp_path: Path
) -> None:
    for text in ("one", "two"):
        base.phrasings.attach("topic:when", "en", text, ANNA, NOW)
    assert base.verify() == 2
    with closing(sqlite3.connect(tmp_path / "facts.db")) as raw:
        with pytest.raises(sqlite3.IntegrityError):
            raw.execute(tampering)
        raw.executescript(
            "DROP TRIGGER phrasings_is_not_changed; DROP TRIGGER phrasings_is_not_shortened"
        )
        raw.executescript(tampering)

    with pytest.raises(BrokenLogError, match="phrasings row"):
        base.verify()


def test_a_row_is_read_as_it_was_written(base: FactBase) -> None:
    row = base.phrasings.attach("topic:when", "uk", "коли", ANNA, NOW)

    assert row == Phrasing(1, NOW, ANNA, "attached", "topic:when", "uk", "коли")
    assert base.phrasings.at(1) == row == base.phrasings.last_by(ANNA)
    assert base.phrasings.last_by(BORYS) is None
