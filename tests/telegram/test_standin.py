"""The stand-in itself: what the tests that lean on it take for granted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import Conflict, RetryAfter
from telegram.ext import ExtBot

from bot.transport.gate import Gate
from bot.transport.request import AiohttpRequest
from tests.telegram.started import TOKEN, StandIn


@pytest.fixture
def telegram() -> Iterator[StandIn]:
    with StandIn() as telegram:
        yield telegram


@asynccontextmanager
async def bot_of(telegram: StandIn) -> AsyncIterator[Bot]:
    request = AiohttpRequest()
    async with request:
        yield Bot(TOKEN, telegram.base_url, request=request, get_updates_request=request)


async def test_updates_come_again_until_an_offset_passes_them(telegram: StandIn) -> None:
    first, second = telegram.says("one"), telegram.says("two")
    async with bot_of(telegram) as bot:
        once = [update.update_id for update in await bot.get_updates()]
        again = [update.update_id for update in await bot.get_updates()]
        rest = [update.update_id for update in await bot.get_updates(offset=second)]
        await bot.get_updates(offset=second + 1, timeout=0)

    assert once == again == [first, second]
    assert rest == [second]
    assert telegram.waiting() == []


async def test_a_second_poller_ends_the_first(telegram: StandIn) -> None:
    async with bot_of(telegram) as bot:
        first = asyncio.create_task(bot.get_updates(timeout=10))
        await asyncio.to_thread(telegram.wait_for, 1, "getUpdates", accepted=False)
        second = asyncio.create_task(bot.get_updates(timeout=10))

        with pytest.raises(Conflict):
            await first
        number = telegram.says("for the second")
        assert [update.update_id for update in await second] == [number]


async def test_a_webhook_is_posted_to_until_it_takes_an_update(telegram: StandIn) -> None:
    seen: list[tuple[str | None, str]] = []
    taken = asyncio.Event()

    async def hook(request: web.Request) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        seen.append((secret, json.loads(await request.text())["message"]["text"]))
        if len(seen) == 1:
            return web.Response(status=503, headers={"Retry-After": "0"})
        taken.set()
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with bot_of(telegram) as bot:
        await bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token="s")  # noqa: S106
        await asyncio.to_thread(telegram.says, "hello")
        await asyncio.wait_for(taken.wait(), 10)
        with pytest.raises(Conflict):
            await bot.get_updates()
        await bot.delete_webhook()
    await runner.cleanup()

    assert seen == [("s", "hello"), ("s", "hello")]


async def test_its_limits_strike_whoever_has_no_gate_and_nobody_who_has_one() -> None:
    with StandIn(limits=True) as telegram:
        async with bot_of(telegram) as bot:
            sends = [bot.send_message(chat, "at once") for chat in range(1, 41)]
            struck = await asyncio.gather(*sends, return_exceptions=True)
        await asyncio.sleep(1.1)  # its second is over
        telegram.forget()
        request = AiohttpRequest()
        gated = ExtBot(TOKEN, telegram.base_url, request=request, rate_limiter=Gate())
        async with request:
            chats = [*range(100, 130), *([7] * 4), *([-5] * 3)]
            await asyncio.gather(*(gated.send_message(chat, "in turn") for chat in chats))

    assert sum(isinstance(one, RetryAfter) for one in struck) == 10


async def test_what_it_accepted_is_told_with_its_time(telegram: StandIn) -> None:
    telegram.goes_wrong("blocked", "sendMessage", chat=6)
    async with bot_of(telegram) as bot:
        await bot.send_message(5, "500")
        with pytest.raises(Exception, match="blocked"):
            await bot.send_message(6, "never")

    (accepted,) = telegram.calls("sendMessage", accepted=True)
    assert (accepted.chat, accepted.text) == (5, "500")
    assert accepted.accepted
    assert accepted.answered
    assert accepted.arrived <= accepted.accepted <= accepted.answered
