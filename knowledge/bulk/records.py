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

#: Every reason why a file or a row is not taken, beside the remarks of knowledge/checking/remarks.py.
#: A bot says `import-NAME`, the command line these sentences.
FAULTS: Final[Mapping[str, str]] = {
    "too-big": "the file is larger than {most} bytes; split it",
    "too-many": "the file has more than {most} rows; split it",
    "too-deep": "brackets are nested more than {most} deep; send the shape of an export",
    "packed": "the file is an archive; unpack it and send what is inside",
    "not-utf8": "the file is not UTF-8; save it as UTF-8",
    "not-json": "no JSON: {why}",
    "not-csv": "no table: {why}",
    "not-a-list": "write a list of statements, as an export has it",
    "empty": "the file has no statements",
    "unknown-column": "there is no such column; take it out or mend its name",
    "wrong-shape": "write {shape}",
    "twice": "the same id stands in row {row}; keep one of the two",
    "version": "it is version {version} by now, changed by {author}; export it again and change that",
    "no-version": "write the version that you changed, as the export has it: now it is {version}",
    "withdrawn": "it was withdrawn by {author}; bring it back with undo, or choose another id",
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
            return f"{place if self.row else 'file'}: {said.format(**self.values)}"
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
        read = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return _refused("not-json", why=str(error))
    if not isinstance(read, list):
        return _refused("not-a-list")
    if len(read) > ROWS:
        return _refused("too-many", most=str(ROWS))
    rows = enumerate(read, start=1)
    faults = tuple(
        Fault(row, "", "wrong-shape", {"shape": "a statement in braces"})
        for row, record in rows
        if not isinstance(record, dict)
    )
    return Rows(() if faults else tuple(enumerate(read, start=1)), faults)


_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)


def depth_of(text: str) -> int:
    """How deep brackets are nested, found without reading what is in them."""
    depth = deepest = 0
    for bracket in re.findall(r"[\[\]{}]", _STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _refused(name: str, **values: str) -> Rows:
    return Rows(faults=(Fault(0, "", name, values),))
