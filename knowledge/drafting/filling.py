"""Filling a draft from what an editor pastes or types: it is read here and kept nowhere. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from knowledge.drafting.draft import Draft
from knowledge.edition import Edition

#: The topics that a text is about, best first.
Rank = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Filled:
    """A draft with what could be read, and what could not."""

    draft: Draft
    #: Fields that were looked for and not found, or found twice.
    unclear: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Why a text was not taken; nothing of it is kept.

    Reasons are texts `not-taken-REASON`: `personal` (kind: birth-date, phone, document, unit, name,
    other), `long`, `empty`, `day`, `link`, `number`, `choice`, `speaker`.
    """

    field: str
    reason: str
    kind: str = ""


def fill(
    text: str,
    edition: Edition,
    rank: Rank,
    today: dt.date,
    link: str = "",
    published_on: dt.date | None = None,
    channel: str = "",
) -> Filled | NotTaken:
    """A new draft with whatever a pasted text tells; `channel` is a forwarded channel's title."""
    del text, edition, rank, today, link, published_on, channel
    return Filled(Draft("add"))


def take(draft: Draft, name: str, text: str, edition: Edition, today: dt.date) -> Draft | NotTaken:
    """The draft with what an editor typed (or chose) for one field.

    `texts` takes one to three paragraphs, each for its own language; `texts.uk` takes one text.
    `speaker` takes the id or any known name, or for somebody new the lines: side, name, role, each
    in three languages with " / " between. `numbers` takes "6000 bodies" a line; `topics` ids;
    `relations` "disputes ID" a line; `other_side` where it was looked for, with or without a day.
    """
    del text, edition, today, name
    return draft


Choosable = Literal["speaker", "kind", "attribution", "topics", "relations"]


def choices(draft: Draft, name: str, edition: Edition) -> tuple[str, ...]:
    """The values to offer as buttons for a field, likeliest first; nothing where it is typed."""
    del draft, name, edition
    return ()
