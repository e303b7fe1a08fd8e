"""The whole program behind a webhook: started, asked, watched, stopped and started again."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

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


def test_a_bot_behind_a_webhook_answers_is_watched_and_misses_nothing_while_it_is_down(
    telegram: StandIn, start_program: Start, tmp_path: Path
) -> None:
    port = free_port()
    bot = start_program(tmp_path, "run", **settings(telegram, port))
    telegram.says("/help", chat=501)
    telegram.wait_for(1, within=60)
    metrics = read(port, "/metrics")

    assert read(port, "/readyz") == "ready\n"
    assert 'bot_updates_total{verdict="handled"} 1.0' in metrics
    assert 'bot_sends_total{lane="reply",outcome="sent"} 1.0' in metrics
    code, seconds, logged = ended(bot)
    assert (code, seconds < 5) == (0, True)
    assert TOKEN not in logged
    assert SECRET not in logged

    number = telegram.says("Що з обміном 1000 на 1000, шукаю Петренка?", chat=502)
    again = start_program(tmp_path, "run", **settings(telegram, port))
    late = telegram.wait_for(2, within=60)[1]
    code, seconds, logged = ended(again)

    assert late.chat == 502
    assert (number, 200) in telegram.deliveries()
    assert telegram.waiting() == []
    assert (code, seconds < 5) == (0, True)
    assert "Петренк" not in logged
    assert [call.method for call in telegram.calls("deleteWebhook")] == []
    kept = b"".join(file.read_bytes() for file in (tmp_path / "data").iterdir() if file.is_file())
    assert "шукаю".encode() not in kept


@pytest.fixture(scope="module")
def failed(
    start_program: Start, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """The last line of each start that cannot succeed. They run side by side."""
    with StandIn() as telegram, socket.create_server(("127.0.0.1", 0)) as taken:
        telegram.goes_wrong("bad request", "setWebhook", times=None)
        ports = {"taken": taken.getsockname()[1], "refused": free_port()}
        started = {
            name: start_program(
                tmp_path_factory.mktemp("posted"), "run", **settings(telegram, port)
            )
            for name, port in ports.items()
        }
        logged = {name: one.communicate(timeout=60)[1].decode() for name, one in started.items()}
        assert {one.returncode for one in started.values()} == {1}
        assert "Traceback" not in "".join(logged.values())
        yield {name: lines.splitlines()[-1] for name, lines in logged.items()}


def test_a_webhook_without_a_place_to_listen_is_a_plain_error(failed: dict[str, str]) -> None:
    assert failed["taken"].startswith("Error: EXCHANGE_BOT_LISTEN: cannot listen on 127.0.0.1:")
    assert failed["taken"].endswith("Address already in use")


def test_an_address_that_telegram_refuses_is_a_plain_error(failed: dict[str, str]) -> None:
    assert failed["refused"].startswith("Error: EXCHANGE_BOT_WEBHOOK_URL: Telegram does not post")


def test_a_start_that_telegram_makes_slow_can_be_stopped(
    start_program: Start, tmp_path: Path
) -> None:
    with StandIn(latency=60) as telegram:
        bot = start_program(tmp_path, "run", **settings(telegram, free_port()))
        patience = time.monotonic() + 60
        while not telegram.calls("getMe") and time.monotonic() < patience:
            time.sleep(0.02)
        code, seconds, logged = ended(bot)

    assert (code, seconds < 5) == (0, True)
    assert "ERROR" not in logged
