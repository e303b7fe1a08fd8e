"""Updates that Telegram posts: taken when, and only when, they are handled for good.

The 200 is the acknowledgement, so it is sent after the effects are durable. Whatever else is
answered, Telegram comes again with the same update, for a day.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Mapping
from typing import Any, Final, NoReturn, Protocol

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_exceptions import HTTPException

from bot.transport.metrics import Metrics
from bot.transport.storage import NotTakenError

log = logging.getLogger(__name__)

_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
#: Whoever needs longer for a megabyte is not Telegram, nor a proxy in good order.
_READING: Final = 10.0
#: When Telegram is asked to come again, in seconds.
_LATER: Final = "5"


class Takes(Protocol):
    """Handles an update: `Intake`."""

    async def take(self, raw: Mapping[str, Any]) -> object:
        """Return when the update's effects are durable; raise NotTakenError where they are not."""
        ...


class Webhook:
    """The one route that Telegram posts to."""

    def __init__(
        self,
        intake: Takes,
        path: str,
        secret: str,
        metrics: Metrics | None = None,
        *,
        reading: float = _READING,
    ) -> None:
        if not secret:
            raise ValueError("a webhook without a secret is open to everybody")
        self._intake = intake
        self._path = path
        self._secret = secret.encode()
        self._metrics = metrics or Metrics()
        self._reading = reading

    @property
    def routes(self) -> list[web.RouteDef]:
        """For `Listening`."""
        return [web.post(self._path or "/", self._answer)]

    async def _answer(self, request: web.Request) -> web.Response:
        self._admit(request)
        raw = _update_in(await self._body(request))
        if raw is None:
            # It would be no better the next time, and it would come for a day.
            self._metrics.update_unreadable()
            log.warning("a post from Telegram holds no update")
            return web.Response()
        try:
            await self._intake.take(raw)
        except NotTakenError as error:
            log.warning("an update was not taken: %s", type(error).__name__)
            return _later()
        except asyncio.CancelledError:
            if _ended():
                raise
            return _later()  # the bot is stopping, and nobody had begun with this one
        return web.Response()

    def _admit(self, request: web.Request) -> None:
        """Turn away who is not Telegram, before a byte of the body is read."""
        shown = request.headers.get(_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(shown, self._secret):
            self._refuse(web.HTTPForbidden(), "forged")
        if request.content_type != "application/json":
            self._refuse(web.HTTPUnsupportedMediaType(), "content_type")
        if (request.content_length or 0) > request.client_max_size:
            self._refuse(
                web.HTTPRequestEntityTooLarge(request.client_max_size, request.content_length or 0),
                "too_large",
            )

    async def _body(self, request: web.Request) -> bytes:
        try:
            async with asyncio.timeout(self._reading):
                return await request.read()
        except TimeoutError:
            self._refuse(web.HTTPRequestTimeout(), "too_slow")
        except web.HTTPRequestEntityTooLarge as error:
            self._refuse(error, "too_large")
        except (HttpProcessingError, web.RequestPayloadError, ConnectionError):
            self._refuse(web.HTTPBadRequest(), "broken")

    def _refuse(self, answer: HTTPException, reason: str) -> NoReturn:
        self._metrics.post_refused(reason)
        # The rest of what such a client has to say is not read.
        answer.force_close()
        raise answer


def _later() -> web.Response:
    return web.Response(status=503, headers={"Retry-After": _LATER})


def _ended() -> bool:
    """Whether it is this very request that was cancelled, not what it waited for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _update_in(body: bytes) -> Mapping[str, Any] | None:
    """The update in a body; None where there is none, and never will be."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
