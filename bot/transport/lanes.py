"""A fixed number of lanes: order kept inside a key, nobody held up by somebody else's key.

Each key (a chat) has a queue of its own, and takes turns with the others, one piece of work a turn:
a chat that floods or is slow holds one lane at most, and never the place of another chat.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar, cast

from bot.transport.storage import FullError

_T = TypeVar("_T")
_Piece = tuple["asyncio.Future[Any]", Callable[[], Awaitable[Any]]]


class Lanes:
    """Does work in at most `count` tasks, however much is waiting; refuses more than `most`."""

    def __init__(self, count: int, most: int) -> None:
        self._count, self._most = count, most
        self._queues: dict[Hashable, deque[_Piece]] = {}
        self._ready: deque[Hashable] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._closed = False

    @property
    def waiting(self) -> int:
        """Pieces of work that nobody has begun."""
        return self._waiting

    @property
    def keys(self) -> int:
        """Keys with work that is waiting or under way."""
        return len(self._queues)

    @property
    def full(self) -> bool:
        """Whether the next piece of work would be refused."""
        return self._waiting >= self._most

    def put(self, key: Hashable, work: Callable[[], Awaitable[_T]]) -> asyncio.Future[_T]:
        """Have work done after all that was put before under the same key.

        The future brings its result, and is cancelled with the lanes. Raises FullError.
        """
        if self._closed or self.full:
            raise FullError(self._waiting)
        future: asyncio.Future[_T] = asyncio.get_running_loop().create_future()
        queue = self._queues.get(key)
        if queue is None:
            queue = self._queues[key] = deque()
            self._ready.append(key)
        queue.append((future, work))
        self._waiting += 1
        if len(self._tasks) < self._count and self._ready:
            self._tasks.add(asyncio.create_task(self._serve()))
        return future

    async def close(self, grace: float) -> None:
        """Take nothing more, drop what nobody has begun, give the rest so many seconds."""
        self._closed = True
        for queue in self._queues.values():
            while queue:
                queue.popleft()[0].cancel()
        self._waiting = 0
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _serve(self) -> None:
        try:
            while self._ready:
                await self._serve_next(self._ready.popleft())
        finally:
            # At once, not in a callback: whoever puts next must see that a lane is free.
            self._tasks.discard(cast("asyncio.Task[None]", asyncio.current_task()))

    async def _serve_next(self, key: Hashable) -> None:
        queue = self._queues[key]
        if queue:  # closing empties it
            self._waiting -= 1
            await self._do(*queue.popleft())
        if queue:
            self._ready.append(key)
        else:
            del self._queues[key]

    async def _do(self, future: asyncio.Future[Any], work: Callable[[], Awaitable[Any]]) -> None:
        try:
            result = await work()
        except asyncio.CancelledError:
            future.cancel()
            if cast("asyncio.Task[None]", asyncio.current_task()).cancelling():
                raise  # the lane itself is ended, not only something that the work waited for
        except Exception as error:  # noqa: BLE001, because it is handed to whoever waits for the work
            if not future.done():
                future.set_exception(error)
        else:
            if not future.done():
                future.set_result(result)
