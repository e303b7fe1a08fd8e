"""Deciding what a ranking is worth: a card, an answer, a choice of three, or "I don't know". Pure.

Two mistakes are not alike. Showing statements on another matter hurts, so an answer must be likelier
right than wrong. Saying "I don't know" of what the base does hold sends somebody away with nothing,
so that must be surer still; in between, three buttons cost a tap.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Final, Literal

from knowledge.matching.calibration import ANSWER_AT
from knowledge.matching.matcher import Candidate, Ranking

#: From here on the matcher's word for such a card is enough: a card too many costs a tap, a card
#: missing may cost more.
_CARE: Final = {"crisis": 0.4, "scam": 0.4, "person": 0.45, "off_topic": 0.3}
#: Any other card.
CARD_AT: Final = 0.5
#: Despair among the three likeliest readings is enough: who is wrongly asked to call loses a tap.
_DESPAIR: Final = 0.4
#: "The base holds nothing on this" is said only when it is this likely that this is what was asked.
ADMIT_AT: Final = 0.7
#: One word alone ("що", "нам") is answered only where it is plainly a question.
_ALONE: Final = 0.9
#: Three topics are offered when their shares together are at least this; below, it is a guess.
OFFER_AT: Final = 0.1
MOST_CHOICES: Final = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """What to show; `entries` are names of topics, or the one card."""

    kind: Literal["card", "topic", "choices", "unknown"]
    entries: tuple[str, ...] = ()


def decide(ranking: Ranking, held: Container[str]) -> Decision:
    """What a ranking is worth; `held` are the topics that the base has statements on."""
    card = card_meant(ranking)
    if card:
        return Decision("card", (card,))
    best = ranking.candidates[0]
    enough = ANSWER_AT if best.topic in held else ADMIT_AT
    if best.topic and best.probability >= (_ALONE if _is_one_word(ranking) else enough):
        return Decision("topic", (best.topic,))
    return offer(ranking, held)


def offer(ranking: Ranking, held: Container[str]) -> Decision:
    """Up to three topics to choose from, where that is more than guessing."""
    topics = [one for one in ranking.candidates if one.topic]
    missing = next((one for one in topics if one.topic not in held), None)
    if missing and missing.probability >= ADMIT_AT:
        return Decision("unknown")
    known = [one for one in topics if one.topic in held][:MOST_CHOICES]
    if sum(one.share for one in known) < OFFER_AT or len(known) < 2:
        return Decision("unknown")
    return Decision("choices", tuple(one.topic for one in known))


def card_meant(ranking: Ranking) -> str:
    """The card that a line asks for; despair counts even where it is not the likeliest.

    One word alone ("скоро", "статус") is too little for less than a clear match.
    """
    several = not _is_one_word(ranking)
    if several and any(_despairs(one) for one in ranking.candidates[:3]):
        return "crisis"
    best = ranking.candidates[0]
    enough = _CARE.get(best.card, CARD_AT) if several else CARD_AT
    return best.card if best.probability >= enough else ""


def _is_one_word(ranking: Ranking) -> bool:
    return len(ranking.line.split()) == 1


def _despairs(candidate: Candidate) -> bool:
    return candidate.card == "crisis" and candidate.probability >= _DESPAIR
