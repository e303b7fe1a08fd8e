"""Alerts at full size: from a published statement to rows, from rows to Telegram, and what goes wrong.

    python tests/bench/fanout.py [--quick]

Three things are measured with 3,000, 30,000 and 300,000 subscribers, each in a process of its own:
from an alert, and from its correction, to all rows; and from a start with all rows waiting to the
first message. Beside them: how long somebody's update waits meanwhile to be durable. The scene of the
acceptance test is then played with 3,000 subscribers against a stand-in that enforces Telegram's
limits, at our own rate: four minutes, or one with --quick (500).
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import logging
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.alerts import AlertWriter
from bot.postoffice import PostOffice
from bot.transport.budget import FREE
from bot.transport.effects import Send
from bot.transport.gate import RATE
from jobs.alerting import Alerting, Plan
from jobs.ledger import Ledger
from jobs.people import People
from jobs.schema import migrations
from knowledge.store import Store
from tests.alerts.newsroom import Newsroom
from tests.alerts.press import press, subscribe
from tests.alerts.scene import Scene, pace_of
from tests.telegram.started import StandIn

SIZES = (3_000, 30_000, 300_000)
MANY, FEW = 3_000, 500


def main() -> None:
    logging.disable(logging.WARNING)
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a smaller scene")
    quick = parser.parse_args().quick
    print("subscribers          what  seconds  an update waits  memory")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            for name, work in (
                ("alert", _fan_out),
                ("restart", _restart),
                ("correction", _correct),
            ):
                seen = _apart(work, Path(folder), size)
                waits = f"{seen['waits'] * 1000:12.0f} ms" if "waits" in seen else " " * 15
                print(
                    f"{size:11,} {name:>13} {seen['seconds']:8.2f} {waits} {seen['memory']:5.0f} MB"
                )
    _play(FEW if quick else MANY)


def _apart(work: Callable[[Path, int], Any], folder: Path, size: int) -> Any:
    """What work measures in a process of its own, so that its memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, (folder, size))


# -- from a statement to rows


def _fan_out(folder: Path, size: int) -> dict[str, float]:
    subscribe(folder, list(range(1, size + 1)))
    return asyncio.run(_looked(folder, lambda news: news.publishes("new", "lists")))


def _correct(folder: Path, _: int) -> dict[str, float]:
    """All were sent it: what it takes to tell them that it is corrected, and to mark the messages."""
    people = People.open(folder / "people.db")
    people._db.conn.execute("BEGIN IMMEDIATE")
    Ledger(people._db).note(0, 0, 0, "en", [("new", 1)], time.time())
    people._db.execute(
        "INSERT INTO ledger (at, chat, thread, language, showing, message, outbox)"
        " SELECT at, outbox.chat, 0, language, showing, 5, outbox.id FROM outbox, ledger"
        " WHERE alert IS NOT NULL"
    )
    people._db.conn.execute("COMMIT")
    people.close()
    return asyncio.run(_looked(folder, lambda news: news.corrects("new", "After.")))


async def _looked(folder: Path, edit: Callable[[Newsroom], object]) -> dict[str, float]:
    """How long the look after an edit takes, and how long an update waits meanwhile."""
    store = Store.open(folder / "people.db", migrations)
    news = Newsroom(folder, time.time)
    office = PostOffice(store, time.time, AlertWriter(lambda: news.edition, _today))
    alerting = Alerting(store, news, Plan(hold=0), time.time, _today, lambda: None, _quietly)
    await alerting.begin()
    edit(news)
    asking = asyncio.create_task(_asking(office))
    began = time.perf_counter()
    await alerting.look()
    seconds = time.perf_counter() - began
    asking.cancel()
    (waits,) = await asyncio.gather(asking)
    news.close()
    store.close()
    return {"seconds": seconds, "waits": max(waits), "memory": _memory()}


async def _asking(office: PostOffice) -> list[float]:
    """People who are answered meanwhile: how long each update takes to be durable."""
    waits, update = [0.0], int(time.time() * 1000)
    try:
        while True:
            update += 1
            began = time.perf_counter()
            await office.keep(update, [Send("sendMessage", {"chat_id": 1, "text": "x"})], (), None)
            waits.append(time.perf_counter() - began)
            await asyncio.sleep(0.01)
    except asyncio.CancelledError:
        return waits


async def _quietly(_: object) -> None:
    """Owners are told nothing here."""


# -- a restart with all rows waiting


def _restart(folder: Path, size: int) -> dict[str, float]:
    with StandIn(0.05) as telegram:
        return asyncio.run(_started(folder, telegram, size))


async def _started(folder: Path, telegram: StandIn, size: int) -> dict[str, float]:
    began = time.perf_counter()
    async with press(folder, telegram.api, RATE, 24) as (_, _, store):
        waiting = await store.read(
            lambda db: db.execute(
                "SELECT count(*) FROM outbox WHERE lane = 'alert' AND state = 'waiting'"
            ).fetchone()[0]
        )
        assert waiting > size - 100, waiting
        await asyncio.to_thread(telegram.wait_for, 1)
        seconds = time.perf_counter() - began
        await asyncio.to_thread(telegram.wait_for, 60)
    return {"seconds": seconds, "memory": _memory()}


# -- the scene


def _play(size: int) -> None:
    print(f"\n{size:,} subscribers, 5 % blocked, 1 % moved, a storm of 429, three kill -9:")
    with tempfile.TemporaryDirectory() as folder, StandIn(0.05, limits=True) as telegram:
        scene = Scene(Path(folder), telegram, size, RATE)
        try:
            scene.begin()
            scene.tell()
            told = scene.told()
            scene.correct()
            corrected = scene.corrected()
            _print_scene(scene, told, corrected)
        finally:
            scene.close()
    print(f"\n{size // 3:,} subscribers, nothing goes wrong:")
    with tempfile.TemporaryDirectory() as folder, StandIn(0.05, limits=True) as telegram:
        scene = Scene(Path(folder), telegram, size // 3, RATE, troubled=False)
        try:
            scene.begin()
            scene.tell(kills=0)
            worst, pace = pace_of(scene.accepted("Told."))
            print(
                f"  pace                      {pace:6.2f} a second, {pace / RATE:.1%} of {RATE:g}"
            )
            print(f"  worst sliding second      {worst:6} (limit {FREE})")
            print(f"  300,000 at this pace      {dt.timedelta(seconds=round(300_000 / pace))!s:>8}")
        finally:
            scene.close()


def _print_scene(scene: Scene, told: Any, corrected: Any) -> None:
    worst, _ = pace_of(scene.accepted(""))
    off = set(corrected) ^ scene.reachable
    most = len(scene.killed_at) * scene.window
    print(f"  told after                {scene.took:6.1f} s")
    print(f"  lost                      {len(scene.reachable - set(told)):6}")
    print(f"  told who should not be    {len(set(told) - scene.reachable):6}")
    print(f"  told twice                {told.total() - len(told):6} (in flight at kills: {most})")
    print(f"  sent while told to wait   {len(scene.early()):6} (429: {len(scene.struck)})")
    print(f"  refused for flooding      {scene.flooded():6}")
    print(f"  worst sliding second      {worst:6} (limit {FREE})")
    print(f"  a question, answered in   {scene.answered_after() * 1000:6.0f} ms")
    print(f"  corrected                 {len(corrected):6}, wrongly or not {len(off)}, twice "
          f"{corrected.total() - len(corrected)}")  # fmt: skip


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def _memory() -> float:
    """The most that this process held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
