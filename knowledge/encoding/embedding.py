"""All phrasings as vectors, for who fits what a release ships: out of the cache, else embedded."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from knowledge.encoding.vectors import Vectors
from knowledge.errors import EncoderStartingError
from knowledge.matching.encoder import Encoder, asked
from knowledge.matching.features import Floats

_BATCH: Final = 32
_PATIENCE: Final = 0.5  # seconds between looks at an encoder that is starting


def embed(
    lines: Sequence[str],
    encoder: Encoder,
    cache: Vectors,
    done: Callable[[int], None] = lambda _: None,
) -> Floats:
    """A vector for each normalised line; `done` is told how many more there are now.

    Raises EncoderDownError; what was embedded until then is kept.
    """
    spoken = [asked(line) for line in lines]
    known, vectors = cache.of(spoken)
    done(int(known.sum()))
    missing = [line for line, there in zip(spoken, known, strict=True) if not there]
    for begin in range(0, len(missing), _BATCH):
        batch = missing[begin : begin + _BATCH]
        cache.keep(batch, _encoded(batch, encoder))
        done(len(batch))
    if missing:
        _, vectors = cache.of(spoken)
    return np.asarray(vectors, dtype=np.float32)


def _encoded(lines: Sequence[str], encoder: Encoder) -> Floats:
    while True:
        try:
            return encoder.encode(lines)
        except EncoderStartingError:
            time.sleep(_PATIENCE)
