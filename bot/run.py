"""The bot on Telegram, from its start to the signal that ends it."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web
from telegram import Update
from telegram.error import TelegramError

from bot.app import build_app, running
from bot.context import App
from bot.house import House
from bot.meanings import expose, remark_on
from bot.settings import LISTEN, SettingsError
from bot.transport.listening import CannotListenError, Listening, watching
from bot.transport.metrics import Metrics, watch_loop
from bot.transport.polling import Polling
from bot.transport.registration import Registration, WebhookRefusedError, withdraw
from bot.transport.service import Service
from bot.transport.webhook import Webhook

log = logging.getLogger(__name__)

#: A post of a channel is read only where it is a command.
ALLOWED_UPDATES: Final = (
    Update.MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
)
#: Seconds after which Python lets another thread go on. Matching is a thread that is always busy;
#: with the usual 5 ms, each message that goes out meanwhile waits as long for its turn.
SWITCHING: Final = 0.001
_LAST_WORD: Final = 0.5  # seconds for telling Telegram how far the updates are handled


def run(house: House) -> None:
    """Answer on Telegram until SIGTERM or Ctrl-C."""
    sys.setswitchinterval(SWITCHING)
    asyncio.run(_run(house))


async def _run(house: House) -> None:
    started, stop = asyncio.Event(), asyncio.Event()
    metrics = Metrics()
    expose(house.meanings, metrics.registry)
    serving = asyncio.create_task(_serve(house, metrics, started, stop))

    def leave() -> None:
        metrics.stopping()
        stop.set()
        if not started.is_set():
            # Nothing was taken yet, and a slow network must not hold up the end.
            serving.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, leave)
    with suppress(asyncio.CancelledError):
        await serving


async def _serve(
    house: House, metrics: Metrics, started: asyncio.Event, stop: asyncio.Event
) -> None:
    await house.watch_heads()
    app = build_app(house, metrics=metrics)
    async with running(app, metrics) as service:
        started.set()
        watch = asyncio.create_task(watch_loop(metrics))
        try:
            take_in = _post if house.settings.webhook_url else _poll
            await take_in(app, service, metrics, stop)
        finally:
            watch.cancel()


async def _poll(app: App, service: Service, metrics: Metrics, stop: asyncio.Event) -> None:
    house: House = app.bot_data["house"]
    polling = Polling(app.bot, service.intake, ALLOWED_UPDATES, metrics)

    async def fetch() -> None:
        await withdraw(app.bot)
        await polling.run()

    async with _listening(
        house, watching(metrics, polling=True, remark=lambda: remark_on(house.meanings))
    ):
        await service.serve(fetch(), stop)
        await service.intake.stop()
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(_LAST_WORD):
                await polling.acknowledge()


async def _post(app: App, service: Service, metrics: Metrics, stop: asyncio.Event) -> None:
    house: House = app.bot_data["house"]
    url = house.settings.webhook_url
    secret = house.settings.webhook_secret or secrets.token_urlsafe(32)
    webhook = Webhook(service.intake, urlsplit(url).path, secret, metrics)
    registration = Registration(app.bot, url, secret, ALLOWED_UPDATES, metrics)

    async def announce() -> None:
        try:
            await registration.announce()
        except WebhookRefusedError as error:
            raise SettingsError("EXCHANGE_BOT_WEBHOOK_URL", str(error)) from error
        await registration.watch()

    routes = [
        *webhook.routes,
        *watching(metrics, polling=False, remark=lambda: remark_on(house.meanings)),
    ]
    async with _listening(house, routes, needed=True):
        await service.serve(announce(), stop)
        # While it still listens: whoever waits is told to come again, not cut off.
        await service.intake.stop()


@asynccontextmanager
async def _listening(
    house: House, routes: Iterable[web.RouteDef], *, needed: bool = False
) -> AsyncIterator[None]:
    """Serve on EXCHANGE_BOT_LISTEN.

    Where nobody asked for it, an address that is taken is no reason to be silent.
    """
    listening = Listening(routes)
    try:
        await listening.open(house.settings.listen)
    except CannotListenError as error:
        if needed or house.settings.listen != LISTEN:
            raise SettingsError("EXCHANGE_BOT_LISTEN", str(error)) from error
        log.warning("%s; going on without /healthz, /readyz and /metrics", error)
    try:
        yield
    finally:
        await listening.close()
