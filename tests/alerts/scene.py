"""The acceptance scene: many are told, much goes wrong, and in the end each was told as they should."""

from __future__ import annotations

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.alerts.newsroom import Newsroom
from tests.alerts.press import Killed, subscribe
from tests.telegram.started import Call, StandIn

#: Who asks in the middle; nobody who is subscribed.
ASKING = 900_000_001
#: A call that left before the 429 was read may still arrive; seconds.
_ON_THE_WAY = 0.3
_MIGRATED = "Bad Request: group chat was upgraded to a supergroup chat"


@dataclass
class Scene:
    """So many subscribers, of whom some have blocked the bot and some groups have moved."""

    folder: Path
    telegram: StandIn
    subscribers: int
    rate: float
    window: int = 24
    troubled: bool = True
    blocked: list[int] = field(default_factory=list)
    moved: dict[int, int] = field(default_factory=dict)
    killed_at: list[float] = field(default_factory=list)
    took: float = 0.0
    asked: float = 0.0

    def __post_init__(self) -> None:
        chats = list(range(1, self.subscribers + 1))
        groups = [-chat for chat in chats if chat % 100 == 0] if self.troubled else []
        chats = [chat for chat in chats if -chat not in groups] + groups
        self.chats = chats
        self.blocked = [chat for chat in chats if chat > 0 and chat % 20 == 1 and self.troubled]
        self.moved = {chat: -1_000_000_000_000 + chat for chat in groups}
        subscribe(self.folder, chats)
        self.news = Newsroom(self.folder, time.time)
        self.bot = Killed(self.folder, self.telegram.api, self.rate, self.window)
        for chat in self.blocked:
            self.telegram.goes_wrong("blocked", "sendMessage", chat=chat, times=None)
        for chat, to in self.moved.items():
            self.telegram.goes_wrong("migrated", chat=chat, times=None, body=_migration(to))

    def close(self) -> None:
        self.bot.kill()
        self.news.close()

    # -- what happens

    def begin(self) -> None:
        """Start, and look once, so that what is published from now on is news."""
        self.bot.start()
        _until(lambda: self._count("SELECT count(*) FROM progress") == 3)

    def tell(self, *, kills: int = 3, storm: int = 8) -> None:
        """Publish, and let it all go wrong: kills, a storm of so many 429, a question between."""
        began = time.monotonic()
        self.news.publishes("new", "lists", text="Told.")
        for n in range(kills):
            self.telegram.wait_for(self.subscribers * (n + 1) // (kills + 2), within=300)
            if n == 0:
                self.telegram.goes_wrong("429", "sendMessage", times=storm, share=0.5)
            if n == 1:
                _until(lambda: len(self.struck) == storm)  # it silences answers too
                _until(lambda: time.monotonic() > max(call.arrived for call in self.struck) + 2)
                self.asked = time.monotonic()
                self.telegram.says("are you there", ASKING)
                _until(self._is_answered)
            self.bot.kill()
            self.killed_at.append(time.monotonic())
            self.bot.start()
        self._wait_until_all_is_settled()
        self.took = time.monotonic() - began

    def correct(self) -> None:
        """Correct it, and wait until all are told."""
        self.news.corrects("new", "Corrected.")
        _until(lambda: self._count("SELECT count(*) FROM alerts WHERE kind = 'correction'") == 1)
        self._wait_until_all_is_settled()

    def _wait_until_all_is_settled(self) -> None:
        """But the marks on old messages, which come last and are in no hurry."""
        unsettled = (
            "SELECT count(*) FROM alerts WHERE told_all_at IS NULL UNION ALL"
            " SELECT count(*) FROM outbox WHERE state = 'waiting' AND why != 'mark'"
        )
        _until(lambda: self._count("SELECT count(*) FROM alerts") > 0)
        _until(lambda: self._count(unsettled) == 0)

    def _is_answered(self) -> bool:
        return any(
            call.chat == ASKING for call in self.telegram.calls("sendMessage", accepted=True)
        )

    def _count(self, sql: str) -> int:
        with closing(sqlite3.connect(self.folder / "people.db", timeout=30)) as db:
            return sum(number for (number,) in db.execute(sql).fetchall())

    # -- what was seen

    @property
    def reachable(self) -> set[int]:
        """Everybody that can be told, under the number that they have now."""
        staying = set(self.chats) - set(self.blocked) - set(self.moved)
        return staying | set(self.moved.values())

    def accepted(self, text: str) -> list[Call]:
        """The messages with this text that took effect, in order."""
        calls = self.telegram.calls("sendMessage", accepted=True)
        found = [call for call in calls if text in call.text and call.chat != ASKING]
        return sorted(found, key=lambda call: call.accepted or 0)

    def told(self, text: str = "Told.") -> Counter[int]:
        """How often each chat was sent it."""
        return Counter(
            int(call.chat) for call in self.accepted(text) if "Correction" not in call.text
        )

    def corrected(self) -> Counter[int]:
        """How often each chat was sent the correction."""
        found = (call for call in self.accepted("Corrected.") if "Correction. Open" in call.text)
        return Counter(int(call.chat) for call in found)

    def early(self) -> list[tuple[Call, Call]]:
        """Calls that came while Telegram wanted silence, each after the 429 that said so.

        A process that is killed just then may not have read it: that one is not counted.
        """
        calls = sorted(self.telegram.calls("sendMessage"), key=lambda call: call.arrived)
        struck = [call for call in self.struck if call.answered and not self._unread(call)]
        return [
            (one, call)
            for one in struck
            for call in calls
            if (one.answered or 0) + _ON_THE_WAY < call.arrived < (one.answered or 0) + 1.0
        ]

    def _unread(self, struck: Call) -> bool:
        answered = struck.answered or 0
        return any(answered - _ON_THE_WAY < at < answered + _ON_THE_WAY for at in self.killed_at)

    def answered_after(self) -> float:
        """Seconds from a question in the middle to its answer."""
        answers = self.telegram.calls("sendMessage", accepted=True)
        return next(c.accepted or 0 for c in answers if c.chat == ASKING) - self.asked

    def flooded(self) -> int:
        """Calls that the stand-in refused because a limit of Telegram was reached."""
        return sum(call.fault == "flood" for call in self.telegram.calls(""))

    @property
    def struck(self) -> list[Call]:
        """The calls that met the storm."""
        return [call for call in self.telegram.calls("sendMessage") if call.fault == "429"]


def pace_of(calls: Sequence[Call]) -> tuple[int, float]:
    """The most in any second, and how many a second all in all."""
    times = [call.accepted for call in calls if call.accepted]
    worst, first = 0, 0
    for last, at in enumerate(times):
        while times[first] <= at - 1.0:
            first += 1
        worst = max(worst, last - first + 1)
    return worst, (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else 0.0


def _migration(to: int) -> str:
    return json.dumps(
        {
            "ok": False,
            "error_code": 400,
            "description": _MIGRATED,
            "parameters": {"migrate_to_chat_id": to},
        }
    )


def _until(reached: Callable[[], bool], within: float = 300.0) -> None:
    deadline = time.monotonic() + within
    while not reached():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.05)
