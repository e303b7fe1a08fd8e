"""The kept index: the second start reads it, and nothing that is wrong with it stops a start."""

from __future__ import annotations

import gc
import os
import time
import warnings
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.kept_index import matcher_from
from knowledge.matching.features import features_of
from knowledge.matching.matcher import Matcher, Ranking
from knowledge.matching.reading import normalise

Said = Mapping[str, tuple[str, ...]]

SAID: Said = {
    "topic:exchange": ("Коли обмін?", "чи буде обмін полонених", "when is the exchange"),
    "topic:bodies": ("скільки тіл передали", "сколько тел передали", "how many bodies"),
    "card:help": ("куди дзвонити", "телефон гарячої лінії", "who can i call"),
}
SHOWS = {"topic:exchange": frozenset("ab"), "topic:bodies": frozenset("b")}
ASKED = ("коли обмін", "тіла й обмін", "how many", "зовсім інше", "rjkb j,vsy", "телефон")
_AN_HOUR = 3600


def _ranked(matcher: Matcher) -> list[Ranking]:
    return [matcher.rank(text) for text in ASKED]


def _start(folder: Path, said: Said = SAID) -> list[Ranking]:
    return _ranked(matcher_from(folder, said, SHOWS))


def _kept(folder: Path) -> Path:
    """The only file of a folder."""
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def fitted() -> list[Ranking]:
    return _ranked(Matcher.fit(SAID, SHOWS))


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The index that a first start has left."""
    matcher_from(tmp_path, SAID, SHOWS)
    return _kept(tmp_path)


# -- when all is well


def test_a_first_start_answers_like_a_matcher_that_keeps_nothing(
    tmp_path: Path, fitted: list[Ranking]
) -> None:
    assert _start(tmp_path) == fitted


def test_a_second_start_reads_the_file_and_ranks_identically(
    kept: Path, fitted: list[Ranking], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> Matcher:
        raise AssertionError("fitted again")

    before = kept.stat().st_mtime_ns
    monkeypatch.setattr(Matcher, "fit", refuse)
    assert _start(kept.parent) == fitted
    assert kept.stat().st_mtime_ns == before


def _parts(value: object) -> dict[str, object]:
    """The fields of a dataclass, arrays as their types and bytes, and those inside it alike."""
    parts: dict[str, object] = {}
    for field in fields(value):  # type: ignore[arg-type]
        part = getattr(value, field.name)
        if is_dataclass(part):
            part = _parts(part)
        elif isinstance(part, np.ndarray):
            part = (part.dtype, part.shape, part.tobytes())
        parts[field.name] = part
    return parts


def test_what_was_read_is_what_was_written(kept: Path) -> None:
    read, made = (
        matcher_from(kept.parent, SAID, SHOWS),
        Matcher.fit(SAID, SHOWS),
    )
    assert _parts(read.index) == _parts(made.index)
    assert _parts(read.classifier) == _parts(made.classifier)


def test_what_entries_show_is_not_kept_with_the_phrasings(kept: Path) -> None:
    matcher = matcher_from(kept.parent, SAID, {})
    assert not matcher.are_alike("topic:exchange", "topic:bodies")
    assert _ranked(matcher) == _ranked(Matcher.fit(SAID, {}))
    assert _kept(kept.parent) == kept


@pytest.mark.parametrize(
    "changed",
    [
        {**SAID, "card:help": ("куди дзвонити", "зовсім інше", "who can i call")},
        {**SAID, "card:help": SAID["card:help"][:2]},
        {**SAID, "card:scam": ("просять гроші",)},
        {name.replace("help", "contacts"): lines for name, lines in SAID.items()},
        dict(reversed(list(SAID.items()))),
    ],
    ids=["a line changed", "a line gone", "an entry more", "an entry renamed", "another order"],
)
def test_other_phrasings_are_never_answered_out_of_the_old_file(changed: Said, kept: Path) -> None:
    assert _start(kept.parent, changed) == _ranked(Matcher.fit(changed, SHOWS))
    assert _kept(kept.parent) != kept


def test_the_older_file_goes_and_nothing_else(kept: Path) -> None:
    other = kept.with_name("facts.db")
    other.write_text("facts")
    _start(kept.parent, {**SAID, "card:scam": ("просять гроші",)})
    assert not kept.exists()
    assert len(list(kept.parent.glob("index-*"))) == 1
    assert other.read_text() == "facts"


# -- when something is wrong: a slower start, and no more


@pytest.mark.parametrize("part", [0.0, 0.01, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_made_anew(
    part: float, kept: Path, fitted: list[Ranking], caplog: pytest.LogCaptureFixture
) -> None:
    whole = kept.read_bytes()
    kept.write_bytes(whole[: int(len(whole) * part)])
    assert _start(kept.parent) == fitted
    assert len(kept.read_bytes()) == len(whole)
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize(
    "garbage", [b"\0", b"garbage", b"PK\3\4 garbage", b"\x93NUMPY\1\0", b"\x80\4."]
)
def test_garbage_is_made_anew(garbage: bytes, kept: Path, fitted: list[Ranking]) -> None:
    kept.write_bytes(garbage * 50)
    assert _start(kept.parent) == fitted
    assert len(kept.read_bytes()) > 50 * len(garbage)


def test_an_archive_that_lacks_a_part_is_made_anew(kept: Path, fitted: list[Ranking]) -> None:
    with kept.open("wb") as file:
        np.savez(file, entries=np.zeros(3, dtype=np.uint8))
    assert _start(kept.parent) == fitted


def test_an_index_is_data_and_never_code(kept: Path, fitted: list[Ranking]) -> None:
    with kept.open("wb") as file:
        np.savez(file, entries=np.array([object()]), allow_pickle=True)
    assert _start(kept.parent) == fitted


def _flipped(data: bytes, at: int, bit: int) -> bytes:
    spoilt = bytearray(data)
    spoilt[at % len(data)] ^= 1 << bit
    return bytes(spoilt)


# The last sixth is the list of the archive: see the next test.
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(at=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_a_flipped_bit_never_changes_an_answer(
    at: int, bit: int, kept: Path, fitted: list[Ranking]
) -> None:
    whole = kept.read_bytes()
    kept.write_bytes(_flipped(whole, at % (len(whole) * 5 // 6), bit))
    assert _start(kept.parent) == fitted
    kept.unlink()
    _start(kept.parent)


@pytest.mark.parametrize(("offset", "bit"), [(6, 7), (8, 0), (8, 5), (10, 0)])
def test_a_spoilt_list_of_the_archive_is_made_anew(
    offset: int, bit: int, kept: Path, fitted: list[Ranking]
) -> None:
    whole = kept.read_bytes()
    listed = whole.index(b"PK\1\2")  # the list's first row: version, flags, and method lie behind
    kept.write_bytes(_flipped(whole, listed + offset, bit))
    assert _start(kept.parent) == fitted


def test_a_broken_file_is_closed_again(kept: Path) -> None:
    kept.write_bytes(b"PK\3\4 garbage")
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        _start(kept.parent)
        gc.collect()
    assert [str(one.message) for one in warned if one.category is ResourceWarning] == []


def test_a_base_without_phrasings_is_kept_like_any_other(tmp_path: Path) -> None:
    for _ in ("first start", "second start"):
        assert matcher_from(tmp_path, {}, {}).index.entries == ()


def test_a_folder_that_cannot_be_written_only_costs_time(
    tmp_path: Path, fitted: list[Ranking], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    assert _start(tmp_path / "file" / "data") == fitted  # root may write anywhere but here
    assert "each start takes longer" in caplog.text
    assert (tmp_path / "file").read_text() == "no folder"


def test_a_folder_that_is_not_there_only_costs_time(tmp_path: Path, fitted: list[Ranking]) -> None:
    assert _start(tmp_path / "nowhere") == fitted
    assert list(tmp_path.iterdir()) == []


def test_a_file_half_written_is_never_read_and_goes_when_it_is_old(
    tmp_path: Path, fitted: list[Ranking]
) -> None:
    fresh, abandoned = tmp_path / "index-abc123", tmp_path / "index-def456"
    for half in (fresh, abandoned):
        half.write_bytes(b"PK\3\4 half")
    os.utime(abandoned, (0, time.time() - 2 * _AN_HOUR))
    assert _start(tmp_path) == fitted
    assert fresh.exists()  # another process may be writing it
    assert not abandoned.exists()


def test_a_full_disk_leaves_no_half_file_behind(
    tmp_path: Path, fitted: list[Ranking], monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(file: object, **_: object) -> None:
        file.write(b"PK\3\4")  # type: ignore[attr-defined]
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", half)
    assert _start(tmp_path) == fitted
    assert list(tmp_path.iterdir()) == []


# -- what is in it


def test_the_file_holds_no_word_that_is_not_in_a_phrasing(kept: Path) -> None:
    lines = [normalise(line) for said in SAID.values() for line in said]
    with np.load(kept, allow_pickle=False) as parts:
        text = {name: parts[name] for name in parts.files if parts[name].dtype == np.uint8}
        assert {parts[name].dtype.kind for name in parts.files} <= set("iuf")
        words = {name: part.tobytes().decode().split("\n") for name, part in text.items()}
    assert words["entries"] == list(SAID)
    assert words["lines"] == lines
    assert set(words["features"]) < {feature for line in lines for feature in features_of(line)}
    assert set(words) == {"entries", "lines", "features"}


def test_what_people_ask_is_not_in_it(tmp_path: Path) -> None:
    matcher = matcher_from(tmp_path, SAID, SHOWS)
    before = _kept(tmp_path).read_bytes()
    matcher.rank("коли обмін Петренка")
    matcher.questions_in("Коли обмін Петренка? Скільки тіл передали?")
    matcher_from(tmp_path, SAID, SHOWS)
    assert _kept(tmp_path).read_bytes() == before
    assert "петренк" not in before.decode("utf-8", "ignore").casefold()


def test_of_each_kind_one_is_kept_and_neither_takes_the_other_away(tmp_path: Path) -> None:
    for kind in ("index-", "asked-"):
        for said in (SAID, {**SAID, "card:scam": ("просять гроші",)}):
            matcher_from(tmp_path, said, {}, kind=kind)
    assert sorted(path.name.partition("-")[0] for path in tmp_path.iterdir()) == ["asked", "index"]
