"""A change of a statement: before it is in the log, as a row of it, and as what it made different.

Pure: nothing here reads or writes.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as kept
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final

from knowledge.model import Statement
from knowledge.record import record_of

#: Who loaded the shipped base; every other author is an editor's label.
SHIPPED: Final = "shipped"
_UNDO: Final = "undo of row"
_UNDOING: Final = re.compile(rf"{_UNDO} (\d{{1,18}})", re.ASCII)
#: For SQL: the notes of rows that take another back.
UNDOING: Final = f"{_UNDO} %"


class Event(StrEnum):
    """What a row of the log does."""

    PUBLISHED = "published"
    CORRECTED = "corrected"
    EDITED = "edited"
    RETRACTED = "retracted"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the log: one version of one statement."""

    position: int
    happened_at: dt.datetime
    author: str
    event: Event
    statement: Statement
    note: str
    #: The second person, where one had to agree.
    approver: str = ""

    @property
    def reason(self) -> str:
        """Why, in the editor's words; empty where a release or an undo made the change."""
        return "" if self.author == SHIPPED or self.note.startswith(_UNDO) else self.note


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become the next version of a statement."""

    event: Event
    statement: Statement
    #: The version that it follows; 0 for a new statement.
    after: int
    author: str
    note: str = ""
    approver: str = ""

    def is_done_by(self, entry: Entry) -> bool:
        """Whether a row of the log is this very change, made before.

        On another day too: that an update came twice around midnight makes no second change.
        """
        then, now = entry.statement, self.statement
        same = replace(now, added_on=then.added_on, version=then.version) == then
        return (
            same
            and then.version == self.after + 1
            and (entry.event, entry.author, entry.note, entry.approver)
            == (self.event, self.author, self.note, self.approver)
        )


def undoing(history: Sequence[Entry], position: int, author: str) -> Change | None:
    """The change that takes back a row; None where it is not the last of its statement that stands.

    `history` is every version of that statement, oldest first.
    """
    last = history[-1]
    rows = history if last.position == position else _standing(history)
    if not rows or rows[-1].position != position:
        return None
    before = (rows[-2] if len(rows) > 1 else rows[-1]).statement
    event, statement = {
        Event.PUBLISHED: (Event.RETRACTED, last.statement),
        Event.RESTORED: (Event.RETRACTED, last.statement),
        Event.RETRACTED: (Event.RESTORED, last.statement),
        Event.CORRECTED: (Event.CORRECTED, before),
        Event.EDITED: (Event.EDITED, before),
    }[rows[-1].event]
    return Change(event, statement, last.statement.version, author, undo_note(position))


def _standing(history: Sequence[Entry]) -> Sequence[Entry]:
    """The rows without those that were undone, and without what undid them."""
    rows: list[Entry] = []
    for entry in history:
        if rows and undone_by(entry.note) == rows[-1].position:
            rows.pop()
        else:  # a change, or one that was undone and is there again
            rows.append(entry)
    return rows


def undone_by(note: str) -> int:
    """The position of the row that a row with this note takes back; 0 where it takes back none."""
    found = _UNDOING.fullmatch(note)
    return int(found[1]) if found else 0


def last_standing(rows: Sequence[tuple[int, str, str]], author: str) -> int:
    """The last change by an author that is neither undone nor an undo; 0 where there is none.

    `rows` are position, author and note, oldest first: all by the author, and all undoing any row.
    What was undone, and brought back by undoing that, is a change again.
    """
    depth: dict[int, int] = {}
    undone: set[int] = set()
    for position, _, note in rows:
        target = undone_by(note)
        depth[position] = depth.get(target, 0) + 1 if target else 0
    for position, _, note in reversed(rows):
        target = undone_by(note)
        if target and position not in undone:
            undone.add(target)
    stand = (
        position
        for position, by, _ in reversed(rows)
        if by == author and position not in undone and depth[position] % 2 == 0
    )
    return next(stand, 0)


def undo_note(position: int) -> str:
    """The note of a change that takes back the row at a position."""
    return f"{_UNDO} {position}"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a record that two versions have differently, as text; empty where it has none.

    `field` is named as in knowledge.drafting.draft: `said_on`, `texts.uk`, `source.url`.
    """

    field: str
    before: str
    after: str
    #: The same as the records hold it: a text, a number, a list, a truth value; None for nothing.
    was: Any = kept(default=None, compare=False)
    now: Any = kept(default=None, compare=False)


def differences(before: Statement | None, after: Statement) -> tuple[Difference, ...]:
    """What a version changed; nothing for a first one (None)."""
    if before is None:
        return ()
    old, new = _flat(record_of(before)), _flat(record_of(after))
    names = [*old, *(name for name in new if name not in old)]
    return tuple(
        Difference(name, _text(old.get(name)), _text(new.get(name)), old.get(name), new.get(name))
        for name in names
        if _text(old.get(name)) != _text(new.get(name))
    )


def steps(history: Sequence[Entry]) -> tuple[tuple[Entry, tuple[Difference, ...]], ...]:
    """Every version with what it changed."""
    first = tuple((entry, ()) for entry in history[:1])
    later = tuple(
        (now, differences(before.statement, now.statement)) for before, now in pairwise(history)
    )
    return (*first, *later)


def _flat(record: Mapping[str, Any], within: str = "") -> dict[str, Any]:
    """A record as one level of values; what is empty is left out."""
    found: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, Mapping):
            found.update(_flat(value, f"{within}{name}."))
        elif value not in (None, "", [], False):
            found[f"{within}{name}"] = value
    return found


def _text(value: Any) -> str:  # noqa: ANN401, whatever a record holds
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)
