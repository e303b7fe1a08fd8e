"""What is told without being asked, put together: the look around, the writer of alerts, the sender."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final

from sqlite_utils import Database

from bot import pages
from bot.alerts import AlertWriter
from bot.context import App
from bot.house import House
from bot.postoffice import PostOffice
from bot.sending import shown
from bot.transport.effects import Send
from bot.transport.gate import Gate
from bot.transport.metrics import Metrics
from bot.transport.service import Manners, Service
from bot.words import words_in
from jobs.alerting import Alerting, Plan
from jobs.editors import Editors, Role
from jobs.notices import Notice, numbers_of
from jobs.pauses import Pauses
from jobs.people import People
from knowledge.errors import UnwritableError
from knowledge.model import Language
from knowledge.store import Store

log = logging.getLogger(__name__)

#: Alerts in flight: some, and a quarter of a second's worth. Whatever is in flight at a crash may
#: be shown twice.
_FEW: Final = 16


@asynccontextmanager
async def pushing(
    house: House, app: App, manners: Manners, metrics: Metrics | None
) -> AsyncIterator[tuple[Service, Alerting]]:
    """The transport with both lanes, up and running, and what fills the lane of alerts."""
    settings = house.settings
    writer = AlertWriter(lambda: house.edition, lambda: house.today)
    office = PostOffice(house.people, house.timestamp, writer, settings.timezone)
    await remember_pauses(app.bot.rate_limiter, house.people, house.timestamp)
    async with Service(
        app,
        office,
        manners,
        metrics,
        alerts_every=settings.tick,
        alert_window=_FEW + round(settings.rate / 4),
        now=house.timestamp,
    ) as service:
        alerting = _alerting(house, office, service)
        try:
            await alerting.begin()
        except UnwritableError as error:
            log.warning("alerts begin later: %s", error)
        yield service, alerting


async def remember_pauses(gate: object, store: Store, now: Callable[[], float]) -> None:
    """A pause that Telegram asked for holds for the next process too, however this one ends."""
    if not isinstance(gate, Gate):
        return
    noting: set[asyncio.Task[None]] = set()

    async def note(until: float) -> None:
        with suppress(UnwritableError):
            await store.write(lambda db: Pauses(db).note(until))

    def paused(seconds: float) -> None:
        task = asyncio.get_running_loop().create_task(note(now() + seconds))
        noting.add(task)
        task.add_done_callback(noting.discard)

    left = await store.read(lambda db: Pauses(db).left(now()))
    if left:
        gate.pause(left)
    gate.on_pause = paused


def _alerting(house: House, office: PostOffice, service: Service) -> Alerting:
    settings = house.settings

    async def announce(notices: Sequence[Notice]) -> None:
        staff = await house.people.read(lambda db: Editors(db, settings.owners).everybody())
        owners = tuple({*settings.owners, *(one.user for one in staff if one.role is Role.OWNER)})
        users = tuple({*owners, *(one.user for one in staff)})
        for_editors = [notice for notice in notices if notice.for_editors]
        for_owners = [notice for notice in notices if not notice.for_editors]
        await office.announce(for_owners, _in_words, owners)
        await office.announce(for_editors, _in_words, users)
        service.replies.look()

    return Alerting(
        house.people,
        house,
        Plan(settings.hold, settings.canary),
        house.timestamp,
        lambda: house.today,
        service.alerts.look,
        announce,
    )


def _in_words(db: Database, notice: Notice, owner: int) -> Send:
    """A notice in the language that the owner chose; Ukrainian before they choose one."""
    language: Language = People(db).language_of(owner) or "uk"
    words = words_in(language)
    reply = pages.say(words, f"notice-{notice.name}", **numbers_of(notice))
    # What comes once a week may come at night.
    quietly = {"disable_notification": True} if notice.for_editors else {}
    return Send("sendMessage", {"chat_id": owner, **shown(reply), **quietly})
