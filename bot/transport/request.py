"""The way to Telegram over aiohttp, in place of python-telegram-bot's HTTPXRequest.

One instance serves both of a bot's slots. What was certainly not sent can be told from what may
have been, by the class of the error:

    NetworkError
    ├── NotSentError               no connection: to send again is harmless
    │   └── NotSentInTimeError     … within the time for it (a TimedOut too)
    └── PerhapsSentError           the request left, and no answer that counts came back
        └── NoAnswerInTimeError    … within the time for it (a TimedOut too)

No message of an error holds an address, which would hold the token, or a part of an answer, which
could hold what a person wrote.
"""

from __future__ import annotations

import io
import ipaddress
import json
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

#: Seconds to wait after a 429 that does not say how long.
UNSAID: Final = 1
#: Refusals that python-telegram-bot raises as what they are.
_KNOWN: Final = frozenset((400, 401, 403, 404, 409, 429))

_Default = BaseRequest.DEFAULT_NONE
_Seconds = float | None


class NotSentError(NetworkError):
    """Telegram cannot have seen the request."""


class NotSentInTimeError(NotSentError, TimedOut):
    """There was no connection, or none free, in time."""


class PerhapsSentError(NetworkError):
    """The request was sent, and whether it was taken nobody knows."""


class NoAnswerInTimeError(PerhapsSentError, TimedOut):
    """The request was sent, and no answer came in time."""


class AiohttpRequest(BaseRequest):
    """Requests over kept connections; any number in flight cost what they cost one by one.

    The arguments are those of HTTPXRequest, in seconds; None waits for ever. A `proxy` given here is
    used for all; else the environment's is (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY), though
    never for this machine itself, where a local Bot API server listens.
    """

    def __init__(
        self,
        *,
        connection_pool_size: int = 256,
        connect_timeout: float | None = 5.0,
        read_timeout: float | None = 5.0,
        write_timeout: float | None = 5.0,
        media_write_timeout: float | None = 20.0,
        # A request in the queue for a connection has cost nothing and loses nothing by waiting.
        pool_timeout: float | None = 30.0,
        proxy: str | None = None,
    ) -> None:
        self._connections = connection_pool_size
        self._connect, self._read, self._pool = connect_timeout, read_timeout, pool_timeout
        self._write, self._write_media = write_timeout, media_write_timeout
        self._proxy = proxy
        self._proxies: dict[str, str | None] = {}
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer, where a call does not say otherwise."""
        return self._read

    async def initialize(self) -> None:
        """Make ready, once; a bot calls it for each of its slots."""
        if self._session is None or self._session.closed:
            self._proxies.clear()
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=60),
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
                # aiohttp would look into .netrc, in a thread, before every single request.
                trust_env=False,
            )

    async def shutdown(self) -> None:
        """Close the connections; whoever waits for one learns that nothing was sent."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = _Default,
        write_timeout: object = _Default,
        connect_timeout: object = _Default,
        pool_timeout: object = _Default,
    ) -> tuple[int, bytes]:
        """Status and body of the answer; raises subclasses of NetworkError, and RetryAfter."""
        if self._session is None or self._session.closed:
            raise NotSentError("the connections are closed")
        uploads = request_data is not None and request_data.contains_files
        patience = _patience(
            method,
            _or(pool_timeout, self._pool),
            _or(connect_timeout, self._connect),
            _or(write_timeout, self._write_media if uploads else self._write),
            _or(read_timeout, self._read),
        )
        status, body = await self._exchange(self._session, url, method, request_data, patience)
        _check(status, body)
        return status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """What the JSON of an answer says; raises PerhapsSentError for what is none.

        python-telegram-bot's own logs the answer, and with it what people wrote.
        """
        try:
            said = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            said = None
        if not isinstance(said, dict):
            raise PerhapsSentError("the answer cannot be read")
        return said

    async def _exchange(
        self,
        session: aiohttp.ClientSession,
        url: str,
        method: str,
        data: RequestData | None,
        patience: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes]:
        """One request and its answer, with aiohttp's errors as ours."""
        try:
            async with session.request(
                method,
                URL(url),
                data=_form(data) if data else None,
                proxy=self._proxy_for(url),
                timeout=patience,
                allow_redirects=False,
            ) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientError, OSError) as error:
            # A traceback would print aiohttp's error too, and in some of them is the address.
            raise _as_ours(error) from None

    def _proxy_for(self, url: str) -> str | None:
        """The proxy for an address, looked up once for each server."""
        if self._proxy:
            return self._proxy
        server = url[: url.find("/", len("https://"))]
        if server not in self._proxies:
            self._proxies[server] = proxy_of(server)
        proxy = self._proxies[server]
        if proxy and proxy.startswith("socks"):
            raise NotSentError("the environment names a SOCKS proxy; only HTTP ones can be used")
        return proxy


