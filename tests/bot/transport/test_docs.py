"""docs/transport.md: its example runs, and it names every metric there is and no other."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any, Final

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)

from bot.postoffice import PostOffice
from bot.transport.metrics import Metrics
from bot.transport.outcomes import outcome_of
from bot.transport.request import NotSentError
from jobs.schema import migrations
from knowledge.store import Store
from tests.telegram.started import TOKEN, StandIn

DOCS: Final = (Path(__file__).parents[3] / "docs" / "transport.md").read_text(encoding="utf-8")


async def test_the_example_is_a_bot_that_answers(tmp_path: Path) -> None:
    example = re.search(r"```python\n(.*?)```", DOCS, re.DOTALL)
    assert example
    names: dict[str, Any] = {}
    exec(example[1], names)  # noqa: S102 - what the page tells its reader to run
    store, stop = Store.open(tmp_path / "people.db", migrations), asyncio.Event()
    with StandIn() as telegram:
        running = asyncio.create_task(names["main"](TOKEN, PostOffice(store), stop, telegram.api))
        telegram.says("good morning", chat=5)
        (said,) = await asyncio.to_thread(telegram.wait_for, 1)
        stop.set()
        await running
    store.close()

    assert (said.chat, said.text) == (5, "good morning")


def test_the_page_names_every_metric_and_no_other() -> None:
    table = DOCS.partition("| metric |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`(bot_\w+)`", table))
    families = Metrics().registry.collect()
    ours = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in families
        if family.name.startswith("bot_")
    }

    assert named == ours


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (NotSentError("refused"), "Again"),
        (RetryAfter(1), "Wait"),
        (Forbidden("blocked"), "Gone"),
        (BadRequest("too long"), "Refused"),
        (ChatMigrated(-100), "Moved"),
        (InvalidToken(), "Stop"),
        (KeyError("description"), "Refused"),
        (NetworkError("reset"), "Perhaps"),
    ],
)
def test_the_table_of_failures_names_the_outcome(error: Exception, outcome: str) -> None:
    table = DOCS.partition("| Telegram, or the network |")[2].partition("\n\n")[0]

    assert type(outcome_of(error, 0)).__name__ == outcome
    assert f"| `{outcome}` |" in table
