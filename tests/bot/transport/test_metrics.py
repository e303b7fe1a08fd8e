"""What is counted, and the signs of health that are drawn from it; the clock is the test's."""

from __future__ import annotations

import asyncio

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.transport.metrics import Metrics, watch_loop


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Wake 30 ms late, and stop after a minute."""
        self.now += seconds + 0.03
        if self.now > 1060:
            raise asyncio.CancelledError


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def metrics(clock: Clock) -> Metrics:
    return Metrics(clock)


def shown(metrics: Metrics, name: str, **labels: str) -> float:
    families = text_string_to_metric_families(metrics.exposition().decode())
    samples = [one for family in families for one in family.samples]
    return next(one.value for one in samples if (one.name, one.labels) == (name, labels))


def test_updates_are_counted_by_verdict_and_timed(metrics: Metrics, clock: Clock) -> None:
    slow, quick = metrics.update_began(), metrics.update_began()
    clock.now += 0.02
    metrics.update_ended(quick, "handled")
    clock.now += 3
    metrics.update_ended(slow, "set_aside")

    assert shown(metrics, "bot_updates_total", verdict="handled") == 1
    assert shown(metrics, "bot_updates_total", verdict="set_aside") == 1
    assert shown(metrics, "bot_update_seconds_sum") == pytest.approx(3.04)
    assert shown(metrics, "bot_updates_in_hand") == 0


def test_the_oldest_update_in_hand_is_the_one_that_counts(metrics: Metrics, clock: Clock) -> None:
    assert metrics.signs().oldest_update == 0
    first = metrics.update_began()
    clock.now += 5
    second = metrics.update_began()
    clock.now += 1

    assert metrics.signs().oldest_update == 6
    metrics.update_ended(first, "handled")
    assert metrics.signs().oldest_update == 1
    metrics.update_ended(second, "handled")
    assert metrics.signs().oldest_update == 0


def test_the_outbox_stands_still_only_while_something_is_due(
    metrics: Metrics, clock: Clock
) -> None:
    metrics.outbox("reply", waiting=0, sending=0)
    clock.now += 1000
    metrics.outbox("alert", waiting=2, sending=0)
    clock.now += 10

    assert metrics.signs().outbox_still == 10
    assert metrics.signs().unsettled == 2
    metrics.sent("alert", "sent")
    assert metrics.signs().outbox_still == 0


def test_trying_again_and_again_is_standing_still(metrics: Metrics, clock: Clock) -> None:
    metrics.outbox("reply", waiting=1, sending=1)
    for _ in range(9):
        clock.now += 10
        metrics.sent("reply", "again")

    assert metrics.signs().outbox_still == 90
    assert shown(metrics, "bot_sends_total", lane="reply", outcome="again") == 9


def test_a_pause_that_telegram_asked_for_is_no_standing_still(
    metrics: Metrics, clock: Clock
) -> None:
    metrics.outbox("alert", waiting=100, sending=0)
    metrics.paused(60)
    clock.now += 55

    assert shown(metrics, "bot_gate_pause_seconds") == 5
    assert metrics.signs().outbox_still < 0
    clock.now += 20
    assert metrics.signs().outbox_still == 15


def test_a_shorter_pause_does_not_end_a_longer_one(metrics: Metrics) -> None:
    metrics.paused(60)
    metrics.paused(1)

    assert shown(metrics, "bot_gate_pause_seconds") == 60
    assert shown(metrics, "bot_gate_pauses_total") == 2


def test_the_store_is_well_again_with_the_next_commit(metrics: Metrics, clock: Clock) -> None:
    metrics.store_failed("SQLITE_FULL")
    clock.now += 5
    assert (metrics.signs().store_error, metrics.signs().store_failed) == ("SQLITE_FULL", 5)

    metrics.committed(7)

    assert metrics.signs().store_error == ""
    assert shown(metrics, "bot_store_errors_total", kind="SQLITE_FULL") == 1
    assert shown(metrics, "bot_commit_writes_sum") == 7


def test_ages_count_from_the_start_until_the_first_time(metrics: Metrics, clock: Clock) -> None:
    clock.now += 30
    assert shown(metrics, "bot_last_poll_age_seconds") == 30
    assert metrics.signs().last_poll == 30

    metrics.polled()
    clock.now += 2

    assert shown(metrics, "bot_last_poll_age_seconds") == 2
    assert shown(metrics, "bot_last_send_age_seconds") == 32


async def test_the_loop_is_as_late_as_it_wakes_late(metrics: Metrics, clock: Clock) -> None:
    with pytest.raises(asyncio.CancelledError):
        await watch_loop(metrics, 0.1, clock, clock.sleep)

    count = shown(metrics, "bot_loop_lag_seconds_count")
    assert count > 400
    assert shown(metrics, "bot_loop_lag_seconds_sum") == pytest.approx(0.03 * count)


def test_two_bots_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.sent("reply", "sent")

    assert shown(one, "bot_sends_total", lane="reply", outcome="sent") == 1
    with pytest.raises(StopIteration):
        shown(other, "bot_sends_total", lane="reply", outcome="sent")
