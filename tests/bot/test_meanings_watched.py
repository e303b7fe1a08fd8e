"""What whoever watches the bot learns of understanding by meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from bot.meanings import expose, remark_on
from knowledge.encoding.meanings import Meanings
from knowledge.errors import EncoderDownError
from knowledge.matching.features import Floats
from knowledge.matching.index import Index


class Broken:
    """An encoder that never answers."""

    name = "broken"

    def encode(self, lines: Sequence[str]) -> Floats:
        raise EncoderDownError(f"no answer to {len(lines)}")

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Meanings]:
    with closing(Meanings(Broken(), tmp_path / "vectors.db")) as meanings:
        yield meanings


def test_without_an_encoder_it_is_off_and_the_bot_is_well() -> None:
    registry = CollectorRegistry()
    expose(None, registry)
    assert remark_on(None) == "meanings: off"
    assert registry.get_sample_value("bot_meanings_ready") == 0


def test_an_encoder_that_is_down_is_named_with_its_reason(broken: Meanings) -> None:
    registry = CollectorRegistry()
    expose(broken, registry)
    broken.learn(Index.of({"topic:one": ["a phrasing"]}))
    assert not broken.wait(10)
    assert remark_on(broken) == "meanings: down: no answer to 1"
    assert registry.get_sample_value("bot_meanings_ready") == 0
