"""The last look at a row before it is sent: whether the chat still wants it, now, and what it says.

What is claimed is in the ledger before it is sent. So whoever may have seen a version is known,
however the sending ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from jobs.alerts import Alert, Alerts, Why
from jobs.corrections import Corrections, due_at
from jobs.halt import Halts
from jobs.ledger import Ledger, Sight, Version
from jobs.outbox import Letter, Outbox
from jobs.quiet import free_at
from jobs.subscriptions import Subscription, Subscriptions
from knowledge.model import Language


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be said to one chat."""

    alert: Alert
    why: Why
    #: The language, and how the chat wants to be told; the defaults where it is not subscribed.
    chosen: Subscription
    #: Statements that it has been sent in an answer: no news to whoever wanted to be told once.
    known: frozenset[Version] = frozenset()
    #: Of a correction: the version that the chat saw last. Of a mark: what the message shows.
    saw: int = 0
    sight: Sight | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """A call of the Bot API without its chat, and the versions of statements that it shows."""

    method: str
    parameters: Mapping[str, Any]
    shows: tuple[Version, ...]


#: Says what an errand amounts to, by what is published now; None where that is nothing.
Compose = Callable[[Errand], Composed | None]


class Claims:
    """The verbs, over one connection; the transaction is the caller's."""

    def __init__(self, db: Database, compose: Compose, zone: ZoneInfo) -> None:
        """`zone` is where those are taken to be who have chosen none."""
        self._db, self._compose, self._zone = db, compose, zone
        self._outbox, self._ledger = Outbox(db), Ledger(db)

    def claim(self, row: Letter, now: float) -> Composed | None:
        """What is to be sent for a row now, noted in the ledger.

        None where it is not to be sent: it was put off, dropped or settled, and is not due any more.
        """
        if Halts(self._db).current():
            return None
        if row.expires_at <= now:
            self._outbox.settle(row.id, "expired", at=now)
            return None
        errand = self._errand(row, now)
        if errand is None:
            return None
        composed = self._compose(errand)
        if composed is None:
            self._nothing_to_say(row)
            return None
        self._ledger.note(row.id, row.chat, row.thread, errand.chosen.language, composed.shows, now)
        Corrections(self._db).late(row.id, composed.shows, now)
        return composed

    def _errand(self, row: Letter, now: float) -> Errand | None:
        alert, why = Alerts(self._db).get(cast("int", row.alert)), cast("Why", row.why)
        if why in ("correction", "mark"):
            return self._correction(row, alert, why, now)
        kept = Subscriptions(self._db).of(row.chat, row.thread)
        if why == "canary":
            return Errand(alert, why, kept or Subscription(row.chat, "uk", everything=True))
        if kept is None or kept.paused_until > now:
            self._nothing_to_say(row)
            return None
        moment = dt.datetime.fromtimestamp(now, dt.UTC)
        free = free_at(moment, kept.zone, kept.quiet)
        if free > moment:
            self._outbox.put_off(row.id, free.timestamp())
            return None
        return Errand(alert, why, self._with_answered(kept, alert), self._known(row, alert))

    def _correction(self, row: Letter, alert: Alert, why: Why, now: float) -> Errand | None:
        if Corrections(self._db).is_overtaken(alert):
            self._outbox.drop(row.id)
            return None
        kept = Subscriptions(self._db).of(row.chat, row.thread)
        chosen = kept or Subscription(row.chat, self._language(row), row.thread, zone=self._zone)
        if why == "mark":
            return Errand(alert, why, chosen, sight=self._sight(row))
        due = due_at(chosen, alert.made_at, now)
        if due > now:
            self._outbox.put_off(row.id, due)
            return None
        saw = self._ledger.seen_by(row.chat, row.thread, alert.content["statement"])
        wrong = [version for version in saw if str(version) in alert.content["wrong"]]
        return Errand(alert, why, chosen, saw=wrong[0] if wrong else 0)

    def _sight(self, row: Letter) -> Sight | None:
        return self._ledger.last_in(row.chat, message_of(row))

    def _language(self, row: Letter) -> Language:
        found = self._db.execute("SELECT language FROM chats WHERE chat = ?", [row.chat]).fetchone()
        return found[0] if found else self._ledger.language_of(row.chat, row.thread) or "uk"

    def _with_answered(self, kept: Subscription, alert: Alert) -> Subscription:
        """With the topics among those wanted once that this alert is the answer to."""
        rows = self._db.execute(
            "SELECT topic FROM chosen_topics WHERE chat = ? AND thread = ? AND answered_by = ?",
            [kept.chat, kept.thread, alert.id],
        )
        return kept.once_for(topic for (topic,) in rows.fetchall())

    def _known(self, row: Letter, alert: Alert) -> frozenset[Version]:
        if row.why != "once":
            return frozenset()
        return frozenset(
            (name, version)
            for name in alert.statements
            for version in self._ledger.seen_by(row.chat, row.thread, name)
        )

    def _nothing_to_say(self, row: Letter) -> None:
        """Drop the row; whoever wanted to be told once is still waiting."""
        self._outbox.drop(row.id)
        self._db.execute(
            "UPDATE chosen_topics SET answered_by = NULL"
            " WHERE chat = ? AND thread = ? AND answered_by = ?",
            [row.chat, row.thread, row.alert],
        )


def message_of(row: Letter) -> int:
    """The message that a mark changes."""
    return int(row.key.rsplit(":", 1)[1])
