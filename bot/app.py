"""The application: the house, the handlers, and the way to Telegram or to its stand-in."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes
from telegram.request import BaseRequest

from bot.context import App, Context
from bot.errors import on_error
from bot.handlers import register
from bot.house import House
from bot.menus import set_menus
from jobs.schedule import Metronome

log = logging.getLogger(__name__)

ALLOWED_UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]


def build_app(house: House, request: BaseRequest | None = None, token: str = "") -> App:
    """The application around a house. `request` replaces the network, all above it stays."""
    builder = (
        ApplicationBuilder()
        .token(token or house.settings.token)
        .base_url(f"{house.settings.api_url}/bot")
        .base_file_url(f"{house.settings.api_url}/file/bot")
        .context_types(ContextTypes(context=Context))
        .job_queue(None)
        .concurrent_updates(16)
        .post_init(_begin)
        .post_shutdown(_end)
    )
    if request is not None:
        builder = builder.request(request).get_updates_request(request)
    app: App = builder.build()
    app.bot_data["house"] = house
    register(app)
    app.add_error_handler(on_error)
    return app


async def _begin(app: App) -> None:
    house: House = app.bot_data["house"]
    metronome = Metronome()
    metronome.every(house.settings.tick, "look for news", house.look_for_news)
    metronome.start()
    app.bot_data["metronome"] = metronome
    try:
        await set_menus(app)
    except TelegramError as error:
        # A menu is a convenience; answers must not wait for it.
        log.warning("the menus could not be set: %s", type(error).__name__)


async def _end(app: App) -> None:
    if "metronome" in app.bot_data:
        app.bot_data["metronome"].stop()
    app.bot_data["house"].close()


def run(house: House) -> None:
    """Answer on Telegram until stopped."""
    build_app(house).run_polling(allowed_updates=ALLOWED_UPDATES)