def proxy_of(server: str) -> str | None:
    """The proxy that the environment names for a server, such as https://api.telegram.org."""
    address = URL(server)
    host = address.host or ""
    if _is_this_machine(host) or proxy_bypass(host):
        return None
    proxies = getproxies()
    return proxies.get(address.scheme) or proxies.get("all")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _or(given: object, default: _Seconds) -> _Seconds:
    """What a call gave for a timeout, or the default."""
    if given is _Default:
        return default
    return float(given) if isinstance(given, int | float) else None


@lru_cache(maxsize=64)
def _patience(
    method: str, pool: _Seconds, connect: _Seconds, write: _Seconds, read: _Seconds
) -> aiohttp.ClientTimeout:
    """aiohttp's timeouts. It has none for writing, so a call as a whole is bounded by all of them.

    A file that is fetched is not bounded as a whole: it may be large, as long as it moves.
    """
    every = (pool, connect, write, read)
    bounded = method == "POST" and None not in every
    return aiohttp.ClientTimeout(
        total=sum(one or 0.0 for one in every) if bounded else None,
        connect=None if pool is None or connect is None else pool + connect,
        sock_connect=connect,
        sock_read=read,
    )


def _form(data: RequestData) -> aiohttp.FormData | aiohttp.BytesPayload:
    """The body of a request: a form, in parts where it uploads files."""
    if not data.contains_files:
        form = data.url_encoded_parameters().encode()
        return aiohttp.BytesPayload(form, content_type="application/x-www-form-urlencoded")
    parts = aiohttp.FormData(default_to_multipart=True)
    for name, value in data.json_parameters.items():
        parts.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        if file.seekable():
            file.seek(0)  # sent before, and now again after a 429
        parts.add_field(name, file, filename=filename, content_type=kind)
    return parts


def _check(status: int, body: bytes) -> None:
    """Raise for what python-telegram-bot would take for something else, or for nothing certain."""
    if status < 300 or (status in _KNOWN and status != 429):
        return
    said = f"{_phrase(status)} ({status})"
    if status >= 500:
        raise PerhapsSentError(said)
    if status == 429:
        if b'"retry_after"' not in body:
            raise RetryAfter(UNSAID)
    elif status < 400:
        raise NotSentError(f"{said}: redirected; is this the address of a Bot API server?")
    elif status == HTTPStatus.REQUEST_TIMEOUT:
        raise NotSentInTimeError(said)
    else:
        raise BadRequest(said)


def _as_ours(error: Exception) -> NetworkError:
    """The error that says whether the request was sent."""
    match error:
        case aiohttp.ConnectionTimeoutError():
            return NotSentInTimeError("no connection in time")
        case TimeoutError():
            return NoAnswerInTimeError("no answer in time")
        case aiohttp.ClientConnectorError() | aiohttp.ClientConnectorCertificateError():
            return NotSentError(f"no connection: {_kind(error)}")
        case aiohttp.ClientHttpProxyError() | aiohttp.InvalidURL():
            return NotSentError(f"no connection: {type(error).__name__}")
        case _:
            return PerhapsSentError(f"connection lost: {_kind(error)}")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _kind(error: Exception) -> str:
    """What happened: the class of the error and the system's own words, never the URL."""
    words = getattr(error, "strerror", None)
    return f"{type(error).__name__}{f' ({words})' if words else ''}"
