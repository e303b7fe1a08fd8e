"""The written shape of a statement: what the files, the log and an export hold.

A record is a plain mapping, self-contained: the speaker and the source stand inside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from knowledge.model import (
    LANGUAGES,
    Attribution,
    Kind,
    Number,
    Precision,
    Relation,
    Side,
    Source,
    Speaker,
    Statement,
    Texts,
)

Record = Mapping[str, Any]
_Choice = TypeVar("_Choice", bound=StrEnum)


class MalformedRecordError(ValueError):
    """A record that is no statement; says which field is wrong, and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def statement_from(record: Record) -> Statement:
    """The statement that a record describes.

    Raises MalformedRecordError naming the first field that is missing or wrong.
    """
    return Statement(
        id=_text(record, "id"),
        texts=texts_from(record, "texts"),
        speaker=_speaker(_table(record, "speaker")),
        kind=_choice(record, "kind", Kind),
        attribution=_choice(record, "attribution", Attribution),
        said_on=_day(record, "said_on"),
        said_until=_day(record, "said_until") if record.get("said_until") else None,
        said_on_precision=_choice(record, "said_on_precision", Precision),
        said_on_basis=_text(record, "said_on_basis"),
        event_date=_day(record, "event_date") if record.get("event_date") else None,
        source=_source(_table(record, "source")),
        topics=_words(record, "topics"),
        added_on=_day(record, "added_on"),
        numbers=tuple(_number(number) for number in record.get("numbers", ())),
        relations=_relations(record.get("relations", {})),
        claim_owner=texts_from(record, "claim_owner") if record.get("claim_owner") else None,
        unconfirmed=bool(record.get("unconfirmed", False)),
        overtaken=bool(record.get("overtaken", False)),
        cross_checks=tuple((url, finding) for url, finding in record.get("cross_checks", ())),
        editor_note=str(record.get("editor_note", "")),
        version=int(record.get("version", 1)),
    )


def record_of(statement: Statement) -> dict[str, Any]:
    """The record that describes a statement; the inverse of `statement_from`.

    The version is left out: it belongs to the log, not to the content.
    """
    speaker, source = statement.speaker, statement.source
    return {
        "id": statement.id,
        "texts": _written(statement.texts),
        "speaker": {
            "id": speaker.id,
            "side": speaker.side.value,
            "name": _written(speaker.name),
            "role": _written(speaker.role),
            "aliases": list(speaker.aliases),
        },
        "kind": statement.kind.value,
        "attribution": statement.attribution.value,
        "said_on": statement.said_on.isoformat(),
        "said_until": _iso(statement.said_until),
        "said_on_precision": statement.said_on_precision.value,
        "said_on_basis": statement.said_on_basis,
        "event_date": _iso(statement.event_date),
        "topics": list(statement.topics),
        "numbers": [
            {"value": n.value, "unit": n.unit, "qualifier": n.qualifier, "meaning": n.meaning}
            for n in statement.numbers
        ],
        "relations": {name.value: list(ids) for name, ids in statement.relations.items() if ids},
        "claim_owner": _written(statement.claim_owner) if statement.claim_owner else None,
        "unconfirmed": statement.unconfirmed,
        "overtaken": statement.overtaken,
        "cross_checks": [list(check) for check in statement.cross_checks],
        "editor_note": statement.editor_note,
        "source": {
            "publisher": source.publisher,
            "author": source.author,
            "title": source.title,
            "url": source.url,
            "url_basis": source.url_basis,
            "published_on": _iso(source.published_on),
            "published_basis": source.published_basis,
            "checked_on": _iso(source.checked_on),
        },
        "added_on": statement.added_on.isoformat(),
    }


def texts_from(record: Record, field: str) -> Texts:
    """The texts under `field`; raises MalformedRecordError where there is none."""
    table = _table(record, field)
    unknown = set(table) - set(LANGUAGES)
    if unknown:
        raise MalformedRecordError(field, f"unknown language {', '.join(sorted(unknown))}")
    try:
        return Texts(**{language: str(text).strip() for language, text in table.items()})
    except ValueError as error:
        raise MalformedRecordError(field, str(error)) from error


def _written(texts: Texts) -> dict[str, str]:
    return {language: getattr(texts, language) for language in texts.written_in()}


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _table(record: Record, field: str) -> Record:
    value = record.get(field)
    if not isinstance(value, Mapping) or not value:
        raise MalformedRecordError(field, "missing")
    return value


def _text(record: Record, field: str) -> str:
    value = record.get(field)
    if not isinstance(value, str) or not value.strip():
        raise MalformedRecordError(field, "missing")
    return value.strip()


def _words(record: Record, field: str) -> tuple[str, ...]:
    value = record.get(field, ())
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise MalformedRecordError(field, "must be a list")
    return tuple(str(word) for word in value)


def _day(record: Record, field: str) -> dt.date:
    value = record.get(field)
    if isinstance(value, dt.date):
        return value
    if not value:
        raise MalformedRecordError(field, "missing")
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise MalformedRecordError(field, f"{value!r} is no date; write YYYY-MM-DD") from error


def _choice(record: Record, field: str, choices: type[_Choice]) -> _Choice:
    value = _text(record, field)
    try:
        return choices(value)
    except ValueError as error:
        allowed = ", ".join(choices)
        raise MalformedRecordError(field, f"{value!r} is none of {allowed}") from error


def _speaker(record: Record) -> Speaker:
    return Speaker(
        id=_text(record, "id"),
        side=_choice(record, "side", Side),
        name=texts_from(record, "name"),
        role=texts_from(record, "role"),
        aliases=_words(record, "aliases"),
    )


def _source(record: Record) -> Source:
    return Source(
        publisher=_text(record, "publisher"),
        url=_text(record, "url"),
        url_basis=str(record.get("url_basis", "")),
        published_basis=str(record.get("published_basis", "")),
        author=str(record.get("author") or ""),
        title=str(record.get("title") or ""),
        published_on=_day(record, "published_on") if record.get("published_on") else None,
        checked_on=_day(record, "checked_on") if record.get("checked_on") else None,
    )


def _number(record: Record) -> Number:
    value = record.get("value")
    if value is not None and not isinstance(value, int):
        raise MalformedRecordError("numbers", f"{value!r} is no whole number")
    return Number(
        value=value,
        unit=_text(record, "unit"),
        qualifier=_text(record, "qualifier"),
        meaning=_text(record, "meaning"),
    )


def _relations(record: Record) -> dict[Relation, tuple[str, ...]]:
    relations = {}
    for name in record:
        relations[_choice({"relations": name}, "relations", Relation)] = _words(record, name)
    return relations
