"""Messages that one statement answers better than any other, kept a line each beside the statements.

A line is the id of the statement, a tab, and a message as somebody might type it; "-" in place of
the id where several statements answer it alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from knowledge.model import LANGUAGES

FOLDER: Final = "asked"
#: In place of an id: no one statement is asked for.
OF_NONE: Final = "-"


def read_asked(statements: Path) -> Mapping[str, tuple[str, ...]]:
    """The messages of each statement, out of the files below the folder of the statements."""
    asked: dict[str, list[str]] = {}
    for _, _, name, message in asked_lines(statements):
        asked.setdefault(name, []).append(message)
    return {name: tuple(messages) for name, messages in asked.items()}


def asked_lines(statements: Path) -> Iterator[tuple[Path, int, str, str]]:
    """Each line with its file and number; one without a tab is all id, and has no message."""
    for language in LANGUAGES:
        file = statements / FOLDER / f"{language}.tsv"
        if file.exists():
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
                name, _, message = line.partition("\t")
                if name.strip():
                    yield file, number, name.strip(), message.strip()
