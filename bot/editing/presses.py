"""What the buttons of editors carry. Pure.

`ed:ACTION:DRAFT:REVISION:VALUE`, at most 64 bytes. The revision is the one that the editor saw: a
press on what somebody changed meanwhile is recognised, and nothing is overwritten.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from bot.buttons import Button

Action = Literal[
    # of a draft
    "open", "more", "ask", "take", "empty", "flag", "topic", "mend", "look", "send", "drop", "dropped",
    "reopen", "later", "approve", "return", "catch_up",
    # of what is published
    "revise", "take_back", "release", "undo", "history",
    # of people, questions and files
    "role", "remove", "removed", "join", "list", "attach", "begin", "import", "export", "asked", "forget",
]  # fmt: skip

#: One sign in the data: ids of statements are long, and 64 bytes are few.
_SIGNS: Final = dict(zip(get_args(Action), "abcdefghijklmnopqrstuvwxyzABCDEFG", strict=True))
_ACTIONS: Final = {sign: action for action, sign in _SIGNS.items()}
_LONGEST: Final = 64
_PRESS: Final = re.compile(
    r"ed:([a-zA-Z]):([0-9a-z]{1,8}):([0-9a-z]{1,5}):(.*)", re.ASCII | re.DOTALL
)
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of an editor that was pressed; draft and revision are 0 where it is about none."""

    action: Action
    draft: int = 0
    revision: int = 0
    value: str = ""


def pressing(action: Action, value: str = "", draft: int = 0, revision: int = 0) -> str:
    """The data of a button."""
    return f"ed:{_SIGNS[action]}:{_short(draft)}:{_short(revision)}:{value}"


def read_pressed(data: str) -> Pressed | None:
    """What a button's data asks for; None for what no version of ours has written."""
    found = _PRESS.fullmatch(data)
    action = _ACTIONS.get(found[1]) if found else None
    if found is None or action is None:
        return None
    return Pressed(cast("Action", action), int(found[2], 36), int(found[3], 36), found[4])


def _short(number: int) -> str:
    """A number to base 36."""
    digits = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits or "0"


def fits(button: Button) -> bool:
    """Whether Telegram takes the button; what does not fit has to be typed."""
    return len(button.data.encode()) <= _LONGEST
