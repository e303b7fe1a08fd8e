"""The vocabulary of the project: frozen values, no behaviour beyond reading themselves.

Everything else imports this module; it imports nothing of ours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

Language = Literal["uk", "ru", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("uk", "ru", "en")

#: A base whose newest statement is older than this is announced as old before anything else
#: (promise 3). The articles of June 2025 show why: two days later they were overtaken.
STALE_AFTER: Final = dt.timedelta(days=14)

#: A contact is trusted for so long after it was last checked or seen; hotlines do change.
CONTACT_LASTS: Final = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Texts:
    """One text in up to three languages; at least one is there."""

    uk: str = ""
    ru: str = ""
    en: str = ""

    def __post_init__(self) -> None:
        if not (self.uk or self.ru or self.en):
            raise ValueError("a text needs at least one language")

    def written_in(self) -> tuple[Language, ...]:
        """The languages that this text exists in."""
        return tuple(language for language in LANGUAGES if getattr(self, language))

    def language_for(self, wanted: Language) -> Language:
        """`wanted` where the text exists in it, else the first language that it exists in."""
        written = self.written_in()
        return wanted if wanted in written else written[0]

    def text(self, wanted: Language) -> str:
        """The text in `wanted`, or in the language that stands in for it."""
        text: str = getattr(self, self.language_for(wanted))
        return text

    def every(self) -> tuple[str, ...]:
        """The text in each language that it exists in."""
        return tuple(self.text(language) for language in self.written_in())


class Side(StrEnum):
    """For whom a speaker speaks."""

    UKRAINE = "ukraine"
    RUSSIA = "russia"
    THIRD_PARTY = "third_party"
    MEDIA = "media"

    @property
    def other(self) -> Side | None:
        """The other side of the war; None for those who are not one of the two."""
        return {Side.UKRAINE: Side.RUSSIA, Side.RUSSIA: Side.UKRAINE}.get(self)


WARRING: Final = (Side.UKRAINE, Side.RUSSIA)


class Kind(StrEnum):
    """What sort of statement it is."""

    AGREEMENT = "agreement"
    CLAIM = "claim"
    DENIAL = "denial"
    POSITION = "position"
    FIGURE = "figure"
    PROCEDURE = "procedure"
    BACKGROUND = "background"


class Attribution(StrEnum):
    """How firmly the words are tied to a speaker, strongest first."""

    NAMED_OFFICIAL = "named_official"
    INSTITUTION = "institution"
    UNNAMED_OFFICIALS = "unnamed_officials"
    UNNAMED_THIRD_PARTY = "unnamed_third_party"
    PUBLISHER = "publisher_narration"


class Precision(StrEnum):
    """How exactly the day of a statement is known."""

    DAY = "day"
    RANGE = "range"
    INFERRED = "inferred"


class Relation(StrEnum):
    """How one statement stands to another. schema.org has no such types; these are ours."""

    DISPUTES = "disputes"
    ANSWERS = "answers"
    SUPPORTS = "supports"
    SUPERSEDES = "supersedes"
    DIFFERS = "differs_in_detail_from"


#: What holds both ways is written on both statements; the others have a direction.
MUTUAL: Final = (Relation.DISPUTES, Relation.DIFFERS)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: a person in office, a body, or a publisher in its own voice."""

    id: str
    side: Side
    name: Texts
    role: Texts
    #: Spellings that people use, of all languages together.
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a statement. `value` is None where the source gives only an order of size."""

    value: int | None
    unit: str
    qualifier: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement was published."""

    publisher: str
    url: str
    url_basis: str
    published_basis: str
    author: str = ""
    title: str = ""
    published_on: dt.date | None = None
    checked_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """Who said what, when, for which side, and where it was published."""

    id: str
    texts: Texts
    speaker: Speaker
    kind: Kind
    attribution: Attribution
    said_on: dt.date
    said_on_precision: Precision
    said_on_basis: str
    source: Source
    topics: tuple[str, ...]
    added_on: dt.date
    said_until: dt.date | None = None
    event_date: dt.date | None = None
    numbers: tuple[Number, ...] = ()
    relations: Mapping[Relation, tuple[str, ...]] = field(default_factory=dict)
    #: The words of somebody else that the speaker relays: whose claim it is.
    claim_owner: Texts | None = None
    #: True where one publisher alone has these words and no original confirms them.
    unconfirmed: bool = False
    #: True where the statement describes a day that has passed: shown as "of that day only".
    overtaken: bool = False
    cross_checks: tuple[tuple[str, str], ...] = ()
    editor_note: str = ""
    version: int = 1

    @property
    def side(self) -> Side:
        """The side that the speaker speaks for."""
        return self.speaker.side

    @property
    def narration(self) -> bool:
        """True for a publisher's own words, which step back where somebody better answers."""
        return self.attribution is Attribution.PUBLISHER

    def related(self, relation: Relation) -> tuple[str, ...]:
        """Ids of the statements that this one stands in `relation` to."""
        return self.relations.get(relation, ())


@dataclass(frozen=True, slots=True)
class Explanation:
    """How to read statements that seem to clash: a sentence of the frame, not a fact.

    It is shown only together with every statement that it rests on.
    """

    id: str
    texts: Texts
    rests_on: tuple[str, ...]
    #: True where it says what both sides say alike: shown before the blocks.
    alike: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """A thing that people ask about, with the messages in which they ask it."""

    id: str
    title: Texts
    leads: tuple[str, ...] = ()
    explanations: tuple[str, ...] = ()
    phrasings: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)
    #: Topics to offer while the base holds nothing on this one.
    near: tuple[str, ...] = ()
    #: A topic may stand for all that one speaker, or one side, has said.
    speaker: str = ""
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A fixed reply to what statements must not answer."""

    id: str
    texts: Texts
    phrasings: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)
    #: Said first when the message held personal data.
    on_personal_data: Texts | None = None
    #: Contact ids to show, in this order.
    contacts: tuple[str, ...] = ()
    #: The topic whose statements follow the card.
    then: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call or write to. Numbers change, so each carries where and when it was seen."""

    id: str
    name: Texts
    #: What they are for, in a few words.
    purpose: Texts
    #: How to reach them, as typed or dialled.
    reach: tuple[str, ...]
    #: The page that carried it.
    seen_at: str
    #: The date of that page; None where it has none.
    seen_on: dt.date | None = None
    #: When a person last called or opened it; None where nobody has.
    checked_on: dt.date | None = None
    #: True while it must not be shown before somebody has checked it.
    held: bool = False

    @property
    def trusted_until(self) -> dt.date | None:
        """The last day on which it is shown without a warning; None where it has no date."""
        known = self.checked_on or self.seen_on
        return known + CONTACT_LASTS if known else None

    def doubtful(self, today: dt.date) -> bool:
        """Whether the last sight of it is too old to be shown without a warning."""
        return self.trusted_until is None or today > self.trusted_until
