"""What stands between a draft and its publication: what stops it, and what an editor may let stand.

Every remark names a text of the locale files, `check-NAME`, and how it can be mended by a tap.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from knowledge.drafting.draft import Draft
from knowledge.edition import Edition
from knowledge.model import Language, Relation

Severity = Literal["stops", "warns"]

#: Every name that a remark can have, with its severity; the locale files hold `check-NAME` for each.
REMARKS: Final[Mapping[str, Severity]] = {
    "missing": "stops",  # field
    "malformed": "stops",  # field
    "doubtful": "stops",  # field, why: "«у понеділок» → 9 червня 2025"
    "judging": "stops",  # field, language, word
    "relative-day": "stops",  # field, language, word
    "loud": "stops",  # field, language, word
    "personal-data": "stops",  # field, language
    "copied": "stops",  # field, language, words
    "number-unlisted": "stops",  # numbers, number
    "number-unsaid": "stops",  # numbers, number
    "number-missing": "stops",  # texts.LANGUAGE, language, number, said (languages)
    "no-link": "stops",  # source.url
    "other-side": "stops",  # other_side
    "unknown-topic": "stops",  # topics, topic
    "unknown-relation": "stops",  # relations, relation, statement
    "same-side": "stops",  # relations, relation, statement
    "no-change": "stops",  # nothing differs from what is published
    "text-changed": "stops",  # an edit changes words or numbers: that is a correction
    "languages": "warns",  # texts, languages
    "duplicate": "warns",  # statement, likeness (percent)
    "may-dispute": "warns",  # statement
    "may-answer": "warns",  # statement
    "may-supersede": "warns",  # statement
    "future": "warns",  # said_on, day
}


@dataclass(frozen=True, slots=True)
class Mend:
    """What one tap does about a remark.

    ask: the editor is asked to write `field`. confirm: the guess in `field` stands. number: `value`
    is listed. drop: `value` is taken out of `field`. relate: `field` (a relation) to `value`.
    waive: the warning `value` stands.
    """

    deed: Literal["ask", "confirm", "number", "drop", "relate", "waive"]
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
    if mend.deed == "confirm":
        return draft.confirmed(mend.field)
    if mend.deed == "waive":
        return draft.waiving(mend.value)
    if mend.deed == "relate":
        return draft.related(Relation(mend.field), mend.value)
    return draft


def check(
    draft: Draft, edition: Edition, today: dt.date, articles: frozenset[str] = frozenset()
) -> tuple[Remark, ...]:
    """What stops the draft, then what may be let stand; `articles` are shipped fingerprints."""
    del edition, today, articles
    return tuple(
        Remark("missing", "stops", name, mend=(Mend("ask", name),)) for name in draft.missing()
    )
