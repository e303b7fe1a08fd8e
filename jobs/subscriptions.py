"""Who wants to be told what, and when: the values, and the verbs over people.db.

A subscription belongs to a chat, or to one thread of a forum (0: the chat itself). It holds what
is needed to tell them and not a word more: no name, no day, no side.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from jobs.periods import next_digest
from jobs.quiet import Quiet
from knowledge.model import Language

Pace = Literal["at_once", "daily", "weekly"]
PACES: Final[tuple[Pace, ...]] = get_args(Pace)

#: How long /settings lets alerts rest, in seconds.
PAUSE: Final = 7 * 86_400.0
#: Failures of a kind that may pass, such as a right that was taken away, before a chat is let go.
STRIKES: Final = 3


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a chat chose. Times are in seconds since the epoch.

    `topics` are ids of topics, and the themes of `jobs.themes`; they count only while not
    `everything`. `once` are topics that it wants one message about, whatever else it chose.
    """

    chat: int
    language: Language
    thread: int = 0
    everything: bool = False
    topics: frozenset[str] = frozenset()
    once: frozenset[str] = frozenset()
    pace: Pace = "at_once"
    #: Of the digest, on the wall clock of `zone`; the weekday counts from Monday, 0.
    hour: int = 9
    weekday: int = 0
    quiet: Quiet = field(default_factory=Quiet)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Kyiv"))
    silent: bool = False
    neutral: bool = True
    #: Nothing but corrections is sent before; 0: no pause.
    paused_until: float = 0.0

    @property
    def lasting(self) -> bool:
        """Whether it wants more than single answers."""
        return self.everything or bool(self.topics)

    def once_for(self, topics: Iterable[str]) -> Subscription:
        """The same, as if it wanted to be told once of these alone."""
        return replace(self, once=frozenset(topics))

    def wants(self, news: Collection[str]) -> bool:
        """Whether news under these topics and themes is for this chat, once or for good."""
        return self.likes(news) or not self.once.isdisjoint(news)

    def likes(self, news: Collection[str]) -> bool:
        """Whether news under these topics and themes is for this chat, time and again."""
        return self.everything or not self.topics.isdisjoint(news)


