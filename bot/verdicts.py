"""What comes of an editor's order. All of it is expected; nothing here is an error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jobs.drafts import Kept
from jobs.editors import Editor
from knowledge.attached import Phrasing
from knowledge.base import Entry
from knowledge.change import Difference
from knowledge.checking.drafts import Remark
from knowledge.desk import Outcome
from knowledge.edition import Edition


@dataclass(frozen=True, slots=True)
class Published:
    """It is in the log, and questions are answered with it."""

    kept: Kept
    entry: Entry
    #: Chats and threads that are told, when the hold is over; 0 for an edit.
    audience: int
    #: When subscribers are told, in seconds since the epoch; 0 where nobody is, or at once.
    told_at: float = 0.0
    #: The draft, where somebody (`left.changed_by`) changed it meanwhile: a correction of this.
    left: Kept | None = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """Checks stand in the way; warnings that are not waived are among them, after the rest."""

    kept: Kept
    findings: Sequence[Remark]


@dataclass(frozen=True, slots=True)
class Waiting:
    """It waits for a second person: these may approve it."""

    kept: Kept
    by: Sequence[Editor]


@dataclass(frozen=True, slots=True)
class Stale:
    """The statement was changed since the draft was begun; the draft stays as it is.

    `entry` is the version that is there now (entry.author changed it), `differences` what it made
    different from the version that the draft follows.
    """

    kept: Kept
    entry: Entry
    differences: Sequence[Difference]


@dataclass(frozen=True, slots=True)
class Undone:
    """A change was taken back by another, which can be undone in turn."""

    #: What was done now: a version of a statement, or a phrasing.
    now: Entry | Phrasing
    before: Entry | Phrasing
    #: The draft that is open again, where one was.
    reopened: Kept | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A version in the history of a statement, and what it changed."""

    entry: Entry
    differences: Sequence[Difference]


@dataclass(frozen=True, slots=True)
class Preview:
    """What families would see: render it as `reply_to(outcome, edition, words, today)` does."""

    outcome: Outcome
    edition: Edition
