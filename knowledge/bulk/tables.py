"""Statements as a table: CSV that a spreadsheet may open, and back. Pure.

A column is named as a field of a draft is (`texts.uk`, `source.url`). Lists of words have " | "
between; numbers and cross-checks, which are tables themselves, are JSON in their cell.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from knowledge.bulk.records import ROWS, Fault, Rows, written
from knowledge.model import LANGUAGES, Relation, Statement

_IN_LANGUAGES: Final = ("texts", "claim_owner", "speaker.name", "speaker.role")
COLUMNS: Final = (
    "id", "version", "said_on", "speaker.id", "speaker.side",
    *(f"speaker.name.{language}" for language in LANGUAGES),
    *(f"speaker.role.{language}" for language in LANGUAGES),
    "speaker.aliases", "kind", "attribution",
    *(f"texts.{language}" for language in LANGUAGES),
    "numbers", "topics",
    *(f"relations.{relation}" for relation in Relation),
    "source.publisher", "source.url", "source.title", "source.author", "source.published_on",
    "source.checked_on", "source.url_basis", "source.published_basis",
    "said_until", "said_on_precision", "said_on_basis", "event_date",
    *(f"claim_owner.{language}" for language in LANGUAGES),
    "unconfirmed", "overtaken", "cross_checks", "editor_note", "added_on",
)  # fmt: skip
_LISTS: Final = ("speaker.aliases", "topics", *(f"relations.{relation}" for relation in Relation))
_JSON: Final = ("numbers", "cross_checks")
_SWITCHES: Final = {"unconfirmed", "overtaken"}
_BETWEEN: Final = " | "
#: A cell that begins so is run as a formula by spreadsheets.
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
_QUOTE: Final = "'"


def as_csv(statements: Iterable[Statement]) -> bytes:
    """Statements as a CSV file, with the mark by which spreadsheets know UTF-8."""
    table = io.StringIO()
    writer = csv.writer(table, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for record in written(statements):
        writer.writerow([harmless(_cell(record, column)) for column in COLUMNS])
    return table.getvalue().encode("utf-8-sig")


def from_csv(text: str) -> Rows:
    """The rows of a CSV file; what stands between its columns is a comma, a semicolon or a tab."""
    try:
        return _read(text)
    except csv.Error as error:
        return Rows(faults=(Fault(0, "", "not-csv", {"why": str(error)}),))


def _read(text: str) -> Rows:
    head = text.split("\n", 1)[0]
    between = max(",;\t", key=head.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    columns = [column.strip() for column in next(lines, [])]
    faults = [Fault(0, column, "unknown-column") for column in columns if column not in COLUMNS]
    if "id" not in columns:
        faults.append(Fault(0, "id", "not-csv", {"why": "there is no column id"}))
    records: list[tuple[int, Mapping[str, Any]]] = []
    for row, cells in enumerate(lines, start=1):
        if row > ROWS:
            return Rows(faults=(Fault(0, "", "too-many", {"most": str(ROWS)}),))
        if not any(cells):
            continue
        if len(cells) != len(columns):
            shape = {"shape": f"{len(columns)} cells, and not {len(cells)}"}
            faults.append(Fault(row, "", "wrong-shape", shape))
            continue
        records.append((row, _record(dict(zip(columns, map(meant, cells), strict=True)))))
    return Rows(() if faults else tuple(records), tuple(faults))


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe before what would begin a formula.

    >>> harmless("=1+1"), meant(harmless("=1+1")), harmless("'=1")
    ("'=1+1", '=1+1', "''=1")
    """
    return f"{_QUOTE}{cell}" if cell.lstrip(_QUOTE).startswith(_DANGEROUS) else cell


def meant(cell: str) -> str:
    """The cell without the apostrophe that made it harmless."""
    quoted = cell.startswith(_QUOTE) and cell.lstrip(_QUOTE).startswith(_DANGEROUS)
    return cell[1:] if quoted else cell


def _cell(record: Mapping[str, Any], column: str) -> str:
    value: Any = record
    for part in column.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if column in _JSON:
        return json.dumps(value, ensure_ascii=False) if value else ""
    if column in _LISTS:
        return _BETWEEN.join(value or ())
    if column in _SWITCHES:
        return "yes" if value else ""
    return "" if value is None else str(value)


def _record(cells: Mapping[str, str]) -> dict[str, Any]:
    """A row as a record; a cell that cannot be read stays as it is, and is found to be wrong."""
    record: dict[str, Any] = {}
    for column, cell in cells.items():
        if not cell.strip():
            continue
        *path, last = column.split(".")
        inner = record
        for part in path:
            inner = inner.setdefault(part, {})
        inner[last] = _value(column, cell.strip())
    return record


def _value(column: str, cell: str) -> Any:  # noqa: ANN401, whatever a record holds
    if column in _LISTS:
        return [word.strip() for word in cell.split(_BETWEEN.strip()) if word.strip()]
    if column in _JSON:
        try:
            return json.loads(cell)
        except (ValueError, RecursionError):
            return cell
    if column == "version" and cell.isdecimal():
        return int(cell)
    if column in _SWITCHES:
        return {"yes": True, "no": False}.get(cell.casefold(), cell)
    return cell
