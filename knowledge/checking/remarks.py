"""What a check says of a draft, and how a tap mends it. Pure.

Every remark names a text of the locale files, `check-NAME`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from knowledge.drafting.counting import read_number
from knowledge.drafting.draft import Draft
from knowledge.model import Language, Relation

Severity = Literal["stops", "warns"]

#: Every name that a remark can have, with its severity; the locale files hold `check-NAME` for each.
REMARKS: Final[Mapping[str, Severity]] = {
    "missing": "stops",  # field
    "malformed": "stops",  # field
    "doubtful": "stops",  # field, why (the words read, "@published", or "@changed:LABEL"), value
    "judging": "stops",  # field, language, words
    "relative-day": "stops",  # field, language, words
    "loud": "stops",  # field, language, words
    "personal-data": "stops",  # field, language, words: birth-date, phone, document, unit, ...
    "copied": "stops",  # field, language, words
    "number-unlisted": "stops",  # numbers, number
    "number-unsaid": "stops",  # numbers, number
    "number-missing": "stops",  # texts.LANGUAGE, language, number, said (languages)
    "no-link": "stops",  # source.url
    "other-side": "stops",  # other_side
    "unknown-topic": "stops",  # topics, topic
    "unknown-relation": "stops",  # relations, relation, statement
    "same-side": "stops",  # relations, relation, statement
    "not-own": "stops",  # relations, statement: only the same speaker's earlier words are replaced
    "no-change": "stops",  # nothing differs from what is published
    "text-changed": "stops",  # an edit changes the sense: that is a correction
    "future": "stops",  # said_on, day
    "new-speaker": "warns",  # speaker, name: nobody in the base, and not known beside it
    "languages": "warns",  # texts, languages
    "duplicate": "warns",  # statement, likeness (percent)
    "may-dispute": "warns",  # statement
    "may-answer": "warns",  # statement
    "may-supersede": "warns",  # statement
    "spelling-changed": "warns",  # an edit changes letters of a word: look twice
}


@dataclass(frozen=True, slots=True)
class Mend:
    """What one tap does about a remark.

    ask: the editor is asked to write `field`. confirm: the guess in `field` stands. number: `value`
    is listed. drop: `value` is taken out of `field`. relate: `field` (a relation) to `value`.
    waive: the warning `value` stands. correct: the edit becomes a correction.
    """

    deed: Literal["ask", "confirm", "number", "drop", "relate", "waive", "correct"]
    field: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to mend before a draft is published, or to look at."""

    name: str
    severity: Severity
    field: str
    language: Language | None = None
    #: The variables of the locale text.
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    mend: tuple[Mend, ...] = ()

    @property
    def key(self) -> str:
        """What waiving it is remembered by: a warning about another statement comes anew."""
        return ":".join(filter(None, (self.name, self.values.get("statement", ""))))


def mended(draft: Draft, mend: Mend) -> Draft:
    """The draft after a tap; what only a message can mend leaves it as it is."""
    deed = _DEEDS.get(mend.deed)
    return deed(draft, mend) if deed else draft


def _listing(draft: Draft, mend: Mend) -> Draft:
    number = read_number(mend.value)
    numbers = draft.value("numbers") or []
    return draft.with_field("numbers", [*numbers, number]) if number else draft


def _dropping(draft: Draft, mend: Mend) -> Draft:
    name, value = mend.field, mend.value
    if name == "numbers":
        kept = [n for n in draft.value("numbers") or () if str(n.get("value")) != value]
    else:
        kept = [one for one in draft.value(name) or () if one != value]
    return draft.with_field(name, kept)


_DEEDS: Final[Mapping[str, Callable[[Draft, Mend], Draft]]] = {
    "confirm": lambda draft, mend: draft.confirmed(mend.field),
    "waive": lambda draft, mend: draft.waiving(mend.value),
    "relate": lambda draft, mend: draft.related(Relation(mend.field), mend.value),
    "drop": _dropping,
    "number": _listing,
    "correct": lambda draft, _: draft.as_correction(),
}
