"""Statements as a file, and the rows of such a file: JSON, in the shape that the log keeps. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from knowledge.model import Statement
from knowledge.record import record_of

#: What is taken at most: more is no list of statements that a person has looked through.
BYTES: Final = 5_000_000
ROWS: Final = 5_000
DEPTH: Final = 8
COLUMNS_AT_MOST: Final = 60
#: So many are told of, and no more are looked for.
FAULTS_AT_MOST: Final = 100

#: Every reason why a file or a row is not taken, beside the remarks of knowledge/checking/remarks.py.
#: A bot says `import-NAME`, the command line these sentences.
FAULTS: Final[Mapping[str, str]] = {
    "too-big": "the file is larger than {most} bytes; split it",
    "too-many": "the file has more than {most} rows; split it",
    "too-deep": "brackets are nested more than {most} deep; send the shape of an export",
    "packed": "the file is an archive; unpack it and send what is inside",
    "not-utf8": "the file is not UTF-8; save it as UTF-8",
    "wrong-kind": "the file is neither JSON nor CSV; save it as one of them, as an export has it",
    "not-fetched": "the file could not be fetched; send it again",
    "not-json": "no JSON; it breaks at line {line}",
    "not-csv": "no table; it breaks at line {line}",
    "no-id": "there is no column id; add it, as an export has it",
    "too-wide": "more than {most} columns; send the shape of an export",
    "same-key": "one name stands there twice; keep one of the two",
    "not-a-list": "write a list of statements, as an export has it",
    "empty": "the file has no statements",
    "unknown-column": "there is no such column; take it out or mend its name",
    "wrong-shape": "write {shape}",
    "twice": "the same id stands in row {row}; keep one of the two",
    "version": "it is version {version} by now, changed by {author}; export it again and change that",
    "no-version": "write the version that you changed, as the export has it: now it is {version}",
    "withdrawn": "it was withdrawn by {author}; bring it back with undo, or choose another id",
}
#: What a field must look like; `wrong-shape` names one of these, a bot says it as `import-shape`.
SHAPES: Final[Mapping[str, str]] = {
    "text": "text",
    "plain": "text without control characters",
    "id": "an id of a-z, 0-9 and hyphens, at most 44 of them",
    "day": "a day as YYYY-MM-DD",
    "words": "a list of words",
    "switch": "yes or no",
    "version": "a version, from 1",
    "choice": "one of {names}",
    "numbers": "a list of value, unit, qualifier, meaning",
    "checks": "a list of pairs: where, what was found",
    "parts": "{names} in braces",
    "record": "a statement in braces",
    "cells": "{names} cells",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is not taken: which one (from 1; 0 for the whole file), and in which column."""

    row: int
    column: str
    #: A name of FAULTS, or of REMARKS.
    name: str
    values: Mapping[str, str] = field(default_factory=dict)

    def told(self) -> str:
        """One line for a person at the command line."""
        place = f"row {self.row}" + (f", {self.column}" if self.column else "")
        said = FAULTS.get(self.name)
        if said:
            values = {**self.values, "shape": SHAPES.get(self.values.get("shape", ""), "")}
            values["shape"] = values["shape"].format(**self.values)
            return f"{place if self.row else 'file'}: {said.format(**values)}"
        details = ", ".join(f"{name} {value}" for name, value in self.values.items())
        return f"{place}: {self.name}" + (f" ({details})" if details else "")


@dataclass(frozen=True, slots=True)
class Rows:
    """What a file holds: records with the number of their row, or why it cannot be read."""

    records: tuple[tuple[int, Mapping[str, Any]], ...] = ()
    faults: tuple[Fault, ...] = ()


def written(statements: Iterable[Statement]) -> list[dict[str, Any]]:
    """Statements as records with their version, in the order of their ids."""
    ordered = sorted(statements, key=lambda statement: statement.id)
    return [{**record_of(s), "version": s.version} for s in ordered]


def as_json(statements: Iterable[Statement]) -> bytes:
    """Statements as a JSON file."""
    return json.dumps(written(statements), ensure_ascii=False, indent=2).encode() + b"\n"


def from_json(text: str) -> Rows:
    """The rows of a JSON file."""
    if depth_of(text) > DEPTH:
        return _refused("too-deep", most=str(DEPTH))
    try:
        read = json.loads(text, parse_constant=_no_constant, object_pairs_hook=once)
    except SameKeyError:
        return _refused("same-key")
    except (ValueError, RecursionError) as error:
        return _refused("not-json", line=str(getattr(error, "lineno", 1)))
    if not isinstance(read, list):
        return _refused("not-a-list")
    if len(read) > ROWS:
        return _refused("too-many", most=str(ROWS))
    rows = enumerate(read, start=1)
    faults = tuple(
        Fault(row, "", "wrong-shape", {"shape": "record"})
        for row, record in rows
        if not isinstance(record, dict)
    )[:FAULTS_AT_MOST]
    return Rows(() if faults else tuple(enumerate(read, start=1)), faults)


_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)


def depth_of(text: str) -> int:
    """How deep brackets are nested, found without reading what is in them."""
    depth = deepest = 0
    for bracket in re.findall(r"[\[\]{}]", _STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


class SameKeyError(ValueError):
    """A name stands twice in one object: which of the two is meant nobody can say."""


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of a JSON file; raises SameKeyError where a name stands twice in it."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise SameKeyError
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _refused(name: str, **values: str) -> Rows:
    return Rows(faults=(Fault(0, "", name, values),))
