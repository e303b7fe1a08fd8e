"""What makes a bot ready, and what keeps it from being so."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest

from bot.transport.health import Limits, Signs, troubles

WELL: Final = Signs(
    running=3600, oldest_update=0.1, last_poll=20, unsettled=3, outbox_still=0.5, store_error=""
)
LIMITS: Final = Limits()


def test_a_bot_that_does_its_work_is_ready() -> None:
    assert troubles(WELL, LIMITS, polling=True) == ()
    assert troubles(WELL, LIMITS, polling=False) == ()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"oldest_update": 31.0}, "updates stall: one has been in hand for 31 s"),
        ({"last_poll": 91.0}, "updates stall: getUpdates has not answered for 91 s"),
        ({"outbox_still": 61.0}, "the outbox stalls: 3 due, none settled for 61 s"),
        ({"store_error": "SQLITE_FULL"}, "the store refuses writes: SQLITE_FULL"),
        ({"webhook_trouble": "Telegram cannot deliver 5"}, "Telegram cannot deliver 5"),
        ({"stopping": True}, "stopping"),
    ],
)
def test_each_trouble_is_named(change: dict[str, object], named: str) -> None:
    (found,) = troubles(replace(WELL, **change), LIMITS, polling=True)  # type: ignore[arg-type]

    assert named in found


def test_a_webhook_that_nobody_posts_to_is_no_stall() -> None:
    assert troubles(replace(WELL, last_poll=100_000), LIMITS, polling=False) == ()


def test_an_empty_outbox_may_stand_still_for_ever() -> None:
    quiet = replace(WELL, unsettled=0, outbox_still=100_000)

    assert troubles(quiet, LIMITS, polling=True) == ()


def test_a_commit_that_failed_long_ago_says_nothing_of_now() -> None:
    failed = replace(WELL, store_error="SQLITE_FULL", store_failed=61)

    assert troubles(failed, LIMITS, polling=True) == ()


def test_all_troubles_are_told_at_once() -> None:
    worst = Signs(900, 900, 900, 9, 900, "SQLITE_BUSY", 1, "nobody posts", stopping=True)

    assert len(troubles(worst, LIMITS, polling=True)) == 6
