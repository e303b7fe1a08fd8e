"""Corrections and withdrawals: to every chat in the ledger of who was sent the old version.

They are not muted by topic, go before other alerts, and respect quiet hours for a day at most. A
statement that changes again before all are told has its earlier correction dropped: the later one
goes to the same chats and more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from sqlite_utils import Database

from jobs.alerts import CORRECTION_FOR, Alert, Alerts, Row
from jobs.ledger import Ledger, Sight, Version
from jobs.quiet import free_at
from jobs.subscriptions import Subscription, Subscriptions
from knowledge.base import Entry, Event
from knowledge.checking.changes import extent
from knowledge.model import Statement
from knowledge.record import record_of, statement_from

#: Seconds for an editor to notice a slip. What is wrong must not stand for as long as news is held.
SLIP: Final = 60.0
#: Quiet hours hold a correction back for so long at most, in seconds.
QUIET_FOR: Final = 86_400.0
#: Corrections within a day from which on a halt is proposed.
MANY: Final = 3

What = Literal["corrected", "retracted", "restored"]
_CHANGES: Final = (Event.CORRECTED, Event.RETRACTED, Event.RESTORED)


@dataclass(frozen=True, slots=True)
class Correction:
    """A statement that is not what it was. `now` is what it says since, or said last."""

    event: int
    what: What
    happened_at: float
    now: Statement
    #: The versions that read otherwise than now, or not at all; chats may have been sent them.
    wrong: Mapping[int, Statement]
    #: Why, in the editor's words; empty where a release brought it.
    reason: str

    def as_content(self) -> Mapping[str, Any]:
        """As an alert keeps it."""
        return {
            "statement": self.now.id,
            "version": self.now.version,
            "event": self.event,
            "what": self.what,
            "happened_at": self.happened_at,
            "reason": self.reason,
            "now": record_of(self.now),
            "wrong": {str(n): record_of(one) for n, one in self.wrong.items()},
        }


def correction_from(content: Mapping[str, Any]) -> Correction:
    """What an alert keeps, read again."""
    now = statement_from({**content["now"], "version": content["version"]})
    wrong = {
        int(n): statement_from({**one, "version": int(n)}) for n, one in content["wrong"].items()
    }
    return Correction(
        content["event"],
        cast("What", content["what"]),
        content["happened_at"],
        now,
        wrong,
        content["reason"],
    )


def correction_of(history: Sequence[Entry]) -> Correction | None:
    """What there is to tell of a statement's history; None where it reads as it always did.

    Only versions that read otherwise count: what was changed, and changed back, is told to those
    who saw it in between.
    """
    last = history[-1]
    wrong = {entry.statement.version: entry.statement for entry in history if _differs(entry, last)}
    if not wrong:
        return None
    what: What = "corrected"
    if last.event is Event.RETRACTED:
        what = "retracted"
    elif history[-2].event is Event.RETRACTED:
        what = "restored"
    return Correction(
        last.position, what, last.happened_at.timestamp(), last.statement, wrong, last.reason
    )


def _differs(entry: Entry, last: Entry) -> bool:
    """Whether it read otherwise: whatever an editor may not change but by a correction is told.

    So is a word respelt, where that was published as a correction.
    """
    gone = (entry.event is Event.RETRACTED, last.event is Event.RETRACTED)
    return gone[0] != gone[1] or extent(entry.statement, last.statement) != "nothing"


def changes(entries: Sequence[Entry], now: float, hold: float) -> Sequence[Entry]:
    """The entries that change what was said, up to the first that may still be a slip."""
    found: list[Entry] = []
    for entry in entries:
        if entry.event in _CHANGES:
            if 0 <= now - entry.happened_at.timestamp() < min(hold, SLIP):
                break
            found.append(entry)
    return found


class Corrections:
    """The verbs, over one connection; the transaction is the caller's."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def told(self, statement: str) -> int:
        """The version of a statement that a correction has told of; 0 for none."""
        row = self._db.execute(
            "SELECT version FROM corrected WHERE statement = ?", [statement]
        ).fetchone()
        return int(row[0]) if row else 0

    def make(self, correction: Correction, now: float) -> int:
        """Make the alert; from now on, no row shows an older version without being told as well."""
        alert = Alerts(self._db).make(
            "correction", f"correction:{correction.event}", correction.as_content(), now
        )
        self._db.execute(
            "INSERT OR REPLACE INTO corrected VALUES (?, ?, ?)",
            [correction.now.id, correction.now.version, alert],
        )
        return alert

    def tell(self, alert: Alert, now: float, most: int) -> int:
        """Give the next who saw an old version their rows; how many sights. Finishes at the end."""
        content = alert.content
        wrong = tuple(map(int, content["wrong"]))
        after = alert.last or (0, 0)
        sights = Ledger(self._db).who_saw(content["statement"], wrong, after, most)
        for sight in sights:
            self.queue(alert, sight, now)
        if len(sights) == most:
            Alerts(self._db).reached(alert.id, sights[-1].place)
        else:
            Alerts(self._db).finished(alert.id, now)
        return len(sights)

    def queue(self, alert: Alert, sight: Sight, now: float) -> None:
        """Tell one who saw an old version, and mark the message where it is known."""
        alerts = Alerts(self._db)
        due = self._due(alert, sight, now)
        expires = due + CORRECTION_FOR
        plain = Row(alert.id, sight.chat, sight.thread, "correction", now, due, expires)
        alerts.queue(plain)
        if sight.message is not None:
            mark = Row(alert.id, sight.chat, sight.thread, "mark", now, now, expires, sight.message)
            alerts.queue(mark)

    def late(self, outbox: int, versions: Sequence[Version], now: float) -> None:
        """A row is about to show these: where one has been corrected since, its chat is told too."""
        for statement, version in versions:
            row = self._db.execute(
                "SELECT alert FROM corrected WHERE statement = ? AND version > ?",
                [statement, version],
            ).fetchone()
            alert = Alerts(self._db).get(row[0]) if row else None
            if alert and str(version) in alert.content["wrong"]:
                for sight in Ledger(self._db).of_row(outbox):
                    self.queue(alert, sight, now)

    def is_overtaken(self, alert: Alert) -> bool:
        """Whether a later change of the statement goes to the same chats."""
        return self.told(alert.content["statement"]) > int(alert.content["version"])

    def within(self, since: float) -> int:
        """How many corrections were made since then."""
        found = self._db.execute(
            "SELECT count(*) FROM alerts WHERE kind = 'correction' AND made_at >= ?", [since]
        )
        return int(found.fetchone()[0])

    def _due(self, alert: Alert, sight: Sight, now: float) -> float:
        """When it may be sent; the last look before that decides."""
        kept = Subscriptions(self._db).of(sight.chat, sight.thread)
        return due_at(kept, alert.made_at, now) if kept else now


def due_at(chosen: Subscription, made_at: float, now: float) -> float:
    """When a correction made then may go to a chat: out of its quiet hours, or after a day."""
    moment = dt.datetime.fromtimestamp(now, dt.UTC)
    free = free_at(moment, chosen.zone, chosen.quiet)
    # Compared as datetimes: going there and back, a float may come out a little later.
    return now if free == moment else min(free.timestamp(), max(now, made_at + QUIET_FOR))
