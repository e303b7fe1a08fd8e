"""The outbox of people.db, as the transport wants it: its values to rows, its errors to one."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from bot.reply import CardOf
from bot.transport.effects import Lane, Send, Write
from bot.transport.storage import Aside, Row, Settlement, StoreDownError
from jobs.claims import Claims, Compose, Composed, message_of
from jobs.corrections import Corrections
from jobs.drafts import Drafts
from jobs.ledger import Ledger, Shown
from jobs.notices import Notice, Notices
from jobs.outbox import REPLY_FOR, Letter, Outbox
from jobs.people import People
from jobs.settling import Settling
from knowledge.errors import UnwritableError
from knowledge.store import Store

_KYIV: Final = ZoneInfo("Europe/Kyiv")


class PostOffice:
    """Keeps updates and sends durably; each verb is one transaction."""

    def __init__(
        self,
        store: Store,
        now: Callable[[], float] = time.time,
        compose: Compose | None = None,
        zone: ZoneInfo = _KYIV,
    ) -> None:
        """`compose` says what alerts amount to; `zone` is of the days by which they are
        counted, and of those who have chosen none."""
        self._store, self._now = store, now
        self._compose = compose or (lambda _: None)
        self._zone = zone

    async def handled(self) -> Sequence[int]:
        """The ids of updates that are noted as handled."""
        with _honestly():
            return await self._store.read(lambda db: list(Outbox(db).handled()))

    async def keep(
        self, update: int, sends: Sequence[Send], writes: Sequence[Write], aside: Aside | None
    ) -> Sequence[Row] | None:
        """Note an update as handled, with all its effects; None where it was noted before."""
        now = self._now()

        def kept(db: Database) -> list[Row] | None:
            outbox = Outbox(db)
            if not outbox.mark_handled(update, now):
                return None
            for write in writes:
                write(db)
            if aside:
                outbox.set_aside(now, aside.kind, aside.size, aside.reason)
            letters = [letter_of(one, f"{update}:{n}", now) for n, one in enumerate(sends)]
            rows = [
                Row(outbox.add(letter), send, letter.expires_at)
                for send, letter in zip(sends, letters, strict=True)
            ]
            for row in rows:
                _note(db, row, now)
            return rows

        with _honestly():
            return await self._store.write(kept)

    async def set_aside(self, aside: Aside) -> None:
        """Note what has no id that could be noted as handled."""
        now = self._now()
        with _honestly():
            await self._store.write(
                lambda db: Outbox(db).set_aside(now, aside.kind, aside.size, aside.reason)
            )

    async def due(self, lane: Lane, most: int) -> Sequence[Row]:
        """The first rows of a lane that are due, read where rows are settled: in that order."""
        now = self._now()
        with _honestly():
            letters = await self._store.write(lambda db: Outbox(db).due(lane, now, most))
        return [Row(letter.id, send_of(letter), letter.expires_at) for letter in letters]

    async def claim(self, row: Row) -> Send | None:
        """What is to be sent for a row of the alert lane, as things are now."""
        now = self._now()

        def claimed(db: Database) -> Send | None:
            letter = Outbox(db).waiting_one(row.id)
            if letter is None:
                return None
            if letter.alert is None:
                if letter.expires_at > now:
                    return row.send
                Outbox(db).settle(letter.id, "expired", at=now)
                return None
            composed = Claims(db, self._compose, self._zone).claim(letter, now)
            return _addressed(composed, letter) if composed else None

        with _honestly():
            return await self._store.write(claimed)

    async def settle(self, row: Row, settlement: Settlement) -> None:
        """Note how a row ended, and what Telegram told about its chat on the way."""
        now = self._now()
        day = dt.datetime.fromtimestamp(now, self._zone).date()

        def settled(db: Database) -> None:
            end, reason = settlement.end, settlement.reason
            chat = row.send.chat if isinstance(row.send.chat, int) else 0
            if end in ("refused", "expired") and not _is_alert(db, row):
                # A description may quote the message from its first quotation mark on.
                kept = reason.partition('"')[0] or end
                size = len(json.dumps(dict(row.send.payload)))
                Outbox(db).set_aside(now, row.send.method, size, kept)
            if isinstance(row.send.note, CardOf) and settlement.message:
                Drafts(db).note_card(row.send.note.draft, settlement.message)
            Settling(db).settle(row.id, chat, end, reason, settlement.message, now, day)
            if settlement.moved_to is not None:
                People(db).move(chat, settlement.moved_to)

        with _honestly():
            await self._store.write(settled)

    async def announce(
        self,
        notices: Sequence[Notice],
        words: Callable[[Database, Notice, int], Send],
        owners: Sequence[int],
    ) -> None:
        """Tell owners, each thing once, in the lane of replies: a queue that stands must not hold
        up the word that it does."""
        now = self._now()

        def announced(db: Database) -> None:
            for notice in notices:
                if Notices(db).give(notice, now):
                    for owner in owners:
                        key = f"notice:{notice.key}:{owner}"
                        Outbox(db).add(letter_of(words(db, notice, owner), key, now))

        with _honestly():
            await self._store.write(announced)

    async def prune(self) -> None:
        """Forget what cannot be needed any more."""
        now = self._now()
        with _honestly():
            await self._store.write(lambda db: Outbox(db).prune(now))


def _note(db: Database, row: Row, now: float) -> None:
    """Note in the ledger which versions of statements a reply shows."""
    shown, chat = row.send.note, row.send.chat
    if isinstance(shown, Shown) and isinstance(chat, int):
        thread = int(row.send.payload.get("message_thread_id") or 0)
        Ledger(db).note(row.id, chat, thread, shown.language, shown.versions, now)
        Corrections(db).late(row.id, shown.versions, now)


def _is_alert(db: Database, row: Row) -> bool:
    letter = Outbox(db).waiting_one(row.id)
    return letter is not None and letter.alert is not None


def _addressed(composed: Composed, letter: Letter) -> Send:
    """An alert for one chat: silent, in its thread, or as the change of a message."""
    payload: dict[str, Any] = {"chat_id": letter.chat, **composed.parameters}
    if letter.why == "mark":
        payload["message_id"] = message_of(letter)
    elif letter.thread:
        payload["message_thread_id"] = letter.thread
    return Send(composed.method, payload)


def letter_of(send: Send, key: str, now: float) -> Letter:
    """A reply as it is kept. It is due at once, whatever the clock will say then."""
    if not isinstance(send.chat, int):
        raise TypeError("a reply goes to a chat's number")
    otherwise = json.dumps(_written(send.otherwise)) if send.otherwise else None
    return Letter(
        lane="reply",
        key=f"reply:{key}",
        chat=send.chat,
        method=send.method,
        payload=json.dumps(dict(send.payload), ensure_ascii=False),
        otherwise=otherwise,
        made_at=now,
        due_at=0.0,
        expires_at=now + REPLY_FOR,
    )


def send_of(letter: Letter) -> Send:
    """What is to be sent, out of a row; of an alert that is decided later."""
    if letter.alert is not None:
        return Send(letter.method, {"chat_id": letter.chat})
    otherwise = _read(json.loads(letter.otherwise)) if letter.otherwise else None
    return Send(letter.method, json.loads(letter.payload), otherwise)


def _written(send: Send) -> dict[str, Any]:
    return {
        "method": send.method,
        "payload": dict(send.payload),
        "otherwise": _written(send.otherwise) if send.otherwise else None,
    }


def _read(written: Mapping[str, Any]) -> Send:
    otherwise = written["otherwise"]
    return Send(written["method"], written["payload"], _read(otherwise) if otherwise else None)


@contextmanager
def _honestly() -> Iterator[None]:
    """One error for whatever keeps the store from being written or read."""
    try:
        yield
    except (UnwritableError, sqlite3.Error) as error:
        raise StoreDownError(str(error)) from error
