"""From a line to the entries it may mean, each with its probability."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Final

import numpy as np

from knowledge.matching.calibration import SHIPPED, Calibration
from knowledge.matching.features import Floats, features_of
from knowledge.matching.index import Index
from knowledge.matching.reading import readings
from knowledge.matching.ridge import Ridge
from knowledge.matching.spelling import Spelling

#: Another alphabet or keyboard is believed only when it is clearly closer to some phrasing.
_READING_MUST_WIN_BY: Final = 0.1
_CLOSE_ENOUGH: Final = 0.6
#: Somebody has written down that this very line belongs to the entry: that outweighs likeness.
_THE_SAME: Final = 0.999
_BONUS: Final = 0.5
_NUMBER: Final = re.compile(r"\b\d{3,}\b")
_YEAR: Final = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a line may mean."""

    entry: str
    probability: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a line may mean, the likeliest first, and the reading in which it was understood."""

    line: str
    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate | None:
        """The likeliest entry."""
        return self.candidates[0] if self.candidates else None

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of three digits or more in the line, years left out."""
        found = _NUMBER.findall(self.line)
        return frozenset(int(number) for number in found if not _YEAR.fullmatch(number))


class Matcher:
    """Matches lines to entries by their phrasings. Built once an edition; holds no state."""

    def __init__(
        self,
        phrasings: Mapping[str, Iterable[str]],
        shows: Mapping[str, frozenset[str]] | None = None,
        calibration: Calibration = SHIPPED,
    ) -> None:
        """`shows` names what each entry would show first: entries that share some are no rivals."""
        self.index = Index.of(phrasings)
        self._ridge = Ridge.fit(self.index)
        self._spelling = Spelling(self.index.words)
        self._calibration = calibration
        self._rivals = _rivals(self.index.entries, shows or {})

    def showing(self, shows: Mapping[str, frozenset[str]]) -> Matcher:
        """The same matcher where entries show other statements now; costs next to nothing."""
        matcher = copy(self)
        matcher._rivals = _rivals(self.index.entries, shows)  # noqa: SLF001, it is one of us
        return matcher

    def understand(self, text: str) -> str:
        """The reading of a text that comes closest to what people ask.

        Spelling is corrected for the comparison only where no reading is close as it stands.
        """
        ways = readings(text)
        close = [self._closest(way) for way in ways]
        if max(close) < _CLOSE_ENOUGH:
            corrected = [self._closest(self._spelling.correct(way)) for way in ways]
            close = [max(pair) for pair in zip(close, corrected, strict=True)]
        handicap = [0.0] + [_READING_MUST_WIN_BY] * (len(ways) - 1)
        return max(zip(ways, close, handicap, strict=True), key=lambda way: way[1] - way[2])[0]

    def knows_a_word_of(self, line: str) -> bool:
        """Whether any word of a line, as typed or with its spelling mended, is in a phrasing."""
        words = {*line.split(), *self._spelling.correct(line).split()}
        return not words.isdisjoint(self.index.words)

    def rank(self, text: str, most: int = 5) -> Ranking:
        """The likeliest entries for a text; none for a text without a word or number."""
        line = self.understand(text)
        if not line or not self.index.entries:
            return Ranking(line, ())
        scores = self.scores(line)
        corrected = self._spelling.correct(line)
        if corrected != line:
            scores = np.maximum(scores, self.scores(corrected))
        order = np.argsort(-scores, kind="stable")[:most]
        return Ranking(line, tuple(self._candidate(scores, int(entry)) for entry in order))

    def _candidate(self, scores: Floats, entry: int) -> Candidate:
        best, rival = float(scores[entry]), self.strongest_rival(scores, entry)
        probability = self._calibration.probability(best, best - rival)
        return Candidate(self.index.entries[entry], round(probability, 4))

    def strongest_rival(self, scores: Floats, entry: int) -> float:
        """The best score among the entries that would show something else."""
        return float(scores.max(where=self._rivals[entry], initial=0.0))

    def _closest(self, line: str) -> float:
        if not line:
            return -1.0
        vector = self.index.vocabulary.vector(features_of(line))
        return float(self.index.closeness(vector).max(initial=0.0))

    def scores(self, line: str) -> Floats:
        """The fused score of a normalised line for each entry of the index."""
        vector = self.index.vocabulary.vector(features_of(line))
        closeness = self.index.closeness(vector)
        fused = self.index.two_best(closeness) + self._ridge.scores(vector)
        fused[self.index.entry_of[closeness >= _THE_SAME]] += _BONUS
        return np.asarray(fused, dtype=np.float32)


def _rivals(
    entries: tuple[str, ...], shows: Mapping[str, frozenset[str]]
) -> np.typing.NDArray[np.bool_]:
    """For each entry, which others would show something else."""
    nothing: frozenset[str] = frozenset()
    shown = [shows.get(entry, nothing) for entry in entries]
    rivals = np.array([[not (mine & theirs) for theirs in shown] for mine in shown], dtype=bool)
    rivals.reshape(len(entries), len(entries))[np.diag_indices(len(entries))] = False
    return rivals
