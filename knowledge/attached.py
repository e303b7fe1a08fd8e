"""Phrasings that editors attached to topics and cards: a log of their own, as the statements have."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from knowledge.model import Language


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A row of the log of phrasings: what people ask was attached to an entry, or detached."""

    position: int
    happened_at: dt.datetime
    author: str
    event: Literal["attached", "detached"]
    #: `topic:ID` or `card:ID`.
    entry: str
    language: Language
    text: str
    note: str = ""
