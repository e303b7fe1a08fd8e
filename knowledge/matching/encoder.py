"""The seam to whatever turns a line into a vector of its meaning.

The bot answers without one: who asks an encoder is ready for EncoderDownError at any call.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from knowledge.errors import EncoderDownError
from knowledge.matching.features import Floats

__all__ = ["Encoder", "EncoderDownError", "asked"]


class Encoder(Protocol):
    """Turns lines into vectors of unit length; lines that mean alike point alike."""

    @property
    def name(self) -> str:
        """Model and version: vectors are kept under it, and never compared across names."""
        ...

    def encode(self, lines: Sequence[str]) -> Floats:
        """One vector a line; raises EncoderDownError, soon and without the lines in it."""
        ...

    def close(self) -> None:
        """Give back what it holds."""
        ...


def asked(line: str) -> str:
    """A normalised line as an encoder gets it: phrasings and messages alike, as questions."""
    return f"{line}?"
