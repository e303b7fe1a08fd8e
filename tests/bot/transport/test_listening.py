"""The server over real sockets: what it says to those who watch, and how it bears strangers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Final

import aiohttp
import pytest
from aiohttp import web
from prometheus_client.parser import text_string_to_metric_families

from bot.transport.health import Limits
from bot.transport.listening import Address, CannotListenError, Listening, watching, written
from bot.transport.metrics import Metrics

LOCAL: Final = ("127.0.0.1", 0)
TYPED: Final = "Petrenko born 1991"


async def asked(address: Address, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://{written(address)}{path}") as answer,
    ):
        return answer.status, await answer.text()


async def said_to(address: Address, *pieces: bytes) -> bytes:
    """All that the server says to a client that writes these bytes and then waits."""
    reader, writer = await asyncio.open_connection(*address)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
    said = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    return said


async def fail(_: web.Request) -> web.Response:
    raise ValueError(TYPED)


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
async def address(metrics: Metrics) -> AsyncIterator[Address]:
    limits = Limits(outbox=0.0)
    routes = [*watching(metrics, polling=False, limits=limits), web.get("/fails", fail)]
    listening = Listening(routes)
    yield await listening.open(LOCAL)
    await listening.close()


async def test_a_bot_that_is_well_says_so(address: Address) -> None:
    assert await asked(address, "/healthz") == (200, "alive\n")
    assert await asked(address, "/readyz") == (200, "ready\n")


async def test_a_bot_that_is_not_ready_lives_and_says_why(
    address: Address, metrics: Metrics
) -> None:
    metrics.store_failed("SQLITE_FULL")
    metrics.outbox("alert", waiting=4, sending=1)

    status, said = await asked(address, "/readyz")

    assert status == 503
    assert said.splitlines()[0] == "the store refuses writes: SQLITE_FULL"
    assert "the outbox stalls: 5 due" in said
    assert (await asked(address, "/healthz"))[0] == 200


async def test_prometheus_can_read_the_metrics(address: Address, metrics: Metrics) -> None:
    metrics.sent("reply", "sent")

    status, said = await asked(address, "/metrics")

    assert status == 200
    names = {family.name for family in text_string_to_metric_families(said)}
    assert {"bot_sends", "bot_updates", "bot_outbox_rows", "bot_loop_lag_seconds"} <= names
    assert "process_resident_memory_bytes" in names


async def test_nothing_else_is_served_and_no_version_is_told(address: Address) -> None:
    assert (await asked(address, "/"))[0] == 404
    assert (await asked(address, "/metrics/../etc/passwd"))[0] == 404
    assert b"Server: bot\r\n" in await said_to(address, b"GET / HTTP/1.0\r\n\r\n")


async def test_a_fault_of_ours_quotes_nobody(
    address: Address, caplog: pytest.LogCaptureFixture
) -> None:
    assert await asked(address, "/fails") == (500, "")
    assert "a request failed: ValueError" in caplog.text
    assert "in fail" in caplog.text
    assert TYPED not in caplog.text


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS greeting",
        TYPED.encode() + b"\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + TYPED.encode() + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + TYPED.encode() + b"\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 1000 + b"\r\n",
    ],
    ids=["tls", "no http", "no header", "no length", "long line", "many headers"],
)
async def test_who_does_not_speak_http_is_sent_away_and_not_quoted(
    nonsense: bytes, address: Address, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    assert (await said_to(address, nonsense)).startswith(b"HTTP/1.")

    assert TYPED not in caplog.text
    assert await asked(address, "/healthz") == (200, "alive\n")


@pytest.mark.parametrize("said", [b"", b"GET /healthz HTTP/1.1\r\nHost:"], ids=["silent", "slow"])
async def test_who_never_finishes_a_header_is_not_waited_for(said: bytes) -> None:
    listening = Listening((), idle=0.2)

    assert await said_to(await listening.open(LOCAL), said) == b""

    await listening.close()


async def test_an_address_in_use_is_named(address: Address) -> None:
    with pytest.raises(CannotListenError, match=f"cannot listen on 127.0.0.1:{address[1]}: "):
        await Listening(()).open(address)


async def test_requests_under_way_are_answered_before_the_server_closes() -> None:
    begun, finish = asyncio.Event(), asyncio.Event()

    async def wait(_: web.Request) -> web.Response:
        begun.set()
        await finish.wait()
        return web.Response(text="done")

    listening = Listening([web.get("/wait", wait)])
    address = await listening.open(LOCAL)
    request = asyncio.create_task(asked(address, "/wait"))
    await begun.wait()
    closing = asyncio.create_task(listening.close())
    await asyncio.sleep(0)
    finish.set()

    assert await request == (200, "done")
    await closing
    with pytest.raises(aiohttp.ClientConnectorError):
        await asked(address, "/wait")


async def test_a_request_that_never_ends_does_not_keep_the_server_open() -> None:
    begun = asyncio.Event()

    async def wait(_: web.Request) -> web.Response:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    listening = Listening([web.get("/wait", wait)])
    request = asyncio.create_task(asked(await listening.open(LOCAL), "/wait"))
    await begun.wait()

    await asyncio.wait_for(listening.close(), 4)

    with pytest.raises(aiohttp.ClientError):
        await request


def test_an_address_is_written_as_a_person_would() -> None:
    assert written(("127.0.0.1", 8080)) == "127.0.0.1:8080"
    assert written(("::1", 80)) == "[::1]:80"
