"""What `/history` says of each version: in words, in the reader's language, and never too long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from bot.editing import lists
from bot.editing.publication import difference_lines
from bot.verdicts import Step
from bot.words import words_in
from jobs.editors import Role
from knowledge.change import Entry, Event, differences
from knowledge.desk import Desk
from knowledge.model import LANGUAGES, Language, Statement
from knowledge.record import record_of, statement_from

NOW: Final = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
LOOKED: Final = "the other side's statement was looked for here on 2026-11-21"
#: A new value of each field, and what an English reader sees of it.
CHANGES: Final[Mapping[str, tuple[Any, str]]] = {
    "speaker.name": ({"en": "Somebody else"}, "“Somebody else”"),
    "speaker.role": ({"en": "an officer of theirs"}, "“an officer of theirs”"),
    "speaker.side": ("media", "“Publishers, in their own words”"),
    "speaker.aliases": (["one name", "another name"], "“one name; another name”"),
    "kind": ("procedure", "“procedure”"),
    "attribution": ("unnamed_third_party", "“a third party, not named”"),
    "said_on": ("2025-06-02", "“2 June 2025”"),
    "said_until": ("2025-06-03", "“3 June 2025”"),
    "said_on_precision": ("inferred", "“about that day”"),
    "event_date": ("2025-06-01", "“1 June 2025”"),
    "topics": (["azov", "lists"], "; "),
    "numbers": (
        [{"value": 7, "unit": "bodies", "qualifier": "about", "meaning": "m"}],
        "“bodies: about 7”",
    ),
    "relations": ({"disputes": ["ru-kremlin-ready-0609"]}, "disputes: Dmitry Peskov"),
    "claim_owner": ({"en": "Others"}, "“Others”"),
    "unconfirmed": (True, "“yes”"),
    "overtaken": (False, "“yes”"),
    "cross_checks": (
        [["https://tass.ru", "the same"], ["kremlin.ru", LOOKED]],
        "“https://tass.ru: the same; looked for on 21 November 2026: kremlin.ru”",
    ),
    "said_on_basis": ("it is dated", "“it is dated”"),
    "editor_note": ("Seen.", "“Seen.”"),
    "source.publisher": ("TASS", "“TASS”"),
    "source.author": ("Somebody", "“Somebody”"),
    "source.title": ("A headline", "“A headline”"),
    "source.url": ("https://tass.ru/1", "“https://tass.ru/1”"),
    "source.published_on": ("2025-06-04", "“4 June 2025”"),
    "source.checked_on": ("2025-06-05", "“5 June 2025”"),
}
INTERNAL: Final[Mapping[str, str]] = {
    "added_on": "2025-01-01",
    "speaker.id": "somebody",
    "source.url_basis": "seen",
    "source.published_basis": "seen",
}


@pytest.fixture(scope="module")
def statement(desk: Desk) -> Statement:
    return desk.edition.statements["ua-hq-bodies-no-date-0607"]


def changed(statement: Statement, name: str, value: object) -> Statement:
    record = record_of(statement)
    *path, last = name.split(".")
    inner = record
    for part in path:
        inner = inner[part]
    inner[last] = value
    return statement_from(record)


def lines(before: Statement, after: Statement, language: Language, desk: Desk) -> list[str]:
    return difference_lines(differences(before, after), words_in(language), desk.edition)


@pytest.mark.parametrize("name", CHANGES)
def test_every_field_is_named_and_its_values_are_said_in_words(
    name: str, statement: Statement, desk: Desk
) -> None:
    value, said = CHANGES[name]
    after = changed(statement, name, value)
    english = lines(statement, after, "en", desk)

    assert said in "\n".join(english)
    for language in LANGUAGES:
        other = words_in(language).say("field", field="nothing-of-the-kind")
        note = words_in(language).say("field", field="note")
        labels = [line[2:].partition(":")[0] for line in lines(statement, after, language, desk)]
        assert labels
        assert not {other, note} & set(labels)


@pytest.mark.parametrize("name", INTERNAL)
def test_what_stands_there_for_the_program_alone_is_not_shown(
    name: str, statement: Statement, desk: Desk
) -> None:
    assert lines(statement, changed(statement, name, INTERNAL[name]), "en", desk) == []


def test_no_field_of_a_record_was_forgotten(statement: Statement) -> None:
    record = record_of(statement)
    known = {*CHANGES, *INTERNAL, "id", "texts"}
    inner = ("speaker", "source")
    names = [f"{name}.{part}" for name in inner for part in record[name]]

    assert {name for name in (*record, *names) if name not in inner} <= known


@pytest.mark.parametrize("length", [10, 380, 3000])
def test_a_long_history_shows_the_newest_and_says_how_many_are_left_out(
    length: int, statement: Statement, desk: Desk
) -> None:
    notes = [f"{number} " + "because " * (length // 8) for number in range(9)]
    steps = [
        Step(Entry(at, NOW, "anna", Event.EDITED, replace(statement, version=at + 1), note), ())
        for at, note in enumerate(notes)
    ]
    page = lists.history(steps, words_in("en"), desk.edition, ZoneInfo("Europe/Kyiv"), Role.EDITOR)
    shown = page.plain.count("Reason: ")

    assert len(page.html) <= 4096
    assert "Reason: 8" in page.plain
    assert f"Older versions: {9 - shown}." in page.plain
