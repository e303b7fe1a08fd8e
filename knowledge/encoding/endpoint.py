"""An encoder behind an address: any server that speaks the OpenAI embeddings protocol.

What people ask leaves this process for that address: whose it is, is the operator's choice.
"""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as LateError
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlsplit

import numpy as np

from knowledge.encoding.pauses import Pauses
from knowledge.encoding.units import as_units
from knowledge.errors import EncoderDownError
from knowledge.matching.features import Floats

_BATCH: Final = 64
_LONGEST: Final = 512
_LARGEST: Final = 64 * 1024 * 1024


class _RefusedError(Exception):
    """The server answered, and not with vectors. Says why, and nothing of what was sent."""


class EndpointEncoder:
    """Asks `/v1/embeddings`, in batches, on one connection that is kept open."""

    def __init__(
        self,
        url: str,
        model: str = "",
        key: str = "",
        *,
        patience: float = 2.0,
        patience_a_line: float = 0.2,
        pauses: Pauses | None = None,
    ) -> None:
        self._url = urlsplit(_embeddings(url))
        self._model = model
        self._key = key
        self.name = f"{self._url.netloc.rpartition('@')[2]}{self._url.path} {model}".strip()
        self._patience = patience
        self._patience_a_line = patience_a_line
        self._pauses = pauses or Pauses()
        self._turn = threading.Lock()
        self._caller = ThreadPoolExecutor(1, thread_name_prefix="encoder")
        self._connection: http.client.HTTPConnection | None = None

    def encode(self, lines: Sequence[str]) -> Floats:
        """One vector a line; raises EncoderDownError within the time it may take."""
        if not lines:
            return np.zeros((0, 0), dtype=np.float32)
        if not self._turn.acquire(timeout=self._patience):
            raise EncoderDownError("busy")
        try:
            self._pauses.check()
            cut = [line[:_LONGEST] for line in lines]
            parts = [self._batch(cut[at : at + _BATCH]) for at in range(0, len(cut), _BATCH)]
        finally:
            self._turn.release()
        self._pauses.succeeded()
        if len({part.shape[1] for part in parts}) != 1:
            raise self._pauses.failed("its answer makes no sense")
        return np.concatenate(parts)

    def close(self) -> None:
        """Hang up."""
        self._hang_up()
        self._caller.shutdown(wait=False, cancel_futures=True)

    def _batch(self, lines: list[str]) -> Floats:
        """One request, in a thread: a server that drips, or a name that does not resolve, is late."""
        within = self._patience + self._patience_a_line * len(lines)
        asking = self._caller.submit(self._post, lines, time.monotonic() + within)
        try:
            return asking.result(timeout=within)
        except LateError:
            asking.cancel()
            self._hang_up()
            raise self._pauses.failed("it did not answer in time") from None
        except _RefusedError as error:
            self._hang_up()
            raise self._pauses.failed(str(error)) from None
        except Exception as error:  # noqa: BLE001, its text could hold what was sent, or the key
            self._hang_up()
            raise self._pauses.failed(f"not reached: {type(error).__name__}") from None

    def _post(self, lines: list[str], until: float) -> Floats:
        answer = self._answer(self._request(lines), until)
        if answer.status != http.HTTPStatus.OK:
            raise _RefusedError(f"it answered {answer.status}")
        try:
            found = json.loads(_body(answer, until))["data"]
            ordered = sorted(found, key=lambda one: int(one["index"]))
            vectors = np.array([one["embedding"] for one in ordered], dtype=np.float64)
        except (ValueError, KeyError, TypeError, RecursionError):
            raise _RefusedError("its answer makes no sense") from None
        units = as_units(vectors) if len(vectors) == len(lines) else None
        if units is None:
            raise _RefusedError("its answer makes no sense")
        return units

    def _request(self, lines: list[str]) -> tuple[bytes, dict[str, str]]:
        body: dict[str, Any] = {"input": lines, "encoding_format": "float"}
        if self._model:
            body["model"] = self._model
        headers = {"Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        return json.dumps(body).encode(), headers

    def _answer(
        self, request: tuple[bytes, dict[str, str]], until: float
    ) -> http.client.HTTPResponse:
        """Send; where the server has hung up meanwhile, once more on a new connection."""
        body, headers = request
        path = self._url.path + (f"?{self._url.query}" if self._url.query else "")
        for fresh in (self._connection is None, True):
            connection = self._connected(max(0.1, until - time.monotonic()))
            try:
                connection.request("POST", path, body, headers)
                return connection.getresponse()
            except (http.client.RemoteDisconnected, ConnectionError):
                self._hang_up()
                if fresh:
                    raise
        raise AssertionError("unreachable")

    def _connected(self, timeout: float) -> http.client.HTTPConnection:
        if self._connection is None:
            secure = self._url.scheme == "https"
            kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
            self._connection = kind(self._url.hostname or "", self._url.port, timeout=timeout)
        return self._connection

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection:
            with suppress(OSError, AttributeError):  # wakes a thread that waits for an answer
                connection.sock.shutdown(socket.SHUT_RDWR)
            connection.close()


def _body(answer: http.client.HTTPResponse, until: float) -> bytes:
    """The body, part by part: a server that drips is noticed between two drops."""
    body = bytearray()
    while part := answer.read1(1 << 16):
        body += part
        if time.monotonic() > until or len(body) > _LARGEST:
            raise _RefusedError("its answer has no end")
    answer.close()  # read1 leaves it open at its end, and the connection with it
    return bytes(body)


def _embeddings(url: str) -> str:
    """The address of the verb, where the server's own or its /v1 was given."""
    url = url.rstrip("/")
    if url.endswith("/embeddings"):
        return url
    return f"{url}/embeddings" if url.endswith("/v1") else f"{url}/v1/embeddings"
