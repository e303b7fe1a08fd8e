"""`exchange-bot facts export|import`, with real files and the real command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("EXCHANGE_BOT_DATA", str(folder))
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An export in which one statement is changed."""
    records = json.loads(_run("facts", "export", "--format", "json").stdout)
    records[0]["said_on"] = "2025-06-01"
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    return path


def _run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_an_export_is_read_back_and_changes_nothing(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"facts.{kind}"
    path.write_bytes(_run("facts", "export", "--format", kind).stdout_bytes)

    assert "42 unchanged" in _run("facts", "import", str(path)).stdout


def test_a_dry_run_changes_nothing_and_says_what_it_would(file: Path) -> None:
    tried = _run("facts", "import", str(file), "--note", "checked")

    assert "1 corrected" in tried.stdout
    assert "only tried" in tried.stdout
    assert "42 rows" in _run("facts", "verify").stdout


def test_what_is_applied_is_in_the_log_under_a_label(file: Path) -> None:
    applied = _run("facts", "import", str(file), "--note", "checked", "--apply", "--author", "anna")
    name = json.loads(file.read_text(encoding="utf-8"))[0]["id"]

    assert applied.exit_code == 0, applied.output
    assert "43 rows" in _run("facts", "verify").stdout
    assert "by anna: checked" in _run("facts", "show", name).stdout


def test_a_fault_names_its_row_and_column_and_nothing_is_applied(file: Path) -> None:
    refused = _run("facts", "import", str(file), "--apply")

    assert refused.exit_code == 1
    assert "row 1, note" in refused.stderr
    assert "42 rows" in _run("facts", "verify").stdout


def test_the_label_of_a_release_is_nobody_s(file: Path) -> None:
    refused = _run("facts", "import", str(file), "--apply", "--author", "shipped")

    assert refused.exit_code == 1
    assert "choose another label" in refused.stderr


def test_json_ld_is_printed(data: Path) -> None:
    linked = json.loads(_run("facts", "export", "--format", "jsonld").stdout)

    assert data.exists()
    assert len(linked["@graph"]) == 42
