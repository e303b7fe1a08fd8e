"""Whether a record that somebody sends has the shape of one, field by field. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from knowledge.model import LANGUAGES, Attribution, Kind, Precision, Relation, Side

#: Columns that hold more than a word, with the shape that they must have in words.
_Test = Callable[[Any], bool]


def shape_faults(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each field that is unknown (no shape) or of the wrong shape, with what to write there."""
    yield from _faults(record, _FIELDS, "")


def _faults(
    record: Mapping[str, Any], fields: Mapping[str, Any], path: str
) -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        column = f"{path}{name}"
        shape = fields.get(name)
        if shape is None:
            yield column, ""
        elif value in (None, "", [], {}):
            continue
        elif isinstance(shape, Mapping):
            if isinstance(value, Mapping):
                yield from _faults(value, shape, f"{column}.")
            else:
                yield column, f"{', '.join(shape)} in braces"
        elif not shape[0](value):
            yield column, shape[1]


def _is_text(value: Any) -> bool:  # noqa: ANN401, whatever was sent
    return isinstance(value, str)


def _is_day(value: Any) -> bool:  # noqa: ANN401, whatever was sent
    try:
        return isinstance(value, str) and bool(dt.date.fromisoformat(value))
    except ValueError:
        return False


def _is_words(value: Any) -> bool:  # noqa: ANN401, whatever was sent
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def _is_version(value: Any) -> bool:  # noqa: ANN401, whatever was sent
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_numbers(value: Any) -> bool:  # noqa: ANN401, whatever was sent
    return isinstance(value, list) and all(map(_is_number, value))


def _is_number(number: Any) -> bool:  # noqa: ANN401, whatever was sent
    if not isinstance(number, Mapping) or set(number) - {"value", "unit", "qualifier", "meaning"}:
        return False
    value = number.get("value")
    counted = value is None or (isinstance(value, int) and not isinstance(value, bool))
    words = (number.get(name) for name in ("unit", "qualifier", "meaning"))
    return counted and all(isinstance(word, str) and word.strip() for word in words)


def _is_checks(value: Any) -> bool:  # noqa: ANN401, whatever was sent
    return isinstance(value, list) and all(_is_words(c) and len(c) == 2 for c in value)


def _one_of(choices: type[Kind | Side | Attribution | Precision]) -> tuple[_Test, str]:
    return lambda value: value in tuple(choices), f"one of {', '.join(choices)}"


_TEXT: Final = (_is_text, "text")
_DAY: Final = (_is_day, "YYYY-MM-DD")
_WORDS: Final = (_is_words, "a list of words")
_SWITCH: Final = (lambda value: isinstance(value, bool), "yes or no")
_TEXTS: Final = dict.fromkeys(LANGUAGES, _TEXT)
_FIELDS: Final[Mapping[str, Any]] = {
    "id": _TEXT,
    "version": (_is_version, "a version, from 1"),
    "texts": _TEXTS,
    "claim_owner": _TEXTS,
    "speaker": {
        "id": _TEXT, "side": _one_of(Side), "name": _TEXTS, "role": _TEXTS, "aliases": _WORDS,
    },
    "kind": _one_of(Kind),
    "attribution": _one_of(Attribution),
    "said_on": _DAY,
    "said_until": _DAY,
    "said_on_precision": _one_of(Precision),
    "said_on_basis": _TEXT,
    "event_date": _DAY,
    "topics": _WORDS,
    "numbers": (_is_numbers, "a list of value, unit, qualifier, meaning"),
    "relations": {relation.value: _WORDS for relation in Relation},
    "unconfirmed": _SWITCH,
    "overtaken": _SWITCH,
    "cross_checks": (_is_checks, "a list of pairs: where, what was found"),
    "editor_note": _TEXT,
    "source": {
        "publisher": _TEXT, "author": _TEXT, "title": _TEXT, "url": _TEXT, "url_basis": _TEXT,
        "published_on": _DAY, "published_basis": _TEXT, "checked_on": _DAY,
    },
    "added_on": _DAY,
}  # fmt: skip
