"""Days and weeks of digests: when one is due, and the key that lets it come once. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from zoneinfo import ZoneInfo

from jobs.quiet import moment_of

_DAY = dt.timedelta(days=1)


def next_digest(
    pace: Literal["daily", "weekly"], hour: int, weekday: int, zone: ZoneInfo, now: float
) -> float:
    """When the next digest after `now` is due; both in seconds since the epoch."""
    day = dt.datetime.fromtimestamp(now, dt.UTC).astimezone(zone).date() - _DAY
    while True:
        due = moment_of(day, hour, zone).timestamp()
        if due > now and (pace == "daily" or day.weekday() == weekday):
            return due
        day += _DAY


def period_of(pace: Literal["daily", "weekly"], zone: ZoneInfo, due: float) -> str:
    """The day or week of a digest that was due then, as 2026-11-22 or 2026-W47."""
    day = dt.datetime.fromtimestamp(due, dt.UTC).astimezone(zone).date()
    if pace == "daily":
        return day.isoformat()
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
