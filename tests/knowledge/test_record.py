"""A statement survives being written down and read again, and a bad record says what is bad."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.edition import Edition
from knowledge.model import Statement
from knowledge.record import MalformedRecordError, record_of, statement_from
from knowledge.shipped import Shipped


def _again(statement: Statement) -> Statement:
    """Through JSON, as the log keeps it."""
    return statement_from(json.loads(json.dumps(record_of(statement), ensure_ascii=False)))


def test_every_shipped_statement_survives_being_written_down(shipped: Shipped) -> None:
    assert len(shipped.statements) > 30
    for found in shipped.statements:
        assert _again(found.statement) == found.statement


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=st.data())
def test_every_made_up_statement_survives_being_written_down(
    bases: st.SearchStrategy[Edition], data: st.DataObject
) -> None:
    for statement in data.draw(bases).statements.values():
        assert _again(statement) == statement


def test_the_version_belongs_to_the_log_and_not_to_the_record(template: Statement) -> None:
    assert "version" not in record_of(template)
    assert statement_from({**record_of(template), "version": 7}).version == 7


def _changed(record: Mapping[str, Any], path: str, value: object) -> dict[str, Any]:
    """A copy of the record with another value at a dotted path; None takes the field away."""
    changed: dict[str, Any] = json.loads(json.dumps(record))
    *tables, name = path.split(".")
    table = changed
    for step in tables:
        table = table[step]
    if value is None:
        del table[name]
    else:
        table[name] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("id", None, "id"),
        ("id", "   ", "id"),
        ("texts", None, "texts"),
        ("texts", {"de": "Etwas."}, "texts"),
        ("texts", {"uk": "  "}, "texts"),
        ("speaker", None, "speaker"),
        ("speaker.side", "neutral", "side"),
        ("speaker.role", None, "role"),
        ("kind", "rumour", "kind"),
        ("attribution", None, "attribution"),
        ("said_on", "Monday", "said_on"),
        ("said_on", None, "said_on"),
        ("said_until", "2025-13-40", "said_until"),
        ("source.url", None, "url"),
        ("source.publisher", "", "publisher"),
        ("topics", "bodies", "topics"),
        ("numbers", [{"value": 1.5, "unit": "x", "qualifier": "x", "meaning": "x"}], "numbers"),
        ("relations", {"denies": ["other"]}, "relations"),
        ("relations", {"disputes": "other"}, "disputes"),
    ],
)
def test_a_bad_record_is_refused_by_the_name_of_the_field(
    path: str, value: object, field: str, template: Statement
) -> None:
    with pytest.raises(MalformedRecordError) as refused:
        statement_from(_changed(record_of(template), path, value))
    assert refused.value.field == field
    assert refused.value.reason
