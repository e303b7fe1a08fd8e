"""A child that speaks as knowledge/encoding/child.py does, or misbehaves; which, says its argument.

A line's vector tells its length and its first letter, so that a test can tell lines apart.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
import time
from pathlib import Path


def main(manner: str, notes: str) -> None:
    with Path(notes).open("a", encoding="ascii") as noted:
        noted.write(f"{os.getpid()}\n")
    first = Path(notes).read_text(encoding="ascii").count("\n") == 1
    if manner == "cannot start":
        say(b"eImportError")
        return
    if manner == "slow":
        time.sleep(0.6)
    say(b"r")
    while len(head := sys.stdin.buffer.read(4)) == 4:
        lines = json.loads(sys.stdin.buffer.read(struct.unpack("<I", head)[0]))
        if lines and (manner != "once" or first):
            misbehave(manner)
        say(b"v" + struct.pack("<II", len(lines), 3) + b"".join(map(vector, lines)))


def misbehave(manner: str) -> None:
    if manner in ("crash", "once"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if manner == "hang":
        time.sleep(60)
    if manner == "garbage":
        say(b"v" + struct.pack("<II", 7, 7) + b"garbage")
    if manner == "endless":
        sys.stdout.buffer.write(b"\xff" * 4096)
        sys.stdout.buffer.flush()
    if manner == "nan":
        say(b"v" + struct.pack("<II3f", 1, 3, float("nan"), 0, 0))


def vector(line: str) -> bytes:
    return struct.pack("<3f", 1, len(line), ord(line[0]) if line else 0)


def say(content: bytes) -> None:
    sys.stdout.buffer.write(struct.pack("<I", len(content)) + content)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
