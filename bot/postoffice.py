"""The outbox of people.db, as the transport wants it: its values to rows, its errors to one."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlite_utils import Database

from bot.transport.effects import Lane, Send, Write
from bot.transport.storage import Aside, Row, Settlement, StoreDownError
from jobs.outbox import REPLY_FOR, Letter, Outbox
from jobs.people import People
from knowledge.errors import UnwritableError
from knowledge.store import Store


class PostOffice:
    """Keeps updates and sends durably; each verb is one transaction."""

    def __init__(self, store: Store, now: Callable[[], float] = time.time) -> None:
        self._store, self._now = store, now

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
            return [
                Row(outbox.add(letter), send, letter.expires_at)
                for send, letter in zip(sends, letters, strict=True)
            ]

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

    async def settle(self, row: Row, settlement: Settlement) -> None:
        """Note how a row ended, and what Telegram told about its chat on the way."""
        now = self._now()

        def settled(db: Database) -> None:
            outbox = Outbox(db)
            outbox.settle(row.id, settlement.end, settlement.reason, settlement.message)
            if settlement.end in ("refused", "expired"):
                # A description may quote the message from its first quotation mark on.
                reason = settlement.reason.partition('"')[0] or settlement.end
                size = len(json.dumps(dict(row.send.payload)))
                outbox.set_aside(now, row.send.method, size, reason)
            if settlement.moved_to is not None and isinstance(row.send.chat, int):
                People(db).move(row.send.chat, settlement.moved_to)

        with _honestly():
            await self._store.write(settled)

    async def prune(self) -> None:
        """Forget what cannot be needed any more."""
        now = self._now()
        with _honestly():
            await self._store.write(lambda db: Outbox(db).prune(now))


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
    """What is to be sent, out of a row."""
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
