"""kill -9 at any moment: nothing is lost, and no more is said twice than was in flight."""

from __future__ import annotations

import random
import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Final

from tests.telegram.little import Killed
from tests.telegram.started import StandIn

KILLS: Final = 20
WINDOW: Final = 8
SEED: Final = 5


def test_twenty_kills_lose_nothing_and_repeat_no_more_than_was_in_flight(tmp_path: Path) -> None:
    rng = random.Random(SEED)  # noqa: S311 - any moment will do
    asked = 0
    repeated = []
    with StandIn(latency=0.02) as telegram:
        bots = Killed(tmp_path, telegram.api, WINDOW)
        for _ in range(KILLS):
            fresh = [_says(telegram, f"q{n}", chat=1000 + n) for n in range(asked, asked + 60)]
            telegram.queue(fresh)
            asked += len(fresh)
            before = len(telegram.calls("sendMessage", accepted=True))
            bot = bots.start()
            # At a random moment of the work, which is any but the start.
            telegram.wait_for(before + 1 + rng.randrange(50))
            time.sleep(rng.uniform(0, 0.02))
            bots.kill(bot)
            repeated.append(_repeated(telegram))
        last = bots.start()
        _until_all_are_answered(telegram, asked)
        assert last.pid
        last.terminate()
        last.join(10)
        answers = Counter(call.text for call in telegram.calls("sendMessage", accepted=True))

    assert {f"re: q{n}" for n in range(asked)} - set(answers) == set(), "lost"
    steps = [after - before for before, after in zip([0, *repeated], repeated, strict=False)]
    assert max(steps) <= WINDOW
    assert sum(answers.values()) - asked <= KILLS * WINDOW
    with closing(sqlite3.connect(tmp_path / "people.db")) as db:
        assert db.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
        assert db.execute("SELECT count(*) FROM handled").fetchone() == (asked,)


def test_sigterm_in_the_middle_of_the_work_ends_soon_and_loses_nothing(tmp_path: Path) -> None:
    with StandIn(latency=0.02) as telegram:
        bots = Killed(tmp_path, telegram.api, WINDOW)
        telegram.queue([_says(telegram, f"q{n}", chat=1000 + n) for n in range(300)])
        bot = bots.start()
        telegram.wait_for(20)
        telegram.takes(30)  # what is sent now gets no answer
        assert bot.pid
        began = time.monotonic()
        bot.terminate()
        bot.join(10)
        seconds, code = time.monotonic() - began, bot.exitcode
        telegram.takes(0.02)
        again = bots.start()
        answers = _until_all_are_answered(telegram, 300)
        again.terminate()
        again.join(10)

    assert (code, seconds < 5) == (0, True)
    assert len(answers) - 300 <= WINDOW


def _says(telegram: StandIn, text: str, chat: int) -> dict[str, object]:
    return {"message": {**telegram.message(chat), "text": text}}


def _repeated(telegram: StandIn) -> int:
    calls = telegram.calls("sendMessage", accepted=True)
    return len(calls) - len({call.text for call in calls})


def _until_all_are_answered(telegram: StandIn, asked: int) -> list[str]:
    for _ in range(200):
        texts = [call.text for call in telegram.calls("sendMessage", accepted=True)]
        if len(set(texts)) >= asked and not telegram.waiting():
            return texts
        time.sleep(0.05)
    raise AssertionError(f"{len(set(texts))} of {asked} answered")
