"""From a line to the entries it may mean, each with its probability."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Final

import numpy as np

from knowledge.matching.calibration import SHIPPED, Calibration, shares_of
from knowledge.matching.classifier import Classifier
from knowledge.matching.features import Floats, features_of
from knowledge.matching.index import Index
from knowledge.matching.reading import clauses, readings, sentences
from knowledge.matching.spelling import Spelling

#: Another alphabet or keyboard is believed only when it is clearly closer to some phrasing.
_READING_MUST_WIN_BY: Final = 0.1
_CLOSE_ENOUGH: Final = 0.6
#: From this share of known words on a line is taken as it was typed.
_MOSTLY_KNOWN: Final = 0.6
#: Somebody has written down that this very line belongs to the entry: that outweighs likeness.
_THE_SAME: Final = 0.999
_BONUS: Final = 0.5
#: How much being close to two phrasings counts beside the classifier.
_LIKENESS: Final = 0.5
#: A sentence alone is believed only where it is clearly closer than the whole message.
_SENTENCE_MUST_WIN_BY: Final = 0.2
_FEWEST_WORDS: Final = 2
#: "Good evening." is not what a message is about that goes on after it.
_SMALL_TALK: Final = "card:off_topic"
#: Two questions in one message are both answered only where both are this sure.
SURE_AT: Final = 0.8
_NUMBER: Final = re.compile(r"\b\d{3,}\b")
_YEAR: Final = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a line may mean."""

    entry: str
    #: That showing this entry, or one that shows the same, is right.
    probability: float
    #: Its own part of what all entries together have.
    share: float = 0.0

    @property
    def topic(self) -> str:
        """The topic's name, or nothing where this is a card."""
        return self.entry.removeprefix("topic:") if self.entry.startswith("topic:") else ""

    @property
    def card(self) -> str:
        """The card's name, or nothing where this is a topic."""
        return self.entry.removeprefix("card:") if self.entry.startswith("card:") else ""


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
        index: Index,
        classifier: Classifier,
        shows: Mapping[str, frozenset[str]] | None = None,
        calibration: Calibration = SHIPPED,
    ) -> None:
        """`shows` names what each entry would show first: entries that share some are no rivals."""
        self.index = index
        self.classifier = classifier
        self._spelling = Spelling(index.words)
        self._calibration = calibration
        self._alike = _alike(index.entries, shows or {})
        self._may_be_a_sentence = np.array([entry != _SMALL_TALK for entry in index.entries])

    @classmethod
    def fit(
        cls,
        phrasings: Mapping[str, Iterable[str]],
        shows: Mapping[str, frozenset[str]] | None = None,
        calibration: Calibration = SHIPPED,
    ) -> Matcher:
        """The matcher of some phrasings; a second for five thousand of them."""
        index = Index.of(phrasings)
        return cls(index, Classifier.fit(index), shows, calibration)

    def showing(self, shows: Mapping[str, frozenset[str]]) -> Matcher:
        """The same matcher where entries show other statements now; costs next to nothing."""
        matcher = copy(self)
        matcher._alike = _alike(self.index.entries, shows)  # noqa: SLF001, it is one of us
        return matcher

    def understand(self, text: str) -> str:
        """The reading of a text that comes closest to what people ask.

        Another keyboard is tried on a Cyrillic line only where its words are in no phrasing; what
        is typed in Latin letters is read in every way, for some phrasings are in Latin letters too.
        Spelling is corrected for the comparison only where no reading is close as it stands.
        """
        ways = readings(text)
        if not ways[0].isascii() and self._share_known(ways[0]) >= _MOSTLY_KNOWN:
            return ways[0]
        close = [self._closest(way) for way in ways]
        if max(close) < _CLOSE_ENOUGH:
            corrected = [self._closest(self._spelling.correct(way)) for way in ways]
            close = [max(pair) for pair in zip(close, corrected, strict=True)]
        handicap = [0.0] + [_READING_MUST_WIN_BY] * (len(ways) - 1)
        return max(zip(ways, close, handicap, strict=True), key=lambda way: way[1] - way[2])[0]

    def _share_known(self, line: str) -> float:
        words = line.split()
        return sum(word in self.index.words for word in words) / max(1, len(words))

    def knows_a_word_of(self, line: str) -> bool:
        """Whether any word of a line, as typed or with its spelling mended, is in a phrasing."""
        words = {*line.split(), *self._spelling.correct(line).split()}
        return not words.isdisjoint(self.index.words)

    def rank(self, text: str) -> Ranking:
        """The entries by likelihood for a text; none for a text without a word or number.

        A long message is read as a whole and sentence by sentence: the question may be any of them.
        """
        line = self.understand(text)
        if not line or not self.index.entries:
            return Ranking(line, ())
        scores = self._heard(line)
        for sentence in _worth_reading(sentences(text)):
            alone = self._heard(self.understand(sentence)) - _SENTENCE_MUST_WIN_BY
            scores = np.maximum(scores, alone, where=self._may_be_a_sentence, out=scores)
        return self._ranked(line, scores)

    def questions_in(self, text: str) -> tuple[Ranking, ...]:
        """The questions of a message that asks several things at once, each of them sure; else none."""
        asked: dict[str, Ranking] = {}
        for clause in _worth_reading(clauses(text)):
            line = self.understand(clause)
            ranking = self._ranked(line, self._heard(line))
            if ranking.best and ranking.best.probability >= SURE_AT:
                asked.setdefault(ranking.best.entry, ranking)
        return tuple(asked.values()) if len(asked) > 1 else ()

    def are_alike(self, one: str, other: str) -> bool:
        """Whether two entries would show some of the same."""
        place = self.index.entries.index
        return bool(self._alike[place(one), place(other)])

    def _heard(self, line: str) -> Floats:
        """The scores of a line as typed or with its spelling mended, whichever says more."""
        scores = self.scores(line)
        corrected = self._spelling.correct(line)
        return scores if corrected == line else np.maximum(scores, self.scores(corrected))

    def _ranked(self, line: str, scores: Floats) -> Ranking:
        own = shares_of(scores)
        with_alike = self._alike @ own
        order = np.argsort(-scores, kind="stable")
        return Ranking(
            line,
            tuple(
                Candidate(
                    self.index.entries[entry],
                    round(self._calibration.probability(float(with_alike[entry])), 4),
                    float(own[entry]),
                )
                for entry in order
            ),
        )

    def likeliest(self, line: str) -> tuple[str, float]:
        """The best entry for a normalised line, and the share that it and its like have."""
        scores = self.scores(line)
        entry = int(scores.argmax())
        return self.index.entries[entry], float(self._alike[entry] @ shares_of(scores))

    def _closest(self, line: str) -> float:
        if not line:
            return -1.0
        vector = self.index.vocabulary.vector(features_of(line))
        return float(self.index.closeness(vector).max(initial=0.0))

    def scores(self, line: str) -> Floats:
        """The fused score of a normalised line for each entry of the index."""
        vector = self.index.vocabulary.vector(features_of(line))
        closeness = self.index.closeness(vector)
        fused = self.classifier.scores(vector) + _LIKENESS * self.index.two_best(closeness)
        fused[self.index.entry_of[closeness >= _THE_SAME]] += _BONUS
        return np.asarray(fused, dtype=np.float32)


def _worth_reading(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parts of a message that say something by themselves, where it has more than one part."""
    worth = tuple(part for part in parts if len(part.split()) >= _FEWEST_WORDS)
    return worth if len(parts) > 1 else ()


def _alike(entries: tuple[str, ...], shows: Mapping[str, frozenset[str]]) -> Floats:
    """For each entry, 1 at itself and at those that would show some of the same."""
    nothing: frozenset[str] = frozenset()
    shown = [shows.get(entry, nothing) for entry in entries]
    alike = np.array(
        [[bool(mine & theirs) for theirs in shown] for mine in shown], dtype=np.float32
    )
    alike = alike.reshape(len(entries), len(entries))
    alike[np.diag_indices(len(entries))] = 1
    return alike
