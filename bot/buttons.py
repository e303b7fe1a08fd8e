"""What a button carries: everything needed to act on it, so that it works after a restart.

Telegram allows 64 bytes; `read_press` returns None for what no version of ours has written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from knowledge.answering import Subject
from knowledge.desk import View
from knowledge.model import LANGUAGES, Language

Action = Literal["show", "language", "topics", "contacts", "not_asked"]

_KINDS: Final = {"t": "topic", "s": "statement", "p": "speaker", "d": "day", "l": "latest"}
_LETTERS: Final = {kind: letter for letter, kind in _KINDS.items()}
_VIEWS: Final[tuple[View, ...]] = get_args(View)


@dataclass(frozen=True, slots=True)
class Button:
    """A label for people and the data for us."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed, understood."""

    action: Action
    subject: Subject | None = None
    page: int = 0
    view: View = "full"
    language: Language | None = None


def showing(subject: Subject, page: int = 0, view: View = "full") -> str:
    """The data of a button that shows a page of a subject."""
    name = f"{subject.id}~{subject.lead}" if subject.lead else subject.id
    return f"show:{_LETTERS[subject.kind]}:{name}:{page}:{view[0]}"


def telling(topic: str) -> str:
    """The data of a button that asks for one message when something new is known on a topic."""
    return f"tell:{topic}"


def read_press(data: str) -> Press | None:
    """What a button's data asks for; None where it makes no sense (any more)."""
    action, *parts = data.split(":")
    if action == "show" and len(parts) == 4:
        return _read_showing(*parts)
    if action == "language" and parts and parts[0] in LANGUAGES:
        return Press("language", language=next(one for one in LANGUAGES if one == parts[0]))
    plain: tuple[Action, ...] = ("topics", "contacts", "not_asked")
    known = next((one for one in plain if one == action), None)
    return Press(known) if known and not parts else None


def _read_showing(letter: str, name: str, page: str, view: str) -> Press | None:
    kind = _KINDS.get(letter)
    seen = next((one for one in _VIEWS if one[0] == view), None)
    if kind is None or seen is None or not page.isdecimal():
        return None
    named, _, lead = name.partition("~")
    subject = Subject(kind, named, lead)  # type: ignore[arg-type]
    return Press("show", subject, int(page[:4]), seen)
