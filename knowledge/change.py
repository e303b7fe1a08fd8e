"""A change of the base, before it is in the log; what it was taken back by; what it made different.

Pure: nothing here reads or writes.
"""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.model import Statement


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a record that two versions have differently, as text; empty where it has none.

    `field` is named as in knowledge.drafting.draft: `said_on`, `texts.uk`, `source.url`.
    """

    field: str
    before: str
    after: str


def differences(before: Statement | None, after: Statement) -> tuple[Difference, ...]:
    """What a version changed; nothing for a first one (None)."""
    raise NotImplementedError
