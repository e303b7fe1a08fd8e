"""What tests of the stores share: a file of its own, with all that belongs into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from jobs.schema import migrations
from knowledge.storage import open_database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    opened = open_database(path, migrations)
    yield opened
    opened.close()
