"""Setting the webhook, and finding out that nothing comes through it, with the stand-in Bot API."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Final

import pytest
from aiohttp import web
from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken

from bot.transport.listening import Listening, written
from bot.transport.metrics import Metrics
from bot.transport.registration import (
    Registration,
    WebhookRefusedError,
    trouble_with,
    withdraw,
)
from bot.transport.request import AiohttpRequest
from bot.transport.webhook import Webhook
from tests.telegram.started import TOKEN, StandIn

SECRET: Final = "of_the_two"  # noqa: S105 - nobody's
URL: Final = "https://bot.example/updates"
NOON: Final = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def stand_in() -> Iterator[StandIn]:
    with StandIn() as telegram:
        yield telegram


@pytest.fixture
def telegram(stand_in: StandIn) -> StandIn:
    stand_in.goes_well()
    stand_in.forget()
    return stand_in


@pytest.fixture
async def bot(telegram: StandIn) -> AsyncIterator[Bot]:
    request = AiohttpRequest()
    bot = Bot(TOKEN, base_url=telegram.base_url, request=request, get_updates_request=request)
    await request.initialize()
    yield bot
    await bot.delete_webhook()
    await request.shutdown()


class Naps:
    """Sleeps that take no time, and are remembered; the last one never ends."""

    def __init__(self, most: int = 100) -> None:
        self.taken: list[float] = []
        self.enough = asyncio.Event()
        self._most = most

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        if len(self.taken) >= self._most:
            self.enough.set()
            await asyncio.Event().wait()
        await asyncio.sleep(0)


async def until(seen: Callable[[], object]) -> None:
    """Look until it is there; the stand-in is another process, and has no event of ours."""
    for _ in range(1000):
        if await asyncio.to_thread(seen):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came")


def seen(telegram: StandIn, method: str) -> list[dict[str, Any]]:
    return [call.values for call in telegram.calls(method)]


async def test_telegram_is_told_where_with_what_secret_and_what_to_post(
    bot: Bot, telegram: StandIn
) -> None:
    await Registration(bot, URL, SECRET, ["message", "callback_query"]).announce()

    (told,) = seen(telegram, "setWebhook")
    assert told["url"] == URL
    assert told["secret_token"] == SECRET
    assert told["allowed_updates"] == ["message", "callback_query"]
    assert not told.get("drop_pending_updates")


async def test_a_network_that_fails_is_tried_again_and_a_429_waited_for(
    bot: Bot, telegram: StandIn
) -> None:
    telegram.goes_wrong("cut before", "setWebhook", times=2)
    telegram.goes_wrong("429", "setWebhook", retry_after=17)
    naps = Naps()

    await Registration(bot, URL, SECRET, [], sleep=naps).announce()

    assert naps.taken == pytest.approx([1, 2, 17])
    assert len(seen(telegram, "setWebhook")) == 4


async def test_an_address_that_telegram_refuses_is_told_with_its_reason(
    bot: Bot, telegram: StandIn
) -> None:
    telegram.goes_wrong("bad request", "setWebhook")

    with pytest.raises(WebhookRefusedError, match=r"bot\.example: Can't parse") as refused:
        await Registration(bot, URL, SECRET, []).announce()

    assert "/updates" not in str(refused.value)  # some keep the token in the path


async def test_a_revoked_token_ends_it(bot: Bot, telegram: StandIn) -> None:
    telegram.goes_wrong("unauthorized", "setWebhook")

    with pytest.raises(InvalidToken):
        await Registration(bot, URL, SECRET, []).announce()


async def test_who_fetches_withdraws_the_webhook_and_keeps_what_waits(
    bot: Bot, telegram: StandIn
) -> None:
    await Registration(bot, URL, SECRET, []).announce()
    await withdraw(bot)

    (told,) = seen(telegram, "deleteWebhook")
    assert not told.get("drop_pending_updates")
    assert (await bot.get_webhook_info()).url == ""


async def test_what_telegram_says_of_a_webhook_that_answers_503_is_a_trouble(
    bot: Bot, telegram: StandIn
) -> None:
    async def down(_: web.Request) -> web.Response:
        return web.Response(status=503, headers={"Retry-After": "60"})

    server = Listening([web.post("/updates", down)])
    url = f"http://{written(await server.open(('127.0.0.1', 0)))}/updates"
    metrics, naps = Metrics(), Naps(2)
    registration = Registration(bot, url, SECRET, [], metrics, sleep=naps)
    await registration.announce()
    telegram.says("anybody there?")
    await until(telegram.deliveries)
    watching = asyncio.create_task(registration.watch())
    await naps.enough.wait()
    watching.cancel()
    await server.close()

    assert "Telegram cannot deliver 1: Wrong response" in metrics.signs().webhook_trouble
    assert metrics.registry.get_sample_value("bot_webhook_pending") == 1


async def test_updates_that_are_posted_arrive(bot: Bot, telegram: StandIn) -> None:
    arrived: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    class Takes:
        async def take(self, raw: Any) -> None:
            await arrived.put(raw)

    server = Listening(Webhook(Takes(), "/updates", SECRET).routes)
    url = f"http://{written(await server.open(('127.0.0.1', 0)))}/updates"
    metrics, naps = Metrics(), Naps(2)
    registration = Registration(bot, url, SECRET, [], metrics, sleep=naps)
    await registration.announce()
    number = await asyncio.to_thread(telegram.says, "good morning")
    while (await asyncio.wait_for(arrived.get(), 10))["update_id"] != number:
        pass
    await until(lambda: not telegram.waiting())
    watching = asyncio.create_task(registration.watch())
    await naps.enough.wait()
    watching.cancel()
    await server.close()

    assert (number, 200) in telegram.deliveries()
    assert metrics.signs().webhook_trouble == ""


async def test_a_telegram_that_does_not_answer_is_asked_again(bot: Bot, telegram: StandIn) -> None:
    telegram.goes_wrong("502", "getWebhookInfo")
    metrics, naps = Metrics(), Naps(3)
    watching = asyncio.create_task(Registration(bot, URL, SECRET, [], metrics, sleep=naps).watch())
    await naps.enough.wait()
    watching.cancel()

    assert "another program has removed the webhook" in metrics.signs().webhook_trouble


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ({}, ""),
        ({"pending_update_count": 5}, ""),
        ({"url": ""}, "posts updates nowhere"),
        ({"url": "https://else.example/x?token=1"}, "posts updates to else.example; another"),
        ({"last_error_date": NOON, "last_error_message": "no"}, ""),
        (
            {"pending_update_count": 5, "last_error_date": NOON, "last_error_message": "no way"},
            "cannot deliver 5: no way",
        ),
        (
            {"pending_update_count": 5, "last_error_date": NOON - dt.timedelta(hours=1)},
            "",
        ),
    ],
)
def test_what_keeps_updates_from_coming(said: dict[str, Any], trouble: str) -> None:
    values = {"url": URL, "has_custom_certificate": False, "pending_update_count": 0, **said}
    found = trouble_with(WebhookInfo(**values), URL, NOON)

    assert trouble in found
    assert bool(trouble) == bool(found)
