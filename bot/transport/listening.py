"""An HTTP server for the webhook and for whoever watches over the bot; made to face strangers.

It never logs what it was sent: a webhook's body is what a person wrote.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from prometheus_client import CONTENT_TYPE_LATEST

from bot.transport.health import Limits, troubles
from bot.transport.metrics import Metrics

log = logging.getLogger(__name__)

Address = tuple[str, int]
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

#: What one request may hold, as Telegram's own documentation of webhooks has it.
MOST_BYTES: Final = 1024 * 1024
#: A connection that asks nothing is closed after this many seconds: longer than nginx keeps one,
#: so that the proxy is the one who ends it, and short enough for whoever never finishes a header.
_IDLE: Final = 75.0
#: A stop waits this long for requests under way; the bot as a whole has five seconds.
_LAST_REQUESTS: Final = 1.0


class CannotListenError(OSError):
    """The address is taken, or is none of this machine's."""

    def __init__(self, address: Address, reason: OSError) -> None:
        # asyncio wraps what the system says; a name that cannot be resolved has no system error.
        number = reason.errno or 0
        said = os.strerror(number) if number > 0 else reason.strerror or reason
        super().__init__(f"cannot listen on {written(address)}: {said}")
        self.address = address


class Listening:
    """Serves routes on an address from `open` to `close`."""

    def __init__(self, routes: Iterable[web.AbstractRouteDef], idle: float = _IDLE) -> None:
        application = web.Application(middlewares=[_soberly], client_max_size=MOST_BYTES)
        application.on_response_prepare.append(_namelessly)
        application.add_routes(routes)
        self._runner = web.AppRunner(
            application,
            access_log=None,
            logger=_server_log(),
            keepalive_timeout=idle,
            lingering_time=1.0,
            shutdown_timeout=_LAST_REQUESTS,
        )

    async def open(self, address: Address) -> Address:
        """Begin to serve; returns the address with the port that the system chose for port 0.

        Raises CannotListenError.
        """
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, *address).start()
        except OSError as error:
            await self._runner.cleanup()
            raise CannotListenError(address, error) from error
        host, port = self._runner.addresses[0][:2]
        log.info("listening on %s", written((host, port)))
        return host, port

    async def close(self) -> None:
        """Take no more connections, let the requests under way end, and give the port back."""
        await self._runner.cleanup()


def watching(
    metrics: Metrics,
    *,
    polling: bool,
    limits: Limits | None = None,
    remark: Callable[[], str] = lambda: "",
) -> list[web.RouteDef]:
    """`/healthz`: the process lives. `/readyz`: it does its work, or why not. `/metrics`.

    `remark` is a line more for /readyz, on what the bot can do without.
    """
    within = limits or Limits()

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_: web.Request) -> web.Response:
        found = troubles(metrics.signs(), within, polling=polling)
        lines = (*(found or ("ready",)), *filter(None, (remark(),)))
        return web.Response(
            status=503 if found else 200, text="".join(f"{line}\n" for line in lines)
        )

    async def exposition(_: web.Request) -> web.Response:
        return web.Response(
            body=metrics.exposition(), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    return [
        web.get("/healthz", healthz),
        web.get("/readyz", readyz),
        web.get("/metrics", exposition),
    ]


def written(address: Address) -> str:
    """host:port as a person writes it."""
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@web.middleware
async def _soberly(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """A fault of ours is a 500 that says nothing, and a line in the log that quotes nobody."""
    try:
        return await handler(request)
    except (web.HTTPException, ConnectionError):
        raise
    except Exception as error:
        named = RuntimeError(type(error).__name__).with_traceback(error.__traceback__)
        log.exception("a request failed: %s", type(error).__name__, exc_info=named)
        return web.Response(status=500)


async def _namelessly(_: web.Request, response: web.StreamResponse) -> None:
    """Strangers need not know which versions run here."""
    response.headers["Server"] = "bot"


def _server_log() -> logging.Logger:
    """A log for aiohttp, whose own quotes the bytes of a request that it could not read."""
    server_log = logging.getLogger(f"{__name__}.server")
    server_log.addFilter(_without_quotes)
    return server_log


def _without_quotes(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    record.exc_info, record.exc_text = None, None
    record.msg, record.args = "a request broke: %s", (type(error).__name__,)
    # Somebody who does not speak HTTP, or leaves in the middle, is no news on a public address.
    return not isinstance(error, HttpProcessingError | ConnectionError)
