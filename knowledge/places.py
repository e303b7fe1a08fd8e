"""Where in a shipped file something stands, for messages to the person who mends it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: A table of the top level; `[statement.texts]` is a part of one.
_TABLE: Final = re.compile(r"^[ \t]*\[\[?[\w-]+\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: its file, and the line and header of its table where it has one."""

    file: Path
    line: int = 1
    table: str = ""

    def line_for(self, field: str = "", *marks: str) -> int:
        """The line of a field of the entry, or of marks behind it; else where the entry begins."""
        if not (self.table or field or marks):
            return self.line
        text = self.file.read_text(encoding="utf-8", errors="replace")
        written = (f"\n[statement.{field}]", f"\n[{field}]", f"\n{field} =") if field else ()
        sought = (mark for mark in (self.table, *written, *marks) if mark)
        return self.line - 1 + line_of(text.split("\n", self.line - 1)[-1], *sought)


def line_of(text: str, *marks: str) -> int:
    """The line (from 1) of the last of `marks`, each looked for behind the one before it.

    Nothing is looked for beyond the table in which the first mark stands, and a mark that is not
    found leaves the line where it was: a missing field is reported at the head of its own table,
    never in the table after it.
    """
    text = "\n" + text  # a mark may begin with the line break in front of it
    at, end = 0, len(text)
    for mark in marks:
        found = text.find(mark, at, end)
        if found < 0:
            continue
        if not at and (following := _TABLE.search(text, found + len(mark))):
            end = following.start()
        at = found + len(mark) - len(mark.lstrip("\n"))
    return text.count("\n", 0, at) or 1
