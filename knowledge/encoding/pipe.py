"""A child process and the frames to and from it, each within a time."""

from __future__ import annotations

import os
import select
import struct
import subprocess
import time
from collections.abc import Sequence
from typing import Final

#: A frame larger than this is no frame; 64 vectors are a tenth of a megabyte.
_LARGEST: Final = 64 * 1024 * 1024


class BrokenChildError(Exception):
    """The child ended, or what it says makes no sense. Says why, and nothing of what was sent."""


class LateChildError(Exception):
    """The child has not answered in time."""


class Child:
    """A process that reads frames and writes frames; ends when its input ends."""

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        # Nothing it prints is kept: a traceback could hold what was typed. A session of its own
        # keeps the terminal's Ctrl-C from it.
        self._process = subprocess.Popen(  # noqa: S603, the command is ours
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
            bufsize=0,
        )
        assert self._process.stdin and self._process.stdout  # noqa: S101, PT018, for the types
        self._in = self._process.stdin
        self._out = self._process.stdout
        os.set_blocking(self._in.fileno(), False)
        os.set_blocking(self._out.fileno(), False)
        self._heard = bytearray()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def say(self, content: bytes, until: float) -> None:
        """Send a frame."""
        left = memoryview(struct.pack("<I", len(content)) + content)
        while left:
            _wait(self._in.fileno(), select.POLLOUT, until)
            try:
                left = left[os.write(self._in.fileno(), left) :]
            except BlockingIOError:
                continue
            except OSError:
                raise BrokenChildError(self._ending()) from None

    def hear(self, until: float) -> bytes:
        """The next frame; what has come of it stays when the time is over."""
        while (frame := self._frame()) is None:
            _wait(self._out.fileno(), select.POLLIN, until)
            try:
                part = os.read(self._out.fileno(), 1 << 20)
            except BlockingIOError:
                continue
            if not part:
                raise BrokenChildError(self._ending())
            self._heard += part
        return frame

    def kill(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._in.close()
        self._out.close()

    def _frame(self) -> bytes | None:
        if len(self._heard) < 4:
            return None
        (size,) = struct.unpack_from("<I", self._heard)
        if size > _LARGEST:
            raise BrokenChildError("its answer makes no sense")
        if len(self._heard) < 4 + size:
            return None
        frame = bytes(self._heard[4 : 4 + size])
        del self._heard[: 4 + size]
        return frame

    def _ending(self) -> str:
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "it closed its pipes"
        return f"it ended with signal {-code}" if code < 0 else f"it ended with {code}"


def _wait(descriptor: int, event: int, until: float) -> None:
    waiting = select.poll()  # select.select knows no descriptor above 1023
    waiting.register(descriptor, event)
    left = until - time.monotonic()
    if left <= 0 or not waiting.poll(left * 1000):
        raise LateChildError
