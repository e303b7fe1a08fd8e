"""Which way a request goes: through a proxy, or straight."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.transport.request import AiohttpRequest, NotSentError, proxy_of
from tests.telegram.started import TOKEN
from tests.telegram.wires import OK, bot_at, fails, read_request, serving


@asynccontextmanager
async def proxy(seen: list[str], answer: bytes = OK) -> AsyncIterator[str]:
    async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append((await read_request(reader)).decode().split("\r\n")[0])
        writer.write(answer)

    async with serving(answers) as address:
        yield address


async def test_the_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    async with proxy(seen) as address:
        monkeypatch.setenv("HTTP_PROXY", address)
        async with bot_at("http://telegram.invalid") as bot:
            assert await bot.delete_message(5, 1)

    assert seen == [f"POST http://telegram.invalid/bot{TOKEN}/deleteMessage HTTP/1.1"]


async def test_what_a_proxy_would_not_connect_was_not_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[str] = []
    async with proxy(seen, b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n") as address:
        monkeypatch.setenv("HTTPS_PROXY", address)
        async with bot_at("https://telegram.invalid") as bot:
            raised = await fails(bot)

    assert seen == ["CONNECT telegram.invalid:443 HTTP/1.1"]
    assert isinstance(raised, NotSentError)


async def test_a_proxy_given_by_hand_is_used_and_one_that_is_away_was_not_sent() -> None:
    async with proxy([]) as address:
        pass
    async with bot_at("http://telegram.invalid", AiohttpRequest(proxy=address)) as bot:
        assert isinstance(await fails(bot), NotSentError)


async def test_a_socks_proxy_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    async with bot_at("http://telegram.invalid") as bot:
        assert "SOCKS" in str(await fails(bot))


@pytest.mark.parametrize(
    ("server", "proxied"),
    [
        ("https://api.telegram.org", True),
        ("https://inside.example", False),
        ("http://localhost:8081", False),
        ("http://127.0.0.1:8081", False),
        ("http://[::1]:8081", False),
        ("http://10.0.0.5:8081", True),
    ],
)
def test_a_bot_api_server_on_this_machine_is_reached_directly(
    monkeypatch: pytest.MonkeyPatch, server: str, proxied: bool
) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:3128")
    monkeypatch.setenv("NO_PROXY", "inside.example")

    assert proxy_of(server) == ("http://127.0.0.1:3128" if proxied else None)
