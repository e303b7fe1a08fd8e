"""Warnings: entries that are hard to match, and contacts that nobody has checked."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Final

from knowledge.asked import asked_lines
from knowledge.checking.findings import Finding
from knowledge.edition import Guidance
from knowledge.matching.reading import is_in_letters_of
from knowledge.model import LANGUAGES, Contact
from knowledge.places import Place

#: Fewer phrasings a language than these, and people's own words find the entry too seldom.
_FEWEST: Final = {"topics": 12, "cards": 8}

_WORD: Final = re.compile(r"\w+")


def warnings(guidance: Guidance, home: Path) -> Iterator[Finding]:
    """What a release may ship, and somebody should look at."""
    entries = {"topics": sorted(guidance.topics), "cards": sorted(guidance.cards)}
    folders = [home / kind / name for kind, names in entries.items() for name in names]
    for folder in folders:
        yield from _few(folder)
    yield from _twice(folders)
    for folder in folders:
        yield from _in_other_letters(folder)
    place = home / "cards" / "contacts.toml"
    for contact in guidance.contacts.values():
        yield from _unchecked(contact, Place(place, table=f"\n[{contact.id}]"))


def asked_faults(statements: Container[str], home: Path) -> Iterator[Finding]:
    """Messages kept for a statement that is not there, and lines that hold none."""
    for file, number, name, message in asked_lines(home / "statements"):
        if name not in statements:
            yield Finding(Place(file, number), name, "is no statement; mend the id before the tab")
        elif not message:
            yield Finding(Place(file, number), name, "has no message; write it behind a tab")
        elif not is_in_letters_of(file.stem, message):
            reason = "is in other letters; write it as it is meant, the bot finds the rest"
            yield Finding(Place(file, number), name, reason)


def _few(folder: Path) -> Iterator[Finding]:
    fewest = _FEWEST[folder.parent.name]
    for language in LANGUAGES:
        file = folder / f"{language}.txt"
        count = sum(1 for _ in _lines(file))
        if count < fewest:
            reason = f"phrasings in {language}: {count}; write at least {fewest}"
            yield Finding(Place(file), folder.name, reason)


def _twice(folders: list[Path]) -> Iterator[Finding]:
    """A phrasing that stands in two entries teaches the matcher neither."""
    first: dict[str, Place] = {}
    for folder in folders:
        for language in LANGUAGES:
            file = folder / f"{language}.txt"
            for number, line in _lines(file):
                here = Place(file, number)
                there = first.setdefault(" ".join(_WORD.findall(line.casefold())), here)
                if there.file.parent != folder:
                    where = f"{there.file.parent.name}/{there.file.name}:{there.line}"
                    reason = f"{line!r} also stands in {where}; keep it in one of the two"
                    yield Finding(here, folder.name, reason)


def _in_other_letters(folder: Path) -> Iterator[Finding]:
    """Lines in letters of another alphabet: their words, once known, speak for a wrong reading.

    Fifteen such lines among 14,000 English ones had "what did they say" read as Cyrillic.
    """
    for language in LANGUAGES:
        file = folder / f"{language}.txt"
        for number, line in _lines(file):
            if not is_in_letters_of(language, line):
                reason = (
                    f"{line!r} is in other letters; write it as it is meant, the bot finds the rest"
                )
                yield Finding(Place(file, number), folder.name, reason)


def _unchecked(contact: Contact, place: Place) -> Iterator[Finding]:
    if contact.held:
        reason = "held, so nobody sees it; check it, write checked_on and take out held"
        yield Finding(place, contact.id, reason, "held")
    if contact.trusted_until is None:
        yield Finding(place, contact.id, "has no date; check it and write checked_on")


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """The phrasings of a file with their lines; none where there is no such file."""
    if file.exists():
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                yield number, line.strip()
