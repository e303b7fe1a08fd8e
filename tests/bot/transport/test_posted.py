"""Webhook, intake, store and delivery together: what is posted is answered, whatever it is."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.transport.listening import Listening, written
from bot.transport.webhook import Webhook
from tests.telegram.little import little_service
from tests.telegram.started import StandIn

SECRET: Final = "between_us"  # noqa: S105 - nobody's


@pytest.fixture(scope="module")
def telegram() -> Iterator[StandIn]:
    with StandIn() as telegram:
        yield telegram


class Posts:
    """What Telegram would do, and somebody who reorders and repeats it."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session, self._url = session, url

    async def post(self, update: Any) -> tuple[int, str]:
        """Status, and when to come again."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        async with self._session.post(self._url, json=update, headers=headers) as answer:
            return answer.status, answer.headers.get("Retry-After", "")


@asynccontextmanager
async def posting(folder: Path, telegram: StandIn, **more: Any) -> AsyncIterator[Posts]:
    async with little_service(folder, telegram.api, **more) as (_, service, _store):
        listening = Listening(Webhook(service.intake, "/posted", SECRET).routes)
        address = await listening.open(("127.0.0.1", 0))
        async with aiohttp.ClientSession() as session:
            yield Posts(session, f"http://{written(address)}/posted")
            await service.replies.calm()
        await listening.close()


def asked(telegram: StandIn, number: int, text: str = "hello", chat: int = 77) -> dict[str, Any]:
    return {"update_id": number, "message": {**telegram.message(chat), "text": text}}


async def test_repeated_and_reordered_posts_are_answered_once(
    telegram: StandIn, tmp_path: Path
) -> None:
    telegram.forget()
    updates = [asked(telegram, number, f"{number}", chat=number) for number in range(1, 51)]
    async with posting(tmp_path, telegram) as telegram_posts:
        posted = [telegram_posts.post(one) for one in (*reversed(updates), *updates, *updates)]
        answers = await asyncio.gather(*posted)

    assert set(answers) == {(200, "")}
    said = [call.text for call in telegram.calls("sendMessage", accepted=True)]
    assert sorted(said) == sorted(f"re: {number}" for number in range(1, 51))


_JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)
_MESSAGE: Final = st.fixed_dictionaries(
    {}, optional={"message_id": _JSON, "date": _JSON, "chat": _JSON, "from": _JSON, "text": _JSON}
)
_UPDATE: Final = st.fixed_dictionaries(
    {}, optional={"update_id": _JSON, "message": _MESSAGE | _JSON, "callback_query": _JSON}
)


def test_whatever_is_posted_is_acknowledged_and_holds_up_nobody(
    telegram: StandIn, tmp_path: Path
) -> None:
    with asyncio.Runner() as runner:
        service = posting(tmp_path, telegram)
        posts = runner.run(service.__aenter__())

        @settings(
            max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None
        )
        @given(_UPDATE)
        def acknowledged(update: Any) -> None:
            assert runner.run(posts.post(update)) == (200, "")

        try:
            acknowledged()
            telegram.forget()
            assert runner.run(posts.post(asked(telegram, 9_000_000, "still there?")))[0] == 200
        finally:
            runner.run(service.__aexit__(None, None, None))

    assert [call.text for call in telegram.calls("sendMessage")] == ["re: still there?"]


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30, -(10**30), True, 1.5, "7", None])
async def test_an_id_that_is_none_is_acknowledged(
    telegram: StandIn, tmp_path: Path, number: Any
) -> None:
    async with posting(tmp_path, telegram) as posts:
        assert (await posts.post(asked(telegram, number)))[0] == 200


async def test_a_command_is_to_come_again_while_the_database_is_locked(
    telegram: StandIn, tmp_path: Path
) -> None:
    telegram.forget()
    command = asked(telegram, 1, "keep")
    async with posting(tmp_path, telegram, patience=0.2) as posts:
        with closing(sqlite3.connect(tmp_path / "people.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            refused = await posts.post(command)
        taken = await posts.post(command)
        again = await posts.post(command)
        await asyncio.to_thread(telegram.wait_for, 1)

    assert refused == (503, "5")
    assert taken == again == (200, "")
    assert [call.text for call in telegram.calls("sendMessage", accepted=True)] == ["re: keep"]
