"""From a line to the entries it may mean, each with its probability."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from knowledge.matching.calibration import ANSWER_AT, USUAL, Calibration, Certainty
from knowledge.matching.classifier import Classifier
from knowledge.matching.comparing import Comparing
from knowledge.matching.features import Floats
from knowledge.matching.index import Index
from knowledge.matching.reading import clauses, normalise, passages, pieces_of, readings

#: Another alphabet or keyboard is believed only when it is clearly closer to some phrasing.
_READING_MUST_WIN_BY: Final = 0.1
_CLOSE_ENOUGH: Final = 0.6
#: From this share of known words on a line is taken as it was typed.
_MOSTLY_KNOWN: Final = 0.6
_MOSTLY_KNOWN_LATIN: Final = 0.8
#: A reading with so many fewer known words than another is none.
_FAR_LESS_KNOWN: Final = 0.5
_FEWEST_WORDS: Final = 2
#: So many parts of a message are read one by one: the last, where the question mostly stands.
_MOST_PARTS: Final = 30
#: "Good evening." is not what a message is about that goes on after it.
_SMALL_TALK: Final = "card:off_topic"
#: "The will is written. Thank you." is small talk only sentence by sentence.
_NEVER_DROPPED: Final = "card:crisis"
#: Two questions in one message are both answered only where both are this sure.
SURE_AT: Final = 0.8
_NUMBER: Final = re.compile(r"\b\d{3,}\b")
_YEAR: Final = re.compile(r"(19|20)\d\d")


#: How much meaning counts beside words; from 1 to 3 little changes.
_MEANING: Final = 1.5

#: What lines mean, one row of scores a line, one column an entry of the index; None where that
#: cannot be said now. It may take tens of milliseconds.
Meaning = Callable[[Index, Sequence[str]], Floats | None]


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
    #: All of the message as it was read, small talk too and slang as typed.
    read: str = ""
    #: The sentences of a long line that ask; empty where all of it may.
    asked: str = ""
    #: A long line of which no sentence asks.
    only_told: bool = False

    @property
    def question(self) -> str:
        """What is read word by word: in a long story only what it asks."""
        return self.asked or self.line

    @property
    def best(self) -> Candidate | None:
        """The likeliest entry."""
        return self.candidates[0] if self.candidates else None

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of three digits or more in the line, years left out."""
        found = _NUMBER.findall(self.question)
        return frozenset(int(number) for number in found if not _YEAR.fullmatch(number))


