"""What a check finds: one thing to mend, and where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge.places import Place


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. `field` and `marks` lead from the place of the entry to the line."""

    place: Place
    entry: str
    reason: str
    field: str = ""
    marks: tuple[str, ...] = ()

    def told(self, home: Path) -> str:
        """The finding as one line for a person, its file named from `home` on."""
        file = self.place.file.relative_to(home).as_posix()
        return f"{file}:{self.place.line_for(self.field, *self.marks)}: {self.entry}: {self.reason}"
