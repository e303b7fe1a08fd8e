"""The fitted index, kept on disk, so that a start takes a second and not four.

It holds the phrasings of topics and cards, the texts of statements and what they are asked for, and
what was computed from these; nothing that people typed. It is named after both the phrasings and the code that read them, so a stale one is never
taken, and a missing, broken or unwritable one is only a slower start.
"""

from __future__ import annotations

import hashlib
import json
import logging
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from knowledge.desk import Desk, Learnt, certainty_of, phrasings_of, shown_by_entry
from knowledge.directness import asked_of
from knowledge.edition import Edition
from knowledge.matching.calibration import USUAL, Certainty
from knowledge.matching.classifier import Classifier
from knowledge.matching.features import Vocabulary
from knowledge.matching.index import Index
from knowledge.matching.matcher import Matcher

log = logging.getLogger(__name__)

_CODE: Final = tuple(
    Path(__file__).parent / "matching" / f"{name}.py"
    for name in ("reading", "features", "index", "classifier")
)
#: How the names of the files begin: the index of phrasings, and that of what statements are asked for.
_PHRASINGS: Final = "index-"
_ASKED: Final = "asked-"
#: What reading a broken file raises, by where it is broken.
_BROKEN: Final = (
    OSError, ValueError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
_ABANDONED: Final = 3600.0  # seconds; no index takes so long to write


def open_desk(edition: Edition, folder: Path) -> Desk:
    """The desk of an edition, its index out of `folder` where it is kept there."""
    shows = shown_by_entry(edition)
    matcher = matcher_from(folder, phrasings_of(edition.guidance), shows, certainty_of(shows))
    asked = matcher_from(folder, asked_of(edition), {}, USUAL, _ASKED)
    return Desk(edition, matcher, Learnt.of(edition, asked))


def matcher_from(
    folder: Path,
    phrasings: Mapping[str, Iterable[str]],
    shows: Mapping[str, frozenset[str]],
    certainty: Certainty = USUAL,
    kind: str = _PHRASINGS,
) -> Matcher:
    """The matcher of these phrasings: out of `folder` if it is there, else fitted and put there.

    Of each kind one index is kept, the newest.
    """
    said = {entry: list(lines) for entry, lines in phrasings.items()}
    path = folder / f"{kind}{_name_of(said)}.npz"
    try:
        return Matcher(*_read(path), shows, certainty)
    except FileNotFoundError:
        pass
    except _BROKEN as error:
        log.warning("the kept index cannot be read (%s) and is made anew", type(error).__name__)
    matcher = Matcher.fit(said, shows, certainty)
    try:
        _write(path, matcher, kind)
    except OSError as error:
        log.warning("the index cannot be kept (%s); each start takes longer", error.strerror)
    return matcher


def _name_of(said: Mapping[str, list[str]]) -> str:
    content = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode())
    for path in _CODE:
        content.update(path.read_bytes())
    content.update(np.__version__.encode())
    return content.hexdigest()[:16]


def _read(path: Path) -> tuple[Index, Classifier]:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
        words = {name: _parted(kept[name]) for name in ("entries", "lines", "features")}
        vocabulary = Vocabulary(
            {feature: column for column, feature in enumerate(words["features"])},
            kept["rarity"],
            float(kept["unseen"]),
        )
        index = Index(
            tuple(words["entries"]),
            tuple(words["lines"]),
            kept["entry_of"],
            vocabulary,
            kept["edges"],
            kept["rows"].astype(np.int32),
            kept["values"].astype(np.float32),
        )
        return index, Classifier(kept["weights"], kept["constants"])


def _parted(joined: npt.NDArray[np.uint8]) -> list[str]:
    return joined.tobytes().decode().split("\n") if len(joined) else []


def _joined(words: Iterable[str]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)


def _write(path: Path, matcher: Matcher, kind: str) -> None:
    """Write beside, then rename: a reader never sees half of it. Older ones go."""
    index, classifier = matcher.index, matcher.classifier
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=kind, delete=False) as file:
        try:
            np.savez(
                file,
                entries=_joined(index.entries),
                lines=_joined(index.lines),
                features=_joined(index.vocabulary.column_of),
                rarity=index.vocabulary.rarity,
                unseen=np.array(index.vocabulary.unseen),
                entry_of=index.entry_of,
                edges=index.edges,
                rows=index.rows.astype(_narrowest(index)),
                values=index.values.astype(np.float16),
                weights=classifier.weights,
                constants=classifier.constants,
            )
            file.flush()
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    _clear(path, kind)


def _narrowest(index: Index) -> type[np.uint16 | np.uint32]:
    """A type that holds the number of any phrasing."""
    return np.uint16 if len(index.lines) <= np.iinfo(np.uint16).max else np.uint32


def _clear(path: Path, kind: str) -> None:
    """Remove older indexes, and what a process that was killed left half-written."""
    for old in path.parent.glob(f"{kind}*"):
        half = old.suffix != path.suffix
        with suppress(FileNotFoundError):  # another process clears up too
            if old != path and (not half or time.time() - old.stat().st_mtime > _ABANDONED):
                old.unlink()
