"""Statements as a table: CSV that a spreadsheet may open, and back. Pure.

A column is named as a field of a draft is (`texts.uk`, `source.url`). Lists of words have " | "
between; numbers and cross-checks, which are tables themselves, are JSON in their cell.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from knowledge.bulk.records import COLUMNS_AT_MOST, FAULTS_AT_MOST, ROWS, Fault, Rows, once, written
from knowledge.bulk.shape import shown
from knowledge.model import LANGUAGES, Relation, Statement

if TYPE_CHECKING:
    from _csv import Reader as Lines

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
_HEAD: Final = re.compile(r"[^\r\n]*")


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
    head = _HEAD.match(text)
    between = max(",;\t", key=head[0].count) if head else ","
    if head and head[0].count(between) >= COLUMNS_AT_MOST:
        return _refused("too-wide", most=str(COLUMNS_AT_MOST))
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    try:
        return _read(lines)
    except csv.Error:
        return _refused("not-csv", line=str(lines.line_num))


def _read(lines: Lines) -> Rows:
    columns = [column.strip() for column in next(lines, [])]
    faults = list(_head_faults(columns))
    records: list[tuple[int, Mapping[str, Any]]] = []
    for row, cells in enumerate(lines, start=1):
        if row > ROWS:
            return _refused("too-many", most=str(ROWS))
        if len(faults) >= FAULTS_AT_MOST:
            break
        if not any(cells):
            continue
        if len(cells) != len(columns):
            shape = {"shape": "cells", "names": str(len(columns))}
            faults.append(Fault(row, "", "wrong-shape", shape))
            continue
        records.append((row, _record(dict(zip(columns, map(meant, cells), strict=True)))))
    return Rows(() if faults else tuple(records), tuple(faults))


def _head_faults(columns: list[str]) -> Iterator[Fault]:
    for number, column in enumerate(columns, start=1):
        if column not in COLUMNS:
            yield Fault(0, shown(column, number), "unknown-column")
    if "id" not in columns:
        yield Fault(0, "id", "no-id")
    if len(set(columns)) < len(columns):
        yield Fault(0, "", "same-key")


def _refused(name: str, **values: str) -> Rows:
    return Rows(faults=(Fault(0, "", name, values),))


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
            return json.loads(cell, object_pairs_hook=once)
        except (ValueError, RecursionError):
            return cell
    if column == "version" and cell.isdecimal():
        return int(cell)
    if column in _SWITCHES:
        return {"yes": True, "no": False}.get(cell.casefold(), cell)
    return cell
