"""Drafts outlive restarts; whoever changes one that somebody else has changed is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from sqlite_utils import Database

from jobs.drafts import EXPECTED_FOR, Drafts, Kept, Overtaken
from jobs.schema import migrations
from knowledge.drafting.draft import Draft
from knowledge.storage import open_database

NOW: Final = 1_000_000.0
ANNA, BORYS = "anna", "borys"
EMPTY: Final = Draft("add")
NAMED: Final = (
    EMPTY.with_field("speaker.id", "peskov")
    .with_field("speaker.side", "russia")
    .with_field("kind", "claim")
    .with_field("said_on", "2026-11-21")
)


@pytest.fixture
def drafts(db: Database) -> Drafts:
    return Drafts(db)


def _worded(draft: Draft, words: str) -> Draft:
    return draft.with_field("texts.en", words)


def _changed(found: Kept | Overtaken) -> Kept:
    assert isinstance(found, Kept)
    return found


def test_a_draft_outlives_a_restart(drafts: Drafts, db: Database, path: Path) -> None:
    kept = drafts.open(1, _worded(NAMED, "Words."), ANNA, NOW)
    changed = drafts.change(kept, replace(kept.draft, note="why", pasted=("f",)), ANNA, NOW)
    db.close()
    again = open_database(path, migrations)

    assert Drafts(again).get(1) == changed
    again.close()


def test_opening_the_same_twice_is_opening_it_once(drafts: Drafts) -> None:
    kept = drafts.open(1, EMPTY, ANNA, NOW)

    assert drafts.open(2, EMPTY, ANNA, NOW + 1) == kept
    assert drafts.open(3, EMPTY, BORYS, NOW + 1).id == 3
    assert drafts.open(4, _worded(EMPTY, "Other."), ANNA, NOW + 1).id == 4


def test_what_is_complete_when_it_is_opened_has_a_name_at_once(drafts: Drafts) -> None:
    kept = drafts.open(1, NAMED, ANNA, NOW, ["ru-peskov-claim-1121"])

    assert kept.draft.value("id") == "ru-peskov-claim-1121-2"
    assert drafts.open(2, NAMED, ANNA, NOW, ["ru-peskov-claim-1121"]) == kept
    assert drafts.get(1) == kept


def test_the_second_of_two_is_told_and_nothing_is_lost(drafts: Drafts) -> None:
    seen = drafts.open(1, EMPTY, ANNA, NOW)
    theirs = _changed(drafts.change(seen, _worded(EMPTY, "Theirs."), BORYS, NOW + 1))

    assert drafts.change(seen, _worded(EMPTY, "Mine."), ANNA, NOW + 2) == Overtaken(theirs)
    assert drafts.get(1) == theirs


def test_the_same_change_twice_is_one(drafts: Drafts) -> None:
    seen = drafts.open(1, EMPTY, ANNA, NOW)
    first = drafts.change(seen, _worded(EMPTY, "Mine."), ANNA, NOW)

    assert drafts.change(seen, _worded(EMPTY, "Mine."), ANNA, NOW + 9) == first
    assert _changed(first).revision == 2


def test_it_gets_a_name_that_nothing_else_has(drafts: Drafts) -> None:
    first = drafts.open(1, EMPTY, ANNA, NOW)
    second = drafts.open(2, EMPTY, BORYS, NOW)
    taken = ["ru-peskov-claim-1121"]

    names = [
        _changed(drafts.change(kept, NAMED, kept.editor, NOW, taken)).draft.value("id")
        for kept in (first, second)
    ]
    assert names == ["ru-peskov-claim-1121-2", "ru-peskov-claim-1121-3"]


def test_what_waits_and_is_changed_is_open_again(drafts: Drafts) -> None:
    kept = drafts.open(1, EMPTY, ANNA, NOW)
    waiting = drafts.turn(1, "waiting", NOW)
    changed = _changed(drafts.change(waiting, _worded(EMPTY, "More."), ANNA, NOW))

    assert (waiting.state, waiting.revision) == ("waiting", kept.revision)
    assert (changed.state, changed.revision) == ("open", kept.revision + 1)


def test_a_return_says_why_until_it_is_sent_again(drafts: Drafts) -> None:
    drafts.open(1, EMPTY, ANNA, NOW)
    drafts.turn(1, "waiting", NOW)

    assert drafts.turn(1, "open", NOW, "no link").returned == "no link"
    assert drafts.turn(1, "waiting", NOW).returned == ""


def test_what_was_published_can_be_taken_back_once(drafts: Drafts) -> None:
    kept = drafts.open(1, EMPTY, ANNA, NOW)
    drafts.done(kept, 40, NOW)
    drafts.done(kept, 41, NOW)
    assert drafts.unfinished() == ()
    assert drafts.of_event(40) is not None

    for _ in range(2):
        drafts.taken_back(40, 2, BORYS, NOW)
    again = drafts.get(1)

    assert again is not None
    assert (again.state, again.draft.after, again.event) == ("open", 2, 0)
    assert (again.editor, again.changed_by, again.revision) == (ANNA, BORYS, kept.revision + 1)


def test_a_field_is_waited_for_an_hour_and_by_each_editor(drafts: Drafts) -> None:
    drafts.expect(ANNA, 1, "texts.uk", NOW)
    drafts.expect(BORYS, 2, "note", NOW)
    drafts.expect(ANNA, 1, "said_on", NOW)

    assert drafts.expected(ANNA, NOW + EXPECTED_FOR - 1) == (1, "said_on")
    assert drafts.expected(ANNA, NOW + EXPECTED_FOR) is None
    assert drafts.expected(BORYS, NOW) == (2, "note")
    drafts.expect(BORYS, 2, "", NOW)
    assert drafts.expected(BORYS, NOW) is None


def test_what_is_over_is_forgotten_after_a_month_and_what_is_open_never(drafts: Drafts) -> None:
    _, _, third = [
        drafts.open(number, _worded(EMPTY, str(number)), ANNA, NOW) for number in (1, 2, 3)
    ]
    drafts.turn(2, "dropped", NOW)
    drafts.done(third, 5, NOW)
    drafts.expect(ANNA, 1, "note", NOW)

    drafts.prune(NOW + 30 * 86_400)
    assert drafts.get(2)
    assert drafts.get(3)
    drafts.prune(NOW + 31 * 86_400)

    assert [drafts.get(number) is not None for number in (1, 2, 3)] == [True, False, False]
