"""The whole bot on a little base, in a process that kills itself at a named step of its work.

`Mortal` starts it in processes that are forked from one that has imported everything.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Final

from bot.app import build_app, running
from bot.house import FACTS, PEOPLE, House, utc_now
from bot.newsroom import Newsroom
from bot.postoffice import PostOffice
from bot.run import ALLOWED_UPDATES
from bot.settings import Settings
from bot.transport.metrics import Metrics
from bot.transport.polling import Polling
from jobs.schema import migrations
from knowledge.base import FactBase
from knowledge.edition import Guidance
from knowledge.model import Card, Texts, Topic
from knowledge.store import Store
from tests.telegram.started import TOKEN

OWNER: Final = 7
GUIDANCE: Final = Guidance(
    {"lists": Topic("lists", Texts(en="Lists"), phrasings={"en": ("where are the lists",)})},
    {"help": Card("help", Texts(en="Help."), {"en": ("help",)})},
    {},
    {},
)

#: Where it can die: what is done there, and whether it dies before that or after.
STEPS: Final[dict[str, tuple[type, str, bool]]] = {
    "before the log is written": (FactBase, "apply", True),
    "after the log is written": (FactBase, "apply", False),
    "after the draft is changed": (Newsroom, "change", False),
    "before the update is noted": (PostOffice, "keep", True),
    "after the update is noted": (PostOffice, "keep", False),
    "after the editor was told": (PostOffice, "settle", True),
}


def little_house(folder: Path) -> House:
    """The house, on a base without the shipped statements."""
    settings = Settings(data=folder, owners=(OWNER,), hold=3600.0)
    facts = FactBase.open(folder / FACTS)
    return House(settings, facts, Store.open(folder / PEOPLE, migrations), GUIDANCE, utc_now)


def main(folder: str, api: str, dies: str) -> None:
    """What a process does, until it is killed or kills itself."""
    if dies:
        _die(*STEPS[dies])
    asyncio.run(_run(Path(folder), api))


async def _run(folder: Path, api: str) -> None:
    house = little_house(folder)
    house.settings = Settings(data=folder, owners=(OWNER,), hold=3600.0, token=TOKEN, api_url=api)
    app = build_app(house)
    async with running(app, Metrics()) as service:
        polling = Polling(app.bot, service.intake, ALLOWED_UPDATES)
        await service.serve(polling.run(), asyncio.Event())


def _die(where: type, name: str, before: bool) -> None:
    """End as a power cut would, where this is done next."""
    done: Callable[..., Any] = getattr(where, name)

    if asyncio.iscoroutinefunction(done):

        async def deadly(*values: Any, **named: Any) -> Any:
            if not before:
                await done(*values, **named)
            os.kill(os.getpid(), signal.SIGKILL)
    else:

        def deadly(*values: Any, **named: Any) -> Any:  # type: ignore[misc]
            if not before:
                done(*values, **named)
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(where, name, deadly)


class Mortal:
    """Starts such bots."""

    def __init__(self, folder: Path, api: str) -> None:
        self._folder, self._api = str(folder), api
        self._processes = multiprocessing.get_context("forkserver")
        self._processes.set_forkserver_preload(["tests.telegram.mortal"])

    def start(self, dies: str = "") -> ForkServerProcess:
        """Start one, that dies at a step of STEPS or lives."""
        process = self._processes.Process(
            target=main, args=(self._folder, self._api, dies), daemon=True
        )
        process.start()
        return process

    def kill(self, process: ForkServerProcess) -> None:
        """End one that lives."""
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        process.close()
