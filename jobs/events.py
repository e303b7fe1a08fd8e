"""From the event log of facts.db to alerts in people.db.

No transaction spans both files. people.db notes the position up to which the log was turned into
alerts, moved in the same transaction as the alerts are made; an event is in one alert. Rows for
those who are told follow in steps, each of which moves the alert's own position: so whatever is
killed goes on where it stood, and nobody is told twice.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from jobs.alerts import NEWS_FOR, URGENCY, Alert, Alerts
from jobs.quiet import Quiet, free_at

#: Statements in one message; more become several, so that each stays within a screen or two.
TOGETHER: Final = 4
#: An event this much (seconds) in the future was written by a clock that is wrong: nobody waits.
_AHEAD: Final = 60.0


@dataclass(frozen=True, slots=True)
class News:
    """A statement that was published and is still: its event, and what it is news about."""

    event: int
    statement: str
    happened_at: float
    about: frozenset[str]


def ripe(
    pending: Sequence[News], now: float, hold: float, released: frozenset[int] = frozenset()
) -> tuple[News, ...]:
    """Those of the pending that are told now; `pending` is in the order of the log.

    Each can be taken back for `hold` seconds, but for the events that an owner has `released`. What
    was published closer together than that is told together: the first waits for the last, but not
    more than twice the hold.
    """
    held = [one for one in pending if one.event not in released]
    ages = [_age(one, now) for one in held]
    through = next((n for n, age in enumerate(ages) if age < hold), len(ages))
    if through < len(ages) and ages[0] < 2 * hold:
        through = 0
    waiting = frozenset(one.event for one in held[through:])
    return tuple(one for one in pending if one.event not in waiting)


def _age(one: News, now: float) -> float:
    age = now - one.happened_at
    return age if age >= -_AHEAD else float("inf")


class Events:
    """The verbs, over one connection; the transaction is the caller's."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def position(self, of: str, first: int = 0) -> int:
        """The position up to which the log was turned into `news` or `correction`s.

        The first time that is `first`: what was published before there were alerts is no news.
        """
        self._db.execute("INSERT OR IGNORE INTO progress VALUES (?, ?)", [of, first])
        found = self._db.execute("SELECT position FROM progress WHERE name = ?", [of]).fetchone()
        return int(found[0])

    def position_now(self, of: str) -> int:
        """The same, once there is one; 0 before."""
        found = self._db.execute("SELECT position FROM progress WHERE name = ?", [of]).fetchone()
        return int(found[0]) if found else 0

    def are_old(self, statements: Sequence[str]) -> frozenset[str]:
        """Those of the statements that were told before."""
        rows = self._db.execute(
            "SELECT statement FROM news WHERE statement IN (SELECT value FROM json_each(?))",
            [json.dumps(list(statements))],
        )
        return frozenset(name for (name,) in rows.fetchall())

    def move(self, of: str, position: int) -> None:
        """The log was turned into alerts up to here."""
        self._db.execute(
            "UPDATE progress SET position = max(position, ?) WHERE name = ?", [position, of]
        )

    def turn(self, told: Sequence[News], position: int, now: float) -> tuple[int, ...]:
        """Make alerts of news and move the position; the ids of the alerts."""
        alerts = Alerts(self._db)
        news = [one for one in told if not self._is_told(one.event)]
        groups = [news[at : at + TOGETHER] for at in range(0, len(news), TOGETHER)]
        made = []
        for group in groups:
            about = sorted(frozenset().union(*(one.about for one in group)))
            content = {"statements": [one.statement for one in group], "about": about}
            alert = alerts.make("news", f"news:{group[0].event}", content, now)
            self._db.conn.executemany(
                "INSERT INTO news VALUES (?, ?, ?, ?)",
                [(one.event, one.statement, one.happened_at, alert) for one in group],
            )
            made.append(alert)
        self.move("news", position)
        return tuple(made)

    def _is_told(self, event: int) -> bool:
        found = self._db.execute("SELECT 1 FROM news WHERE event = ?", [event])
        return found.fetchone() is not None

    def tell(self, alert: Alert, now: float, most: int) -> int:
        """Give the next `most` subscribers their rows; how many rows. Finishes the alert at the end."""
        after = alert.last or _BEFORE_ALL
        row = self._db.execute(
            "SELECT chat, thread FROM subscriptions WHERE (chat, thread) > (?, ?)"
            " ORDER BY chat, thread LIMIT 1 OFFSET ?",
            [*after, most - 1],
        ).fetchone()
        last = (row[0], row[1]) if row else _AFTER_ALL
        queued = self.tell_between(alert, after, last, now)
        if row:
            Alerts(self._db).reached(alert.id, last)
        else:
            Alerts(self._db).finished(alert.id, now)
        return queued

    def catch_up(self, chat: int) -> None:
        """A chat has a number now that the telling may have passed already: it gets its rows."""
        alerts = Alerts(self._db)
        for alert in alerts.unfinished("news"):
            self.tell_between(alert, (chat, -1), (chat, _AFTER_ALL[1]), alert.made_at)

    def tell_between(
        self, alert: Alert, after: tuple[int, int], last: tuple[int, int], now: float
    ) -> int:
        """Give those behind one chat and thread, up to another, their rows."""
        event = self._db.execute(
            "SELECT max(event) FROM news WHERE alert = ?", [alert.id]
        ).fetchone()[0]
        values: dict[str, Any] = {
            "alert": alert.id,
            "event": event,
            "about": json.dumps(alert.content["about"]),
            "chat": after[0],
            "thread": after[1],
            "last_chat": last[0],
            "last_thread": last[1],
            "now": now,
            "expires": NEWS_FOR,
            "urgency": URGENCY["subscribed"],
        }
        _teach_quiet(self._db.conn, now)
        subscribed = self._db.execute(_SUBSCRIBED, values).rowcount
        once = self._db.execute(_ONCE, values).rowcount
        self._db.execute(_ANSWERED, values)
        return subscribed + once


