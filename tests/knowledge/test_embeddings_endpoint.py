"""An encoder behind an address: a real server on this machine, which may misbehave."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import numpy as np
import pytest

from knowledge.encoding.endpoint import EndpointEncoder
from knowledge.encoding.pauses import Pauses
from knowledge.errors import EncoderDownError

TYPED: Final = "Олена Секретна 1990"


class Embeddings(ThreadingHTTPServer):
    """Answers `POST /v1/embeddings` with [1, length of the line], last line first."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.manner = "well"
        self.requests: list[dict[str, Any]] = []
        self.connections: set[Any] = set()
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers hang up in the midst of an answer; that is what is tested."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Embeddings

    def log_message(self, *_: Any) -> None:
        pass

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(
            {"path": self.path, "key": self.headers["Authorization"], **body}
        )
        self.server.connections.add(self.client_address)
        manner = self.server.manner
        if manner == "hang":
            self.server.over.wait(20)
        elif manner == "hang up":
            self.close_connection = True
        elif manner == "drip":
            self._drip()
        elif manner == "redirect":
            self._answer(302, b"", Location=f"{self.server.url}/elsewhere")
        elif manner == "refuse":
            self._answer(429, json.dumps({"error": body["input"]}).encode())
        else:
            self._answer(200, json.dumps(_said(body["input"], manner)).encode())
            self.close_connection = manner == "close"

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        with suppress(OSError):
            while not self.server.over.wait(0.05):
                self.wfile.write(b" ")


def _said(lines: list[str], manner: str) -> Any:
    vectors = [[1.0, float(len(line))] for line in lines]
    if manner == "nothing":
        vectors = [[0.0, 0.0] for _ in lines]
    if manner == "uneven":
        vectors[0] = [1.0]
    if manner == "too few":
        vectors.pop()
    data = [{"index": place, "embedding": vector} for place, vector in enumerate(vectors)]
    return {"data": data[::-1]} if manner != "other" else {"error": lines}


@pytest.fixture
def server() -> Iterator[Embeddings]:
    server = Embeddings()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


Asking = Callable[..., EndpointEncoder]


@pytest.fixture
def asking(server: Embeddings) -> Iterator[Asking]:
    """An encoder that asks the server."""
    made: list[EndpointEncoder] = []

    def make(url: str = "", patience: float = 5.0, first_pause: float = 60.0) -> EndpointEncoder:
        encoder = EndpointEncoder(
            url or server.url,
            "a-model",
            "a-key",
            patience=patience,
            patience_a_line=0,
            pauses=Pauses(first_pause),
        )
        made.append(encoder)
        return encoder

    yield make
    for encoder in made:
        encoder.close()


def test_lines_become_vectors_of_length_one_in_their_own_order(asking: Asking) -> None:
    vectors = asking().encode(["a", "abc"])

    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1)
    assert vectors[:, 1] / vectors[:, 0] == pytest.approx([1, 3])


def test_model_key_and_lines_are_sent_as_the_protocol_wants(
    asking: Asking, server: Embeddings
) -> None:
    asking().encode(["a"])

    assert server.requests == [
        {"path": "/v1/embeddings", "key": "Bearer a-key", "model": "a-model",
         "input": ["a"], "encoding_format": "float"}
    ]  # fmt: skip


@pytest.mark.parametrize("given", ["", "/", "/v1", "/v1/", "/v1/embeddings"])
def test_the_address_may_be_the_server_s_its_version_s_or_the_verb_s(
    asking: Asking, server: Embeddings, given: str
) -> None:
    asking(f"{server.url}{given}").encode(["a"])

    assert server.requests[0]["path"] == "/v1/embeddings"


def test_many_lines_go_in_batches_over_one_connection(asking: Asking, server: Embeddings) -> None:
    vectors = asking().encode(["x" * (1 + number % 7) for number in range(150)])

    assert vectors.shape == (150, 2)
    assert [len(request["input"]) for request in server.requests] == [64, 64, 22]
    assert len(server.connections) == 1


@pytest.mark.parametrize(
    ("manner", "reason"),
    [
        ("refuse", "it answered 429"),
        ("redirect", "it answered 302"),
        ("other", "its answer makes no sense"),
        ("nothing", "its answer makes no sense"),
        ("uneven", "its answer makes no sense"),
        ("too few", "its answer makes no sense"),
        ("hang up", "not reached: RemoteDisconnected"),
    ],
)
def test_a_server_that_fails_is_an_error_that_says_why_and_neither_the_line_nor_the_key(
    asking: Asking, server: Embeddings, manner: str, reason: str
) -> None:
    server.manner = manner
    with pytest.raises(EncoderDownError) as down:
        asking().encode([TYPED, "another"])

    said = repr(down.value) + repr(down.value.__cause__)
    assert down.value.reason == reason
    assert down.value.__suppress_context__
    assert TYPED not in said
    assert "a-key" not in said


@pytest.mark.parametrize("manner", ["hang", "drip"])
def test_a_server_that_hangs_or_drips_costs_no_more_than_the_patience(
    asking: Asking, server: Embeddings, manner: str
) -> None:
    server.manner = manner
    begun = time.monotonic()
    with pytest.raises(EncoderDownError, match=r"did not answer in time|has no end"):
        asking(patience=0.4).encode(["a"])

    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("manner", ["hang", "drip", "refuse", "hang up"])
def test_after_the_pause_a_server_that_is_well_again_is_asked_again(
    asking: Asking, server: Embeddings, manner: str
) -> None:
    encoder = asking(patience=0.4, first_pause=0.0)
    server.manner = manner
    with pytest.raises(EncoderDownError):
        encoder.encode(["a"])
    server.manner = "well"
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            vectors = encoder.encode(["a"])
            break
        except EncoderDownError:
            continue

    assert vectors.shape == (1, 2)


def test_while_a_pause_lasts_nothing_is_sent(asking: Asking, server: Embeddings) -> None:
    server.manner = "refuse"
    encoder = asking()
    for _ in range(3):
        with pytest.raises(EncoderDownError, match="it answered 429"):
            encoder.encode(["a"])

    assert len(server.requests) == 1


def test_a_connection_that_the_server_closed_meanwhile_is_opened_again(
    asking: Asking, server: Embeddings
) -> None:
    encoder = asking()
    server.manner = "close"
    shapes = [encoder.encode(["a"]).shape for _ in range(3)]

    assert shapes == [(1, 2)] * 3
    assert len(server.connections) == 3


def test_where_nobody_listens_the_encoder_is_down(asking: Asking) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(EncoderDownError, match="not reached: ConnectionRefusedError"):
        asking(f"http://127.0.0.1:{port}").encode(["a"])


def test_a_key_that_no_header_can_hold_is_not_shown(server: Embeddings) -> None:
    encoder = EndpointEncoder(server.url, key="ключ")
    with pytest.raises(EncoderDownError) as down:
        encoder.encode(["a"])
    encoder.close()

    assert "ключ" not in f"{down.value!r}{down.value.__cause__!r}"
