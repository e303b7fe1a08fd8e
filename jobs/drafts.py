"""Drafts of editors: a row each, which outlives restarts. Two who change one are told."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from sqlite_utils import Database

from knowledge.drafting.draft import Draft, as_json, from_json

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
    #: The label of whoever sent it for approval last; empty while nobody did since it was changed.
    submitted: str = ""
    #: The labels of all who ever wrote in it.
    writers: tuple[str, ...] = ()

    @property
    def hands(self) -> frozenset[str]:
        """All who had a hand in it: none of them can be its second person."""
        return frozenset((self.editor, self.changed_by, self.submitted, *self.writers)) - {""}


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Somebody else (or the same person elsewhere) has changed the draft: `kept` is theirs."""

    kept: Kept


class UnknownDraftError(KeyError):
    """There is no draft with this number any more."""


#: Seconds for which a field is waited for; whoever writes later asks a question.
EXPECTED_FOR: Final = 3600.0
#: Seconds for which drafts that were published or dropped are kept.
_REMEMBERS: Final = 30 * 86_400.0

_NAMES: Final = (
    "id", "revision", "editor", "state", "draft", "changed_by", "changed_at", "card", "returned",
    "event", "submitted", "writers",
)  # fmt: skip
_SELECT: Final = f"SELECT {', '.join(_NAMES)} FROM drafts"  # noqa: S608


