"""Rehearsal: what the matcher makes of phrasings that were hidden from it.

Each round hides every fifth phrasing (these can be answered) and all phrasings of every eighth
entry (these cannot), fits on the rest, and looks at what comes of the hidden ones. So the bot's
certainty is measured on the base alone, whatever editors add to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from knowledge.matching.calibration import SHIPPED, Calibration, Sample
from knowledge.matching.index import Index
from knowledge.matching.matcher import Matcher, Meaning
from knowledge.matching.reading import normalise

ROUNDS: Final = 3
_LINES: Final = 5
_ENTRIES: Final = 8
_FEWEST: Final = 50  # samples


def rehearse(
    phrasings: Mapping[str, Iterable[str]],
    shows: Mapping[str, frozenset[str]],
    rounds: int = ROUNDS,
    learn: Callable[[Index], Meaning] | None = None,
) -> list[Sample]:
    """How the hidden phrasings of each round fared; a second or two a round.

    `learn` says what lines mean, learnt from the phrasings of an index alone.
    """
    # A line that is there twice must not be learnt where it is hidden.
    said = {
        entry: list({normalise(line): line for line in lines}.values())
        for entry, lines in phrasings.items()
    }
    return [sample for turn in range(rounds) for sample in _round(said, shows, turn, learn)]


def calibrate(
    phrasings: Mapping[str, Iterable[str]], shows: Mapping[str, frozenset[str]]
) -> Calibration:
    """The calibration that these phrasings call for; of too few, nothing is learnt."""
    samples = rehearse(phrasings, shows) if len(phrasings) > _ENTRIES else []
    return Calibration.fit(samples) if len(samples) >= _FEWEST else SHIPPED


def _round(
    said: Mapping[str, list[str]],
    shows: Mapping[str, frozenset[str]],
    turn: int,
    learn: Callable[[Index], Meaning] | None,
) -> Iterable[Sample]:
    hidden = {entry for place, entry in enumerate(said) if place % _ENTRIES == turn % _ENTRIES}
    matcher = Matcher.fit(
        {
            entry: [line for place, line in enumerate(lines) if place % _LINES != turn % _LINES]
            for entry, lines in said.items()
            if entry not in hidden
        },
        shows,
    )
    matcher = matcher.with_meaning(learn(matcher.index)) if learn else matcher
    for entry, lines in said.items():
        for line in lines[turn % _LINES :: _LINES]:
            found, share = matcher.likeliest(normalise(line))
            yield Sample(share, _serves(entry, found, shows))


def _serves(wanted: str, found: str, shows: Mapping[str, frozenset[str]]) -> bool:
    """Whether an answer on `found` serves who asked for `wanted`: the same entry, or its statements."""
    nothing: frozenset[str] = frozenset()
    return wanted == found or bool(shows.get(wanted, nothing) & shows.get(found, nothing))
