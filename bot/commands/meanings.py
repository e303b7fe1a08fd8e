"""What the doctor says about the encoder: which it is, and whether it answers."""

from __future__ import annotations

import time
from contextlib import closing

from bot.settings import Settings
from knowledge.encoding.choosing import VECTORS, encoder_for
from knowledge.encoding.vectors import Vectors
from knowledge.errors import EncoderDownError, EncoderStartingError
from knowledge.matching.encoder import Encoder, asked


def about_meanings(settings: Settings) -> str:
    """How the encoder does, tried on a line that nobody typed."""
    encoder = encoder_for(settings.encoder_url, settings.encoder_model, settings.encoder_key)
    if encoder is None:
        return "meanings: off, no model is installed (`make semantic`); questions go by words alone"
    with closing(encoder), closing(Vectors.open(settings.data / VECTORS, encoder.name)) as vectors:
        try:
            seconds = min(_time_of_a_line(encoder) for _ in range(3))
        except EncoderDownError as error:
            return f"meanings: {encoder.name} is down, {error}; questions go by words alone"
        kept = vectors.count()
    return f"meanings: {encoder.name}, {seconds * 1000:.0f} ms a line; vectors of {kept} phrasings"


def _time_of_a_line(encoder: Encoder) -> float:
    started = time.perf_counter()
    while True:
        try:
            encoder.encode([asked("what was agreed in istanbul")])
        except EncoderStartingError:
            continue
        return time.perf_counter() - started
