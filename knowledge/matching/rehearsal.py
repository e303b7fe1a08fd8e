"""Rehearsal: what the matcher makes of phrasings that were hidden from it.

Each round hides every fifth phrasing (these can be answered) and all phrasings of every eighth
entry (these cannot), fits on the rest, and notes what comes of the hidden ones. So the bot's
certainty is measured on the base alone. What was noted does not depend on the statements; whether
an answer serves does. So at each change of what the entries show the curve is fitted anew, out of
what was noted when the phrasings were written: in milliseconds.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import numpy as np
import numpy.typing as npt

from knowledge.matching.calibration import ANSWER_AT, Calibration, Sample
from knowledge.matching.features import Floats
from knowledge.matching.index import Index
from knowledge.matching.matcher import Matcher, Meaning
from knowledge.matching.reading import normalise

ROUNDS: Final = 3
#: What a release ships, by words alone and with meanings beside them (`facts rehearse`).
FILES: Final = {"words": "rehearsed.npz", "meanings": "rehearsed-with-meanings.npz"}
_LINES: Final = 5
_ENTRIES: Final = 8
_FEWEST: Final = 50  # samples
#: The entries kept of each hidden phrasing: the rest of the shares together is next to nothing.
_KEPT: Final = 6

Shows = Mapping[str, frozenset[str]]
Places = npt.NDArray[np.uint16]


@dataclass(frozen=True)
class Rehearsal:
    """Hidden phrasings, a row each: the entry that was wanted, and those found with their shares."""

    names: tuple[str, ...]
    wanted: Places
    found: Places
    shares: npt.NDArray[np.float16]

    def samples(self, shows: Shows) -> list[Sample]:
        """How each fared where the entries show this."""
        rows = zip(*self._fared(shows), strict=True)
        return [Sample(float(share), bool(right)) for share, right in rows]

    def _fared(self, shows: Shows) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """The share of each row's best entry and what serves alike, and whether it is right."""
        serves = self._serving(shows)
        best = self.found[:, 0]
        alike = serves[best[:, None], self.found]
        shares = (self.shares.astype(np.float32) * alike).sum(axis=1)
        return shares, serves[self.wanted, best]

    def calibration(
        self, shows: Shows, among: npt.NDArray[np.bool_] | None = None
    ) -> Calibration | None:
        """The curve that they call for, or some `among` them; None where they are too few."""
        samples = self.samples(shows)
        if among is not None and len(among) == len(samples):
            samples = [sample for sample, is_meant in zip(samples, among, strict=True) if is_meant]
        return Calibration.fit(samples) if len(samples) >= _FEWEST else None

    def doubted(self, shows: Shows, curve: Calibration) -> npt.NDArray[np.bool_]:
        """In which rows this curve would not give the best entry as an answer."""
        shares, _ = self._fared(shows)
        return curve.probabilities(shares) < ANSWER_AT

    def is_of_the_same(self, other: Rehearsal) -> bool:
        """Whether both are of the same phrasings, row by row."""
        return self.names == other.names and np.array_equal(self.wanted, other.wanted)

    def _serving(self, shows: Shows) -> npt.NDArray[np.bool_]:
        """For each two entries whether an answer on the one serves who asked for the other."""
        nothing: frozenset[str] = frozenset()
        shown = [shows.get(name, nothing) for name in self.names]
        serving = [[bool(mine & theirs) for theirs in shown] for mine in shown]
        return np.array(serving, dtype=bool).reshape(len(shown), len(shown)) | np.eye(
            len(shown), dtype=bool
        )

    def written(self) -> bytes:
        """As a release ships it."""
        file = io.BytesIO()
        names = np.frombuffer("\n".join(self.names).encode(), dtype=np.uint8)
        np.savez_compressed(
            file, names=names, wanted=self.wanted, found=self.found, shares=self.shares
        )
        return file.getvalue()

    @classmethod
    def read(cls, written: bytes) -> Rehearsal:
        """The inverse of `written`."""
        with np.load(io.BytesIO(written), allow_pickle=False) as kept:
            names = tuple(kept["names"].tobytes().decode().split("\n"))
            return cls(names, kept["wanted"], kept["found"], kept["shares"])


_NOTHING: Final = Rehearsal(
    (), np.zeros(0, np.uint16), np.zeros((0, 1), np.uint16), np.zeros((0, 1), np.float16)
)


@cache
def shipped(of: str) -> Rehearsal:
    """What the release noted, by "words" or with "meanings"; nothing where it has not been fitted."""
    file = resources.files("knowledge.matching") / FILES[of]
    return Rehearsal.read(file.read_bytes()) if file.is_file() else _NOTHING


def rehearse(
    phrasings: Mapping[str, Iterable[str]],
    rounds: int = ROUNDS,
    learn: Callable[[Index], Meaning] | None = None,
) -> Rehearsal:
    """How the hidden phrasings of each round fared; some seconds a round.

    `learn` says what lines mean, learnt from the phrasings of an index alone.
    """
    # A line that is there twice must not be learnt where it is hidden.
    said = {
        entry: list({normalise(line): line for line in lines}.values())
        for entry, lines in phrasings.items()
    }
    place = {name: at for at, name in enumerate(said)}
    rows = [
        (place[wanted], [place[name] for name in found], shares)
        for turn in range(rounds)
        for wanted, found, shares in _round(said, turn, learn)
    ]
    width = min((len(found) for _, found, _ in rows), default=1)
    return Rehearsal(
        tuple(said),
        np.array([wanted for wanted, _, _ in rows], dtype=np.uint16),
        np.array([found[:width] for _, found, _ in rows], dtype=np.uint16).reshape(-1, width),
        np.array([shares[:width] for *_, shares in rows], dtype=np.float16).reshape(-1, width),
    )


def _round(
    said: Mapping[str, list[str]], turn: int, learn: Callable[[Index], Meaning] | None
) -> Iterable[tuple[str, list[str], Floats]]:
    hidden = {entry for place, entry in enumerate(said) if place % _ENTRIES == turn % _ENTRIES}
    known = {
        entry: [line for place, line in enumerate(lines) if place % _LINES != turn % _LINES]
        for entry, lines in said.items()
        if entry not in hidden
    }
    if not any(known.values()):
        return
    matcher = Matcher.fit(known)
    matcher = matcher.with_meaning(learn(matcher.index)) if learn else matcher
    entries = matcher.index.entries
    for entry, lines in said.items():
        for line in lines[turn % _LINES :: _LINES]:
            shares = matcher.shares(normalise(line))
            best = np.argsort(-shares, kind="stable")[:_KEPT]
            yield entry, [entries[at] for at in best], shares[best]
