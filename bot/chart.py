"""Numbers by day as one line of bars, in signs that every phone can show. Pure.

A line of text and no image: it takes the same durable way as any answer, a slow network shows it
at once, and it can be copied.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_BARS: Final = "▁▂▃▄▅▆▇█"
_NONE: Final = "·"


def bars(numbers: Sequence[int | None]) -> str:
    """A bar for each number, the largest full; a dot for none and for nothing."""
    largest = max((n for n in numbers if n), default=0)
    return "".join(_bar(n, largest) for n in numbers)


def _bar(number: int | None, largest: int) -> str:
    if not number:
        return _NONE
    return _BARS[(number * len(_BARS) - 1) // largest]
