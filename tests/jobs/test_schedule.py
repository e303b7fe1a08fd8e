"""The metronome: it looks again and again, whatever one look does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

import pytest

from jobs.schedule import Metronome

BEAT = 0.03


@pytest.fixture
async def metronome() -> AsyncIterator[Metronome]:
    """One that runs; looks may be added while it does."""
    metronome = Metronome()
    metronome.start()
    yield metronome
    metronome.stop()
    await asyncio.sleep(0)


async def _until(reached: Callable[[], bool]) -> None:
    for _ in range(300):
        if reached():
            return
        await asyncio.sleep(BEAT / 3)
    pytest.fail("not within three seconds")


class Look:
    """Something to look at, that counts how often it was and by how many at once."""

    def __init__(self, lasts: float = 0.0) -> None:
        self.lasts = lasts
        self.begun = self.ended = self.most_at_once = 0

    async def see(self) -> None:
        self.begun += 1
        self.most_at_once = max(self.most_at_once, self.begun - self.ended)
        await asyncio.sleep(self.lasts)
        self.ended += 1


async def _fail() -> None:
    raise RuntimeError("the disk is full")


async def test_a_look_is_repeated(metronome: Metronome) -> None:
    look = Look()
    metronome.every(BEAT, "look", look.see)
    await _until(lambda: look.ended >= 3)


async def test_a_look_that_was_added_before_the_start_is_repeated_too() -> None:
    metronome, look = Metronome(), Look()
    metronome.every(BEAT, "look", look.see)
    metronome.start()
    await _until(lambda: look.ended >= 2)
    metronome.stop()


async def test_whatever_returns_something_to_wait_for_can_be_looked_at(
    metronome: Metronome,
) -> None:
    look = Look()
    metronome.every(BEAT, "look", lambda: look.see())  # noqa: PLW0108, that it is a lambda is the point
    await _until(lambda: look.ended >= 2)


async def test_a_failing_look_is_logged_with_its_name_and_error(
    metronome: Metronome, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "jobs.schedule"):
        metronome.every(BEAT, "look-for-news", _fail)
        await _until(lambda: any(r.name == "jobs.schedule" for r in caplog.records))
    record = next(r for r in caplog.records if r.name == "jobs.schedule")
    assert record.levelno == logging.ERROR
    assert "look-for-news" in record.getMessage()
    assert record.exc_info
    assert str(record.exc_info[1]) == "the disk is full"


async def test_a_failing_look_stops_neither_itself_nor_the_others(
    metronome: Metronome, caplog: pytest.LogCaptureFixture
) -> None:
    look = Look()
    metronome.every(BEAT, "failing", _fail)
    metronome.every(BEAT, "look", look.see)
    await _until(lambda: look.ended >= 3 and caplog.text.count("job failing did not run") >= 3)


async def test_a_slow_look_is_never_made_twice_at_once(metronome: Metronome) -> None:
    slow, quick = Look(lasts=BEAT * 5), Look()
    metronome.every(BEAT, "slow", slow.see)
    metronome.every(BEAT, "quick", quick.see)
    await _until(lambda: slow.ended >= 2)
    assert slow.most_at_once == 1
    assert quick.ended > slow.ended, "the others do not wait for it"


async def test_after_stopping_nothing_is_looked_at() -> None:
    metronome, look = Metronome(), Look()
    metronome.every(BEAT, "look", look.see)
    metronome.start()
    await _until(lambda: look.ended >= 1)
    metronome.stop()
    await asyncio.sleep(0)
    seen = look.begun
    await asyncio.sleep(BEAT * 4)
    assert look.begun == seen
