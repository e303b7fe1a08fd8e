"""How fast and how large: start-up, a question, memory; ours against a plain rapidfuzz scan.

    python tests/bench/speed.py

The scan is rapidfuzz's own recipe (extractOne, WRatio) over the same phrasings, run in turn with
ours on the same questions, so that a busy machine slows both.
"""

from __future__ import annotations

import datetime as dt
import resource
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from rapidfuzz import fuzz, process

from knowledge.desk import Desk
from knowledge.evaluation import read_labelled
from knowledge.shipped import read_shipped

QUESTIONS = Path(__file__).parents[1] / "questions" / "held_out.jsonl"
TODAY = dt.date(2026, 11, 22)


def main() -> None:
    started = time.perf_counter()
    shipped = read_shipped()
    desk = Desk(shipped.edition())
    built = time.perf_counter() - started
    texts = [labelled.text for labelled in read_labelled(QUESTIONS)]
    lines = list(desk.matcher.index.lines)
    ours, scan = [], []
    for text in texts:
        ours.append(_timed(partial(desk.ask, text, TODAY)))
        scan.append(_timed(partial(process.extractOne, text, lines, scorer=fuzz.WRatio)))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"phrasings                     {len(lines):8}")
    print(f"reading and indexing          {built:8.2f} s")
    print(f"a question, median            {statistics.median(ours) * 1000:8.2f} ms")
    print(f"a question, 99 in 100 within  {statistics.quantiles(ours, n=100)[98] * 1000:8.2f} ms")
    print(f"rapidfuzz WRatio scan, median {statistics.median(scan) * 1000:8.2f} ms")
    ratios = [theirs / mine for theirs, mine in zip(scan, ours, strict=True)]
    print(f"scan / ours, median of pairs  {statistics.median(ratios):8.1f}")
    print(f"peak memory                   {memory:8.0f} MB")


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