class Drafts:
    """The verbs, over one connection; the transaction is the caller's.

    Each may come again with the same values, and changes nothing then.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, draft: int) -> Kept | None:
        """A draft, whatever its state."""
        found = self._some("WHERE id = ?", [draft])
        return found[0] if found else None

    def unfinished(self) -> tuple[Kept, ...]:
        """All that are open or wait, the last changed first."""
        return self._some("WHERE state IN ('open', 'waiting') ORDER BY changed_at DESC, id", [])

    def of_event(self, event: int) -> Kept | None:
        """The draft that was published as this row of the log."""
        found = self._some("WHERE event = ?", [event])
        return found[0] if found else None

    def open(
        self, fresh: int, draft: Draft, by: str, now: float, taken: Collection[str] = ()
    ) -> Kept:
        """Keep a new draft under the number `fresh`; an equal one of theirs that is open is it.

        `taken` are ids of statements: it gets one that nothing has, once it can.
        """
        mine = self._some("WHERE editor = ? AND state = 'open' ORDER BY id", [by])
        equal = (kept for kept in mine if _unnamed(kept.draft) == _unnamed(draft))
        found = next(equal, None)
        if found:
            return found
        draft = draft.named(frozenset(taken) | self._names(but=fresh))
        self._db.execute(
            "INSERT INTO drafts (id, revision, editor, state, draft, changed_by, changed_at, writers)"
            " VALUES (?, 1, ?, 'open', ?, ?, ?, ?)",
            [fresh, by, as_json(draft), by, now, json.dumps([by])],
        )
        return Kept(fresh, 1, by, "open", draft, by, now, writers=(by,))

    def change(
        self, seen: Kept, draft: Draft, by: str, now: float, taken: Collection[str] = ()
    ) -> Kept | Overtaken:
        """Put a draft in place of the revision that was seen, open, and named where it can be.

        `taken` are ids of statements. Where that revision was published meanwhile, it becomes a
        correction of what was published.
        """
        draft = draft.named(frozenset(taken) | self._names(but=seen.id))
        current = self._current(seen.id)
        if current.revision == seen.revision + 1 and current.changed_by == by:
            same = as_json(current.draft) == as_json(draft)
            return current if same else Overtaken(current)
        if current.revision != seen.revision:
            return Overtaken(current)
        if current.state == "done":
            draft = draft.following(current.draft.after + 1)
            self._db.execute("UPDATE drafts SET event = 0, card = NULL WHERE id = ?", [seen.id])
        writers = json.dumps(sorted({*current.writers, by}))
        self._db.execute(
            "UPDATE drafts SET draft = ?, revision = revision + 1, state = 'open',"
            " changed_by = ?, changed_at = ?, submitted = '', writers = ? WHERE id = ?",
            [as_json(draft), by, now, writers, seen.id],
        )
        return self._current(seen.id)

    def _names(self, but: int) -> frozenset[str]:
        rows = self._db.execute(
            "SELECT json_extract(draft, '$.record.id') FROM drafts"
            " WHERE state IN ('open', 'waiting') AND id != ?",
            [but],
        )
        return frozenset(name for (name,) in rows.fetchall() if name)

    def turn(self, draft: int, state: State, now: float, returned: str = "") -> Kept:
        """Let it wait, or be open or dropped; `returned` is why a reviewer sent it back."""
        self._db.execute(
            "UPDATE drafts SET state = ?, returned = ?, changed_at = ? WHERE id = ?",
            [state, returned, now, draft],
        )
        return self._current(draft)

    def submit(self, draft: int, by: str, now: float) -> Kept:
        """Let it wait for a second person."""
        self._db.execute("UPDATE drafts SET submitted = ? WHERE id = ?", [by, draft])
        return self.turn(draft, "waiting", now)

    def done(self, seen: Kept, event: int, now: float) -> Kept | None:
        """The revision that was seen was published as this row of the log.

        Where somebody has changed it since, their draft stays open, as a correction of what was
        published: it is returned.
        """
        current = self._current(seen.id)
        if current.state not in ("open", "waiting") or current.draft.after != seen.draft.after:
            return None
        if current.revision == seen.revision or current.draft.aim == "retract":
            self._db.execute(
                "UPDATE drafts SET state = 'done', event = ?, returned = '', changed_at = ?"
                " WHERE id = ?",
                [event, now, seen.id],
            )
            return None
        theirs = as_json(current.draft.following(seen.draft.after + 1))
        self._db.execute(
            "UPDATE drafts SET state = 'open', draft = ?, revision = revision + 1, card = NULL,"
            " submitted = '', returned = '', changed_at = ? WHERE id = ?",
            [theirs, now, seen.id],
        )
        return self._current(seen.id)

    def taken_back(self, event: int, version: int, by: str, now: float) -> None:
        """What was published from it was withdrawn, as this version: it is open again."""
        kept = self.of_event(event)
        if kept and kept.state == "done":
            again = replace(kept.draft, after=version)
            self._db.execute(
                "UPDATE drafts SET state = 'open', event = 0, draft = ?, revision = revision + 1,"
                " changed_by = ?, changed_at = ? WHERE id = ?",
                [as_json(again), by, now, kept.id],
            )

    def note_card(self, draft: int, message: int) -> None:
        """Note the message that shows it."""
        self._db.execute("UPDATE drafts SET card = ? WHERE id = ?", [message, draft])

    def prune(self, now: float) -> None:
        """Forget what was published or dropped a month ago, and fields nobody filled."""
        self._db.execute(
            "DELETE FROM drafts WHERE state IN ('done', 'dropped') AND changed_at < ?",
            [now - _REMEMBERS],
        )
        self._db.execute("DELETE FROM expected WHERE at < ?", [now - EXPECTED_FOR])

    # -- the field that the next message fills

    def expect(self, label: str, draft: int, field: str, now: float) -> None:
        """The next message of an editor is for this field; for none where it is empty."""
        if field:
            self._db.execute(
                "INSERT OR REPLACE INTO expected VALUES (?, ?, ?, ?)", [label, draft, field, now]
            )
        else:
            self._db.execute("DELETE FROM expected WHERE label = ?", [label])

    def expected(self, label: str, now: float) -> tuple[int, str] | None:
        """The draft and field that the next message of an editor is for."""
        row = self._db.execute(
            "SELECT draft, field FROM expected WHERE label = ? AND at > ?",
            [label, now - EXPECTED_FOR],
        ).fetchone()
        return (row[0], row[1]) if row else None

    def _current(self, draft: int) -> Kept:
        found = self.get(draft)
        if found is None:
            raise UnknownDraftError(draft)
        return found

    def _some(self, where: str, values: list[object]) -> tuple[Kept, ...]:
        rows = self._db.execute(f"{_SELECT} {where}", values).fetchall()
        return tuple(map(_read, rows))


def _unnamed(draft: Draft) -> str:
    """A new draft without the id that it was given; one that changes a statement has its own."""
    return as_json(draft if draft.after else draft.with_field("id", None))


def _read(row: tuple[Any, ...]) -> Kept:
    values = dict(zip(_NAMES, row, strict=True))
    writers = tuple(json.loads(values["writers"]))
    return Kept(**{**values, "draft": from_json(values["draft"]), "writers": writers})
