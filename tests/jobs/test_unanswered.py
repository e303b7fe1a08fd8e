"""Questions that nobody could answer: words of ours, of nobody, and only of what several asked."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from jobs.people import People
from jobs.schema import migrations
from jobs.unanswered import LASTS, Likes, Unanswered
from knowledge.redaction import WordGroup, redacted
from knowledge.shipped import read_guidance
from knowledge.storage import open_database

TODAY = dt.date(2025, 6, 12)
ANNA, BOHDAN, VIRA = 1_234_567, 7_654_321, 5_550_000

GROUPS = read_guidance().lexicon.groups
KNOWN = frozenset(
    ("коли", "повернуть", "тіла", "документи", "для", "поховання", "виплати", "обмін", "де")
)


def group(*words: str) -> WordGroup:
    return WordGroup(words, "uk")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    db = open_database(path, migrations)
    yield db
    db.close()


@pytest.fixture
def unanswered(db: Database) -> Unanswered:
    return Unanswered(db)


def words(found: tuple[Likes, ...]) -> list[str]:
    return [one.words for like in found for one in like.groups]


def everything(path: Path) -> str:
    with closing(sqlite3.connect(path)) as raw:
        return "\n".join(raw.iterdump())


# -- what is left of a question


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Коли повернуть тіла?", ("коли", "повернуть", "тіла")),
        ("документи для поховання", ("документи", "для", "поховання")),
        ("виплати", ("виплати",)),
        ("коли обмін 1212 Оленівка Азовсталь", ("коли", "обмін")),
    ],
)
def test_only_words_of_the_phrasings_are_left(text: str, left: tuple[str, ...]) -> None:
    found = redacted(text, text, "uk", KNOWN, GROUPS)

    assert found
    assert set(found.words) <= set(left)


@pytest.mark.parametrize(
    "text",
    [
        "коли повернуть Коваленка Тараса Петровича",
        "обмін, телефон +380 67 123 45 67",
        "де мій син 12.03.1998",
        "Оленівка",
        "Оленівка обмін",
        "",
        "а що там",
    ],
)
def test_of_a_person_and_of_strange_words_nothing_is_left(text: str) -> None:
    assert redacted(text, text, "uk", KNOWN, GROUPS) is None


@given(text=st.text(max_size=80))
def test_whatever_is_typed_leaves_only_known_words(text: str) -> None:
    found = redacted(text, text, "uk", KNOWN, GROUPS)

    assert found is None or set(found.words) <= KNOWN


def test_endings_and_order_make_no_other_group() -> None:
    assert group("повернуть", "тіла").stems == group("тіло", "повернуть").stems


# -- who may read what


def test_what_one_chat_asked_cannot_be_read_by_anybody(unanswered: Unanswered, path: Path) -> None:
    for _ in range(5):
        unanswered.note(group("документи", "поховання"), ANNA, TODAY)

    assert unanswered.asked(TODAY) == ()
    assert "документи" not in everything(path)


def test_what_two_chats_asked_is_shown_with_their_number(unanswered: Unanswered) -> None:
    unanswered.note(group("документи", "поховання"), ANNA, TODAY)
    unanswered.note(group("поховання", "документи"), BOHDAN, TODAY, marked=True)
    (like,) = unanswered.asked(TODAY)

    assert (like.groups[0].words, like.chats, like.groups[0].marked) == (
        "поховання документи",
        2,
        1,
    )


def test_no_chat_can_be_read_and_no_two_questions_be_tied_together(
    unanswered: Unanswered, path: Path
) -> None:
    for chat in (ANNA, BOHDAN):
        unanswered.note(group("виплати"), chat, TODAY)
        unanswered.note(group("документи", "поховання"), chat, TODAY)

    assert str(ANNA) not in everything(path)
    with closing(sqlite3.connect(path)) as raw:
        marks = [mark for (mark,) in raw.execute("SELECT chat FROM unanswered_by")]
    assert len(set(marks)) == 4


def test_after_thirty_days_there_is_nothing(unanswered: Unanswered, db: Database) -> None:
    for chat in (ANNA, BOHDAN):
        unanswered.note(group("виплати"), chat, TODAY)
    unanswered.keep_only(TODAY + LASTS)

    assert unanswered.asked(TODAY + LASTS) == ()
    assert db.execute("SELECT count(*) FROM unanswered").fetchone() == (0,)


def test_words_go_when_too_few_are_left_who_asked(unanswered: Unanswered, path: Path) -> None:
    unanswered.note(group("документи", "поховання"), ANNA, TODAY - dt.timedelta(days=29))
    unanswered.note(group("документи", "поховання"), BOHDAN, TODAY)
    assert "документи" in everything(path)
    unanswered.keep_only(TODAY + dt.timedelta(days=2))

    assert "документи" not in everything(path)


def test_who_deletes_their_data_has_asked_nothing(db: Database, path: Path) -> None:
    for chat in (ANNA, BOHDAN):
        Unanswered(db).note(group("документи", "поховання"), chat, TODAY)
    people = People(db)

    assert people.knows(ANNA)
    assert people.forget(ANNA)
    assert not people.knows(ANNA)
    assert Unanswered(db).asked(TODAY) == ()
    assert "документи" not in everything(path)


# -- how they are shown


def test_alike_is_shown_together_and_the_newest_first(unanswered: Unanswered) -> None:
    asked = [
        (group("виплати", "коли"), 3),
        (group("документи", "для", "поховання"), 2),
        (group("документи", "поховання"), 1),
    ]
    for words_, ago in asked:
        for chat in (ANNA, BOHDAN):
            unanswered.note(words_, chat, TODAY - dt.timedelta(days=ago))
    found = unanswered.asked(TODAY)

    assert [len(like.groups) for like in found] == [2, 1]
    assert found[0].last_on == TODAY - dt.timedelta(days=1)
    assert words(found)[-1] == "виплати коли"


def test_what_has_found_its_topic_is_gone(unanswered: Unanswered) -> None:
    for chat in (ANNA, BOHDAN, VIRA):
        unanswered.note(group("виплати"), chat, TODAY)
    (like,) = unanswered.asked(TODAY)

    assert unanswered.drop(like.groups[0].name)
    assert not unanswered.drop(like.groups[0].name)
    assert unanswered.asked(TODAY) == ()
