"""Bots and little servers for tests of the wire."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, cast

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.transport.request import AiohttpRequest
from tests.telegram.started import TOKEN

OK: Final = b'HTTP/1.1 200 OK\r\nContent-Length: 28\r\n\r\n{"ok": true, "result": true}'

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def bot_at(
    address: str, request: AiohttpRequest | HTTPXRequest | None = None
) -> AsyncIterator[Bot]:
    """A bot of which both slots are filled with one request, by default ours."""
    request = request or AiohttpRequest()
    bot = Bot(
        TOKEN,
        base_url=f"{address}/bot",
        base_file_url=f"{address}/file/bot",
        request=request,
        get_updates_request=request,
    )
    async with request:
        yield bot


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    """A server of a few lines, for what no well-kept server would do."""
    busy: dict[asyncio.Task[Any], asyncio.StreamWriter] = {}

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        busy[cast("asyncio.Task[Any]", asyncio.current_task())] = writer
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await handler(reader, writer)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for writer in busy.values():
            writer.transport.abort()
        await asyncio.gather(*busy)
        await asyncio.sleep(0.01)  # for the other end to see it


async def read_request(reader: asyncio.StreamReader) -> bytes:
    """One request, head and body."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode().lower().split("\r\n")
    length = sum(int(one.split(":")[1]) for one in lines if one.startswith("content-length:"))
    return head + await reader.readexactly(length)


async def fails(bot: Bot) -> Exception:
    """What sending a message raises."""
    with pytest.raises(Exception) as raised:  # noqa: PT011 - which one is what the test asks
        await bot.send_message(5, "answer")
    return raised.value
