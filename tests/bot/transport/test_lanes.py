"""Lanes: order inside a key, turns between keys, and never more tasks than lanes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.transport.lanes import Lanes
from bot.transport.storage import FullError

Work = Callable[[], Coroutine[Any, Any, None]]


class Noted:
    """Makes work that notes when it was done, and may wait for something first."""

    def __init__(self) -> None:
        self.done: list[Any] = []
        self.at_once = self.most_at_once = 0

    def work(self, name: object, until: asyncio.Event | None = None) -> Work:
        async def work() -> None:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            await (until.wait() if until else asyncio.sleep(0))
            self.at_once -= 1
            self.done.append(name)

        return work


@given(keys=st.lists(st.integers(0, 4), max_size=60), count=st.integers(1, 6))
def test_whatever_comes_each_key_keeps_its_order_and_the_number_of_lanes_its_bound(
    keys: list[int], count: int
) -> None:
    async def play() -> Noted:
        noted, lanes = Noted(), Lanes(count, 1000)
        futures = [lanes.put(key, noted.work(n)) for n, key in enumerate(keys)]
        await asyncio.gather(*futures)
        assert lanes.keys == lanes.waiting == 0
        return noted

    noted = asyncio.run(play())

    assert len(noted.done) == len(keys)
    for one in set(keys):
        own = [n for n, key in enumerate(keys) if key == one]
        assert [name for name in noted.done if name in own and keys[name] == one] == own
    assert noted.most_at_once <= count


async def test_a_chat_that_floods_and_is_slow_holds_up_nobody_else() -> None:
    noted, lanes, forever = Noted(), Lanes(2, 10_000), asyncio.Event()
    for number in range(5000):
        lanes.put("flooding", noted.work(("flooding", number), forever))

    await asyncio.gather(*(lanes.put(key, noted.work(key)) for key in range(100)))

    assert noted.done == list(range(100))
    assert noted.at_once == 1
    await lanes.close(grace=0)


async def test_a_chat_that_floods_takes_turns_with_the_others() -> None:
    noted, lanes = Noted(), Lanes(1, 1000)
    for number in range(50):
        lanes.put("flooding", noted.work(number))

    await lanes.put("somebody else", noted.work("else"))

    assert noted.done.index("else") <= 2
    await lanes.close(grace=0)


async def test_twenty_thousand_pieces_of_work_make_no_more_tasks_than_lanes() -> None:
    noted, lanes = Noted(), Lanes(8, 20_000)
    before = len(asyncio.all_tasks())
    futures = [lanes.put(number, noted.work(number)) for number in range(20_000)]

    most = len(asyncio.all_tasks()) - before
    await asyncio.gather(*futures)

    assert most <= 8
    assert len(noted.done) == 20_000
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) == before, "lanes with nothing to do are no tasks"


async def test_more_than_fits_is_refused_at_once() -> None:
    noted, lanes, forever = Noted(), Lanes(1, 2), asyncio.Event()
    lanes.put(0, noted.work(0, forever))
    await asyncio.sleep(0)  # that one is begun, and waits no more
    lanes.put(1, noted.work(1))
    lanes.put(2, noted.work(2))

    assert lanes.full
    with pytest.raises(FullError, match="2 are waiting"):
        lanes.put(3, noted.work(3))
    await lanes.close(grace=0)


async def test_work_that_fails_or_is_cancelled_from_inside_does_not_end_its_lane() -> None:
    noted, lanes = Noted(), Lanes(1, 10)
    gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    gone.cancel()

    async def fails() -> None:
        raise ValueError

    async def waits_for_what_is_gone() -> None:
        await gone

    failed, cancelled = lanes.put(1, fails), lanes.put(1, waits_for_what_is_gone)
    await lanes.put(1, noted.work("after them"))

    assert isinstance(failed.exception(), ValueError)
    assert cancelled.cancelled()
    assert noted.done == ["after them"]


async def test_closing_drops_what_nobody_began_and_lets_the_rest_end() -> None:
    noted, lanes, may_end = Noted(), Lanes(1, 10), asyncio.Event()
    begun, waiting = lanes.put(1, noted.work("begun", may_end)), lanes.put(1, noted.work("not"))
    await asyncio.sleep(0)
    closing = asyncio.create_task(lanes.close(grace=10))
    await asyncio.sleep(0)
    may_end.set()
    await closing

    assert noted.done == ["begun"]
    assert begun.done()
    assert waiting.cancelled()
    with pytest.raises(FullError):
        lanes.put(2, noted.work("late"))


async def test_closing_ends_what_does_not_end_in_time() -> None:
    noted, lanes = Noted(), Lanes(1, 10)
    begun = lanes.put(1, noted.work("begun", asyncio.Event()))
    await asyncio.sleep(0)

    await lanes.close(grace=0)

    assert begun.cancelled()
    assert noted.done == []
