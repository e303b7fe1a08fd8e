"""A stand-in for the Bot API in a process of its own, over real HTTP.

    python -m tests.telegram.standin --latency 0.05

prints one line of JSON with two addresses: `api` for the bot, `control` for whoever scripts faults,
queues updates and reads what was accepted (tests/telegram/started.py speaks with it). It takes any
token. Times are of the monotonic clock, which all processes of a machine share.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from dataclasses import asdict, dataclass
from typing import Any, Final

import aiohttp
from aiohttp import web

from tests.telegram.faults import Fault, Rule, Script, fault_of
from tests.telegram.inbox import ConflictError, Inbox
from tests.telegram.limits import FloodLimits
from tests.telegram.wire import cut, dumped, serve, values_of

ME: Final = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "the_bot"}
_SHOWN: Final = ("send", "edit", "copy", "forward")
_FILE: Final = b"the content of a file"


@dataclass(slots=True)
class Call:
    """One call of the Bot API."""

    number: int
    method: str
    values: dict[str, Any]
    arrived: float
    #: When it took effect; None when it never did.
    accepted: float | None = None
    #: When the answer left.
    answered: float | None = None
    fault: str = ""


class StandInServer:
    """Answers the bot, and whoever controls the scene."""

    def __init__(self, latency: float, limits: FloodLimits | None) -> None:
        self.calls: list[Call] = []
        self.script = Script()
        self.inbox = Inbox()
        self._latency = latency
        self._limits = limits
        self._moved = asyncio.Condition()
        self._messages = 0
        self._session: aiohttp.ClientSession | None = None
        self._api: web.AppRunner | None = None
        self._port = 0

    # -- for the bot

    async def called(self, request: web.Request) -> web.StreamResponse:
        """One call: wait, strike or do, wait, answer."""
        method = request.match_info["method"]
        arrived = time.monotonic()
        rule = self.script.strikes(method, None) if self._blind else None
        values = {} if rule and rule.fault.cut == "before" else await values_of(request)
        call = Call(len(self.calls), method, values, arrived)
        self.calls.append(call)
        rule = rule or self.script.strikes(method, values.get("chat_id"))
        call.fault = rule.name if rule else ""
        await self._tell()
        await asyncio.sleep(self._latency / 2)
        status, body = await self._outcome(call, rule.fault if rule else None)
        await self._tell()
        await asyncio.sleep(self._latency / 2 + (rule.fault.late if rule else 0))
        call.answered = time.monotonic()
        if rule and rule.fault.cut:
            return await cut(request, rule.fault, body)
        kind = "application/json" if body[:1] in (b"{", b"") else "text/html"
        return web.Response(status=status, body=body, content_type=kind)

    async def file(self, _request: web.Request) -> web.Response:
        """The content of any file."""
        return web.Response(body=_FILE)

    @property
    def _blind(self) -> bool:
        """Whether a rule strikes before the request is read, so that no chat can be known."""
        return any(rule.fault.cut == "before" for rule in self.script.rules)

    async def _outcome(self, call: Call, fault: Fault | None) -> tuple[int, bytes]:
        body = b""
        if fault is None or fault.accepted:
            if seconds := self._flood(call):
                fault, call.fault = fault_of("429", retry_after=seconds), "flood"
            else:
                call.accepted = time.monotonic()
                try:
                    body = dumped({"ok": True, "result": await self._result(call)})
                except ConflictError as conflict:
                    fault, call.accepted = fault_of("conflict", description=str(conflict)), None
        if fault is None:
            return 200, body
        return fault.status, body if fault.body is None else fault.body.encode()

    def _flood(self, call: Call) -> int:
        free = not call.values.get("allow_paid_broadcast")
        if self._limits is None or not free or not call.method.startswith(_SHOWN):
            return 0
        return self._limits.retry_after(call.values.get("chat_id"), time.monotonic())

    async def _result(self, call: Call) -> Any:
        method, values = call.method, call.values
        if method == "getUpdates":
            return await self.inbox.get(values)
        if method in ("setWebhook", "deleteWebhook"):
            assert self._session is not None
            url = values.get("url", "") if method == "setWebhook" else ""
            await self.inbox.hook(url, values.get("secret_token", ""), self._session)
            return True
        if method == "getFile":
            return {"file_id": "f", "file_unique_id": "u", "file_path": "documents/file.txt"}
        if method == "getWebhookInfo":
            error = self.inbox.last_error
            return {
                "url": self.inbox.url,
                "has_custom_certificate": False,
                "pending_update_count": len(self.inbox.waiting),
                **({"last_error_date": error[0], "last_error_message": error[1]} if error else {}),
            }
        if method.startswith(_SHOWN) and method != "sendChatAction":
            return self._message(values)
        return ME if method == "getMe" else True

    def _message(self, values: dict[str, Any]) -> dict[str, Any]:
        self._messages += 1
        chat = values.get("chat_id", 0)
        group = isinstance(chat, int) and chat < 0
        return {
            "message_id": values.get("message_id") or self._messages,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "supergroup" if group else "private"},
            "from": ME,
            "text": str(values.get("text", "")),
        }

    async def _tell(self) -> None:
        async with self._moved:
            self._moved.notify_all()

    # -- for whoever controls it

    async def control(self, request: web.Request) -> web.Response:
        """One order, by name."""
        order = getattr(self, "_on_" + request.match_info["order"], None)
        if order is None:
            raise web.HTTPNotFound
        told = await request.json()
        return web.json_response(await order(**told))

    async def _on_fault(
        self,
        name: str,
        method: str = "",
        chat: int | None = None,
        times: int | None = 1,
        share: float = 1.0,
        **changed: Any,
    ) -> None:
        self.script.add(Rule(fault_of(name, **changed), name, method, chat, times, share))

    async def _on_well(self) -> None:
        self.script.clear()

    async def _on_updates(self, updates: list[Any], *, as_they_are: bool = False) -> list[int]:
        return self.inbox.put(updates, as_they_are=as_they_are)

    async def _on_waiting(self) -> list[int]:
        return [number for number, _ in self.inbox.waiting]

    async def _on_deliveries(self) -> list[tuple[int, int]]:
        return self.inbox.deliveries

    async def _on_calls(
        self,
        method: str = "",
        at_least: int = 0,
        within: float = 0.0,
        *,
        accepted: bool = True,
    ) -> list[dict[str, Any]]:
        """The calls so far; waits until there are so many, or for so many seconds."""

        def found() -> list[Call]:
            return [
                call
                for call in self.calls
                if call.method.startswith(method) and (call.accepted or not accepted)
            ]

        async with self._moved:
            try:
                # All calls are counted first: looking through them at each would slow down a burst.
                enough = self._moved.wait_for(
                    lambda: len(self.calls) >= at_least and len(found()) >= at_least
                )
                await asyncio.wait_for(enough, within or None if at_least else 0.01)
            except TimeoutError:
                pass
        return [asdict(call) for call in found()]

    async def _on_lose(self) -> None:
        self.inbox.waiting.clear()

    async def _on_forget(self) -> None:
        self.calls.clear()

    async def _on_latency(self, seconds: float) -> None:
        self._latency = seconds

    async def _on_refuse(self) -> None:
        """Take no more connections, and break those there are."""
        if self._api:
            runner, self._api = self._api, None
            for connection in runner.server.connections if runner.server else ():
                if connection.transport:
                    connection.transport.abort()
            await runner.cleanup()

    async def _on_listen(self) -> str:
        """Take connections (again), always at the same address."""
        if self._api is None:
            app = web.Application(client_max_size=100 * 2**20)
            app.router.add_route("*", "/bot{token}/{method}", self.called)
            app.router.add_get("/file/bot{token}/{path:.*}", self.file)
            self._api = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
            self._port = await serve(self._api, self._port)
        return f"http://127.0.0.1:{self._port}"

    async def serve(self) -> None:
        """Serve until cancelled."""
        app = web.Application(client_max_size=100 * 2**20)
        app.router.add_post("/{order}", self.control)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        port = await serve(runner, 0)
        async with aiohttp.ClientSession() as self._session:
            addresses = {"api": await self._on_listen(), "control": f"http://127.0.0.1:{port}"}
            print(json.dumps(addresses), flush=True)
            await asyncio.Event().wait()


def main() -> None:
    """Start it from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds for a call")
    parser.add_argument("--limits", action="store_true", help="enforce Telegram's limits")
    options = parser.parse_args()
    limits = FloodLimits() if options.limits else None

    async def serve() -> None:
        await StandInServer(options.latency, limits).serve()

    asyncio.run(serve())


if __name__ == "__main__":
    main()
