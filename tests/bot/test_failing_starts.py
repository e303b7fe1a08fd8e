"""A start that cannot succeed ends with one line that says what to do, and without the token."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Final

import pytest

TOKEN: Final = "123456789:AAHsecretsecretsecretsecretsecretse"  # noqa: S105 - nobody's

#: By name: what Telegram answers (None where nobody listens), and settings.
FAILING: Final[dict[str, tuple[int | None, dict[str, str]]]] = {
    "401": (401, {}),
    "404": (404, {}),
    "nobody there": (None, {"EXCHANGE_BOT_API_URL": "http://127.0.0.1:9"}),
    "tick": (None, {"EXCHANGE_BOT_TICK": "often"}),
    "address": (None, {"EXCHANGE_BOT_API_URL": "api.telegram.org"}),
}


@contextmanager
def refusing(status: int) -> Iterator[str]:
    """A Bot API that answers everything with one status; yields its address."""

    class Refusal(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = b'{"ok": false, "error_code": %d, "description": "No"}' % status
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Refusal) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def failed(
    start_program: Callable[..., subprocess.Popen[bytes]],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, tuple[int, str]]:
    """How each of FAILING ended: exit code and all that was printed. They run side by side."""
    with ExitStack() as stack:
        started = {}
        for name, (status, settings) in FAILING.items():
            address = (
                {"EXCHANGE_BOT_API_URL": stack.enter_context(refusing(status))} if status else {}
            )
            started[name] = start_program(
                tmp_path_factory.mktemp("failing"),
                "run",
                EXCHANGE_BOT_TOKEN=TOKEN,
                **settings,
                **address,
            )
        printed = {name: b"".join(one.communicate(timeout=60)) for name, one in started.items()}
        return {name: (one.returncode, printed[name].decode()) for name, one in started.items()}


@pytest.mark.parametrize("name", FAILING)
def test_a_start_that_fails_ends_with_one_line_and_without_the_token(
    name: str, failed: dict[str, tuple[int, str]]
) -> None:
    code, printed = failed[name]

    assert TOKEN not in printed, "the token is in the log"
    assert "Traceback" not in printed
    assert printed.splitlines()[-1].startswith("Error: ")
    assert code == 1


@pytest.mark.parametrize("name", ["401", "404"])
def test_a_token_that_telegram_does_not_know_is_named_with_what_to_do(
    name: str, failed: dict[str, tuple[int, str]]
) -> None:
    last = failed[name][1].splitlines()[-1]

    assert last.startswith("Error: EXCHANGE_BOT_TOKEN: ")
    assert "@BotFather" in last


def test_a_network_that_is_down_at_the_start_is_named_with_what_to_look_at(
    failed: dict[str, tuple[int, str]],
) -> None:
    last = failed["nobody there"][1].splitlines()[-1]

    assert "could not be reached" in last
    assert "EXCHANGE_BOT_API_URL" in last


@pytest.mark.parametrize(
    ("name", "variable"), [("tick", "EXCHANGE_BOT_TICK"), ("address", "EXCHANGE_BOT_API_URL")]
)
def test_a_setting_that_cannot_be_read_is_named(
    name: str, variable: str, failed: dict[str, tuple[int, str]]
) -> None:
    assert failed[name][1].startswith(f"Error: {variable}: ")
