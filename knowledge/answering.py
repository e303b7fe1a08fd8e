"""From a subject and an edition to an answer that keeps promises 1 to 4. Pure: no I/O, no clock.

1. Both sides: where one side of the war is shown, so is the other, by its statements on the same
   matter or by the plain word that the base has none.
2. Attribution: an answer holds whole statements, never sentences of its own about the facts.
3. As of: it knows the day of its newest statement, and whether the base is old.
4. Nothing invented: an explanation appears only beside the statements that it rests on.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from knowledge.days import read_day_id
from knowledge.edition import Edition
from knowledge.model import (
    LANGUAGES,
    STALE_AFTER,
    WARRING,
    Explanation,
    Relation,
    Side,
    Statement,
    Texts,
    Topic,
)

#: Statements a side and page where both sides speak: with the frame that stays within one screen
#: of a phone, and the second side is seen without scrolling.
A_SIDE: Final = 2
#: Statements a block where nobody stands opposite.
ALONE: Final = 3
#: Characters of statements a page, in the language that needs most; beyond it a page holds one a
#: side, so that with names, days and explanations no message reaches Telegram's 4,096.
A_PAGE: Final = 2200


@dataclass(frozen=True, slots=True)
class Subject:
    """What an answer is about; short enough to stand in a button."""

    kind: Literal["topic", "statement", "speaker", "day", "latest"]
    id: str = ""
    #: The mark of the one of a topic's statements that was asked for: it leads.
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """What one side said; no statements means: none of this side in the base on this."""

    side: Side
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of what is known about a subject."""

    subject: Subject
    title: Texts | None
    blocks: tuple[Block, ...]
    alike: tuple[Explanation, ...]
    readings: tuple[Explanation, ...]
    disputed: bool
    as_of: dt.date
    newest_on: dt.date
    today: dt.date
    page: int
    pages: int

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements in the order shown."""
        return tuple(statement for block in self.blocks for statement in block.statements)

    @property
    def stale(self) -> bool:
        """Whether the base is so old that the answer must say it first."""
        return self.today - self.newest_on > STALE_AFTER


def about(
    edition: Edition,
    subject: Subject,
    today: dt.date,
    page: int = 0,
    first: Side | None = None,
) -> Answer | None:
    """What is known about a subject; None where the base holds nothing on it.

    `first` asks for one side's block on top; a page past the last shows the last.
    """
    if subject.kind == "topic":
        topic = edition.guidance.topics.get(subject.id)
        return _on_topic(edition, topic, subject, today, page, first) if topic else None
    if subject.kind == "day":
        return _on_day(edition, subject, today, page, first)
    matter = _matter(edition, subject)
    if not matter:
        return None
    own = matter[0].side if subject.kind != "latest" else None
    return Composer(edition, subject, None, matter, today).page(page, first or own)


def _matter(edition: Edition, subject: Subject) -> tuple[Statement, ...]:
    everything = edition.statements.values()
    if subject.kind == "statement":
        return tuple(s for s in everything if s.id == subject.id)
    if subject.kind == "speaker":
        return edition.in_order(s for s in everything if s.speaker.id == subject.id)
    newest = edition.in_order(s for s in everything if not s.narration)
    return tuple(s for s in newest if s.side in WARRING) or newest


def mark_of(statement: str) -> str:
    """Four letters for a statement, short enough to stand in a button beside its topic."""
    return f"{zlib.crc32(statement.encode()) & 0xFFFF:04x}"


def _led_by(mark: str, matter: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """The statements, first the one with this mark: it was asked for, however doubtful it is."""
    lead = tuple(s for s in matter if mark and mark_of(s.id) == mark)
    return _unique((*lead, *matter))


def _on_topic(
    edition: Edition,
    topic: Topic,
    subject: Subject,
    today: dt.date,
    page: int,
    first: Side | None,
) -> Answer | None:
    matter = _led_by(subject.lead, edition.on_topic(topic))
    if not matter:
        return None
    if subject.lead and mark_of(matter[0].id) == subject.lead:
        topic = replace(topic, leads=(matter[0].id, *topic.leads))
    if topic.speaker or topic.side:
        first = first or matter[0].side
    return Composer(edition, subject, topic, matter, today).page(page, first)


def _on_day(
    edition: Edition, subject: Subject, today: dt.date, page: int, first: Side | None
) -> Answer | None:
    """What was said on a day; on top the side that alone spoke on it."""
    day, name = read_day_id(subject.id) or (None, "")
    topic = edition.guidance.topics.get(name)
    if day is None or bool(name) != bool(topic):
        return None
    matter = edition.said_on(day, topic)
    if not matter:
        return None
    spoke = {s.side for s in matter if s.side in WARRING and s.said_on == day}
    own = spoke.pop() if len(spoke) == 1 else None
    answer = Composer(edition, subject, None, matter, today).page(page, first or own)
    return replace(answer, title=topic.title if topic else None)


@dataclass(frozen=True)
class Composer:
    """Lays the statements of one matter out on pages."""

    edition: Edition
    subject: Subject
    topic: Topic | None
    matter: tuple[Statement, ...]
    today: dt.date

    def page(self, number: int, first: Side | None) -> Answer:
        """One page of the answer."""
        pages = self._pages()
        number = max(0, min(number, len(pages) - 1))
        return self.laid_out(pages[number], first, number, len(pages))

    def laid_out(
        self, page: list[Block], first: Side | None, number: int = 0, pages: int = 1
    ) -> Answer:
        """These blocks, put in order, as one page."""
        blocks = self._in_order(page, first)
        shown = tuple(statement for block in blocks for statement in block.statements)
        return Answer(
            subject=self.subject,
            title=self.topic.title if self.topic else None,
            blocks=blocks,
            alike=self._explanations(shown, alike=True) if number == 0 else (),
            readings=self._explanations(shown, alike=False),
            disputed=self._disputed(shown),
            as_of=max(statement.said_on for statement in shown),
            newest_on=self.edition.newest_on or self.today,
            today=self.today,
            page=number,
            pages=pages,
        )

    def _pages(self) -> list[list[Block]]:
        pages = self._laid_out(A_SIDE, ALONE)
        return pages if all(map(_fits, pages)) else self._laid_out(1, 1)

    def _laid_out(self, a_side: int, alone: int) -> list[list[Block]]:
        sides = {side: self._of(side, a_side) for side in WARRING}
        beside = tuple(s for s in self.matter if s.side not in WARRING)
        direct = tuple(s for s in beside if self._is_direct(s))
        later = tuple(s for s in beside if s not in direct)
        pages = self._warring_pages(sides, a_side, alone)
        if pages:
            pages[0].extend(_others(direct[:a_side]))
            later, direct = direct[a_side:] + later, ()
        for rest in (direct, later):
            pages.extend(_others(rest[at : at + alone]) for at in range(0, len(rest), alone))
        return pages

    def _is_direct(self, statement: Statement) -> bool:
        """Whether somebody outside the two sides answers best, or nobody closer speaks."""
        others = {s.side for s in self.matter}
        if self.topic and statement.id in self.topic.leads and self._is_firm(statement):
            return True
        if statement.side is Side.MEDIA:
            return others == {Side.MEDIA}
        return not others.intersection(WARRING)

    def _of(self, side: Side, a_side: int) -> tuple[Statement, ...]:
        """A side's statements on the matter, its newest within the first page."""
        own = [s for s in self.matter if s.side is side]
        firm = [s for s in own if self._is_firm(s)]
        shown = [s for s in own[:a_side] if self._is_firm(s)]
        newest = max(firm, key=lambda s: s.said_on, default=None)
        if newest and newest.said_on > max((s.said_on for s in shown), default=dt.date.min):
            own.remove(newest)
            own.insert(a_side - 1, newest)
        return tuple(own)

    def _is_firm(self, statement: Statement) -> bool:
        return not statement.unconfirmed and statement.id not in self.edition.superseded

    def _warring_pages(
        self, sides: dict[Side, tuple[Statement, ...]], a_side: int, alone: int
    ) -> list[list[Block]]:
        own = {side: statements for side, statements in sides.items() if statements}
        opposed = len(own) == len(WARRING) or any(self._replies(of) for of in own.values())
        size = a_side if opposed else alone
        length = max(map(len, own.values()), default=0)
        return [self._warring_page(sides, at, size) for at in range(0, length, size)]

    def _warring_page(
        self, sides: dict[Side, tuple[Statement, ...]], at: int, size: int
    ) -> list[Block]:
        """Each side's share of a page; a side with nothing of its own here replies to the other."""
        shares = {side: sides[side][at : at + size] for side in WARRING}
        for side in WARRING:
            if not shares[side]:
                shown, all_said = shares[side.other or side], sides[side.other or side]
                replies = self._replies(shown) or self._replies(all_said)
                shares[side] = replies[:size] or sides[side][:1]
        return [Block(side, shares[side]) for side in WARRING]

    def _replies(self, shown: Sequence[Statement]) -> tuple[Statement, ...]:
        """The other side's word on what is shown: for each statement what disputes or answers it.

        Where the subject is not one question but a person or a side, what shares a topic with
        it will do. One reply for each statement comes first, so that none stands unanswered.
        """
        on_a_question = self.topic is not None and not (self.topic.speaker or self.topic.side)
        replies = [self.edition.replies_to(s) for s in shown]
        if not any(replies) and not on_a_question:
            replies = [self.edition.on_the_same_matter(s) for s in shown]
        first = [of[0] for of in replies if of]
        return _unique([*first, *(s for of in replies for s in of)])

    def _in_order(self, blocks: list[Block], first: Side | None) -> tuple[Block, ...]:
        """The side asked for on top, else the earlier voice; when days tie, the subject decides."""
        leads = self.topic.leads if self.topic else ()
        warring = [block for block in blocks if block.side in WARRING]
        others = [block for block in blocks if block.side not in WARRING]
        turn = sum(map(ord, self.subject.id)) % 2

        def rank(block: Block) -> tuple[bool, bool, dt.date, int]:
            day = block.statements[0].said_on if block.statements else dt.date.max
            return (
                block.side is not first,
                not block.statements,
                day,
                WARRING.index(block.side) ^ turn,
            )

        warring.sort(key=rank)
        on_top = bool(leads) and any(s.id == leads[0] for block in others for s in block.statements)
        return tuple(others + warring) if on_top else tuple(warring + others)

    def _disputed(self, shown: Sequence[Statement]) -> bool:
        """Whether anything on the page is disputed by anything said on the matter."""
        seen = {s.id for s in shown}
        said = (*self.matter, *shown)
        ids = {s.id for s in said}
        return any(
            (s.id in seen and ids.intersection(s.related(Relation.DISPUTES)))
            or seen.intersection(s.related(Relation.DISPUTES))
            for s in said
        )

    def _explanations(self, shown: Sequence[Statement], *, alike: bool) -> tuple[Explanation, ...]:
        """What to say alike may rest on the whole matter, a reading only on what is seen."""
        if not self.topic:
            return ()
        there = {s.id for s in (self.matter if alike else shown)}
        known = self.edition.guidance.explanations
        return tuple(
            known[name]
            for name in self.topic.explanations
            if name in known
            and known[name].alike is alike
            and there.issuperset(known[name].rests_on)
        )


def _fits(page: Sequence[Block]) -> bool:
    """Whether the statements of a page stay within what a message can hold."""
    texts = [s.texts for block in page for s in block.statements]
    longest = max((sum(len(t.text(language)) for t in texts) for language in LANGUAGES), default=0)
    return longest <= A_PAGE


def _others(statements: Sequence[Statement]) -> list[Block]:
    blocks = []
    for side in (Side.THIRD_PARTY, Side.MEDIA):
        own = tuple(s for s in statements if s.side is side)
        if own:
            blocks.append(Block(side, own))
    return blocks


def _unique(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple({s.id: s for s in statements}.values())
