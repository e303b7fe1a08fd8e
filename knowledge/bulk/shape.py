"""Whether a record that somebody sends has the shape of one, field by field. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from unicodedata import category

from knowledge.checking.privacy import strings_of
from knowledge.guard.persons import has_personal_data
from knowledge.model import LANGUAGES, Attribution, Kind, Precision, Relation, Side

_WORD: Final = re.compile(r"[a-z_]{1,24}")
_ID: Final = re.compile(r"[a-z0-9-]{1,44}")
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_EARLIEST: Final = dt.date(1900, 1, 1)
#: Signs that turn the direction of a line, and so what a reader takes it to say.
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: Columns that hold more than a word, with the shape that they must have in words.
_Test = Callable[[Any], bool]


def shape_faults(record: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each field that is unknown (nothing is said) or of the wrong shape, with what to write there.

    What to write is `shape`, a name of knowledge/bulk/records.py SHAPES, and the `names` in it.
    """
    yield from _faults(record, _FIELDS, "")


def shown(column: str, number: int) -> str:
    """A column that there is not, as it may be shown: a plain word, else its number.

    >>> shown("colour", 3), shown("Коваленко Ігор", 4)
    ('colour', '№4')
    """
    said = _WORD.fullmatch(column) and not has_personal_data(column.replace("_", " "))
    return column if said else f"№{number}"


def _faults(
    record: Mapping[str, Any], fields: Mapping[str, Any], path: str
) -> Iterator[tuple[str, Mapping[str, str]]]:
    for number, (name, value) in enumerate(record.items(), start=1):
        shape = fields.get(name)
        column = f"{path}{name if shape else shown(name, number)}"
        if shape is None:
            yield column, {}
        elif value in (None, "", [], {}):
            continue
        elif isinstance(shape, Mapping):
            if isinstance(value, Mapping):
                yield from _faults(value, shape, f"{column}.")
            else:
                yield column, {"shape": "parts", "names": ", ".join(shape)}
        elif not shape[0](value):
            yield column, shape[1]
        elif not all(map(_is_plain, _strings(value))):
            yield column, {"shape": "plain"}


def is_new_id(name: str) -> bool:
    """Whether a new statement may have this id: it goes into buttons, which hold 64 bytes."""
    return bool(_ID.fullmatch(name))


def _is_plain(text: str) -> bool:
    """Whether a text holds no half of a character, no control character and no turning of lines."""
    return not any(category(sign) in ("Cs", "Cc") or sign in _TURNING for sign in text)


def _strings(value: Any) -> Iterator[str]:  # noqa: ANN401, whatever was sent
    return (text for _, text in strings_of(value))


def _is_text(value: Any) -> bool:  # noqa: ANN401, whatever was sent
    return isinstance(value, str)


def is_day(value: Any) -> bool:  # noqa: ANN401, whatever was sent
    """Whether it is a day as a record has it, and one of our times."""
    if not isinstance(value, str) or not _ISO.fullmatch(value):
        return False
    try:
        return dt.date.fromisoformat(value) >= _EARLIEST
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


def _one_of(
    choices: type[Kind | Side | Attribution | Precision],
) -> tuple[_Test, Mapping[str, str]]:
    said = {"shape": "choice", "names": ", ".join(choices)}
    return lambda value: value in tuple(choices), said


_TEXT: Final = (_is_text, {"shape": "text"})
_DAY: Final = (is_day, {"shape": "day"})
_WORDS: Final = (_is_words, {"shape": "words"})
_SWITCH: Final = (lambda value: isinstance(value, bool), {"shape": "switch"})
_TEXTS: Final = dict.fromkeys(LANGUAGES, _TEXT)
_FIELDS: Final[Mapping[str, Any]] = {
    "id": _TEXT,
    "version": (_is_version, {"shape": "version"}),
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
    "numbers": (_is_numbers, {"shape": "numbers"}),
    "relations": {relation.value: _WORDS for relation in Relation},
    "unconfirmed": _SWITCH,
    "overtaken": _SWITCH,
    "cross_checks": (_is_checks, {"shape": "checks"}),
    "editor_note": _TEXT,
    "source": {
        "publisher": _TEXT, "author": _TEXT, "title": _TEXT, "url": _TEXT, "url_basis": _TEXT,
        "published_on": _DAY, "published_basis": _TEXT, "checked_on": _DAY,
    },
    "added_on": _DAY,
}  # fmt: skip
