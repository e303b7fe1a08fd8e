"""The application: the house, the handlers, and the way to Telegram or to its stand-in."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from telegram.error import TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes
from telegram.request import BaseRequest

from bot.context import App, Context
from bot.errors import Apologies, on_error
from bot.handlers import register
from bot.house import House
from bot.menus import set_menus
from bot.postoffice import PostOffice
from bot.pushing import pushing
from bot.transport.gate import Gate
from bot.transport.metrics import Metrics
from bot.transport.request import AiohttpRequest
from bot.transport.service import Manners, Service
from jobs.alerting import Alerting
from jobs.schedule import Metronome
from knowledge.errors import UnwritableError

log = logging.getLogger(__name__)

_SAVE: Final = 60.0  # seconds between looks at what was counted
_PRUNE: Final = 3600.0  # seconds between looks for what need not be kept any more


def build_app(
    house: House,
    request: BaseRequest | None = None,
    token: str = "",
    metrics: Metrics | None = None,
) -> App:
    """The application around a house. `request` replaces the network and its limits."""
    builder: ApplicationBuilder[Any, Context, Any, Any, Any, Any] = (
        ApplicationBuilder()
        .token(token or house.settings.token)
        .base_url(f"{house.settings.api_url}/bot")
        .base_file_url(f"{house.settings.api_url}/file/bot")
        .context_types(ContextTypes(context=Context))
        .job_queue(None)
        .updater(None)
        .post_init(_begin)
        .post_shutdown(_end)
    )
    if request is None:
        builder = builder.rate_limiter(Gate(house.settings.rate, metrics=metrics))
    request = request or AiohttpRequest()
    app: App = builder.request(request).get_updates_request(request).build()
    app.bot_data["house"] = house
    register(app)
    app.add_error_handler(on_error)
    return app


async def _begin(app: App) -> None:
    house: House = app.bot_data["house"]
    metronome = Metronome()
    metronome.every(_PRUNE, "prune", PostOffice(house.people, house.timestamp).prune)
    metronome.start()
    app.bot_data["metronome"] = metronome
    # A menu is a convenience; answers must not wait for it.
    app.bot_data["menus"] = asyncio.create_task(_set_menus(app))


def _look_around(metronome: Metronome, house: House, alerting: Alerting) -> None:
    metronome.every(house.settings.tick, "alerts", alerting.look)
    metronome.every(_SAVE, "save numbers", house.tallying.save)
    metronome.every(_PRUNE, "keep house", alerting.keep_house)


async def _set_menus(app: App) -> None:
    try:
        await set_menus(app)
    except TelegramError as error:
        log.warning("the menus could not be set: %s", type(error).__name__)


async def _end(app: App) -> None:
    house: House = app.bot_data["house"]
    if "metronome" in app.bot_data:
        app.bot_data["metronome"].stop()
        with suppress(UnwritableError, sqlite3.Error):
            await house.tallying.save()
    house.close()


@asynccontextmanager
async def running(app: App, metrics: Metrics | None = None) -> AsyncIterator[Service]:
    """The application, up and running, with its transport; all of it is ended afterwards."""
    house: House = app.bot_data["house"]
    apologies = Apologies(house)
    manners = Manners(unsaved=apologies.unsaved, sorry=apologies.refused)
    house.people.watch = metrics
    try:
        # The connections and the bot first: what is begun is ended however the start fails.
        async with app.bot.request, app.bot, app:
            if app.post_init:
                await app.post_init(app)
            await app.start()
            try:
                async with pushing(house, app, manners, metrics) as (service, alerting):
                    app.bot_data["alerting"] = alerting
                    _look_around(app.bot_data["metronome"], house, alerting)
                    yield service
            finally:
                app.bot_data["menus"].cancel()
                await app.stop()
    finally:
        if app.post_shutdown:
            await app.post_shutdown(app)
