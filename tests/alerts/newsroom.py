"""A newsroom for tests and benches: a real facts.db in which statements are published, and what
the look around asks of it. Nothing else of the bot is needed, so that a process starts fast.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from knowledge.base import Entry, Event, FactBase
from knowledge.edition import Edition, Guidance
from knowledge.model import (
    Attribution,
    Kind,
    Precision,
    Side,
    Source,
    Speaker,
    Statement,
    Texts,
    Topic,
)

TOPICS: Final = ("lists", "talks", "bodies-number", "what-was-agreed")
GUIDANCE: Final = Guidance(
    {name: Topic(name, Texts(uk=name, ru=name, en=name)) for name in TOPICS}, {}, {}, {}
)
DAY: Final = dt.date(2026, 11, 20)
START: Final = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def statement(
    name: str, *topics: str, side: Side = Side.UKRAINE, text: str = "", day: dt.date = DAY
) -> Statement:
    """A statement by one side, about these topics."""
    said = text or f"What {name} is about."
    speaker = Texts(uk="Речник", ru="Представитель", en="Spokesman")
    return Statement(
        id=name,
        texts=Texts(uk=f"{said} (uk)", ru=f"{said} (ru)", en=said),
        speaker=Speaker(f"speaker-{side}", side, speaker, speaker),
        kind=Kind.CLAIM,
        attribution=Attribution.NAMED_OFFICIAL,
        said_on=day,
        said_on_precision=Precision.DAY,
        said_on_basis="said so",
        source=Source("Paper", "https://paper.example/1", "seen", "seen"),
        topics=topics or ("lists",),
        added_on=day,
    )


class Clock:
    """Time of day, to be moved by hand."""

    def __init__(self, at: dt.datetime = START) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at.timestamp()

    def passes(self, **time: float) -> None:
        self.at += dt.timedelta(**time)

    @property
    def today(self) -> dt.date:
        return self.at.date()


class Newsroom:
    """Publishes into a facts.db, and answers `jobs.alerting.Facts` from it."""

    def __init__(self, folder: Path, now: Callable[[], float]) -> None:
        self._base = FactBase.open(folder / "facts.db")
        self._now = now
        self.edition: Edition = self._base.edition(GUIDANCE)

    def close(self) -> None:
        self._base.close()

    # -- what editors do

    def publishes(self, name: str, *topics: str, **more: object) -> Statement:
        one = statement(name, *topics, **more)  # type: ignore[arg-type]
        self._base.publish(one, "editor", "", self._moment)
        return one

    def corrects(self, name: str, text: str, reason: str = "") -> None:
        before = self._base.history(name)[-1].statement
        texts = Texts(uk=f"{text} (uk)", ru=f"{text} (ru)", en=text)
        self._base.correct(replace(before, texts=texts), "editor", reason, self._moment)

    def retracts(self, name: str) -> None:
        self._base.retract(name, "editor", "", self._moment)

    def restores(self, name: str) -> None:
        """Undo a withdrawal, as the log will have it once editors can."""
        before = self._base.history(name)[-1].statement
        self._base._follow(Event.RESTORED, before, "editor", "", self._moment)

    @property
    def _moment(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self._now(), dt.UTC)

    # -- what is asked of facts.db

    async def look_for_news(self) -> None:
        if self._base.position() != self.edition.position:
            self.edition = await asyncio.to_thread(self._base.edition, GUIDANCE)

    async def entries(self, after: int) -> Sequence[Entry]:
        return tuple(self._base.entries(after))

    async def history(self, statement: str) -> Sequence[Entry]:
        return self._base.history(statement)