class Subscriptions:
    """The verbs, over one connection; the transaction is the caller's."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, chat: int, thread: int = 0) -> Subscription | None:
        """What this chat, or this thread of it, has chosen; None where it has chosen nothing."""
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM subscriptions WHERE chat = ? AND thread = ?",  # noqa: S608
            [chat, thread],
        ).fetchone()
        return self._read(row) if row else None

    def in_chat(self, chat: int) -> tuple[Subscription, ...]:
        """All of a chat, its threads included."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM subscriptions WHERE chat = ? ORDER BY thread",  # noqa: S608
            [chat],
        ).fetchall()
        return tuple(map(self._read, rows))

    def keep(self, wanted: Subscription, now: float) -> None:
        """Note what a chat chose, in place of what it had chosen before.

        News that was turned into alerts before it subscribed stays untold; what it has waited for
        in digests comes in a last one when it changes to another pace.
        """
        key = [wanted.chat, wanted.thread]
        before = self.of(*key)
        seen = self._db.execute(
            "SELECT coalesce(max(position), 0) FROM progress WHERE name = 'news'"
        ).fetchone()[0]
        self._db.execute(
            f"INSERT INTO subscriptions ({_COLUMNS}, seen) VALUES ({_PLACES})"  # noqa: S608
            f" ON CONFLICT (chat, thread) DO UPDATE SET {_UPDATES}",
            [*_written(wanted), seen],
        )
        self._choose(wanted, before)
        self._set_clock(wanted, before, now)

    def stop(self, chat: int, thread: int | None = None) -> bool:
        """End it at once, with all that waits to be sent but corrections; whether there was any.

        Without `thread` it ends in all threads of the chat.
        """
        where, values = ("chat = ?", [chat])
        if thread is not None:
            where, values = ("chat = ? AND thread = ?", [chat, thread])
        ended = self._db.execute(f"DELETE FROM subscriptions WHERE {where}", values)  # noqa: S608
        self._db.execute(f"DELETE FROM chosen_topics WHERE {where}", values)  # noqa: S608
        self._db.execute(
            f"DELETE FROM outbox WHERE {where} AND lane = 'alert' AND state = 'waiting'"  # noqa: S608
            " AND why IN ('subscribed', 'once', 'digest')",
            values,
        )
        return ended.rowcount > 0

    def pause(self, chat: int, thread: int, until: float) -> bool:
        """Let alerts rest until then (0: go on); whether there is a subscription."""
        done = self._db.execute(
            "UPDATE subscriptions SET paused_until = ? WHERE chat = ? AND thread = ?",
            [until, chat, thread],
        )
        return done.rowcount > 0

    def speak(self, chat: int, language: Language) -> None:
        """Tell a chat, and all its threads, in this language from now on."""
        self._db.execute("UPDATE subscriptions SET language = ? WHERE chat = ?", [language, chat])

    def move(self, chat: int, to: int) -> None:
        """A group has a new number. What was chosen under the new one already stays."""
        for table in ("subscriptions", "chosen_topics"):
            self._db.execute(f"UPDATE OR IGNORE {table} SET chat = ? WHERE chat = ?", [to, chat])  # noqa: S608
            self._db.execute(f"DELETE FROM {table} WHERE chat = ?", [chat])  # noqa: S608

    def strike(self, chat: int) -> bool:
        """Count a failure that may pass; whether there were so many that the chat was let go."""
        self._db.execute("UPDATE subscriptions SET strikes = strikes + 1 WHERE chat = ?", [chat])
        most = self._db.execute(
            "SELECT max(strikes) FROM subscriptions WHERE chat = ?", [chat]
        ).fetchone()[0]
        return most is not None and most >= STRIKES and self.stop(chat)

    def forgive(self, chat: int) -> None:
        """A message arrived: what failed before is forgotten."""
        self._db.execute(
            "UPDATE subscriptions SET strikes = 0 WHERE chat = ? AND strikes > 0", [chat]
        )

    def answered(self, chat: int, thread: int, alert: int) -> None:
        """What was wanted once was sent."""
        self._db.execute(
            "DELETE FROM chosen_topics WHERE chat = ? AND thread = ? AND answered_by = ?",
            [chat, thread, alert],
        )

    def count(self) -> int:
        """How many chats and threads are subscribed."""
        return int(self._db.execute("SELECT count(*) FROM subscriptions").fetchone()[0])

    def prune(self) -> None:
        """Forget those who wanted to be answered once, and were."""
        self._db.execute(
            "DELETE FROM subscriptions WHERE NOT everything AND NOT EXISTS ("
            " SELECT 1 FROM chosen_topics WHERE chosen_topics.chat = subscriptions.chat"
            " AND chosen_topics.thread = subscriptions.thread)"
        )

    def _choose(self, wanted: Subscription, before: Subscription | None) -> None:
        """Note the topics; one wanted once stays marked as answered while its answer is on the way."""
        key = [wanted.chat, wanted.thread]
        old = {(topic, 0) for topic in before.topics} if before else set()
        old |= {(topic, 1) for topic in before.once} if before else set()
        new = {(topic, 0) for topic in wanted.topics} | {(topic, 1) for topic in wanted.once}
        for topic, once in old - new:
            self._db.execute(
                "DELETE FROM chosen_topics WHERE chat = ? AND thread = ? AND topic = ? AND once = ?",
                [*key, topic, once],
            )
        for topic, once in new - old:
            self._db.execute(
                "INSERT OR REPLACE INTO chosen_topics VALUES (?, ?, ?, ?, NULL)",
                [*key, topic, once],
            )

    def _set_clock(self, wanted: Subscription, before: Subscription | None, now: float) -> None:
        """Say when the next digest is due, where that has changed."""
        if before and _clock_of(before) == _clock_of(wanted):
            return
        if wanted.pace != "at_once":
            due = next_digest(wanted.pace, wanted.hour, wanted.weekday, wanted.zone, now)
        elif before and before.pace != "at_once":
            due = now  # a last one, with what the digests have not told yet
        else:
            due = None
        key = [wanted.chat, wanted.thread]
        self._db.execute(
            "UPDATE subscriptions SET digest_at = ? WHERE chat = ? AND thread = ?", [due, *key]
        )
        if before and before.pace == "at_once":
            # What is being told at once just now may not have come to this chat yet.
            self._db.execute(
                "UPDATE subscriptions SET seen = coalesce((SELECT min(event) - 1 FROM news"
                " JOIN alerts ON alert = alerts.id WHERE told_all_at IS NULL),"
                " (SELECT position FROM progress WHERE name = 'news'), seen)"
                " WHERE chat = ? AND thread = ?",
                key,
            )

    def _read(self, row: tuple[object, ...]) -> Subscription:
        plain = subscription_from(row)
        topics = self._db.execute(
            "SELECT topic, once FROM chosen_topics WHERE chat = ? AND thread = ?"
            " AND answered_by IS NULL",
            [plain.chat, plain.thread],
        ).fetchall()
        return replace(
            plain,
            topics=frozenset(topic for topic, once in topics if not once),
            once=frozenset(topic for topic, once in topics if once),
        )


_NAMES: Final = (
    "chat", "thread", "language", "everything", "pace", "hour", "weekday", "quiet_from",
    "quiet_until", "zone", "silent", "neutral", "paused_until",
)  # fmt: skip
_COLUMNS: Final = ", ".join(_NAMES)
_PLACES: Final = ", ".join("?" * (len(_NAMES) + 1))
_UPDATES: Final = ", ".join(f"{name} = excluded.{name}" for name in _NAMES[2:])


def _written(one: Subscription) -> list[object]:
    return [
        one.chat, one.thread, one.language, int(one.everything), one.pace, one.hour, one.weekday,
        one.quiet.since, one.quiet.until, one.zone.key, int(one.silent), int(one.neutral),
        one.paused_until,
    ]  # fmt: skip


def subscription_from(row: tuple[object, ...]) -> Subscription:
    """A row of the table, without the topics."""
    values = dict(zip(_NAMES, row, strict=True))
    since, until = values.pop("quiet_from"), values.pop("quiet_until")
    flags = {name: bool(values.pop(name)) for name in ("everything", "silent", "neutral")}
    zone = ZoneInfo(str(values.pop("zone")))
    return Subscription(**values, **flags, zone=zone, quiet=Quiet(since, until))  # type: ignore[arg-type]


def _clock_of(one: Subscription) -> tuple[object, ...]:
    return (one.pace, one.hour, one.weekday, one.zone)
