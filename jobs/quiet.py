"""When a chat may be written to: quiet hours on the wall clocks of its zone. Pure.

Both clock changes are days like others: an hour that does not exist ends when the clock jumps over
it, and an hour that comes twice is quiet both times.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Quiet:
    """Full hours of the day: from `since` on until `until`, over midnight too; none where equal."""

    since: int = 22
    until: int = 8

    def holds(self, hour: int) -> bool:
        """Whether it is quiet in this hour of the wall clock."""
        if self.since <= self.until:
            return self.since <= hour < self.until
        return hour >= self.since or hour < self.until


def free_at(now: dt.datetime, zone: ZoneInfo, quiet: Quiet) -> dt.datetime:
    """The first moment from `now` on at which it is not quiet there, in UTC."""
    moment = now.astimezone(dt.UTC)
    while quiet.holds(moment.astimezone(zone).hour):
        moment = _next_hour(moment, zone)
    return moment


def moment_of(day: dt.date, hour: int, zone: ZoneInfo) -> dt.datetime:
    """When the wall clock first shows this hour on that day, or jumps over it; in UTC."""
    wanted = dt.datetime.combine(day, dt.time(hour))
    moment = wanted.replace(tzinfo=zone).astimezone(dt.UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wanted:
        return moment
    return _jump(wanted.replace(tzinfo=zone, fold=1).astimezone(dt.UTC), moment, zone)


def _next_hour(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The next moment at which the hour of the wall clock changes, whatever changes it."""
    local = moment.astimezone(zone)
    whole = dt.timedelta(hours=1) - (local - local.replace(minute=0, second=0, microsecond=0))
    following = moment + whole
    if following.astimezone(zone).utcoffset() == local.utcoffset():
        return following
    return _jump(moment, following, zone)


@lru_cache(maxsize=4096)
def _jump(before: dt.datetime, after: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The first moment of the new offset, between two of which only the second has it."""
    new = after.astimezone(zone).utcoffset()
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        there = dt.datetime.fromtimestamp(middle, dt.UTC).astimezone(zone)
        low, high = (low, middle) if there.utcoffset() == new else (middle, high)
    return dt.datetime.fromtimestamp(high, dt.UTC)
