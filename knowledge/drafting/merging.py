"""A draft that was overtaken by a change of its statement, brought up to it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from knowledge.change import Entry, Event
from knowledge.drafting.draft import Draft, draft_of
from knowledge.model import Statement

#: Why a field is doubtful that somebody else has changed too; their label follows.
CHANGED: Final = "@changed:"


def caught_up(draft: Draft, followed: Statement, last: Entry) -> Draft:
    """The draft, following the version that is there now; `followed` is the one it was written upon.

    A field that only the other changed is taken over. One that both changed stays as the draft has
    it, and is doubtful until the editor confirms it. What was taken back, and was published again
    by somebody else, is corrected from now on.
    """
    base = draft_of(followed, draft.aim).record
    theirs = draft_of(last.statement, draft.aim).record
    record, both = _merged(base, draft.record, theirs)
    doubtful = dict(draft.doubtful)
    for field in both:
        doubtful[field] = f"{CHANGED}{last.author}"
    again = draft.aim == "add" and last.event is not Event.RETRACTED
    aim = "correct" if again else draft.aim
    after = last.statement.version
    return replace(draft, aim=aim, record=record, doubtful=doubtful, after=after)


def _merged(
    base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    found: dict[str, Any] = {}
    both: list[str] = []
    for name in dict.fromkeys((*mine, *theirs)):
        old, own, other = base.get(name), mine.get(name), theirs.get(name)
        if isinstance(own, Mapping) and isinstance(other, Mapping):
            old = old if isinstance(old, Mapping) else {}
            value: Any
            value, inner = _merged(old, own, other)
            both.extend(f"{name}.{field}" for field in inner)
        else:
            value = other if own == old else own
            both.extend(_clashing(name, old, own, other))
        if value not in (None, {}):
            found[name] = value
    return found, tuple(both)


def _clashing(name: str, old: object, own: object, other: object) -> Iterator[str]:
    if own not in (old, other) and other != old:
        yield name
