"""Backup and restore, with real files and the real command line."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from jobs.people import People


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("EXCHANGE_BOT_DATA", str(folder))
    assert _run("facts", "list").exit_code == 0
    people = People.open(folder / "people.db")
    people.choose_language(7, "ru")
    people.close()
    return folder


def _run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_a_backup_brings_everything_back_after_the_data_is_lost(data: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    assert _run("backup", str(saved)).exit_code == 0
    for path in data.iterdir():
        path.unlink()

    restored = _run("restore", str(saved))

    assert restored.exit_code == 0, restored.output
    assert "42 rows, the chain is whole" in restored.output
    people = People.open(data / "people.db")
    assert people.language_of(7) == "ru"
    people.close()


def test_a_restore_does_not_replace_what_is_there_unless_told_to(
    data: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "saved"
    _run("backup", str(saved))

    refused, forced = _run("restore", str(saved)), _run("restore", "--over", str(saved))

    assert refused.exit_code == 1
    assert "--over replaces them" in refused.output
    assert data.exists()
    assert forced.exit_code == 0, forced.output


def test_a_damaged_copy_is_not_used(data: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    _run("backup", str(saved))
    before = (data / "facts.db").read_bytes()
    (saved / "facts.db").write_bytes(b"no database at all, but long enough to be looked at" * 200)

    refused = _run("restore", "--over", str(saved))

    assert refused.exit_code == 1
    assert "the copy was not used" in refused.output
    assert (data / "facts.db").read_bytes() == before


def test_a_backup_is_taken_while_somebody_writes(data: Path, tmp_path: Path) -> None:
    busy = sqlite3.connect(data / "facts.db")
    busy.execute("BEGIN IMMEDIATE")
    try:
        taken = _run("backup", str(tmp_path / "saved"))
    finally:
        busy.rollback()
        busy.close()

    assert taken.exit_code == 0, taken.output


def test_an_empty_folder_is_no_backup(data: Path, tmp_path: Path) -> None:
    refused = _run("restore", str(tmp_path / "nothing"))

    assert refused.exit_code == 1
    assert "holds neither" in refused.output
    assert data.exists()
