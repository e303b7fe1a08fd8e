"""A little bot on the transport alone: it answers with what it was told. Starts fast, dies well.

    python -m tests.telegram.little FOLDER API

runs it until SIGTERM. `Killed` starts it in processes that are forked from one that has imported
everything, so that it can be killed twenty times in the time that one start would take.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Final

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, CallbackContext, TypeHandler

from bot.postoffice import PostOffice
from bot.transport.effects import Send, current_effects
from bot.transport.gate import Gate
from bot.transport.polling import Polling
from bot.transport.request import AiohttpRequest
from bot.transport.service import Manners, Service
from jobs.people import People
from jobs.schema import migrations
from knowledge.store import Store
from tests.telegram.started import TOKEN

AnyApp = Application[Any, Any, Any, Any, Any, Any]
ALLOWED: Final = ("message",)


async def answer(event: Update, _: CallbackContext[Any, Any, Any, Any]) -> None:
    """Say what was said. A few words do something else."""
    message, effects = event.effective_message, current_effects()
    assert message is not None
    assert effects is not None
    text = message.text or ""
    effects.sends.append(Send("sendMessage", {"chat_id": message.chat_id, "text": f"re: {text}"}))
    if text == "poison":
        raise ValueError(text)
    if text == "slow":
        await asyncio.sleep(3)
    if text == "keep":
        effects.writes.append(lambda db: People(db).choose_language(message.chat_id, "uk"))


def little_app(api: str, gate: Gate | None = None) -> AnyApp:
    """The application, without its transport."""
    request = AiohttpRequest()
    builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any] = ApplicationBuilder()
    builder = builder.token(TOKEN).base_url(f"{api}/bot").job_queue(None).updater(None)
    if gate:
        builder = builder.rate_limiter(gate)
    app: AnyApp = builder.request(request).get_updates_request(request).build()
    app.add_handler(TypeHandler(Update, answer))
    app.add_error_handler(_quietly)
    return app


async def _quietly(_: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
    """What fails here was meant to."""


@asynccontextmanager
async def little_service(
    folder: Path,
    api: str,
    gate: Gate | None = None,
    manners: Manners | None = None,
    patience: float = 5.0,
    **more: Any,
) -> AsyncIterator[tuple[AnyApp, Service, Store]]:
    """The little bot in this process, with its transport and its people.db in a folder."""
    store = Store.open(folder / "people.db", migrations, patience)
    app = little_app(api, gate)
    try:
        async with app.bot, app, Service(app, PostOffice(store), manners, **more) as service:
            yield app, service, store
    finally:
        store.close()


async def run(folder: Path, api: str, window: int) -> None:
    """Poll until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with little_service(folder, api, window=window) as (app, service, _):
        await service.serve(Polling(app.bot, service.intake, ALLOWED).run(), stop)


def main(folder: str, api: str, window: int = 16) -> None:
    """What a process does."""
    asyncio.run(run(Path(folder), api, window))


class Killed:
    """Starts little bots that are to be killed."""

    def __init__(self, folder: Path, api: str, window: int) -> None:
        self._arguments = (str(folder), api, window)
        self._processes = multiprocessing.get_context("forkserver")
        self._processes.set_forkserver_preload(["tests.telegram.little"])

    def start(self) -> ForkServerProcess:
        """Start one."""
        process = self._processes.Process(target=main, args=self._arguments, daemon=True)
        process.start()
        return process

    def kill(self, process: ForkServerProcess) -> None:
        """End one as a power cut would."""
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        process.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
