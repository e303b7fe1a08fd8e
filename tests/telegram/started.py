"""The stand-in Bot API, started in a process of its own, and how a test speaks with it.

The methods block for a few milliseconds, those that wait for something for as long as it takes:
call these from a coroutine with `asyncio.to_thread`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final, Self

ROOT: Final = Path(__file__).parents[2]
TOKEN: Final = "123456789:AAHsecretsecretsecretsecretsecretse"  # noqa: S105 - nobody's


@dataclass(frozen=True, slots=True)
class Call:
    """One call that the bot made; times of the monotonic clock, the same in every process."""

    number: int
    method: str
    values: dict[str, Any]
    arrived: float
    #: When it took effect; None when it never did.
    accepted: float | None
    answered: float | None
    fault: str

    @property
    def chat(self) -> Any:
        """The chat it was for."""
        return self.values.get("chat_id")

    @property
    def text(self) -> str:
        """The text it sent."""
        return str(self.values.get("text", ""))


class StandIn:
    """A Telegram to be told what to do: `with StandIn() as telegram: telegram.goes_wrong("429")`."""

    def __init__(self, latency: float = 0.0, *, limits: bool = False) -> None:
        self._command = [sys.executable, "-m", "tests.telegram.standin", "--latency", str(latency)]
        self._command += ["--limits"] if limits else []
        self._messages = count(1)
        self.api = self._control = ""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        addresses = json.loads(self._process.stdout.readline())
        self.api, self._control = addresses["api"], addresses["control"]
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    # -- what a bot is built with

    @property
    def base_url(self) -> str:
        """What ApplicationBuilder.base_url takes."""
        return f"{self.api}/bot"

    @property
    def base_file_url(self) -> str:
        """What ApplicationBuilder.base_file_url takes."""
        return f"{self.api}/file/bot"

    # -- what goes wrong

    def goes_wrong(self, name: str, method: str = "", **how: Any) -> None:
        """Strike calls with a fault of tests/telegram/faults.py.

        `how`: chat, times (1; None for ever), share (of calls), retry_after, and fields of Fault.
        """
        self._tell("fault", name=name, method=method, **how)

    def goes_well(self) -> None:
        """Forget all faults."""
        self._tell("well")

    def refuses(self) -> None:
        """Close the port and break all connections, until `listens`."""
        self._tell("refuse")

    def listens(self) -> None:
        """Open the port again."""
        self._tell("listen")

    def takes(self, seconds: float) -> None:
        """How long a call takes from now on."""
        self._tell("latency", seconds=seconds)

    # -- what people do

    def says(self, text: str, chat: int = 77, **more: Any) -> int:
        """Queue a message; returns the number of the update."""
        return self.queue([{"message": {**self.message(chat), "text": text, **more}}])[0]

    def message(self, chat: int = 77) -> dict[str, Any]:
        """An envelope for a message from a chat."""
        return {
            "message_id": next(self._messages),
            "date": 1_700_000_000,
            "chat": {"id": chat, "type": "private", "first_name": "Person"},
            "from": {"id": chat, "is_bot": False, "first_name": "Person", "language_code": "en"},
        }

    def queue(self, updates: list[Any], *, as_they_are: bool = False) -> list[int]:
        """Queue raw updates for getUpdates or the webhook; returns their numbers.

        Those without update_id get one, unless they shall stay as they are.
        """
        numbers: list[int] = self._tell("updates", updates=updates, as_they_are=as_they_are)
        return numbers

    # -- what was seen

    def waiting(self) -> list[int]:
        """The numbers of the updates that were not acknowledged yet."""
        numbers: list[int] = self._tell("waiting")
        return numbers

    def deliveries(self) -> list[tuple[int, int]]:
        """What the webhook answered: number of the update, status (0 for no answer)."""
        return [(number, status) for number, status in self._tell("deliveries")]

    def calls(self, method: str = "", *, accepted: bool = False) -> list[Call]:
        """The calls so far of methods that begin so, or only those that took effect."""
        return [Call(**call) for call in self._tell("calls", method=method, accepted=accepted)]

    def wait_for(
        self,
        at_least: int,
        method: str = "sendMessage",
        within: float = 20,
        *,
        accepted: bool = True,
    ) -> list[Call]:
        """The same as soon as there are so many; fails when that takes too long."""
        wish = {"method": method, "accepted": accepted, "at_least": at_least, "within": within}
        found = [Call(**call) for call in self._tell("calls", **wish)]
        assert len(found) >= at_least, f"{len(found)} of {at_least} calls of {method}"
        return found

    def loses(self) -> None:
        """Give out no more what is waiting, as after a day."""
        self._tell("lose")

    def forget(self) -> None:
        """Forget the calls so far."""
        self._tell("forget")

    def _tell(self, order: str, **told: Any) -> Any:
        request = urllib.request.Request(  # noqa: S310 - an address of this machine
            f"{self._control}/{order}", json.dumps(told).encode()
        )
        # Never through a proxy that the environment may name.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=120) as answer:
            return json.load(answer)
