"""What can go wrong in the base.

KnowledgeError
 ├─ MalformedShippedError   the files of the shipped base cannot be read
 ├─ UnknownStatementError   no statement has this id
 ├─ StaleStatementError     a statement was changed since the version that a change follows
 ├─ BrokenLogError          the log of facts.db is no longer whole
 ├─ NewerBaseError          facts.db was written by a later version of the program
 ├─ UnwritableError         a database cannot be written at the moment
 └─ EncoderDownError        meanings cannot be had just now; words can
     └─ EncoderStartingError  because it has only just been started
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.change import Entry


class KnowledgeError(Exception):
    """The base of all errors of this package."""


class MalformedShippedError(KnowledgeError):
    """The shipped files cannot be read; says where and why."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class UnknownStatementError(KnowledgeError):
    """No statement has this id."""

    def __init__(self, statement_id: str) -> None:
        super().__init__(
            f"no statement {statement_id!r}; `exchange-bot facts list` shows those there are"
        )
        self.statement_id = statement_id


class StaleStatementError(KnowledgeError):
    """A statement was changed since the version that a change follows; `entry` is what is there."""

    def __init__(self, statement_id: str, entry: Entry) -> None:
        super().__init__(
            f"{statement_id} was changed by {entry.author} since; look at its newest version first"
        )
        self.entry = entry


class BrokenLogError(KnowledgeError):
    """A row of a log (`log` or `phrasings`) was changed, dropped or moved."""

    def __init__(self, position: int, reason: str, table: str = "log") -> None:
        super().__init__(f"{table} row {position}: {reason}; restore facts.db from a backup")
        self.position = position


class NewerBaseError(KnowledgeError):
    """facts.db holds what this version cannot read."""

    def __init__(self, name: str) -> None:
        super().__init__(f"facts.db knows the migration {name!r}; run the newer exchange-bot")


class UnwritableError(KnowledgeError):
    """A database is locked, or its disk is full or failing; nothing was written."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"{name} cannot be written ({reason}); see to the disk and to other programs that use"
            " the file; nothing needs to be restarted"
        )


class EncoderDownError(KnowledgeError):
    """Meanings cannot be had just now. Holds why, and never what was to be encoded."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EncoderStartingError(EncoderDownError):
    """The encoder has only just been started: soon it will answer."""

    def __init__(self) -> None:
        super().__init__("it is starting")
