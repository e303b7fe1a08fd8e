"""people.db: a chat's number and its language, and not a word more."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from jobs.people import People
from knowledge.model import LANGUAGES, Language

CHAT, OTHER = 1_234_567, -1_009_876_543_210


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.db"


@pytest.fixture
def people(path: Path) -> Iterator[People]:
    people = People.open(path)
    yield people
    people.close()


def _dump(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row there is, by table, as another process sees them now; the notes of the migrations apart."""
    with closing(sqlite3.connect(path)) as raw:
        names = [
            name
            for (name,) in raw.execute(
                "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"
            )
        ]
        ours = [name for name in names if not name.startswith(("sqlite_", "_sqlite_migrations"))]
        rows = {name: raw.execute(f'SELECT * FROM "{name}"').fetchall() for name in ours}  # noqa: S608
        return {name: found for name, found in rows.items() if found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_is_kept(language: Language, people: People) -> None:
    people.choose_language(CHAT, language)
    assert people.language_of(CHAT) == language
    assert people.language_of(OTHER) is None


def test_the_last_choice_counts(people: People, path: Path) -> None:
    for language in LANGUAGES:
        people.choose_language(CHAT, language)
    assert people.language_of(CHAT) == LANGUAGES[-1]
    assert _dump(path) == {"chats": [(CHAT, LANGUAGES[-1])]}


def test_a_choice_outlives_the_process(people: People, path: Path) -> None:
    people.choose_language(CHAT, "ru")
    assert _dump(path) == {"chats": [(CHAT, "ru")]}, "committed at once, not only when closing"
    people.close()
    with closing(People.open(path)) as again:
        assert again.language_of(CHAT) == "ru"


def test_who_only_asks_leaves_nothing_behind(people: People, path: Path) -> None:
    assert people.language_of(CHAT) is None
    assert people.forget(CHAT) is False
    people.move(CHAT, OTHER)
    assert _dump(path) == {}


def test_forgetting_leaves_nothing_behind(people: People, path: Path) -> None:
    people.choose_language(CHAT, "uk")
    people.choose_language(OTHER, "en")
    assert people.forget(CHAT) is True
    assert people.forget(CHAT) is False
    assert people.language_of(CHAT) is None
    assert _dump(path) == {"chats": [(OTHER, "en")]}


def test_a_group_that_moves_takes_its_choice_along(people: People, path: Path) -> None:
    people.choose_language(CHAT, "uk")
    people.move(CHAT, OTHER)
    assert people.language_of(OTHER) == "uk"
    assert _dump(path) == {"chats": [(OTHER, "uk")]}


def test_a_group_that_moves_onto_an_older_choice_brings_its_own(people: People, path: Path) -> None:
    people.choose_language(OTHER, "en")
    people.choose_language(CHAT, "uk")
    people.move(CHAT, OTHER)
    assert _dump(path) == {"chats": [(OTHER, "uk")]}


def test_the_table_has_room_for_nothing_else(people: People, path: Path) -> None:
    assert people.language_of(CHAT) is None
    with closing(sqlite3.connect(path)) as raw:
        columns = raw.execute("SELECT name, type FROM pragma_table_info('chats')").fetchall()
        strict = raw.execute("SELECT strict FROM pragma_table_list WHERE name = 'chats'").fetchone()
        assert (columns, strict) == ([("chat", "INTEGER"), ("language", "TEXT")], (1,))
        for wrong in ((CHAT, "Тарас"), ("Тарас", "uk"), (CHAT, None)):
            with pytest.raises(sqlite3.IntegrityError):
                raw.execute("INSERT INTO chats VALUES (?, ?)", wrong)
