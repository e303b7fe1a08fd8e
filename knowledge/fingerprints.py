"""Fingerprints of the source articles: they show that a sentence was copied, and hold no sentence.

The words are normalised here and not as for matching: matching may change with any release, and
fingerprints that no longer agree with the text would let everything pass.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path
from typing import Final

#: Seven words in a row are often no more than a name and an office; eight are a sentence of somebody's.
_RUN: Final = 8

_HEADER: Final = (
    "# Hashes of every run of eight words of one source article (blake2b, 8 bytes), sorted. "
    "They show a copied sentence without holding any. Made by `exchange-bot facts fingerprint`."
)

_DROPPED: Final = dict.fromkeys(map(ord, "'’‘ʼ`´"), None) | {ord("ё"): "е"}
_THOUSANDS: Final = re.compile(r"(?<=\d)[ ,](?=\d{3}(?!\d))")
_WORD: Final = re.compile(r"[^\W_]+")


def fingerprint(text: str) -> frozenset[str]:
    """The hash of every run of eight words; nothing where the text is shorter."""
    return frozenset(_hashes(_words(text)))


def shared_run(text: str, known: frozenset[str]) -> str | None:
    """The first words of the text that stand in a row in an article, as far as the row goes."""
    words = _words(text)
    hashes = _hashes(words)
    start = next((at for at, run in enumerate(hashes) if run in known), None)
    if start is None:
        return None
    behind = (at for at in range(start, len(hashes)) if hashes[at] not in known)
    return " ".join(words[start : next(behind, len(hashes)) - 1 + _RUN])


def write_fingerprints(article: Path, folder: Path) -> Path:
    """Fingerprint an article into a file of the same name in `folder`; returns that file.

    The article has to be named as the file of its statements is: that is how they find each other.
    """
    runs = sorted(fingerprint(article.read_text(encoding="utf-8-sig")))
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{article.stem}.txt"
    file.write_text("\n".join((_HEADER, *runs)) + "\n", encoding="utf-8", newline="\n")
    return file


def read_fingerprints(file: Path) -> frozenset[str]:
    """The hashes in a file of fingerprints; nothing where there is no such file."""
    if not file.exists():
        return frozenset()
    lines = file.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_DROPPED)
    # Soft hyphens, zero-width spaces and stress marks hide a copied word without changing its look.
    plain = "".join(c for c in plain if unicodedata.category(c) not in ("Cf", "Mn"))
    return _WORD.findall(_THOUSANDS.sub("", plain))


def _hashes(words: list[str]) -> list[str]:
    return [
        hashlib.blake2b(" ".join(words[at : at + _RUN]).encode(), digest_size=8).hexdigest()
        for at in range(len(words) - _RUN + 1)
    ]
