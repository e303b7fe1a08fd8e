"""How fast and how large: start-up, a question, memory; ours against a plain rapidfuzz scan.

    python tests/bench/speed.py

For all phrasings, and for some ten thousand of them. The scan is rapidfuzz's own recipe
(extractOne, WRatio) over the same phrasings, run in turn with ours on the same questions, so that a
busy machine slows both. Matching is reading a message and comparing it; the whole answer is that,
the guard, what the message names, and laying the statements out.
"""

from __future__ import annotations

import datetime as dt
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from rapidfuzz import fuzz, process

from knowledge.desk import Desk, certainty_of, phrasings_of, shown_by_entry
from knowledge.edition import Edition
from knowledge.evaluation import read_labelled
from knowledge.kept_index import open_desk
from knowledge.matching.matcher import Matcher
from knowledge.shipped import read_shipped

QUESTIONS = Path(__file__).parents[1] / "questions" / "held_out.jsonl"
TODAY = dt.date(2026, 11, 22)
SOME = 10_000
#: From so many words on a message is a story, and takes as long as its sentences together.
STORY = 25


def main() -> None:
    edition = read_shipped().edition()
    with tempfile.TemporaryDirectory() as folder:
        fitted = _timed(lambda: open_desk(edition, Path(folder)))
        started = time.perf_counter()
        desk = open_desk(read_shipped().edition(), Path(folder))
        opened = time.perf_counter() - started
    texts = [labelled.text for labelled in read_labelled(QUESTIONS)]
    said = phrasings_of(edition.guidance)
    every = sum(map(len, said.values())) // SOME + 1
    few = _desk(edition, {entry: lines[::every] for entry, lines in said.items()})
    print(f"fitting, the first start      {fitted:8.2f} s")
    print(f"reading and opening, later    {opened:8.2f} s")
    for each in (desk, few):
        _print(each, texts)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory, fitting included {memory:8.0f} MB")


def _desk(edition: Edition, said: Mapping[str, list[str]]) -> Desk:
    shows = shown_by_entry(edition)
    return Desk(edition, Matcher.fit(said, shows, certainty_of(shows)))


def _print(desk: Desk, texts: list[str]) -> None:
    lines = list(desk.matcher.index.lines)
    short = [len(text.split()) < STORY for text in texts]
    times: dict[str, list[float]] = {"matching": [], "the whole answer": [], "WRatio scan": []}
    for text in texts:
        matcher = desk.matcher.for_one_message()
        times["matching"].append(_timed(partial(matcher.rank, text)))
        times["the whole answer"].append(_timed(partial(desk.ask, text, TODAY)))
        scan = partial(process.extractOne, text, lines, scorer=fuzz.WRatio)
        times["WRatio scan"].append(_timed(scan))
    print(f"\n{len(lines)} phrasings           median   99 in 100   99 in 100 under {STORY} words")
    for name, each in times.items():
        brief = [one for one, is_short in zip(each, short, strict=True) if is_short]
        middle = statistics.median(each) * 1000
        print(f"{name:24}{middle:8.2f} ms{_late(each):9.2f} ms{_late(brief):9.2f} ms")
    for name in ("matching", "the whole answer"):
        pairs = zip(times["WRatio scan"], times[name], strict=True)
        ratio = statistics.median(theirs / ours for theirs, ours in pairs)
        print(f"scan / {name:17}{ratio:8.1f}")


def _late(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98] * 1000


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
