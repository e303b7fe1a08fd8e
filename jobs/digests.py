"""Digests: what was published since the last one, once a day or week, at the hour a chat chose.

The key of a digest is its day or week and the chat: whatever is restarted, and whatever the clocks
do, there is one. Where nothing was published there is none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from sqlite_utils import Database

from jobs.alerts import NEWS_FOR, Alerts, Row
from jobs.events import TOGETHER
from jobs.periods import next_digest, period_of
from jobs.quiet import free_at
from jobs.subscriptions import Subscription, Subscriptions

#: Chats in one transaction.
STEP: Final = 500
#: What is older (seconds) is no news any more: a digest that was missed does not pile up.
REACHES: Final[Mapping[str, float]] = {"at_once": 9 * 86_400.0, "daily": 3 * 86_400.0, "weekly": 9 * 86_400.0}  # fmt: skip


class Digests:
    """The verbs, over one connection; the transaction is the caller's."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def write(
        self, published: Mapping[str, frozenset[str]], now: float, most: int = STEP
    ) -> tuple[int, int]:
        """Write the next `most` digests that are due: how many chats were due, how many rows it made.

        `published` says for each statement that is published what it is news about.
        """
        due = self._db.execute(
            "SELECT chat, thread, digest_at, digested, seen FROM subscriptions"
            " WHERE digest_at <= ? ORDER BY digest_at LIMIT ?",
            [now, most],
        ).fetchall()
        made = 0
        for chat, thread, due_at, digested, seen in due:
            one = Subscriptions(self._db).of(chat, thread)
            if one:
                made += self._write(one, due_at, digested, seen, published, now)
        return len(due), made

    def _write(
        self,
        one: Subscription,
        due_at: float,
        digested: str,
        seen: int,
        published: Mapping[str, frozenset[str]],
        now: float,
    ) -> int:
        period = self._period(one, due_at, seen)
        made = 0
        if one.paused_until <= now and not _was(period, digested):
            news, head = self._since(one, seen, now)
            wanted = [name for name in news if name in published and one.likes(published[name])]
            made = self._queue(one, period, list(dict.fromkeys(wanted)), now)
            keeps = made and one.pace != "at_once"
            self._note(one, period if keeps else digested, head, now)
        else:
            self._note(one, digested, seen, now)
        return made

    def _period(self, one: Subscription, due_at: float, seen: int) -> str:
        """The day or week; a last digest, after which it hears at once, is none of these."""
        if one.pace == "at_once":
            return f"last-{seen}"
        return period_of(one.pace, one.zone, due_at)

    def _since(self, one: Subscription, seen: int, now: float) -> tuple[Sequence[str], int]:
        """Statements that became news since, and are not on their way to the chat; the last event."""
        rows = self._db.execute(
            "SELECT event, statement, happened_at, EXISTS (SELECT 1 FROM outbox"
            "  WHERE key = 'alert:' || news.alert || ':' || ? || ':' || ?)"
            " FROM news WHERE event > ? ORDER BY event",
            [one.chat, one.thread, seen],
        ).fetchall()
        oldest = max(now - REACHES[one.pace], one.paused_until)
        head = max((event for event, *_ in rows), default=seen)
        return [name for _, name, at, queued in rows if at >= oldest and not queued], head

    def _queue(self, one: Subscription, period: str, names: Sequence[str], now: float) -> int:
        alerts = Alerts(self._db)
        moment = dt.datetime.fromtimestamp(now, dt.UTC)
        free = free_at(moment, one.zone, one.quiet)
        due = now if free == moment else free.timestamp()
        for at in range(0, len(names), TOGETHER):
            group = names[at : at + TOGETHER]
            part = f"digest:{period}.{at // TOGETHER}"
            alert = alerts.make("digest", f"{part}:{','.join(group)}", {"statements": group}, now)
            alerts.finished(alert, now)
            # The day and the chat make the key, so that there is one whatever it would tell of.
            key = f"{part}:{one.chat}:{one.thread}"
            alerts.queue(
                Row(alert, one.chat, one.thread, "digest", now, due, due + NEWS_FOR, key=key)
            )
        return -(-len(names) // TOGETHER)

    def _note(self, one: Subscription, period: str, seen: int, now: float) -> None:
        following = None
        if one.pace != "at_once":
            following = next_digest(one.pace, one.hour, one.weekday, one.zone, now)
        self._db.execute(
            "UPDATE subscriptions SET digested = ?, seen = ?, digest_at = ?"
            " WHERE chat = ? AND thread = ?",
            [period, seen, following, one.chat, one.thread],
        )


def _was(period: str, digested: str) -> bool:
    """Whether this day or week, or a later one, has had its digest."""
    return len(period) == len(digested) and period <= digested
