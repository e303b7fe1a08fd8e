"""Drafts of editors: a row each, which outlives restarts. Two who change one are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from knowledge.drafting.draft import Draft

State = Literal["open", "waiting", "done", "dropped"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it is kept."""

    #: A number without meaning, of at most ten digits.
    id: int
    #: Counts the changes; whoever changes it says which revision they saw.
    revision: int
    #: The label of whoever opened it.
    editor: str
    #: open: being written; waiting: for somebody else's approval; done: published; dropped.
    state: State
    draft: Draft
    #: Label of whoever changed it last, and when, in seconds since the epoch.
    changed_by: str
    changed_at: float
    #: The message of its card in the editor's chat; None while that is not known.
    card: int | None = None
    #: What a reviewer wrote when they sent it back.
    returned: str = ""
    #: Position in the log of facts.db of what was published from it last; 0 for nothing.
    event: int = 0


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Somebody else (or the same person elsewhere) has changed the draft: `kept` is theirs."""

    kept: Kept
