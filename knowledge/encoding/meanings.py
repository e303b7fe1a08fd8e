"""The semantic channel: it learns in the background, and scores lines where it can.

While vectors are missing it works with those there are; while the encoder is down it says nothing,
and the bot goes by words alone. Nothing typed is kept.
"""

from __future__ import annotations

import ctypes
import logging
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from knowledge.encoding.landmarks import Landmarks
from knowledge.encoding.lesson import Learnt, Lesson
from knowledge.encoding.vectors import Vectors
from knowledge.errors import EncoderDownError, EncoderStartingError
from knowledge.matching.encoder import Encoder, asked
from knowledge.matching.features import Floats
from knowledge.matching.index import Index

log = logging.getLogger(__name__)

_REST: Final = 5.0  # seconds between looks at an encoder that is down
_POLITE: Final = 0.002


class _SupersededError(Exception):
    """Other phrasings are to be learnt, or none."""


@dataclass(frozen=True, slots=True)
class Health:
    """How the channel does: for /readyz, the metrics and the doctor."""

    state: str
    embedded: int = 0
    phrasings: int = 0
    scored: int = 0
    unanswered: int = 0


class Meanings:
    """An encoder, its vectors, and what was fitted to them for the newest index."""

    def __init__(
        self,
        encoder: Encoder,
        cache: Path,
        *,
        landmarks: Landmarks | None = None,
        rest: float = _REST,
    ) -> None:
        """`landmarks` are what a release ships: with its encoder, there is nothing to learn."""
        self._encoder = encoder
        fitting = landmarks is not None and landmarks.encoder == encoder.name
        self._landmarks = landmarks if fitting else None
        self._cache = cache
        self._rest = rest
        self._changed = threading.Condition()
        self._worker: threading.Thread | None = None
        self._wanted: Index | None = None
        self._working: tuple[Learnt, ...] = ()
        self._whole: Learnt | None = None
        self._down = ""
        self._closing = False
        self._asking = 0
        self._embedded = self._scored = self._unanswered = 0

    def learn(self, index: Index) -> None:
        """Learn an index in the background; the one before it goes on scoring meanwhile."""
        if not index.lines:
            return
        with self._changed:
            self._wanted = index
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="meanings", daemon=True)
                self._worker.start()
            self._changed.notify_all()

    def scores(self, index: Index, lines: Sequence[str]) -> Floats | None:
        """How much normalised lines mean each entry of an index, a row each; None if it cannot say.

        It takes as long as the encoder: not for the event loop.
        """
        learnt = next((one for one in self._working if one.index is index), None)
        if learnt is None or not all(lines):
            return None
        self._asking += 1
        try:
            vectors = self._encoder.encode([asked(line) for line in lines])
        except EncoderDownError as error:
            self._unanswered += 1
            self._note(error)
            return None
        finally:
            self._asking -= 1
        if vectors.shape[1:] != learnt.semantic.mean.shape:
            self._note(EncoderDownError("its vectors have changed their length"))
            return None
        self._scored += 1
        return learnt.semantic.scores(vectors)

    @property
    def health(self) -> Health:
        """How it does now."""
        total = len(self._wanted.lines) if self._wanted else 0
        return Health(self.state, self._embedded, total, self._scored, self._unanswered)

    @property
    def state(self) -> str:
        """`warming 1200/10108`, `ready`, `down: why`, or `off`."""
        if self._wanted is None:
            return "off"
        if self._down:
            return f"down: {self._down}"
        return "ready" if self._ready else f"warming {self._embedded}/{len(self._wanted.lines)}"

    def wait(self, seconds: float) -> bool:
        """Wait until everything is learnt or the encoder is down; whether it is learnt."""
        with self._changed:
            self._changed.wait_for(lambda: self._ready or bool(self._down), seconds)
            return self._ready

    def close(self) -> None:
        """Stop learning, and give the encoder back."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._worker:
            self._worker.join()
        self._encoder.close()

    @property
    def _ready(self) -> bool:
        learnt = self._whole is not None and self._whole.index is self._wanted
        return learnt and not self._down

    def _note(self, error: Exception) -> None:
        if isinstance(error, EncoderStartingError):
            return
        # Only our own errors are known to hold nothing of what was typed.
        reason = error.reason if isinstance(error, EncoderDownError) else type(error).__name__
        with self._changed:
            if not self._down:
                log.warning("going by words alone, the encoder is down: %s", reason)
            self._down = reason
            self._changed.notify_all()

    # -- in the background

    def _work(self) -> None:
        # With landmarks there is nothing to keep.
        cache = None if self._landmarks else Vectors.open(self._cache, self._encoder.name)
        try:
            while (index := self._next()) is not None:
                try:
                    self._learn(index, cache)
                except _SupersededError:
                    continue
                except Exception as error:  # noqa: BLE001, whatever it is, words are left
                    self._note(error)
                    self._pause(index)
        finally:
            if cache:
                cache.close()

    def _next(self) -> Index | None:
        """The index to learn, or to look after, once there is one."""
        with self._changed:
            self._changed.wait_for(lambda: self._closing or not self._ready)
            return None if self._closing else self._wanted

    def _learn(self, index: Index, cache: Vectors | None) -> None:
        before = self._whole
        if before and before.index is index:
            self._encode([asked(index.lines[0])])  # is it back?
            self._settle(before)
            return
        if cache is None:
            self._take_landmarks(index)
            return
        lesson = Lesson(index, self._encode, cache)
        semantic = None
        for ready in lesson.steps(before, lambda: self._go_on(index)):
            semantic = ready or semantic
            self._down, self._embedded = "", lesson.embedded
            if ready:
                self._publish(Learnt(index, ready))
            self._go_on(index)
        if semantic:
            self._settle(Learnt(index, semantic))

    def _take_landmarks(self, index: Index) -> None:
        if self._landmarks:
            learnt = Learnt(index, self._landmarks.of(index))
            self._publish(learnt)
            self._encode([asked(index.lines[0])])  # is it there?
            self._embedded = len(index.lines)
            self._settle(learnt)

    def _publish(self, learnt: Learnt) -> None:
        self._working = (self._whole, learnt) if self._whole else (learnt,)

    def _settle(self, learnt: Learnt) -> None:
        with self._changed:
            self._whole, self._down = learnt, ""
            self._working = (learnt,)
            self._changed.notify_all()
        _give_back_memory()

    def _encode(self, lines: Sequence[str]) -> Floats:
        """Embed phrasings; questions go first."""
        while self._asking and not self._closing:
            time.sleep(_POLITE)
        while True:
            try:
                return self._encoder.encode(lines)
            except EncoderStartingError:
                index = self._wanted
                self._pause(index)
                self._go_on(index)

    def _go_on(self, index: Index | None) -> None:
        if self._closing or self._wanted is not index:
            raise _SupersededError

    def _pause(self, index: Index | None) -> None:
        with self._changed:
            self._changed.wait_for(
                lambda: self._closing or self._wanted is not index, timeout=self._rest
            )


def _give_back_memory() -> None:
    """Learning needs tens of megabytes for seconds, and glibc would keep them for ever."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
