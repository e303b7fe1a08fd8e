"""A statement in the making: a record that may still lack fields, and what an editor said of it.

A field is named as its record names it, one inside another with a point: `said_on`, `texts.uk`,
`source.url`, `speaker`. `note` and `other_side` are of the draft alone and never of the record.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from knowledge.model import LANGUAGES, Language, Relation, Side, Statement
from knowledge.record import MalformedRecordError, Record, record_of, statement_from

Aim = Literal["add", "correct", "edit", "retract"]

#: What a statement cannot do without, in the order in which a card asks for it.
REQUIRED: Final = (
    "speaker", "speaker.name", "speaker.role", "speaker.side", "kind", "attribution",
    "said_on", "texts", "source.publisher", "source.url", "topics",
)  # fmt: skip
#: Every field that an editor may fill, in the order of the card.
FIELDS: Final = (
    "speaker", "said_on", "texts.uk", "texts.ru", "texts.en", "kind", "attribution", "numbers",
    "topics", "relations", "other_side", "source.publisher", "source.url", "source.title",
    "source.author", "source.published_on", "said_until", "event_date", "claim_owner",
    "unconfirmed", "overtaken", "said_on_basis", "editor_note", "note",
)  # fmt: skip

#: Bytes of an id: it stands in buttons, whose data Telegram takes up to 64 bytes of.
LONGEST_ID: Final = 44

_EMPTY: Final[tuple[object, ...]] = (None, "", [], {})
_OWN: Final = ("note", "other_side")
_SIDES: Final = {
    Side.UKRAINE: "ua",
    Side.RUSSIA: "ru",
    Side.THIRD_PARTY: "tp",
    Side.MEDIA: "md",
}
#: What the record asks for beside what an editor is asked for.
BY_EDITOR: Final = "given by the editor"
#: How a statement remembers, among its cross-checks, that the other side's was looked for.
_LOOKED: Final = "the other side's statement was looked for here on "


class IncompleteDraftError(ValueError):
    """A draft is no statement yet; says which fields are missing or wrong."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(f"not yet a statement: {', '.join(fields)}")
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement that is being written. Frozen: every change gives another draft."""

    aim: Aim
    #: The shape of knowledge/record.py, JSON values only, any field may be missing. Never changed.
    record: Record = field(default_factory=dict)
    #: The version that it follows; 0 for a new statement.
    after: int = 0
    #: Why; required unless it is new.
    note: str = ""
    #: Fields filled by guess, with what was read as what, until the editor confirms them.
    doubtful: Mapping[str, str] = field(default_factory=dict)
    #: That the other side's statement was looked for: {"looked": where, "on": ISO day}, or nothing.
    other_side: Mapping[str, str] = field(default_factory=dict)
    #: Fingerprints of what was pasted; the text itself is kept nowhere.
    pasted: tuple[str, ...] = ()
    #: Names of the warnings that the editor looked at and let stand.
    waived: frozenset[str] = frozenset()

    def value(self, name: str) -> Any:  # noqa: ANN401, whatever a record holds
        """What a field holds; None where it holds nothing."""
        if name in _OWN:
            return getattr(self, name) or None
        found: Any = self.record
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        return found if found not in _EMPTY else None

    def with_field(self, name: str, value: Any) -> Draft:  # noqa: ANN401, whatever a record holds
        """The draft with a field filled, or emptied by None; it is then no longer doubtful."""
        doubtful = {known: why for known, why in self.doubtful.items() if known != name}
        if name in _OWN:
            empty: Any = "" if name == "note" else {}
            return replace(self, doubtful=doubtful, **{name: value or empty})
        record = json.loads(json.dumps(self.record))
        *path, last = name.split(".")
        inner = record
        for part in path:
            inner = inner.setdefault(part, {})
        inner.pop(last, None)
        if value not in _EMPTY:
            inner[last] = value
        return replace(self, record=record, doubtful=doubtful)

    def doubting(self, name: str, why: str) -> Draft:
        """The draft with a field that the editor has yet to confirm."""
        return replace(self, doubtful={**self.doubtful, name: why})

    def confirmed(self, name: str) -> Draft:
        """The draft with a guessed field that the editor has confirmed."""
        kept = {known: why for known, why in self.doubtful.items() if known != name}
        return replace(self, doubtful=kept)

    def waiving(self, warning: str) -> Draft:
        """The draft with a warning that the editor let stand."""
        return replace(self, waived=self.waived | {warning})

    def with_pasted(self, fingerprints: Iterable[str]) -> Draft:
        """The draft with the fingerprints of a text that was read for it."""
        return replace(self, pasted=tuple(sorted({*self.pasted, *fingerprints})))

    def related(self, relation: Relation, other: str) -> Draft:
        """The draft standing in a relation to another statement."""
        known = self.value(f"relations.{relation.value}") or []
        if other in known:
            return self
        return self.with_field(f"relations.{relation.value}", [*known, other])

    def missing(self) -> tuple[str, ...]:
        """The fields that must still be filled, in the order of the card; `note` where one is due."""
        if not self.value("speaker"):
            named = tuple(name for name in REQUIRED if not name.startswith("speaker."))
        else:
            named = REQUIRED
        lacking = tuple(name for name in named if not self.value(name))
        return lacking if self.aim == "add" or self.note.strip() else (*lacking, "note")

    def as_correction(self) -> Draft:
        """The same change, which everybody is told who saw what it changes."""
        return replace(self, aim="correct")

    def following(self, version: int) -> Draft:
        """The same words, after a version of it was published: an edit, or a correction."""
        return replace(self, aim="edit" if self.aim == "edit" else "correct", after=version)

    def missing_languages(self) -> tuple[Language, ...]:
        """The languages in which its text is not written yet."""
        return tuple(language for language in LANGUAGES if not self.value(f"texts.{language}"))

    def named(self, taken: Collection[str]) -> Draft:
        """The draft with an id as soon as one can be made.

        It follows speaker, side, day and kind until it is published, and never changes afterwards:
        nobody who was taken out of a draft is named by its id. `taken` are the ids of everything
        ever published and of the other open drafts.
        """
        if self.after or self.aim != "add":
            return self
        known, parts = str(self.value("id") or ""), self._parts()
        if not parts:
            return self.with_field("id", None) if known else self
        counted = re.search(r"-(\d{1,3})$", known)
        if known in (_id(*parts, 1), _id(*parts, int(counted[1]) if counted else 1)):
            return self
        number = 1
        while (name := _id(*parts, number)) in taken:
            number += 1
        return self.with_field("id", name)

    def _parts(self) -> tuple[str, str, str] | None:
        """Side, speaker and end of an id; None while something of it is missing."""
        speaker, day = self.value("speaker.id"), self.value("said_on")
        side, kind = self.value("speaker.side"), self.value("kind")
        if not (speaker and day and side and kind):
            return None
        return _SIDES[Side(side)], str(speaker), f"{kind}-{str(day)[5:].replace('-', '')}"

    def statement(self, today: dt.date) -> Statement:
        """The statement that the draft amounts to; raises IncompleteDraftError.

        The note is not part of a statement, so a draft that lacks only that can be shown.
        """
        lacking = tuple(name for name in self.missing() if name != "note")
        if lacking:
            raise IncompleteDraftError(lacking)
        record = {
            "id": "draft",
            "said_on_precision": "range" if self.value("said_until") else "day",
            "said_on_basis": BY_EDITOR,
            "added_on": today.isoformat(),
            **self.record,
            "source": {"url_basis": BY_EDITOR, **self.record["source"]},
            "cross_checks": self._cross_checks(),
            "version": self.after + 1,
        }
        try:
            return statement_from(record)
        except MalformedRecordError as error:
            raise IncompleteDraftError((error.field,)) from error

    def _cross_checks(self) -> list[list[str]]:
        known = list(self.record.get("cross_checks", ()))
        if self.other_side:
            known.append([self.other_side["looked"], f"{_LOOKED}{self.other_side['on']}"])
        return known


def _id(side: str, speaker: str, end: str, number: int) -> str:
    """An id of at most LONGEST_ID bytes: what is too long is cut off the speaker, at a hyphen.

    >>> _id("ua", "coordination-headquarters", "background-1231", 12)
    'ua-coordination-background-1231-12'
    """
    end = f"-{end}-{number}" if number > 1 else f"-{end}"
    room = LONGEST_ID - len(f"{side}-{end}")
    name = speaker.encode("ascii", "ignore").decode()
    if len(name) > room:
        cut = name[: room + 1].rpartition("-")[0]
        name = cut or name[:room]
    return f"{side}-{name.strip('-') or 'speaker'}{end}"


def draft_of(statement: Statement, aim: Aim) -> Draft:
    """A draft that changes a published statement."""
    return drafted(json.loads(json.dumps(record_of(statement))), aim, statement.version)


def drafted(record: Record, aim: Aim, after: int = 0) -> Draft:
    """A draft of a record as it is written, which follows a version of its statement."""
    filled = {name: value for name, value in record.items() if value not in _EMPTY}
    filled.pop("version", None)
    checks = filled.pop("cross_checks", [])
    looked = [check for check in checks if check[1].startswith(_LOOKED)]
    others = [check for check in checks if check not in looked[-1:]]
    if others:
        filled["cross_checks"] = others
    other_side = (
        {"looked": looked[-1][0], "on": looked[-1][1].removeprefix(_LOOKED)} if looked else {}
    )
    return Draft(aim=aim, record=filled, after=after, other_side=other_side)


def as_json(draft: Draft) -> str:
    """The draft as one line of JSON, to be kept."""
    return json.dumps(
        {
            "aim": draft.aim,
            "record": draft.record,
            "after": draft.after,
            "note": draft.note,
            "doubtful": dict(draft.doubtful),
            "other_side": dict(draft.other_side),
            "pasted": list(draft.pasted),
            "waived": sorted(draft.waived),
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def from_json(text: str) -> Draft:
    """The draft that `as_json` wrote."""
    kept = json.loads(text)
    return Draft(
        **{**kept, "pasted": tuple(kept["pasted"]), "waived": frozenset(kept["waived"])},
    )
