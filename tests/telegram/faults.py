"""What can go wrong with a call of the Bot API, by name, and the script that says when it does."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

Cut = Literal["", "before", "after", "half"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to a call instead of its being done and answered."""

    status: int = 200
    #: The body; None for what would have been answered.
    body: str | None = None
    #: Whether the call takes effect all the same, as a message that is shown.
    accepted: bool = False
    #: Where the connection is reset: before the request was read, after, or in mid-answer.
    cut: Cut = ""
    #: Seconds that the answer is late.
    late: float = 0.0


def _refusal(status: int, description: str, **parameters: Any) -> Fault:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return Fault(status, json.dumps(body))


_PAGE: Final = "<html><body><h1>Gateway</h1></body></html>"

FAULTS: Final[dict[str, Fault]] = {
    "cut before": Fault(cut="before"),
    "cut after": Fault(cut="after", accepted=True),
    "half a body": Fault(cut="half", accepted=True),
    "late": Fault(late=3.0, accepted=True),
    "500": Fault(500, _PAGE, accepted=True),
    "502": Fault(502, _PAGE, accepted=True),
    "504": Fault(504, _PAGE, accepted=True),
    "520": Fault(520, _PAGE, accepted=True),
    "408": Fault(408, _PAGE),
    "html": Fault(200, _PAGE, accepted=True),
    "no description": Fault(200, '{"ok": false}'),
    "429": _refusal(429, "Too Many Requests: retry after 1", retry_after=1),
    "429 bare": Fault(429, ""),
    "blocked": _refusal(403, "Forbidden: bot was blocked by the user"),
    "deactivated": _refusal(403, "Forbidden: user is deactivated"),
    "kicked": _refusal(403, "Forbidden: bot was kicked from the group chat"),
    "chat not found": _refusal(400, "Bad Request: chat not found"),
    "bad request": _refusal(400, "Bad Request: can't parse entities: unsupported start tag"),
    "not modified": _refusal(400, "Bad Request: message is not modified"),
    "too large": Fault(413, "Request Entity Too Large"),
    "migrated": _refusal(
        400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1009
    ),
    "unauthorized": _refusal(401, "Unauthorized"),
    "no such method": _refusal(404, "Not Found"),
    "conflict": _refusal(409, "Conflict: terminated by other getUpdates request"),
}


def fault_of(name: str, **changed: Any) -> Fault:
    """The fault of this name; `retry_after`, `description` and fields of Fault change it."""
    fault = FAULTS[name]
    if (said := changed.pop("description", None)) is not None:
        fault = _refusal(fault.status, said)
    if (seconds := changed.pop("retry_after", None)) is not None:
        again = f"Too Many Requests: retry after {seconds}"
        fault = _refusal(429, again, retry_after=seconds)
    return replace(fault, **changed)


@dataclass(slots=True)
class Rule:
    """When a fault strikes: for a method and a chat (or any), this often, or this share of calls."""

    fault: Fault
    name: str
    method: str = ""
    chat: int | None = None
    #: How often still; None for ever.
    times: int | None = 1
    share: float = 1.0


class Script:
    """The rules in force, the oldest first. The same seed strikes the same calls."""

    def __init__(self, seed: int = 0) -> None:
        self.rules: list[Rule] = []
        self._random = random.Random(seed)  # noqa: S311 - no secret

    def add(self, rule: Rule) -> None:
        """Put a rule behind the others."""
        self.rules.append(rule)

    def clear(self) -> None:
        """From now on, all goes well."""
        self.rules.clear()

    def strikes(self, method: str, chat: Any) -> Rule | None:
        """The rule that strikes this call, counted down."""
        for rule in self.rules:
            meant = rule.method in ("", method) and rule.chat in (None, chat)
            if not meant or rule.times == 0 or self._random.random() >= rule.share:
                continue
            if rule.times is not None:
                rule.times -= 1
            return rule
        return None
