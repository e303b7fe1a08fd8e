"""Many statements at once: what goes out comes back in, and what is wrong is told by row and column."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.base import FactBase
from knowledge.bulk.linked import as_linked
from knowledge.bulk.reading import read
from knowledge.bulk.records import BYTES, FAULTS, SHAPES, Fault, as_json, depth_of, written
from knowledge.bulk.tables import COLUMNS, as_csv, harmless, meant
from knowledge.bulk.trial import Base, Trial, try_out
from knowledge.change import Change, Event
from knowledge.edition import Edition
from knowledge.model import Statement, Texts

TODAY = dt.date(2025, 6, 12)
NOW = dt.datetime(2025, 6, 12, 9, 30, tzinfo=dt.UTC)
KNOWN = "ua-umerov-6000-each-0602"

Record = dict[str, Any]


@pytest.fixture
def facts(tmp_path: Path, edition: Edition) -> FactBase:
    base = FactBase.open(tmp_path / "facts.db")
    base.load(edition.statements.values(), NOW)
    return base


@pytest.fixture
def base(facts: FactBase, edition: Edition) -> Base:
    return Base(facts.edition(edition.guidance), facts.latest())


@pytest.fixture
def records(base: Base) -> list[Record]:
    """The base as an export has it."""
    return written(base.edition.statements.values())


@pytest.fixture
def new(records: list[Record]) -> Record:
    """A statement that is not in the base yet."""
    record: Record = json.loads(json.dumps(next(r for r in records if r["id"] == KNOWN)))
    del record["version"]
    record.update(id="ua-umerov-new-0611", said_on="2025-06-11", numbers=[])
    record["texts"] = {
        "uk": "Рустем Умєров повідомив, що списки ще звіряють.",
        "ru": "Рустем Умеров сообщил, что списки ещё сверяют.",
        "en": "Rustem Umerov said that the lists were still being compared.",
    }
    record["relations"] = {"answers": ["ru-medinsky-list-640-0607"]}
    return record


def tried(records: object, base: Base, note: str = "звірено") -> Trial:
    data = records if isinstance(records, bytes) else json.dumps(records).encode()
    return try_out(read(data), base, "editor-1", note, TODAY)


def test_an_export_brought_back_changes_nothing(base: Base) -> None:
    statements = tuple(base.edition.statements.values())
    for data in (as_json(statements), as_csv(statements)):
        trial = tried(data, base)

        assert trial.faults == ()
        assert (trial.changes, trial.unchanged) == ((), len(statements))


def test_a_table_saved_by_a_spreadsheet_with_semicolons_is_read(base: Base) -> None:
    text = as_csv(base.edition.statements.values()).decode("utf-8-sig")
    table = io.StringIO()
    csv.writer(table, delimiter=";").writerows(csv.reader(io.StringIO(text)))

    assert tried(table.getvalue().encode(), base).unchanged == len(base.edition.statements)


def test_what_is_new_changed_and_the_same_is_told_apart(
    base: Base, records: list[Record], new: Record
) -> None:
    changed, edited, same = records[0], records[1], records[2]
    changed["said_on"] = "2025-06-01"
    edited["editor_note"] = "checked again"
    trial = tried([changed, edited, same, new], base)

    assert trial.faults == ()
    assert [trial.count(e) for e in (Event.PUBLISHED, Event.CORRECTED, Event.EDITED)] == [1, 1, 1]
    assert trial.unchanged == 1


def test_what_was_tried_is_applied_once_however_often(
    base: Base, facts: FactBase, new: Record
) -> None:
    trial = tried([new], base)
    first = facts.apply_all(trial.changes, NOW)

    assert facts.apply_all(trial.changes, NOW) == first
    assert facts.latest()[new["id"]].author == "editor-1"
    facts.verify()


def test_one_fault_and_nothing_is_offered(base: Base, records: list[Record], new: Record) -> None:
    trial = tried([new, {**records[0], "kind": "rumour"}], base)

    assert trial.changes == ()
    assert [(f.row, f.column) for f in trial.faults] == [(2, "kind")]


@pytest.mark.parametrize(
    ("change", "column", "name"),
    [
        ({"id": ""}, "id", "missing"),
        ({"said_on": "9 June"}, "said_on", "wrong-shape"),
        ({"colour": "blue"}, "colour", "unknown-column"),
        ({"texts": "text"}, "texts", "wrong-shape"),
        ({"texts": {"de": "Text"}}, "texts.de", "unknown-column"),
        ({"texts": {"uk": "Умєров нібито сказав про списки"}}, "texts.uk", "judging"),
        ({"texts": {"uk": "Тарас Коваленко є у списку"}}, "texts.uk", "personal-data"),
        ({"texts": {"uk": "У списку 640 імен"}}, "numbers", "number-unlisted"),
        ({"numbers": [{"value": "many"}]}, "numbers", "wrong-shape"),
        ({"topics": ["weather"]}, "topics", "unknown-topic"),
        ({"topics": "lists"}, "topics", "wrong-shape"),
        ({"relations": {"answers": ["nobody"]}}, "relations", "unknown-relation"),
        ({"relations": {}}, "other_side", "other-side"),
        ({"said_on": "2030-01-01"}, "said_on", "future"),
        ({"speaker": {"id": "umerov"}}, "speaker.name", "missing"),
        ({"unconfirmed": "perhaps"}, "unconfirmed", "wrong-shape"),
        ({"editor_note": "\ud800"}, "editor_note", "wrong-shape"),
        ({"texts": {"uk": "Списки\u202e звіряють"}}, "texts.uk", "wrong-shape"),
        ({"topics": ["lists\n"]}, "topics", "wrong-shape"),
        ({"said_on": "0001-01-01"}, "said_on", "wrong-shape"),
        ({"said_on": "2025-W23-1"}, "said_on", "wrong-shape"),
        ({"said_on": "20250602"}, "said_on", "wrong-shape"),
        ({"added_on": "2099-01-01"}, "added_on", "future"),
        ({"id": '<">:~'}, "id", "wrong-shape"),
        ({"id": "ua-umerov\n"}, "id", "wrong-shape"),
        ({"id": "u" * 45}, "id", "wrong-shape"),
        ({"Коваленко Ігор": "x"}, "№21", "unknown-column"),
        ({"speaker": {"id": "nobody", "side": "media", "name": {"en": "Nobody"}, "role": {"en": "x"}}}, "speaker", "new-speaker"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_row_and_column(
    change: Record, column: str, name: str, base: Base, records: list[Record], new: Record
) -> None:
    trial = tried([records[0], {**new, **change}], base)

    assert (2, column, name) in [(f.row, f.column, f.name) for f in trial.faults]
    assert all(f.told().startswith("row 2") for f in trial.faults)


_PHONE = "+380671234567"


@pytest.mark.parametrize(
    "field",
    [
        "id", "speaker.id", "speaker.name.uk", "speaker.aliases", "speaker.role.uk", "said_on_basis",
        "source.publisher", "source.url", "source.url_basis", "source.published_basis",
        "source.title", "source.author", "cross_checks", "numbers", "editor_note", "claim_owner.uk",
    ],
)  # fmt: skip
def test_a_telephone_comes_in_by_no_field(field: str, base: Base, new: Record) -> None:
    said: dict[str, Any] = {
        "id": "ua-380671234567",
        "speaker.aliases": [_PHONE],
        "source.url": f"https://example.org/{_PHONE}",
        "cross_checks": [["там", _PHONE]],
        "numbers": [{"value": None, "unit": "x", "qualifier": "exact", "meaning": _PHONE}],
    }
    *path, last = field.split(".")
    inner = new
    for part in path:
        inner[part] = dict(inner.get(part) or {})
        inner = inner[part]
    inner[last] = said.get(field, f"тел. {_PHONE}")
    found = [(f.column, f.name) for f in tried([new], base).faults]

    assert (field, "personal-data") in found


def test_two_rows_with_one_id_are_refused(base: Base, new: Record) -> None:
    assert tried([new, new], base).faults == (Fault(2, "id", "twice", {"row": "1"}),)


def test_rows_may_speak_to_each_other(base: Base, new: Record) -> None:
    reply = {
        **new, "id": "ru-peskov-new-0611", "relations": {"disputes": [new["id"]]},
        "speaker": {
            "id": "peskov", "side": "russia",
            "name": {"en": "Dmitry Peskov"}, "role": {"en": "Kremlin spokesperson"},
        },
    }  # fmt: skip

    assert tried([reply, new], base).faults == ()


def test_nobody_s_change_is_overwritten(
    base: Base, facts: FactBase, records: list[Record], edition: Edition
) -> None:
    before = base.edition.statements[KNOWN]
    after = replace(before, texts=replace(before.texts, en=f"{before.texts.en} Truly."))
    facts.apply(Change(Event.CORRECTED, after, 1, "editor-2", "mended"), NOW)
    now = Base(facts.edition(edition.guidance), facts.latest())
    mine = next(r for r in records if r["id"] == KNOWN)
    mine["editor_note"] = "mine"

    (fault,) = tried([mine], now).faults
    assert (fault.name, fault.values) == ("version", {"version": "2", "author": "editor-2"})
    del mine["version"]
    assert [f.name for f in tried([mine], now).faults] == ["no-version"]


def test_what_was_withdrawn_does_not_come_back_by_a_file(
    facts: FactBase, records: list[Record], edition: Edition
) -> None:
    facts.retract(KNOWN, "editor-2", "wrong", NOW)
    now = Base(facts.edition(edition.guidance), facts.latest())

    assert "withdrawn" in [f.name for f in tried(records, now).faults]


def test_a_change_needs_a_note_and_a_new_statement_none(
    base: Base, records: list[Record], new: Record
) -> None:
    records[0]["said_on"] = "2025-06-01"

    assert tried([new], base, note="").faults == ()
    assert [f.column for f in tried([records[0]], base, note="").faults] == ["note"]


def test_no_more_than_a_hundred_faults_are_looked_for(base: Base, new: Record) -> None:
    wide = {**new, **{f"column_{'abc'[n % 3] * (n // 3)}": 1 for n in range(3, 400)}}

    assert len(tried([wide] * 20, base).faults) == 100
    assert len(tried(b"id,said_on\n" + b"x\n" * 4000, base).faults) == 100


def test_what_is_worth_a_look_is_told_and_stops_nothing(base: Base, new: Record) -> None:
    del new["texts"]["en"]
    trial = tried([new], base)

    assert "languages" in [fault.name for fault in trial.warnings]
    assert len(trial.changes) == 1


# -- whole files that are refused


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty"),
        (b"[]", "empty"),
        (b"{}", "not-a-list"),
        (b"[1]", "wrong-shape"),
        (b"[", "not-json"),
        (b"[NaN]", "not-json"),
        (b"[" * 9 + b"]" * 9, "too-deep"),
        (b"PK\x03\x04zip", "packed"),
        (b"\x1f\x8bgzip", "packed"),
        ('["привіт"]'.encode("cp1251"), "not-utf8"),
        (b"[" + b" " * BYTES + b"]", "too-big"),
        (b"[" + b"{}," * 5000 + b"{}]", "too-many"),
        (b"id\n" + b"x\n" * 5001, "too-many"),
        (b"id,weather\nx,y", "unknown-column"),
        (b"said_on\n2025-06-01", "no-id"),
        (b"," * 5_000_000, "too-wide"),
        (b"id,id\nx,y", "same-key"),
        (b'[{"id": "x", "id": "y"}]', "same-key"),
        (b'[{"id": "x", "source": {"url": "1", "url": "2"}}]', "same-key"),
        (b'id,said_on\n"x', "not-csv"),
        (b"id,said_on\nx", "wrong-shape"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(data: bytes, name: str) -> None:
    rows = read(data)

    assert rows.records == ()
    assert rows.faults[0].name == name
    assert name in FAULTS
    assert "{" not in rows.faults[0].told()
    assert rows.faults[0].values.get("shape", "record") in SHAPES


def test_brackets_in_a_text_are_no_depth() -> None:
    assert depth_of(json.dumps([{"a": '[[[[[[[[["]]'}])) == 2


@settings(deadline=None)
@given(data=st.binary(max_size=200))
def test_no_file_breaks_the_reading(data: bytes) -> None:
    rows = read(data)

    assert rows.records or rows.faults


@settings(deadline=None)
@given(
    record=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(
            ["texts", "uk", "speaker", "id", "numbers", "source", "topics", "relations", "side"]
        ), inner, max_size=4),
        max_leaves=8,
    )
)  # fmt: skip
def test_no_record_breaks_the_dry_run(record: object, edition: Edition) -> None:
    data = json.dumps([{"id": "x", "texts": record, "speaker": record, "numbers": record}]).encode()

    assert try_out(read(data), Base(edition, {}), "editor-1", "", TODAY).faults


# -- tables in a spreadsheet


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx", "'=1", "''@x", "'", "a=b"]
)
def test_no_cell_begins_a_formula_and_each_comes_back(cell: str) -> None:
    assert not harmless(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert meant(harmless(cell)) == cell


@given(cell=st.text(alphabet="'=+-@\t\ra ", max_size=6))
def test_any_cell_comes_back_as_it_was(cell: str) -> None:
    assert meant(harmless(cell)) == cell
    assert not harmless(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_text_that_looks_like_a_formula_is_written_harmlessly(base: Base) -> None:
    statement = replace(base.edition.statements[KNOWN], texts=Texts(uk="=HYPERLINK(1)"))
    rows = list(csv.DictReader(io.StringIO(as_csv([statement]).decode("utf-8-sig"))))

    assert rows[0]["texts.uk"] == "'=HYPERLINK(1)"
    assert read(as_csv([statement])).records[0][1]["texts"] == {"uk": "=HYPERLINK(1)"}


def test_a_table_has_every_field_of_a_record(records: list[Record]) -> None:
    def names(value: object, path: str = "") -> set[str]:
        if isinstance(value, dict) and value:
            return set().union(*(names(inner, f"{path}.{name}") for name, inner in value.items()))
        return {path.removeprefix(".")}

    held = set().union(*map(names, records)) - {"claim_owner", "relations"}

    assert held <= set(COLUMNS)


# -- JSON-LD


def test_linked_claims_carry_both_sides_and_their_relations(base: Base) -> None:
    linked = json.loads(as_linked(base.edition.statements.values()))
    claims = {claim["identifier"]: claim for claim in linked["@graph"]}

    assert len(claims) == len(base.edition.statements)
    assert {claim["side"] for claim in claims.values()} >= {"ukraine", "russia"}
    for claim in claims.values():
        assert claim["@type"] == "Claim"
        assert claim["appearance"]["url"].startswith("http")
        assert {text["@language"] for text in claim["text"]} <= {"uk", "ru", "en"}
    disputing = next(c for c in claims.values() if c.get("disputes"))
    assert disputing["disputes"][0].removeprefix("urn:exchange-status-bot:") in claims
    assert linked["@context"]["disputes"]["@type"] == "@id"


def test_the_order_of_an_export_is_the_order_of_ids(base: Base) -> None:
    statements: list[Statement] = list(base.edition.statements.values())

    assert as_json(statements) == as_json(reversed(statements))
    assert as_linked(statements) == as_linked(reversed(statements))