class Matcher:
    """Matches lines to entries by their phrasings. Built once an edition; one `for_one_message` holds
    what it has compared, all others the stems of the base's own words and nothing else."""

    def __init__(
        self,
        index: Index,
        classifier: Classifier,
        shows: Mapping[str, frozenset[str]] | None = None,
        certainty: Certainty = USUAL,
    ) -> None:
        """`shows` names what each entry would show first: entries that share some are no rivals."""
        self._meaning: Meaning | None = None
        self.index = index
        self.classifier = classifier
        self._comparing = Comparing(index, classifier)
        self._certainty = certainty
        self._alike = _alike(index.entries, shows or {})

    @classmethod
    def fit(
        cls,
        phrasings: Mapping[str, Iterable[str]],
        shows: Mapping[str, frozenset[str]] | None = None,
        certainty: Certainty = USUAL,
    ) -> Matcher:
        """The matcher of some phrasings; a second for five thousand of them."""
        index = Index.of(phrasings)
        return cls(index, Classifier.fit(index), shows, certainty)

    def showing(self, shows: Mapping[str, frozenset[str]], certainty: Certainty = USUAL) -> Matcher:
        """The same matcher where entries show other statements now; costs next to nothing."""
        matcher = copy(self)
        matcher._certainty = certainty  # noqa: SLF001, it is one of us
        matcher._alike = _alike(self.index.entries, shows)  # noqa: SLF001, it is one of us
        return matcher

    def with_meaning(self, meaning: Meaning | None) -> Matcher:
        """The same matcher, which also asks what lines mean; where nobody can say, words decide."""
        matcher = copy(self)
        matcher._meaning = meaning  # noqa: SLF001, it is one of us
        return matcher

    def for_one_message(self) -> Matcher:
        """The same matcher, which compares no line twice. It is let go with the message: nothing
        that people type is kept."""
        matcher = copy(self)
        matcher._comparing = self._comparing.for_one_message()  # noqa: SLF001, it is one of us
        return matcher

    def understand(self, text: str) -> str:
        """The reading of a text that comes closest to what people ask.

        Another alphabet or keyboard is tried only where few of the words, as typed, are in a
        phrasing; of Latin ones more must be, for people wrote Latin letters into phrasings too.
        Spelling is corrected for the comparison only where no reading is close as it stands.
        """
        typed = normalise(text)
        if not typed.isascii() and self._share_known(typed) >= _MOSTLY_KNOWN:
            return typed
        ways = readings(text)
        known = [self._share_known(way) for way in ways]
        if typed.isascii():
            english = self._share_known(typed, *(way.split() for way in ways[1:3]))
            if english >= _MOSTLY_KNOWN_LATIN:
                return typed
        behind = [_READING_MUST_WIN_BY * (at > 0 and k <= known[0]) for at, k in enumerate(known)]
        likely = [at for at, share in enumerate(known) if share >= max(known) - _FAR_LESS_KNOWN]
        close = [self.closest(ways[at]) for at in likely]
        if max(close) < _CLOSE_ENOUGH:
            close = [
                max(c, self.closest(self._comparing.mended(ways[at])))
                for c, at in zip(close, likely, strict=True)
            ]
        best, _ = max(zip(likely, close, strict=True), key=lambda way: way[1] - behind[way[0]])
        return ways[best]

    def _share_known(self, line: str, *others: list[str]) -> float:
        """The share of words that are in phrasings, but not those that are in another alphabet too:
        people write "skilky til" even into English phrasings. Letters alone and numbers are no sign.
        """
        words = line.split()
        ways = [other for other in others if len(other) == len(words)]
        telling = [at for at, word in enumerate(words) if len(word) > 1 and not word.isdigit()]
        known = [
            words[at] in self.index.words and not any(way[at] in self.index.words for way in ways)
            for at in telling or range(len(words))
        ]
        return sum(known) / max(1, len(known))

    def knows_a_word_of(self, line: str) -> bool:
        """Whether any word of a line, as typed or with its spelling mended, is in a phrasing."""
        words = {*line.split(), *self._comparing.mended(line).split()}
        return not words.isdisjoint(self.index.words)

    def rank(self, text: str, *, by_words: bool = False) -> Ranking:
        """The entries by likelihood for a text; none for a text without a word or number.

        `by_words` keeps the text from whoever would say what it means.
        Each part of a long message is read in its own alphabet; small talk is left out.
        """
        parts = tuple(dict.fromkeys(passages(text)))[-_MOST_PARTS:]
        read = {part: self.understand(part) for part in parts}
        asked = self._without_small_talk(read)
        line = self.understand(text) if len(parts) < 2 else " ".join(read[part] for part in asked)
        whole = line if len(asked) == len(read) else " ".join(read.values())
        return replace(self._rank_read(text, line, whole, by_words=by_words), read=whole)

    def _rank_read(self, text: str, line: str, whole: str, *, by_words: bool) -> Ranking:
        """The entries for a text that was read as `whole`, and as `line` without its small talk."""
        if not line or not self.index.entries:
            return Ranking(line, ())
        # Meanings are asked only where words leave doubt: elsewhere they would take as many right
        # answers away as they would bring.
        ranking = self._rank_line(line, by_words=True)
        if whole != line:
            of_all = self._rank_line(whole, by_words=True)
            if of_all.best and of_all.best.entry == _NEVER_DROPPED:
                return of_all
        if ranking.best and ranking.best.entry == _SMALL_TALK:
            ranking = self._beside_courtesy(text) or ranking
        is_sure = ranking.best is not None and ranking.best.probability >= ANSWER_AT
        return ranking if by_words or is_sure or not self._meaning else self._rank_line(line)

    def _rank_line(self, line: str, *, by_words: bool = False) -> Ranking:
        scores, calibration = self._heard(line, by_words=by_words)
        return self._ranked(line, scores, calibration)

    def _beside_courtesy(self, text: str) -> Ranking | None:
        """What a sentence surely asks beside its greeting: "доброго вечора, коли обмін"."""
        pieces = pieces_of(text)
        kept = [piece for piece in pieces if not self._is_small_talk(self.understand(piece))]
        if not kept or len(kept) == len(pieces):
            return None
        ranking = self._rank_line(self.understand(", ".join(kept)), by_words=True)
        is_sure = ranking.best and ranking.best.topic and ranking.best.probability >= ANSWER_AT
        return ranking if is_sure and len(ranking.line.split()) >= _FEWEST_WORDS else None

    def _without_small_talk(self, read: Mapping[str, str]) -> tuple[str, ...]:
        """The parts, out of their readings, that are not small talk; all of them, where nothing
        else would be left."""
        if _SMALL_TALK not in self.index.entries:
            return tuple(read)
        asked = tuple(part for part, line in read.items() if not self._is_small_talk(line))
        return asked or tuple(read)

    def _is_small_talk(self, line: str) -> bool:
        return self.index.entries[int(self.scores(line).argmax())] == _SMALL_TALK

    def questions_in(self, text: str) -> tuple[Ranking, ...]:
        """The questions of a message that asks several things at once, each of them sure; else none."""
        asked: dict[str, Ranking] = {}
        for clause in _worth_reading(clauses(text)):
            ranking = self._rank_line(self.understand(clause), by_words=True)
            if ranking.best and ranking.best.probability >= SURE_AT:
                asked.setdefault(ranking.best.entry, ranking)
        return tuple(asked.values()) if len(asked) > 1 else ()

    def are_alike(self, one: str, other: str) -> bool:
        """Whether two entries would show some of the same."""
        place = self.index.entries.index
        return bool(self._alike[place(one), place(other)])

    def _heard(self, line: str, *, by_words: bool = False) -> tuple[Floats, Calibration]:
        """The scores of a line by its words, as typed or mended, and by what it means."""
        mended = self._comparing.mended(line)
        words = self._best_of((line, mended))
        meant = self._meaning(self.index, [mended]) if self._meaning and not by_words else None
        if meant is None:
            return words, self._certainty.words
        return words + _MEANING * meant[0], self._certainty.meanings

    def _best_of(self, ways: tuple[str, ...]) -> Floats:
        return np.asarray(np.max([self.scores(way) for way in dict.fromkeys(ways)], axis=0))

    def _ranked(self, line: str, scores: Floats, calibration: Calibration) -> Ranking:
        own = calibration.shares_of(scores)
        with_alike = self._alike @ own
        probable = calibration.probabilities(with_alike)
        order = np.argsort(-scores, kind="stable")
        return Ranking(
            line,
            tuple(
                Candidate(
                    self.index.entries[entry],
                    round(float(probable[entry]), 4),
                    float(own[entry]),
                )
                for entry in order
            ),
        )

    def shares(self, line: str) -> Floats:
        """The share of each entry of the index in what a normalised line may mean."""
        scores, calibration = self._heard(line)
        return calibration.shares_of(scores)

    def closest(self, line: str) -> float:
        """The cosine of a normalised line with the phrasing that is most like it; -1 for no line."""
        return self._comparing.closest(line)

    def scores(self, line: str) -> Floats:
        """The fused score of a normalised line for each entry of the index."""
        return self._comparing.scores(line)


def _worth_reading(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parts of a message that say something by themselves, where it has more than one part."""
    worth = tuple(part for part in parts if len(normalise(part).split()) >= _FEWEST_WORDS)
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
