"""Fingerprints of articles, tried on sentences of our own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge.fingerprints import (
    fingerprint,
    read_fingerprints,
    shared_run,
    write_fingerprints,
)
from knowledge.shipped import HOME

ARTICLE = "Nine herons stood in the shallow water below the mill, and 1,200 swifts flew over it."
KNOWN = fingerprint(ARTICLE)
FOLDER = HOME / "statements" / "fingerprints"


def test_every_run_of_eight_words_has_a_hash() -> None:
    assert len(KNOWN) == len(ARTICLE.split()) - 7
    assert all(re.fullmatch("[0-9a-f]{16}", run) for run in KNOWN)


def test_seven_words_have_none() -> None:
    assert fingerprint("nine herons stood in the shallow water") == frozenset()


def test_a_release_does_not_change_how_words_are_read() -> None:
    text = "Тут — рівно вісім слів: п’ять, ЁЛКА, «її», 6,000!"

    assert fingerprint(text) == {"12234637f1136cfb"}


def test_a_copied_run_is_given_as_far_as_it_goes() -> None:
    text = "We know that nine herons stood in the shallow water below the old mill."

    assert shared_run(text, KNOWN) == "nine herons stood in the shallow water below the"


@pytest.mark.parametrize(
    "text",
    [
        "NINE HERONS STOOD IN THE SHALLOW WATER BELOW",
        "nine “herons” stood — in the shallow-water; below!",
        "nine\nherons\u00a0stood in the shal\u00adlow wa\u200bter below",
        "below the mill and 1200 swifts flew over it",
        "below the mill and 1 200 swifts flew over it",
    ],
)
def test_a_copy_is_found_however_it_is_set(text: str) -> None:
    assert shared_run(text, KNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nine herons stood in the shallow water",
        "nine herons were standing in the shallow water below the mill",
    ],
)
def test_other_words_and_short_runs_are_let_pass(text: str) -> None:
    assert shared_run(text, KNOWN) is None


def test_fingerprints_are_written_sorted_under_the_name_of_the_article(tmp_path: Path) -> None:
    article = tmp_path / "herons-2025-06-01.txt"
    article.write_text(f"\ufeff{ARTICLE}", encoding="utf-8")
    file = write_fingerprints(article, tmp_path / "fingerprints")

    header, *runs = file.read_text(encoding="utf-8").splitlines()
    assert file == tmp_path / "fingerprints" / "herons-2025-06-01.txt"
    assert header.startswith("# ")
    assert runs == sorted(KNOWN)
    assert read_fingerprints(file) == KNOWN


def test_a_file_that_is_not_there_holds_no_fingerprints(tmp_path: Path) -> None:
    assert read_fingerprints(tmp_path / "none.txt") == frozenset()


@pytest.mark.parametrize(
    "article", ["follow-global-trends-2025-06-09", "united24-media-2025-06-07"]
)
def test_the_fingerprints_of_the_shipped_articles_hold_no_words(article: str) -> None:
    header, *runs = (FOLDER / f"{article}.txt").read_text(encoding="utf-8").splitlines()

    assert header.startswith("# ")
    assert len(runs) > 300
    assert runs == sorted(set(runs))
    assert all(re.fullmatch("[0-9a-f]{16}", run) for run in runs)
