"""Updates as Telegram keeps them: until an offset passes them, or a webhook takes them."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping
from typing import Any, Final

import aiohttp

CONFLICT: Final = "Conflict: terminated by other getUpdates request"
HOOKED: Final = "Conflict: can't use getUpdates method while webhook is active"
_AT_ONCE: Final = 40  # connections that Telegram opens to a webhook


class ConflictError(Exception):
    """What Telegram answers with 409."""


class Inbox:
    """The updates that nobody acknowledged yet."""

    def __init__(self) -> None:
        self.waiting: list[tuple[int, Any]] = []
        #: Answers of the webhook: number of the update, status (0: none).
        self.deliveries: list[tuple[int, int]] = []
        #: Where updates are posted to; empty while they are fetched.
        self.url = ""
        #: Why the last post that failed did: time of day and reason.
        self.last_error: tuple[int, str] | None = None
        self._last = 1000
        self._news = asyncio.Event()
        self._poll: asyncio.Future[None] | None = None
        self._hook: asyncio.Task[None] | None = None

    def put(self, updates: list[Any], *, as_they_are: bool = False) -> list[int]:
        """Queue updates; numbers those that have none unless they shall stay as they are."""
        numbers = []
        for update in updates:
            known = update.get("update_id") if isinstance(update, dict) else None
            number = known if isinstance(known, int) else self._last + 1
            self._last = max(self._last, number)
            if isinstance(update, dict) and known is None and not as_they_are:
                update = {"update_id": number, **update}  # noqa: PLW2901 - the same, numbered
            self.waiting.append((number, update))
            numbers.append(number)
        self._news.set()
        return numbers

    async def get(self, values: Mapping[str, Any]) -> list[Any]:
        """What getUpdates answers; waits as long as it asks to. A later call ends an earlier."""
        if self._hook:
            raise ConflictError(HOOKED)
        if self._poll and not self._poll.done():
            self._poll.set_exception(ConflictError(CONFLICT))
        mine = self._poll = asyncio.get_running_loop().create_future()
        self._forget(int(values.get("offset") or 0))
        async with contextlib.AsyncExitStack() as stack:
            stack.callback(mine.cancel)
            if not self.waiting:
                await self._wait(mine, float(values.get("timeout") or 0))
            limit = int(values.get("limit") or 100)
            return [update for _, update in self.waiting[:limit]]

    async def hook(self, url: str, secret: str, session: aiohttp.ClientSession) -> None:
        """Post updates to this address from now on; to none when it is empty."""
        if self._hook:
            self._hook.cancel()
            self._hook = None
        self.url = url
        if url:
            self._hook = asyncio.create_task(self._post_all(url, secret, session))

    def _forget(self, offset: int) -> None:
        if offset < 0:
            self.waiting = self.waiting[offset:]
        else:
            self.waiting = [one for one in self.waiting if one[0] >= offset]
        self._news.clear()

    async def _wait(self, mine: asyncio.Future[None], seconds: float) -> None:
        news = asyncio.ensure_future(self._news.wait())
        either: set[asyncio.Future[Any]] = {news, mine}
        await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        news.cancel()
        if mine.done():
            mine.result()

    async def _post_all(self, url: str, secret: str, session: aiohttp.ClientSession) -> None:
        """Post what waits, again and again until it is taken, several at once."""
        busy: dict[int, asyncio.Task[None]] = {}
        while True:
            self._news.clear()
            busy = {key: task for key, task in busy.items() if not task.done()}
            for number, update in self.waiting[: _AT_ONCE - len(busy)]:
                if number not in busy:
                    posting = self._post(url, secret, session, number, update)
                    busy[number] = asyncio.create_task(posting)
            wake = asyncio.ensure_future(self._news.wait())
            await asyncio.wait({wake, *busy.values()}, return_when=asyncio.FIRST_COMPLETED)
            wake.cancel()

    async def _post(
        self, url: str, secret: str, session: aiohttp.ClientSession, number: int, update: Any
    ) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        status, after = 0, 0.1
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with session.post(url, json=update, headers=headers) as answer:
                status, after = answer.status, float(answer.headers.get("Retry-After", after))
        self.deliveries.append((number, status))
        if 200 <= status < 300:
            self.waiting = [one for one in self.waiting if one[0] != number]
        else:
            self.last_error = (int(time.time()) + 1, f"Wrong response from the webhook: {status}")
            await asyncio.sleep(after)
