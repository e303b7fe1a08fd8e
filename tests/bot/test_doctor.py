"""`exchange-bot doctor --running`: what the container's health check runs."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from bot.commands.health import doctor
from bot.transport.listening import Listening, watching, written
from bot.transport.metrics import Metrics


@pytest.fixture
def examined(
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[tuple[str, int]], Result]:
    def examine(address: tuple[str, int]) -> Result:
        monkeypatch.setenv("EXCHANGE_BOT_LISTEN", written(address))
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
        return CliRunner().invoke(doctor, ["--running"])

    return examine


@pytest.mark.parametrize("everywhere", [False, True])
async def test_a_bot_that_is_well(
    examined: Callable[[tuple[str, int]], Result], *, everywhere: bool
) -> None:
    listening = Listening(watching(Metrics(), polling=True))
    address = await listening.open(("127.0.0.1", 0))
    ran = await asyncio.to_thread(examined, ("0.0.0.0" if everywhere else address[0], address[1]))  # noqa: S104 - nobody binds it
    await listening.close()

    assert (ran.exit_code, ran.output) == (0, "ready\n")


async def test_a_bot_that_is_not_well_says_why(
    examined: Callable[[tuple[str, int]], Result],
) -> None:
    metrics = Metrics()
    metrics.store_failed("SQLITE_FULL")
    listening = Listening(watching(metrics, polling=True))
    ran = await asyncio.to_thread(examined, await listening.open(("127.0.0.1", 0)))
    await listening.close()

    assert (ran.exit_code, ran.output) == (1, "the store refuses writes: SQLITE_FULL\n")


def test_where_no_bot_answers_the_variable_is_named(
    examined: Callable[[tuple[str, int]], Result],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = taken.getsockname()

    ran = examined(address)

    assert ran.exit_code == 1
    assert f"no bot answers on {written(address)} (EXCHANGE_BOT_LISTEN)" in ran.output


def test_another_server_on_the_address_is_no_bot(
    examined: Callable[[tuple[str, int]], Result],
) -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"220 mail ready\r\n")
        writer.close()

    async def scene() -> Result:
        server = await asyncio.start_server(babble, "127.0.0.1", 0)
        async with server:
            return await asyncio.to_thread(examined, server.sockets[0].getsockname())

    ran = asyncio.run(scene())

    assert ran.exit_code == 1
    assert "no bot answers" in ran.output


@pytest.mark.parametrize(
    ("settings", "note"),
    [
        ({"EXCHANGE_BOT_RATE": "300"}, "EXCHANGE_BOT_RATE is over 30: alerts are paid"),
        ({"EXCHANGE_BOT_WEBHOOK_URL": "http://bot.example/x"}, "Telegram posts to https only"),
    ],
)
def test_settings_that_will_surprise_are_noted(
    settings: dict[str, str], note: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, written_out in {**settings, "EXCHANGE_BOT_DATA": str(tmp_path)}.items():
        monkeypatch.setenv(name, written_out)

    assert note in CliRunner().invoke(doctor).output
