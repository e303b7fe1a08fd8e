"""A dry run: what a file of statements would change, or all that is wrong with it. Pure.

A file is applied whole or not at all: one fault, and no change is offered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from knowledge.bulk.records import FAULTS_AT_MOST, Fault, Rows
from knowledge.bulk.shape import is_day, is_new_id, shape_faults
from knowledge.change import Change, Entry, Event
from knowledge.checking.changes import extent
from knowledge.checking.drafts import stopping, warnings, wording_for
from knowledge.checking.wording import Wording
from knowledge.drafting.draft import Draft, IncompleteDraftError, drafted
from knowledge.edition import Edition
from knowledge.model import Statement

_EVENTS: Final = {"add": Event.PUBLISHED, "correct": Event.CORRECTED, "edit": Event.EDITED}
#: Warnings that nobody lets stand in a file.
_STOPPING: Final = ("new-speaker",)
#: Called after each row, for a progress bar.
Advance = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it: changes, or faults, and never both."""

    changes: tuple[Change, ...] = ()
    #: Rows that say just what is published.
    unchanged: int = 0
    faults: tuple[Fault, ...] = ()
    #: What is worth a look before it is applied; it stops nothing.
    warnings: tuple[Fault, ...] = ()

    def count(self, event: Event) -> int:
        """How many changes of a kind there are."""
        return sum(change.event is event for change in self.changes)


@dataclass(frozen=True, slots=True)
class Base:
    """What a file is tried against."""

    edition: Edition
    #: The newest row of everything that was ever published, withdrawn or not, by id.
    latest: Mapping[str, Entry]
    #: Fingerprints of the shipped articles.
    articles: frozenset[str] = frozenset()


def try_out(
    rows: Rows, base: Base, author: str, note: str, today: dt.date, advance: Advance = int
) -> Trial:
    """The dry run of a file; `note` is why, and is due where it changes what is published.

    Takes about fifteen milliseconds a row, most of it for the guard: call it in a thread.
    """
    faults = [*rows.faults, *_twice(rows)]
    drafts: list[tuple[int, Draft]] = []
    unchanged, newest = 0, _newest(base, today)
    for row, record in rows.records:
        if len(faults) >= FAULTS_AT_MOST:
            break
        found = tuple(_row_faults(row, record, base.latest, newest))
        faults.extend(found)
        if not found:
            draft = _draft(record, base.latest, note, today)
            faults.extend(_version_faults(row, record, draft, base.latest))
            unchanged += draft is None
            drafts.extend([(row, draft)] if draft else [])
        if not drafts or drafts[-1][0] != row:
            advance(1)
    remarks = tuple(_remarks(drafts, base, today, advance)) if len(faults) < FAULTS_AT_MOST else ()
    faults.extend(fault for fault, stops in remarks if stops)
    if faults:
        ordered = sorted(faults[:FAULTS_AT_MOST], key=lambda fault: fault.row)
        return Trial(faults=tuple(ordered))
    changes = tuple(_change(draft, author, today) for _, draft in drafts)
    return Trial(changes, unchanged, warnings=tuple(fault for fault, _ in remarks))


def _twice(rows: Rows) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row, record in rows.records:
        name = str(record.get("id", ""))
        before = first.setdefault(name, row)
        if name and before != row:
            yield Fault(row, "id", "twice", {"row": str(before)})


def _row_faults(
    row: int, record: Mapping[str, Any], latest: Mapping[str, Entry], newest: dt.date
) -> Iterator[Fault]:
    name = record.get("id")
    if not name:
        yield Fault(row, "id", "missing")
    elif isinstance(name, str) and name not in latest and not is_new_id(name):
        yield Fault(row, "id", "wrong-shape", {"shape": "id"})
    for column, said in islice(shape_faults(record), FAULTS_AT_MOST):
        yield Fault(row, column, "wrong-shape" if said else "unknown-column", said)
    source = record.get("source")
    days = {"added_on": record.get("added_on")}
    if isinstance(source, Mapping):
        days |= {f"source.{day}": source.get(day) for day in ("published_on", "checked_on")}
    for column, day in days.items():
        if isinstance(day, str) and is_day(day) and day > newest.isoformat():
            yield Fault(row, column, "future", {"day": day})


def _newest(base: Base, today: dt.date) -> dt.date:
    """The last day on which something was added or checked; none of a file may be later."""
    sources = [entry.statement for entry in base.latest.values()]
    checked = (s.source.checked_on for s in sources if s.source.checked_on)
    return max((today, *(s.added_on for s in sources), *checked))


def _draft(
    record: Mapping[str, Any], latest: Mapping[str, Entry], note: str, today: dt.date
) -> Draft | None:
    """The draft of a row; None where it says just what is published."""
    entry = latest.get(record["id"])
    if entry is None:
        return drafted(record, "add")
    before = entry.statement
    draft = drafted({"added_on": before.added_on.isoformat(), **record}, "correct", before.version)
    draft = draft.with_field("note", note)
    try:
        after = draft.statement(today)
    except IncompleteDraftError:
        return draft
    if replace(after, version=before.version) == before:
        return None
    return draft if extent(before, after) == "sense" else replace(draft, aim="edit")


def _version_faults(
    row: int, record: Mapping[str, Any], draft: Draft | None, latest: Mapping[str, Entry]
) -> Iterator[Fault]:
    """A row changes only the version that its author saw."""
    entry = latest.get(record["id"])
    if entry is None:
        return
    if entry.event is Event.RETRACTED:
        yield Fault(row, "id", "withdrawn", {"author": entry.author})
    elif draft is not None and record.get("version") != entry.statement.version:
        values = {"version": str(entry.statement.version), "author": entry.author}
        yield Fault(row, "version", "version" if record.get("version") else "no-version", values)


def _remarks(
    drafts: list[tuple[int, Draft]], base: Base, today: dt.date, advance: Advance
) -> Iterator[tuple[Fault, bool]]:
    """What is said of each draft, checked beside all that come with it in the file; and whether it
    stops the file. Likenesses are looked for in the base alone: a file may be long."""
    coming = {s.id: s for s in (_statement(draft, today) for _, draft in drafts) if s}
    together = replace(base.edition, statements={**base.edition.statements, **coming})
    wording = _wording(base, coming.values())
    stopped = 0
    for row, draft in drafts:
        if stopped >= FAULTS_AT_MOST:
            return
        before = base.edition.statements.get(str(draft.value("id")))
        for remark in stopping(draft, together, today, wording, before):
            stopped += 1
            yield Fault(row, remark.field, remark.name, remark.values), True
        for remark in warnings(draft, base.edition, today, before):
            # In the chat an editor looks at a new speaker; in a file of hundreds nobody would.
            stops = remark.name in _STOPPING
            stopped += stops
            yield Fault(row, remark.field, remark.name, remark.values), stops
        advance(1)


def _wording(base: Base, coming: Iterable[Statement]) -> Wording:
    """The rules for the words of a file: only speakers of the base may be named, however anew."""
    wording = wording_for(Draft("add"), base.edition, base.articles)
    known = {s.speaker.id for s in base.edition.statements.values()}
    names = {n for s in coming if s.speaker.id in known for n in s.speaker.name.every()}
    return replace(wording, speakers=wording.speakers | names)


def _statement(draft: Draft, today: dt.date) -> Statement | None:
    try:
        return draft.statement(today)
    except IncompleteDraftError:
        return None


def _change(draft: Draft, author: str, today: dt.date) -> Change:
    return Change(_EVENTS[draft.aim], draft.statement(today), draft.after, author, draft.note)
