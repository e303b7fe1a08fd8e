"""The wire of the stand-in: reading parameters, answering, and answering badly."""

from __future__ import annotations

import json
from typing import Any, Final

from aiohttp import web

from tests.telegram.faults import Fault

#: Parameters that are text even where they look like JSON.
_WORDS: Final = ("text", "caption", "callback_data", "secret_token")


async def serve(runner: web.AppRunner, port: int) -> int:
    """Listen, on a port that the system chooses for 0; returns the port."""
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=4096).start()
    return int(runner.addresses[0][1])


async def values_of(request: web.Request) -> dict[str, Any]:
    """The parameters of a call, as they were before they were written."""
    if request.content_type == "application/json":
        return dict(await request.json())
    sent = await request.post() if request.method == "POST" else request.query
    return {name: _read(name, value) for name, value in sent.items()}


def _read(name: str, value: Any) -> Any:
    if isinstance(value, web.FileField):
        return {"filename": value.filename, "size": len(value.file.read())}
    try:
        return value if name in _WORDS else json.loads(value)
    except ValueError:
        return value


def dumped(value: Any) -> bytes:
    """JSON as it is sent."""
    return json.dumps(value).encode()


async def cut(request: web.Request, fault: Fault, body: bytes) -> web.StreamResponse:
    """Reset the connection, after half of the body where the fault says so."""
    answer = web.StreamResponse()
    answer.content_length = len(body)
    if fault.cut == "half":
        await answer.prepare(request)
        await answer.write(body[: len(body) // 2])
    if request.transport:
        request.transport.abort()
    return answer
