"""People who subscribe, editors who publish, and the table in which what is told to whom is seen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Final

import pytest

from bot.alerts import AlertWriter
from bot.postoffice import PostOffice
from bot.transport.effects import Send
from bot.transport.storage import End, Row, Settlement
from jobs.alerting import Alerting, Plan
from jobs.notices import Notice
from jobs.schema import migrations
from jobs.subscriptions import Subscription, Subscriptions
from knowledge.store import Store
from tests.alerts.newsroom import Clock, Newsroom

HOLD: Final = 600.0


class Stage:
    """All that lies between the editors and Telegram, in the hands of a test."""

    def __init__(self, folder: Path, hold: float = HOLD, canary: int = 0, step: int = 2000) -> None:
        self.clock = Clock()
        self.news = Newsroom(folder, self.clock)
        self.store = Store.open(folder / "people.db", migrations)
        self.office = self._office()
        self.told: list[Notice] = []
        self.alerting = self._alerting(Plan(hold, canary, step))
        self._messages = 100

    def _office(self) -> PostOffice:
        writer = AlertWriter(lambda: self.news.edition, lambda: self.clock.today)
        return PostOffice(self.store, self.clock, writer)

    def _alerting(self, plan: Plan) -> Alerting:
        return Alerting(
            self.store,
            self.news,
            plan,
            self.clock,
            lambda: self.clock.today,
            lambda: None,
            self._announced,
        )

    async def _announced(self, notices: Any) -> None:
        self.told.extend(notices)

    def close(self) -> None:
        self.news.close()
        self.store.close()

    # -- what people and the clock do

    async def subscribes(self, chat: int, *topics: str, **more: Any) -> Subscription:
        """Subscribe to these topics, or to everything."""
        chosen = Subscription(
            chat, more.pop("language", "en"), everything=not topics and "once" not in more,
            topics=frozenset(topics), **more,
        )  # fmt: skip
        await self.do(lambda db: Subscriptions(db).keep(chosen, self.clock()))
        return chosen

    async def do(self, verb: Callable[[Any], Any]) -> Any:
        """Whatever is written."""
        return await self.store.write(verb)

    async def looks(self, **time: float) -> None:
        """Time passes, and the bot looks around."""
        self.clock.passes(**time)
        await self.alerting.look()

    # -- what Telegram does

    async def in_hand(self) -> list[Row]:
        """The rows that are due, in the order in which they are sent."""
        return list(await self.office.due("alert", 10_000))

    async def sends(
        self, end: End = "sent", reason: str = "", **only: Any
    ) -> list[tuple[int | str, str]]:
        """Claim all that is due and settle it; what was sent to whom, in order.

        `only`: `chat`, whose rows alone are sent.
        """
        seen = []
        for row in await self.in_hand():
            if only.get("chat") in (None, row.send.chat):
                send = await self.sends_one(row, end, reason)
                if send:
                    seen.append((send.chat, str(send.payload["text"])))
        return seen

    async def sends_one(self, row: Row, end: End = "sent", reason: str = "") -> Send | None:
        send = await self.office.claim(row)
        if send:
            self._messages += 1
            message = send.payload.get("message_id", self._messages)
            shown = message if end == "sent" else None
            await self.office.settle(row, Settlement(end, reason, shown))
        return send

    async def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = await self.store.read(
            lambda db: db.execute(sql, list(values)).fetchall()
        )
        return found


@pytest.fixture
async def open_stage(tmp_path: Path) -> AsyncIterator[Callable[..., Any]]:
    """Opens a stage, or opens it again as after a crash of the process."""
    opened: list[Stage] = []

    async def open_stage(**more: Any) -> Stage:
        at = opened[-1].clock.at if opened else None
        while opened:
            opened.pop().close()
        stage = Stage(tmp_path, **more)
        if at:
            stage.clock.at = at
        opened.append(stage)
        await stage.alerting.begin()
        return stage

    yield open_stage
    while opened:
        opened.pop().close()


@pytest.fixture
async def stage(open_stage: Callable[..., Any]) -> Stage:
    opened: Stage = await open_stage()
    return opened
