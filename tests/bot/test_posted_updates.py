"""The whole program behind a webhook: started, asked, watched, stopped and started again."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from bot.house import House
from bot.run import run
from bot.settings import Settings, SettingsError
from tests.telegram.started import TOKEN, StandIn

SECRET: Final = "known_to_telegram"  # noqa: S105 - nobody's
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture(scope="module")
def telegram() -> Iterator[StandIn]:
    with StandIn() as telegram:
        yield telegram


def free_port() -> int:
    """One that nobody has now: the address that Telegram is told must be known before the start."""
    with closing(socket.create_server(("127.0.0.1", 0))) as one:
        port: int = one.getsockname()[1]
        return port


def settings(telegram: StandIn, port: int) -> dict[str, str]:
    return {
        "EXCHANGE_BOT_TOKEN": TOKEN,
        "EXCHANGE_BOT_API_URL": telegram.api,
        "EXCHANGE_BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}/posted",
        "EXCHANGE_BOT_WEBHOOK_SECRET": SECRET,
        "EXCHANGE_BOT_LISTEN": f"127.0.0.1:{port}",
    }


def read(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return str(answer.read().decode())


def ended(process: subprocess.Popen[bytes]) -> tuple[int, float, str]:
    """How it ended after SIGTERM: code, seconds, all that it logged."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, logged = process.communicate(timeout=30)
    return process.returncode, time.monotonic() - began, logged.decode()


def test_a_bot_behind_a_webhook_answers_what_came_while_it_was_down_and_is_watched(
    telegram: StandIn, start_program: Start, tmp_path: Path
) -> None:
    port = free_port()
    number = telegram.says("Що з обміном 1000 на 1000, шукаю Петренка?", chat=502)
    bot = start_program(tmp_path, "run", **settings(telegram, port))
    (said,) = telegram.wait_for(1, within=60)
    metrics = read(port, "/metrics")

    assert said.chat == 502
    assert read(port, "/readyz").startswith("ready\nmeanings: ")
    assert 'bot_updates_total{verdict="handled"} 1.0' in metrics
    assert 'bot_outbox_rows{lane="reply",state="sending"}' in metrics
    code, seconds, logged = ended(bot)
    assert (code, seconds < 5) == (0, True)
    assert (number, 200) in telegram.deliveries()
    assert telegram.waiting() == []
    assert telegram.calls("deleteWebhook") == []  # what comes now waits for the next start
    kept = b"".join(
        file.read_bytes()
        for file in (tmp_path / "data").iterdir()
        if file.is_file() and file.suffix != ".npz"  # phrasings, which are what people type
    )
    for secret in (TOKEN, SECRET, "Петренк", "шукаю"):
        assert secret not in logged
        assert secret.encode() not in kept


def test_a_start_that_telegram_makes_slow_can_be_stopped(
    start_program: Start, tmp_path: Path
) -> None:
    with StandIn(latency=60) as slow:
        bot = start_program(tmp_path, "run", **settings(slow, free_port()))
        patience = time.monotonic() + 60
        while not slow.calls("getMe") and time.monotonic() < patience:
            time.sleep(0.02)
        code, seconds, logged = ended(bot)

    assert (code, seconds < 5) == (0, True)
    assert "ERROR" not in logged


# -- starts that cannot succeed


@pytest.fixture
def house(open_house: Callable[[Path], House], telegram: StandIn, tmp_path: Path) -> House:
    """A house whose bot is to be behind a webhook; running it closes it."""
    house = open_house(tmp_path)
    house.settings = Settings.read(
        {**settings(telegram, free_port()), "EXCHANGE_BOT_DATA": str(tmp_path)}
    )
    return house


def test_a_webhook_without_a_place_to_listen_is_told_with_the_name_of_the_variable(
    house: House,
) -> None:
    with socket.create_server(house.settings.listen), pytest.raises(SettingsError) as refused:
        run(house)

    assert refused.value.variable == "EXCHANGE_BOT_LISTEN"
    assert str(refused.value).endswith(f"{house.settings.listen[1]}: Address already in use")


def test_an_address_that_telegram_refuses_is_told_with_the_name_of_the_variable(
    house: House, telegram: StandIn
) -> None:
    telegram.goes_wrong("bad request", "setWebhook")

    with pytest.raises(SettingsError, match="EXCHANGE_BOT_WEBHOOK_URL: Telegram does not post"):
        run(house)


def test_without_a_webhook_an_address_that_somebody_chose_must_be_free_too(house: House) -> None:
    house.settings = replace(house.settings, webhook_url="")

    with socket.create_server(house.settings.listen), pytest.raises(SettingsError) as refused:
        run(house)

    assert refused.value.variable == "EXCHANGE_BOT_LISTEN"
