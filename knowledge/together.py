"""Several statements in one message, as an alert tells them. Pure, as `answering` is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from knowledge.answering import Answer, Block, Composer, Subject
from knowledge.edition import Edition
from knowledge.model import WARRING, Side, Statement


def together(edition: Edition, ids: Iterable[str], today: dt.date) -> Answer | None:
    """All of these that are published, on one page; None where none is.

    Each that speaks for one side of the war has the other side's word on its matter with it, or
    the plain word that the base has none.
    """
    wanted = frozenset(ids)
    matter = edition.in_order(s for s in edition.statements.values() if s.id in wanted)
    if not matter:
        return None
    said = {s.id: s for s in (*matter, *_replies(edition, matter))}
    blocks = [_block(side, said.values()) for side in (*WARRING, Side.THIRD_PARTY, Side.MEDIA)]
    opposed = any(block.statements for block in blocks if block.side in WARRING)
    shown = [b for b in blocks if b.statements or (opposed and b.side in WARRING)]
    first = matter[0].side if len(matter) == 1 else None
    composer = Composer(edition, Subject("statement", matter[0].id), None, matter, today)
    return composer.laid_out(shown, first)


def _block(side: Side, said: Iterable[Statement]) -> Block:
    return Block(side, tuple(s for s in said if s.side is side))


def _replies(edition: Edition, matter: tuple[Statement, ...]) -> list[Statement]:
    """For each statement beside which the other side does not speak here, its best reply."""
    here = {s.id for s in matter}
    found = []
    for statement in matter:
        replies = (*edition.replies_to(statement), *edition.on_the_same_matter(statement))
        if replies and not here.intersection(s.id for s in replies):
            found.append(replies[0])
    return found
