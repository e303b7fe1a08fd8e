"""What the buttons of a subscription carry, and what a press makes of it. Pure.

A button names the state it leads to and not a change of it: pressed twice, it does the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, cast
from zoneinfo import ZoneInfo

from jobs.quiet import Quiet
from jobs.subscriptions import PACES, PAUSE, Subscription
from knowledge.model import LANGUAGES

What = Literal[
    "page", "open", "everything", "only", "topic", "pace", "hour", "weekday", "quiet", "zone", "silent",
    "neutral", "language", "pause", "stop", "again",
]  # fmt: skip

#: Time zones to choose from, west to east: where the families of both sides mostly live.
ZONES: Final = (
    "America/Los_Angeles", "America/New_York", "Europe/London", "Europe/Berlin", "Europe/Warsaw",
    "Europe/Chisinau", "Europe/Kyiv", "Europe/Minsk", "Europe/Moscow", "Europe/Istanbul",
    "Asia/Jerusalem", "Europe/Samara", "Asia/Tbilisi", "Asia/Yekaterinburg", "Asia/Novosibirsk",
    "Asia/Krasnoyarsk", "Asia/Irkutsk", "Asia/Vladivostok",
)  # fmt: skip

_HOUR: Final = r"(?:[01]?\d|2[0-3])"
_TOPIC: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
#: What each button may carry; anything else was written by nobody.
_VALUES: Final[Mapping[str, str]] = {
    "page": rf"home|offer|topics|when|hour|weekday|quiet|since|until-{_HOUR}|zone|language",
    "open": "home|offer",
    "everything": "",
    "only": _TOPIC,
    "topic": rf"[+-]{_TOPIC}",
    "pace": "|".join(PACES),
    "hour": _HOUR,
    "weekday": "[0-6]",
    "quiet": rf"{_HOUR}-{_HOUR}",
    "zone": "|".join(ZONES),
    "silent": "[01]",
    "neutral": "[01]",
    "language": "|".join(LANGUAGES),
    "pause": "[01]",
    "stop": "",
    "again": "",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of a subscription that was pressed."""

    what: What
    value: str = ""


def choosing(what: What, value: str | int = "") -> str:
    """The data of a button that chooses this."""
    return f"set:{what}:{value}"


def read_choice(data: str) -> Choice | None:
    """What a button chooses; None for what no version of ours has written."""
    start, _, rest = data.partition(":")
    what, _, value = rest.partition(":")
    if start != "set" or what not in _VALUES or not re.fullmatch(_VALUES[what], value, re.ASCII):
        return None
    return Choice(cast("What", what), value)


_Change = Callable[[str, Subscription, float], Mapping[str, Any]]
_CHANGES: Final[Mapping[What, _Change]] = {
    "everything": lambda _value, _to, _now: {"everything": True, "topics": frozenset()},
    "only": lambda value, _to, _now: {"everything": False, "topics": frozenset((value,))},
    "topic": lambda value, to, _now: _with_topic(to, value[1:], wanted=value[0] == "+"),
    "pace": lambda value, _to, _now: {"pace": value},
    "hour": lambda value, _to, _now: {"hour": int(value)},
    "weekday": lambda value, _to, _now: {"weekday": int(value)},
    "quiet": lambda value, _to, _now: {"quiet": Quiet(*map(int, value.split("-")))},
    "zone": lambda value, _to, _now: {"zone": ZoneInfo(value)},
    "silent": lambda value, _to, _now: {"silent": value == "1"},
    "neutral": lambda value, _to, _now: {"neutral": value == "1"},
    "language": lambda value, _to, _now: {"language": value},
    "pause": lambda value, _to, now: {"paused_until": now + PAUSE if value == "1" else 0.0},
}


def applied(choice: Choice, to: Subscription, now: float) -> Subscription:
    """The subscription after a choice; the same where the choice changes nothing of it."""
    change = _CHANGES.get(choice.what)
    return replace(to, **change(choice.value, to, now)) if change else to


def _with_topic(to: Subscription, topic: str, *, wanted: bool) -> Mapping[str, Any]:
    """Choosing a topic ends "everything"; leaving one out of it does not choose all others."""
    if wanted:
        return {"everything": False, "topics": to.topics | {topic}}
    return {"topics": to.topics - {topic}}


def following(choice: Choice, after: Subscription) -> str:
    """The page to show after a choice, so that the next question is asked at once."""
    match choice.what:
        case "page":
            return choice.value
        case "topic":
            return "topics"
        case "pace" if after.pace == "weekly":
            return "weekday"
        case "pace" if after.pace == "daily":
            return "hour"
        case "weekday":
            return "hour"
        case _:
            return "home"
