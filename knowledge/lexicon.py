"""What a release knows about the words of a question beside its phrasings. Frozen, no behaviour.

Groups of words, the people and bodies that may be named, and signs: words that decide what a line
asks whatever its other words say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge.model import Side, Texts


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody whom people name, by name or by office; forms as knowledge/patterns.py reads them."""

    id: str
    name: Texts
    side: Side | None = None
    spellings: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sign:
    """Words that decide: where all of some forms stand in a line, and none of others, it is meant so."""

    id: str
    #: Each is a form, or several of which one is enough.
    every: tuple[tuple[str, ...], ...]
    without: tuple[str, ...]
    #: `topic:ID` or `card:ID`; more than one is offered for choice.
    entries: tuple[str, ...]
    #: True where nothing but small words may stand beside them.
    alone: bool = False
    #: True where it stands even in a line that asks after a person, by the look of its words.
    persons: bool = False
    #: The side whose words the line asks for: its block comes on top.
    first: Side | None = None

    @property
    def of_base(self) -> bool:
        """Whether it is about what was said, and not about the bot itself."""
        return all(entry.startswith("topic:") for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All of it."""

    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Slang by the plain words that it is read as.
    slang: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Who speaks in the base, by the id of the speaker.
    speakers: Mapping[str, Figure] = field(default_factory=dict)
    #: Who is well known and does not.
    strangers: Mapping[str, Figure] = field(default_factory=dict)
    signs: tuple[Sign, ...] = ()
