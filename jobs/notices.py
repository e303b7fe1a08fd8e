"""What owners are told without asking: letters that were refused, a queue that stands, a canary
that did not sing, and too many corrections. And editors, once a week: what needs care. Each once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from sqlite_utils import Database

from jobs.corrections import MANY, Corrections
from jobs.halt import Halts

#: Seconds: how late a canary may be, and how long the queue may stand while something is due.
CANARY_WITHIN: Final = 15 * 60.0
STANDS: Final = 10 * 60.0
_DAY: Final = 86_400.0
#: Chats that leave within a day from which on a halt is proposed: so many, and such a share.
_LEAVING: Final = 20
_SHARE: Final = 0.05

Name = Literal["refused", "stands", "canary", "many-corrections", "many-leaving", "care"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell owners; `key` makes it happen once, `number` is what it counts."""

    key: str
    name: Name
    number: int
    #: Numbers by kind, where one is not enough.
    counts: tuple[tuple[str, int], ...] = ()

    @property
    def for_editors(self) -> bool:
        """Whether it is for all who work on the base, and not for owners alone."""
        return self.name == "care"


class Notices:
    """The verbs, over one connection; the transaction is the caller's."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def due(self, now: float) -> tuple[Notice, ...]:
        """What owners should know and have not been told."""
        day = int(now // _DAY)
        found = [*self._refused(now), *self._many(now, day)]
        if not Halts(self._db).current():
            found += [*self._canary(now), *self._stands(now)]
        return tuple(one for one in found if not self._is_given(one.key))

    def is_due(self, key: str, now: float) -> bool:
        """Whether a thing that comes in periods is due in this one; the first is only begun."""
        kind = key.partition(":")[0]
        row = self._db.execute("SELECT 1 FROM notices WHERE key GLOB ?", [f"{kind}:*"]).fetchone()
        if row is None:
            self._db.execute("INSERT INTO notices VALUES (?, ?)", [key, now])
        return not self._is_given(key)

    def give(self, notice: Notice, now: float) -> bool:
        """Note that owners are told; False where they have been."""
        done = self._db.execute("INSERT OR IGNORE INTO notices VALUES (?, ?)", [notice.key, now])
        return done.rowcount == 1

    def _is_given(self, key: str) -> bool:
        found = self._db.execute("SELECT 1 FROM notices WHERE key = ?", [key])
        return found.fetchone() is not None

    def _refused(self, now: float) -> list[Notice]:
        rows = self._db.execute(
            "SELECT alert, count(*) FROM outbox WHERE state = 'refused' AND why != 'mark'"
            " AND settled_at > ? GROUP BY alert",
            [now - _DAY],
        ).fetchall()
        found = [Notice(f"refused:{alert}", "refused", number) for alert, number in rows]
        replies = self._db.execute(
            "SELECT count(*), max(id) FROM set_aside WHERE at > ?", [now - _DAY]
        ).fetchone()
        if replies[0]:
            found.append(Notice(f"set-aside:{int(now // _DAY)}", "refused", replies[0]))
        return found

    def _canary(self, now: float) -> list[Notice]:
        rows = self._db.execute(
            "SELECT alert FROM outbox WHERE why = 'canary' AND state != 'sent'"
            " AND made_at BETWEEN ? AND ?",
            [now - _DAY, now - CANARY_WITHIN],
        ).fetchall()
        return [Notice(f"canary:{alert}", "canary", int(CANARY_WITHIN // 60)) for (alert,) in rows]

    def _stands(self, now: float) -> list[Notice]:
        waiting = self._db.execute(
            "SELECT count(*), min(due_at) FROM outbox"
            " WHERE lane = 'alert' AND state = 'waiting' AND due_at <= ?",
            [now],
        ).fetchone()
        moved = self._db.execute(
            "SELECT max(settled_at) FROM outbox WHERE settled_at IS NOT NULL"
        ).fetchone()[0]
        still = min(now - moved if moved else _DAY, now - (waiting[1] or now))
        if still < STANDS:
            return []
        return [Notice(f"stands:{int(now // 3600)}", "stands", waiting[0])]

    def _many(self, now: float, day: int) -> list[Notice]:
        found = []
        corrections = Corrections(self._db).within(now - _DAY)
        if corrections >= MANY:
            found.append(Notice(f"many-corrections:{day}", "many-corrections", corrections))
        left = self._left(now)
        subscribed = self._db.execute("SELECT count(*) FROM subscriptions").fetchone()[0]
        if left >= max(_LEAVING, _SHARE * subscribed):
            found.append(Notice(f"many-leaving:{day}", "many-leaving", left))
        return found

    def _left(self, now: float) -> int:
        row = self._db.execute(
            "SELECT coalesce(sum(number), 0) FROM tallies"
            " WHERE what IN ('stopped', 'blocked') AND day = date(?, 'unixepoch')",
            [now],
        ).fetchone()
        return int(row[0])


def numbers_of(notice: Notice) -> Mapping[str, int]:
    """What a notice's words need."""
    return {"number": notice.number, **dict(notice.counts)}
