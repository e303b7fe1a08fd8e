"""What all tests share: the index of the shipped phrasings, fitted once for all of them."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def index_folder(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the fitted index is kept, from one run to the next and for every worker of a run.

    It is named after the phrasings and the code that read them, so a stale one is never taken.
    """
    if not pytestconfig.pluginmanager.hasplugin("cacheprovider"):
        return tmp_path_factory.mktemp("index")
    return Path(pytestconfig.cache.mkdir("index"))
