"""The semantic channel: it learns in the background, keeps what it learnt, and is never in the way."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from knowledge.encoding.meanings import Meanings
from knowledge.encoding.vectors import Vectors
from knowledge.errors import EncoderDownError, EncoderStartingError
from knowledge.matching.features import Floats
from knowledge.matching.index import Index
from knowledge.matching.semantic import Semantic, most_useful_first

PHRASINGS: Final = {
    "topic:bodies": [f"тіла загиблих {word}" for word in ("коли", "де", "скільки", "чому", "хто")],
    "topic:lists": [f"список полонених {word}" for word in ("коли", "де", "чому", "хто")],
    "card:scam": ["вимагають гроші", "просять гроші за обмін", "це шахраї"],
}
MEANINGS: Final = {"тіла": 0, "загиблих": 0, "bodies": 0, "список": 1, "полонених": 1, "list": 1,
                   "гроші": 2, "шахраї": 2, "money": 2}  # fmt: skip


class Dictionary:
    """An encoder that knows a few words in two languages, and takes note of what it is asked."""

    def __init__(self, name: str = "dictionary", size: int = 16) -> None:
        self.name = name
        self.size = size
        self.asked: list[str] = []
        self.down = ""
        self.closed = False
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def encode(self, lines: Sequence[str]) -> Floats:
        assert self.may_go_on.wait(10)
        if self.down == "starting":
            self.down = ""
            raise EncoderStartingError
        if self.down:
            raise EncoderDownError(self.down)
        self.asked.extend(lines)
        return np.array([self._vector(line) for line in lines], dtype=np.float32)

    def close(self) -> None:
        self.closed = True

    def _vector(self, line: str) -> Floats:
        seed = int.from_bytes(hashlib.sha256(f"{self.name}{line}".encode()).digest()[:4], "big")
        vector = 0.3 * np.random.default_rng(seed).standard_normal(self.size)
        for word in line.removesuffix("?").split():
            if word in MEANINGS:
                vector[MEANINGS[word]] += 2
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


@pytest.fixture
def index() -> Index:
    return Index.of(PHRASINGS)


Open = Callable[..., Meanings]


@pytest.fixture
def open_meanings(tmp_path: Path) -> Iterator[Open]:
    """Meanings over an encoder, with the cache in the same folder each time."""
    opened: list[Meanings] = []

    def open_them(encoder: Dictionary) -> Meanings:
        opened.append(Meanings(encoder, tmp_path / "vectors.db", rest=0.01))
        return opened[-1]

    yield open_them
    for meanings in opened:
        meanings.close()


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.002)


def likeliest(meanings: Meanings, index: Index, line: str) -> str:
    scores = meanings.scores(index, [line])
    assert scores is not None
    return index.entries[int(scores.argmax())]


def test_a_line_in_words_that_no_phrasing_has_is_understood(
    open_meanings: Open, index: Index
) -> None:
    meanings = open_meanings(Dictionary())
    meanings.learn(index)
    assert meanings.wait(10)

    assert likeliest(meanings, index, "bodies") == "topic:bodies"
    assert likeliest(meanings, index, "the list") == "topic:lists"
    assert likeliest(meanings, index, "they want money") == "card:scam"


def test_before_anything_is_learnt_it_says_nothing(open_meanings: Open, index: Index) -> None:
    encoder = Dictionary()
    encoder.may_go_on.clear()
    meanings = open_meanings(encoder)
    off = meanings.state
    meanings.learn(index)

    assert meanings.scores(index, ["bodies"]) is None
    assert (off, meanings.state) == ("off", f"warming 0/{len(index.lines)}")
    encoder.may_go_on.set()
    until(lambda: meanings.state == "ready")


def test_a_second_start_embeds_nothing_but_one_line_to_see_that_the_model_is_the_same(
    open_meanings: Open, index: Index
) -> None:
    first, second = Dictionary(), Dictionary()
    for encoder in (first, second):
        meanings = open_meanings(encoder)
        meanings.learn(index)
        assert meanings.wait(10)
        meanings.close()

    assert set(first.asked) == {f"{line}?" for line in index.lines}
    assert len(second.asked) == 1


def test_what_is_asked_is_not_kept(open_meanings: Open, index: Index, tmp_path: Path) -> None:
    meanings = open_meanings(Dictionary())
    meanings.learn(index)
    assert meanings.wait(10)
    meanings.scores(index, ["where is my brother"])
    meanings.close()

    with sqlite3.connect(tmp_path / "vectors.db") as db:
        (kept,) = db.execute("SELECT count(*) FROM vectors").fetchone()
    db.close()
    assert kept == len(index.lines)


def test_learning_that_was_interrupted_is_taken_up_where_it_stopped(
    open_meanings: Open, index: Index, tmp_path: Path
) -> None:
    half = Vectors.open(tmp_path / "vectors.db", "dictionary")
    lines = [f"{line}?" for line in index.lines[:6]]
    half.keep(lines, Dictionary().encode(lines))
    half.close()
    encoder = Dictionary()
    meanings = open_meanings(encoder)
    meanings.learn(index)
    assert meanings.wait(10)

    assert len(encoder.asked) == 1 + len(index.lines) - 6


def test_an_encoder_that_is_down_is_noticed_and_used_again_when_it_is_back(
    open_meanings: Open, index: Index
) -> None:
    encoder = Dictionary()
    meanings = open_meanings(encoder)
    meanings.learn(index)
    assert meanings.wait(10)
    encoder.down = "it ended with signal 11"
    silent = meanings.scores(index, ["bodies"])
    state = meanings.state
    encoder.down = ""
    until(lambda: meanings.state == "ready")

    assert (silent, state) == (None, "down: it ended with signal 11")
    assert likeliest(meanings, index, "bodies") == "topic:bodies"
    assert meanings.health.unanswered == 1


def test_an_encoder_that_is_down_from_the_start_is_tried_again(
    open_meanings: Open, index: Index
) -> None:
    encoder = Dictionary()
    encoder.down = "not reached: ConnectionRefusedError"
    meanings = open_meanings(encoder)
    meanings.learn(index)
    gave_up = meanings.wait(10)
    state = meanings.state
    encoder.down = ""
    until(lambda: meanings.state == "ready")

    assert (gave_up, state) == (False, "down: not reached: ConnectionRefusedError")


def test_a_slow_start_is_waited_for_and_not_called_down(open_meanings: Open, index: Index) -> None:
    encoder = Dictionary()
    encoder.down = "starting"
    meanings = open_meanings(encoder)
    meanings.learn(index)

    assert meanings.wait(10)


def test_a_new_phrasing_is_learnt_while_the_index_before_goes_on_scoring(
    open_meanings: Open, index: Index
) -> None:
    encoder = Dictionary()
    meanings = open_meanings(encoder)
    meanings.learn(index)
    assert meanings.wait(10)
    asked = len(encoder.asked)
    grown = Index.of({**PHRASINGS, "topic:new": ["щось зовсім нове"]})
    encoder.may_go_on.clear()
    meanings.learn(grown)
    waiting = meanings.scores(grown, ["bodies"])
    encoder.may_go_on.set()

    assert likeliest(meanings, index, "bodies") == "topic:bodies"
    until(lambda: meanings.state == "ready")
    assert waiting is None
    assert likeliest(meanings, grown, "щось зовсім нове") == "topic:new"
    assert encoder.asked[asked:].count("щось зовсім нове?") == 2
    assert encoder.asked[asked:].count("тіла загиблих де?") == 0


def test_another_model_under_the_same_name_is_found_out(open_meanings: Open, index: Index) -> None:
    for size in (16, 24):
        encoder = Dictionary(size=size)
        meanings = open_meanings(encoder)
        meanings.learn(index)
        assert meanings.wait(10)
        meanings.close()

    assert set(encoder.asked) == {f"{line}?" for line in index.lines}


def test_a_broken_cache_is_begun_anew(open_meanings: Open, index: Index, tmp_path: Path) -> None:
    (tmp_path / "vectors.db").write_bytes(b"this is no database" * 100)
    meanings = open_meanings(Dictionary())
    meanings.learn(index)

    assert meanings.wait(10)
    assert (tmp_path / "vectors.db").read_bytes().startswith(b"SQLite format 3")


def test_where_nothing_can_be_written_it_does_without_a_cache(tmp_path: Path, index: Index) -> None:
    (tmp_path / "folder").write_text("a file", encoding="utf-8")
    meanings = Meanings(Dictionary(), tmp_path / "folder" / "vectors.db")
    meanings.learn(index)

    assert meanings.wait(10)
    meanings.close()


def test_closing_in_the_midst_of_learning_ends_soon_and_closes_the_encoder(
    open_meanings: Open,
) -> None:
    encoder = Dictionary()
    meanings = open_meanings(encoder)
    meanings.learn(Index.of({"topic:long": [f"line {number}" for number in range(5000)]}))
    until(lambda: meanings.health.embedded > 0)
    begun = time.monotonic()
    meanings.close()

    assert time.monotonic() - begun < 2
    assert encoder.closed


# -- the arithmetic


def test_any_beginning_of_the_order_serves_all_entries_alike_and_each_widely() -> None:
    entry_of = np.repeat(np.arange(3, dtype=np.int32), (8, 5, 8))
    order = most_useful_first(entry_of)

    assert sorted(order) == list(range(21))
    assert list(entry_of[order[:6]]) == [0, 1, 2, 0, 1, 2]
    assert [place for place in order if place < 8][:4] == [0, 4, 2, 6]


def test_a_subset_of_the_vectors_scores_the_entries_it_has() -> None:
    vectors = np.eye(6, dtype=np.float32)
    semantic = Semantic.fit(vectors[:4], np.array([0, 0, 2, 2], dtype=np.int32), 4)
    scores = semantic.scores(vectors[2])

    assert scores.shape == (4,)
    assert scores.argmax() == 2
    assert scores[[1, 3]] == pytest.approx(0)


def test_the_regression_solves_its_equation() -> None:
    rows = np.random.default_rng(1).standard_normal((300, 12)).astype(np.float32)
    rows[150:] += 1
    entry_of = np.repeat(np.arange(2, dtype=np.int32), 150)
    semantic = Semantic.fit(rows, entry_of, 2)
    kernel = ((1 + semantic.rows.astype(np.float64) @ semantic.rows.T) / 2) ** 6
    wanted = np.eye(2)[entry_of] - 0.5
    exact = np.linalg.solve(kernel + 0.03 * np.eye(300), wanted)

    assert np.abs(kernel @ semantic.weights - kernel @ exact).max() < 0.1


def test_what_was_fitted_is_carried_over_to_other_phrasings() -> None:
    vectors = np.eye(5, dtype=np.float32)
    before = Semantic.fit(vectors[:4], np.array([0, 0, 1, 1], dtype=np.int32), 2)
    after = before.carried_over(
        vectors[[4, 2, 3, 0, 1]],
        np.array([-1, 2, 3, 0, 1], dtype=np.int32),
        np.array([1, -1, 0], dtype=np.int32),
    )

    for vector in vectors[:4]:
        old, new = before.scores(vector), after.scores(vector)
        assert new[[2, 0]] == pytest.approx(old, abs=1e-5)
        assert new[1] == 0
