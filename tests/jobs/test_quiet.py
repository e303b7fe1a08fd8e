"""Quiet hours on every wall clock there is, through both changes of the clock."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jobs.periods import next_digest, period_of
from jobs.quiet import Quiet, free_at, moment_of

HOUR: Final = dt.timedelta(hours=1)
MINUTE: Final = dt.timedelta(minutes=1)
KYIV: Final = ZoneInfo("Europe/Kyiv")
#: When clocks change in Kyiv in 2026: from 3 to 4 in spring, from 4 to 3 in autumn.
SPRING: Final = dt.datetime(2026, 3, 29, 1, tzinfo=dt.UTC)
AUTUMN: Final = dt.datetime(2026, 10, 25, 1, tzinfo=dt.UTC)


@cache
def changes_in(zone: ZoneInfo, year: int) -> tuple[dt.datetime, ...]:
    """The hours of a year after which the clocks of a zone show another offset."""
    start = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
    hours = [start + n * HOUR for n in range(366 * 24)]
    offsets = [(hour, hour.astimezone(zone).utcoffset()) for hour in hours]
    return tuple(hour for (hour, old), (_, new) in pairwise(offsets) if old != new)


zones = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})).map(ZoneInfo)
quiets = st.builds(Quiet, st.integers(0, 23), st.integers(0, 23))


@st.composite
def moments(draw: st.DrawFn) -> tuple[ZoneInfo, dt.datetime]:
    """A zone and a moment there, near a change of the clocks where it has one."""
    zone = draw(zones)
    year = draw(st.integers(2024, 2032))
    changes = changes_in(zone, year)
    near = draw(st.sampled_from(changes)) if changes else dt.datetime(year, 6, 1, tzinfo=dt.UTC)
    return zone, near + draw(st.integers(-30 * 60, 30 * 60)) * MINUTE


@settings(max_examples=150, deadline=None)
@given(at=moments(), quiet=quiets)
@example((KYIV, SPRING - 3 * HOUR), Quiet(22, 3))
@example((KYIV, AUTUMN - 3 * HOUR), Quiet(22, 4))
def test_nobody_is_written_to_in_quiet_hours_and_nobody_waits_longer(
    at: tuple[ZoneInfo, dt.datetime], quiet: Quiet
) -> None:
    zone, now = at
    free = free_at(now, zone, quiet)

    assert free >= now
    assert not quiet.holds(free.astimezone(zone).hour)
    minutes = (now + n * MINUTE for n in range(int((free - now) / MINUTE)))
    assert all(quiet.holds(minute.astimezone(zone).hour) for minute in minutes)
    assert free - now <= 26 * HOUR


def test_an_hour_that_comes_twice_is_quiet_both_times() -> None:
    until_four = Quiet(22, 4)

    free = free_at(AUTUMN - 4 * HOUR, KYIV, until_four)

    assert free == dt.datetime(2026, 10, 25, 2, tzinfo=dt.UTC)  # the second 4 o'clock


def test_an_hour_that_does_not_exist_ends_when_the_clock_jumps() -> None:
    assert free_at(SPRING - 4 * HOUR, KYIV, Quiet(22, 3)) == SPRING


def test_equal_hours_mean_no_quiet_at_all() -> None:
    assert not any(Quiet(7, 7).holds(hour) for hour in range(24))


@settings(max_examples=150, deadline=None)
@given(at=moments(), hour=st.integers(0, 23), pace=st.sampled_from(["daily", "weekly"]))
@example((KYIV, SPRING - 30 * HOUR), 3, "daily")
@example((KYIV, AUTUMN - 30 * HOUR), 3, "daily")
def test_digests_come_once_a_day_or_week_whatever_the_clocks_do(
    at: tuple[ZoneInfo, dt.datetime], hour: int, pace: str
) -> None:
    zone, now = at
    due = [now.timestamp()]
    for _ in range(5):
        due.append(next_digest(pace, hour, 2, zone, due[-1]))  # type: ignore[arg-type]
    periods = [period_of(pace, zone, one) for one in due[1:]]  # type: ignore[arg-type]

    assert sorted(due) == due
    assert len(set(periods)) == len(periods)
    length = dt.timedelta(days=7 if pace == "weekly" else 1)
    gaps = [dt.timedelta(seconds=after - before) for before, after in pairwise(due[1:])]
    assert all(abs(gap - length) <= 3 * HOUR for gap in gaps)
    for one in due[1:]:
        there = dt.datetime.fromtimestamp(one, dt.UTC).astimezone(zone)
        assert there.hour == hour or hour < there.hour <= hour + 3  # jumped over
        assert pace == "daily" or there.weekday() == 2


@pytest.mark.parametrize(
    ("day", "hour", "utc"),
    [
        (dt.date(2026, 10, 25), 3, dt.datetime(2026, 10, 25, 0, tzinfo=dt.UTC)),  # the first of two
        (dt.date(2026, 3, 29), 3, SPRING),
        (dt.date(2026, 6, 1), 9, dt.datetime(2026, 6, 1, 6, tzinfo=dt.UTC)),
    ],
)
def test_an_hour_of_a_day_is_one_moment(day: dt.date, hour: int, utc: dt.datetime) -> None:
    assert moment_of(day, hour, KYIV) == utc