_BEFORE_ALL: Final = (-(2**63), -1)
_AFTER_ALL: Final = (2**63 - 1, 2**63 - 1)

_INSERT: Final = """
    INSERT OR IGNORE INTO outbox (lane, key, chat, thread, method, payload, made_at, due_at,
        expires_at, alert, why, urgency)
    SELECT 'alert', 'alert:' || :alert || ':' || s.chat || ':' || s.thread, s.chat, s.thread, '',
        '{}', :now, free_at(zone, quiet_from, quiet_until),
        free_at(zone, quiet_from, quiet_until) + :expires, :alert, '%s', :urgency
    FROM subscriptions s
    WHERE (s.chat, s.thread) > (:chat, :thread)
        AND (s.chat, s.thread) <= (:last_chat, :last_thread)
        AND paused_until <= :now AND
"""
_CHOSEN: Final = """EXISTS (
            SELECT 1 FROM chosen_topics c WHERE c.chat = s.chat AND c.thread = s.thread
                AND topic IN (SELECT value FROM json_each(:about)) AND once = """
_SUBSCRIBED: Final = "".join(
    (
        _INSERT % "subscribed",
        "pace = 'at_once' AND seen < :event AND (everything OR ",
        _CHOSEN,
        "0))",
    )
)
_ONCE: Final = "".join((_INSERT % "once", _CHOSEN, "1 AND answered_by IS NULL)"))
_ANSWERED: Final = """
    UPDATE chosen_topics SET answered_by = :alert
    WHERE once = 1 AND answered_by IS NULL AND topic IN (SELECT value FROM json_each(:about))
        AND (chat, thread) > (:chat, :thread) AND (chat, thread) <= (:last_chat, :last_thread)
        AND EXISTS (
            SELECT 1 FROM outbox
            WHERE key = 'alert:' || :alert || ':' || chosen_topics.chat || ':' || thread)
"""


def _teach_quiet(connection: sqlite3.Connection, now: float) -> None:
    """Let SQL ask from when on a chat may be written to."""
    moment = dt.datetime.fromtimestamp(now, dt.UTC)

    @cache  # there are few zones and quiet hours, and many chats
    def from_when(zone: str, since: int, until: int) -> float:
        free = free_at(moment, ZoneInfo(zone), Quiet(since, until))
        return now if free == moment else free.timestamp()

    connection.create_function("free_at", 3, from_when, deterministic=True)
