"""What follows from how a row ended: for the ledger, the subscription, and the numbers."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlite_utils import Database

from jobs.ledger import Ledger
from jobs.outbox import Outbox
from jobs.subscriptions import Subscriptions
from jobs.tallies import Tallies, What

#: What Telegram says of a chat that is gone for good. After another refusal, such as of a right
#: that a group took away, it is tried again with the next alerts.
_FOR_GOOD: Final = ("blocked", "deactivated", "kicked")


class Settling:
    """The verbs, over one connection; the transaction is the caller's."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def settle(
        self,
        letter: int,
        chat: int,
        end: str,
        reason: str,
        message: int | None,
        now: float,
        day: dt.date,
    ) -> None:
        """Note how a row ended (as in bot.transport.storage.End) and draw the consequences."""
        row = Outbox(self._db).waiting_one(letter)
        Outbox(self._db).settle(letter, end, reason, message, now)
        if end == "sent":
            Ledger(self._db).arrived(letter, message)
            Subscriptions(self._db).forgive(chat)
        if end in ("gone", "refused"):
            Ledger(self._db).withdraw(letter)
        if end == "gone":
            self._gone(chat, reason, day)
        if row and row.alert is not None and end in ("sent", "perhaps"):
            Subscriptions(self._db).answered(row.chat, row.thread, row.alert)
            if row.why not in ("mark", "canary"):
                what: What = "corrections" if row.why == "correction" else "alerts"
                Tallies(self._db).add(day, what)

    def _gone(self, chat: int, reason: str, day: dt.date) -> None:
        subscriptions = Subscriptions(self._db)
        for_good = any(word in reason.casefold() for word in _FOR_GOOD)
        if subscriptions.stop(chat) if for_good else subscriptions.strike(chat):
            Tallies(self._db).add(day, "blocked")
