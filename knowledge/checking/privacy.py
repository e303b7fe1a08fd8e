"""What a record holds of private persons, string by string, whatever field it stands in. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import unquote

from knowledge.checking.wording import Wording
from knowledge.guard.persons import kind_of_personal_data

#: Here a name is what the field is for: all else that points at a person is refused.
_NAMES: Final = ("id", "speaker.id", "speaker.name", "speaker.aliases")
_LINKS: Final = ("source.url",)
#: Days and words of our own: what else stands there has the wrong shape, or is unknown.
_OURS: Final = (
    "kind", "attribution", "topics", "relations", "said_on", "said_until", "said_on_precision",
    "event_date", "added_on", "source.published_on", "source.checked_on", "speaker.side",
)  # fmt: skip
_INITIAL: Final = re.compile(r"\b[^\W\d_]\.\s?")
_DIGIT: Final = re.compile(r"\d")
#: A channel on Telegram, as a publisher is called: the name of a place and of nobody.
_CHANNEL: Final = re.compile(r"Telegram: @\w+")
#: An address on the net has long numbers and dates of its own; these are somebody's.
_IN_LINK: Final = (
    ("phone", re.compile(r"(?<!\d)(?:\+\d{10,14}|380\d{9}|[78]9\d{9}|0\d{9})(?!\d)")),
    ("birth-date", re.compile(r"(?<!\d)\d{1,2}[.-]\d{1,2}[.-](?:19[3-9]\d|200\d|201[0-2])(?!\d)")),
    ("address", re.compile(r"[\w.+-]+@[\w-]+\.\w+")),
)


def kind_in(name: str, text: str, wording: Wording) -> str:
    """What the text of a field holds that points at a private person; empty where nothing does.

    `name` is that of a field of the record. The kinds are those of knowledge/guard/persons.py, and
    `digits` for figures in the name of a person.
    """
    if _is(name, _NAMES):
        return kind_in_name(text)
    if _is(name, _LINKS) or (name == "cross_checks" and text.startswith(("http://", "https://"))):
        return _kind_in_link(text)
    return wording.kind_of_personal_data(_CHANNEL.sub(" ", text))


def kind_in_name(text: str, *, person: bool = False) -> str:
    """What a name holds beside a name; empty where it is only one.

    Figures are refused in the name of a `person`, and of whoever reads like one: "G7" is a name.
    """
    kind = kind_of_personal_data(_INITIAL.sub(" ", text))
    if kind == "name":  # data beside the name may hide behind it
        kind = kind_of_personal_data(" ".join(part for part in text.split() if _DIGIT.search(part)))
        person = True
    if kind in ("", "name"):
        return "digits" if person and _DIGIT.search(text) else ""
    return kind


def private_leaves(record: Mapping[str, Any], wording: Wording) -> Iterator[tuple[str, str, str]]:
    """Each string of a record that points at a private person: its field, its kind, and itself."""
    for name, text in strings_of(record):
        if not _is(name, _OURS) and (kind := _kind_of(name, text, record, wording)):
            yield name, kind, text


def strings_of(value: Any, name: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401, a record
    """Every string of a record with the field in which it stands; a list has its field's name."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            within = (
                name == "numbers"
            )  # each number is a table; its parts have no field of their own
            yield from strings_of(inner, name if within else ".".join(filter(None, (name, key))))
    elif isinstance(value, Sequence):
        for inner in value:
            yield from strings_of(inner, name)


def _kind_of(name: str, text: str, record: Mapping[str, Any], wording: Wording) -> str:
    if _is(name, ("speaker.name", "speaker.aliases")):
        return kind_in_name(text, person=record.get("attribution") == "named_official")
    return kind_in(name, text, wording)


def _kind_in_link(link: str) -> str:
    plain = unquote(link)
    return next((kind for kind, data in _IN_LINK if data.search(plain)), "")


def _is(name: str, fields: Iterable[str]) -> bool:
    return any(name == field or name.startswith(f"{field}.") for field in fields)
