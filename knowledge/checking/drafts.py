"""What stands between a draft and its publication: what stops it, and what an editor may let stand.

The remarks themselves, and what a tap does about them, are in knowledge/checking/remarks.py.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from knowledge.checking.changes import extent
from knowledge.checking.figures import Stated, stated_in
from knowledge.checking.kindred import duplicates, is_linked, kindred
from knowledge.checking.privacy import kind_in_name, private_leaves, strings_of
from knowledge.checking.remarks import REMARKS, Mend, Remark, Severity, mended
from knowledge.checking.statements import ACROSS
from knowledge.checking.wording import Flaw, Wording
from knowledge.drafting.counting import as_typed, numbers_in
from knowledge.drafting.draft import Draft, IncompleteDraftError
from knowledge.edition import Edition
from knowledge.model import LANGUAGES, WARRING, Language, Relation, Statement, Texts
from knowledge.record import record_of

__all__ = [
    "REMARKS",
    "Mend",
    "Remark",
    "Severity",
    "check",
    "mended",
    "stopping",
    "warnings",
    "wording_for",
]

#: Texts that people read, and words that are only kept.
_READ: Final = ("texts", "claim_owner", "speaker.role")
_KEPT: Final = (
    "said_on_basis", "editor_note", "note", "other_side", "source.author", "source.title",
)  # fmt: skip
_LINK: Final = re.compile(r"https?://[^\s/]+\.[^\s]+$")
_MAY: Final = {
    Relation.DISPUTES: "may-dispute",
    Relation.ANSWERS: "may-answer",
    Relation.SUPERSEDES: "may-supersede",
}


def check(
    draft: Draft, edition: Edition, today: dt.date, articles: frozenset[str] = frozenset()
) -> tuple[Remark, ...]:
    """What stops the draft, then what may be let stand; `articles` are shipped fingerprints.

    Warnings that the editor has let stand are left out.
    """
    before = edition.statements.get(draft.value("id") or "") if draft.after else None
    wording = wording_for(draft, edition, articles)
    remarks = (
        *stopping(draft, edition, today, wording, before),
        *warnings(draft, edition, today, before),
    )
    return tuple(r for r in remarks if r.severity == "stops" or r.key not in draft.waived)


def stopping(
    draft: Draft, edition: Edition, today: dt.date, wording: Wording, before: Statement | None
) -> Iterator[Remark]:
    """What stops the draft; `before` is what is published in its place."""
    yield from _of_fields(draft, today)
    yield from _of_words(draft, wording)
    yield from _of_persons(draft, before, wording)
    yield from _of_numbers(draft)
    yield from _of_names(draft, edition)
    try:
        statement = draft.statement(today)
    except IncompleteDraftError as error:
        wrong = (name for name in error.fields if name not in draft.missing())
        yield from (_stops("malformed", name) for name in wrong)
        return
    if before:
        yield from _of_change(draft, statement, before)
    yield from _of_other_side(draft, statement, before, edition)


def warnings(
    draft: Draft, edition: Edition, today: dt.date, before: Statement | None
) -> Iterator[Remark]:
    """What is worth a look; a draft that is no statement yet has none."""
    try:
        statement = draft.statement(today)
    except IncompleteDraftError:
        return
    lacking = draft.missing_languages()
    if lacking:
        asks = tuple(Mend("ask", f"texts.{language}") for language in lacking)
        yield _warns("languages", "texts", {"languages": " ".join(lacking)}, asks)
    if draft.aim == "edit":
        if before and extent(before, statement) == "spelling":
            yield _warns("spelling-changed", "texts", mend=(Mend("correct"),))
        return
    if statement.speaker.id not in _known(edition):
        name = statement.speaker.name.text("uk")
        yield _warns("new-speaker", "speaker", {"name": name}, (Mend("ask", "speaker"),))
    for other, likeness in tuple(duplicates(statement, edition))[:1]:
        yield _warns("duplicate", "texts", {"statement": other.id, "likeness": str(likeness)})
    for kin in kindred(statement, edition):
        relate = Mend("relate", kin.relation.value, kin.statement.id)
        yield _warns(_MAY[kin.relation], "relations", {"statement": kin.statement.id}, (relate,))


def _of_fields(draft: Draft, today: dt.date) -> Iterator[Remark]:
    for name in draft.missing():
        if name == "source.url":
            yield _stops("no-link", name)
        else:
            yield _stops("missing", name)
    for name, why in draft.doubtful.items():
        confirm, ask = Mend("confirm", name), Mend("ask", name)
        value = draft.value("speaker.id" if name == "speaker" else name)
        values = {"why": why, "value": str(value)}
        yield _stops("doubtful", name, values=values, mend=(confirm, ask))
    url = draft.value("source.url")
    if url and not _LINK.match(url):
        yield _stops("no-link", "source.url")
    day = draft.value("said_on")
    if day and str(day) > today.isoformat():
        yield _stops("future", "said_on", values={"day": str(day)})


def _of_words(draft: Draft, wording: Wording) -> Iterator[Remark]:
    for name in _READ:
        for language in LANGUAGES:
            for flaw in wording.flaws(draft.value(f"{name}.{language}") or ""):
                field = f"{name}.{language}"
                yield _stops(flaw.name, field, language, _words_of(flaw))
    for name in _KEPT:
        for flaw in wording.flaws_of_note(str(draft.value(name) or "")):
            if (name, flaw.name) != ("source.title", "copied"):  # a headline is quoted as it is
                yield _stops(flaw.name, name, values=_words_of(flaw))


def _of_persons(draft: Draft, before: Statement | None, wording: Wording) -> Iterator[Remark]:
    """What points at a private person in any other field; what it had already may stay."""
    published = frozenset(strings_of(record_of(before)) if before else ())
    found = (
        (name, kind)
        for name, kind, text in private_leaves(draft.record, wording)
        if not name.startswith(_READ) and name not in _KEPT and (name, text) not in published
    )
    for name, kind in dict.fromkeys(found):
        ask = Mend("ask", "speaker" if name.startswith("speaker") else name)
        yield _stops("personal-data", name, values={"words": kind}, mend=(ask,))


def _words_of(flaw: Flaw) -> dict[str, str]:
    return {"words": flaw.found}


def wording_for(draft: Draft, edition: Edition, articles: frozenset[str]) -> Wording:
    """The rules for the words of a draft: who may be named, and what was read for it."""
    lexicon = edition.guidance.lexicon
    people = (*lexicon.speakers.values(), *lexicon.strangers.values())
    spoken = [s.speaker for s in edition.statements.values()]
    names_of = [*(figure.name for figure in people), *(speaker.name for speaker in spoken)]
    names = {n for name in names_of for n in name.every()}
    names.update(alias for speaker in spoken for alias in speaker.aliases)
    own: Mapping[str, str] = draft.value("speaker.name") or {}
    names.update(name for name in own.values() if not kind_in_name(name))
    sources = [s.source for s in edition.statements.values()]
    known = {word for s in sources for word in (s.author, s.url_basis, s.published_basis)}
    return Wording(articles | frozenset(draft.pasted), frozenset(names), frozenset(known))


def _of_numbers(draft: Draft) -> Iterator[Remark]:
    if not draft.value("texts"):
        return
    texts = Texts(**draft.value("texts"))
    numbers = draft.value("numbers") or ()
    listed = {n["value"] for n in numbers if n.get("value") is not None}
    names = _names_with_digits(draft)
    figures = tuple(stated_in(texts, names))
    for stated in figures:
        values = {"number": stated.digits}
        if stated.figure not in listed:
            yield _stops("number-unlisted", "numbers", values=values, mend=_listing(stated, texts))
        for language in stated.silent:
            values["said"] = " ".join(stated.saying)
            yield _stops("number-missing", f"texts.{language}", language, dict(values))
    for value in sorted(listed - {int(stated.figure) for stated in figures}):
        mend = (Mend("drop", "numbers", str(value)), Mend("ask", "texts"))
        yield _stops("number-unsaid", "numbers", values={"number": str(value)}, mend=mend)


def _names_with_digits(draft: Draft) -> tuple[str, ...]:
    publisher = draft.value("source.publisher")
    names: Mapping[str, str] = draft.value("speaker.name") or {}
    return tuple(filter(None, (publisher, *names.values())))


def _listing(stated: Stated, texts: Texts) -> tuple[Mend, ...]:
    """One tap where the text says what is counted; otherwise a question."""
    for language in stated.saying:
        for number in numbers_in(getattr(texts, language)):
            if number["value"] == stated.figure:
                return Mend("number", "numbers", as_typed(number)), Mend("ask", "numbers")
    return (Mend("ask", "numbers"),)


def _of_names(draft: Draft, edition: Edition) -> Iterator[Remark]:
    for topic in draft.value("topics") or ():
        if topic not in edition.guidance.topics:
            drop = Mend("drop", "topics", topic)
            yield _stops("unknown-topic", "topics", values={"topic": topic}, mend=(drop,))
    for relation, others in (draft.value("relations") or {}).items():
        for other in others:
            fault = _relation_fault(draft, relation, edition.statements.get(other))
            if fault:
                values = {"relation": relation, "statement": other}
                drop = Mend("drop", f"relations.{relation}", other)
                yield _stops(fault, "relations", values=values, mend=(drop,))


def _relation_fault(draft: Draft, relation: str, other: Statement | None) -> str:
    if other is None or other.id == draft.value("id"):
        return "unknown-relation"
    if Relation(relation) in ACROSS and other.side.value == draft.value("speaker.side"):
        return "same-side"
    return "" if relation != Relation.SUPERSEDES or _is_own(draft, other) else "not-own"


def _is_own(draft: Draft, other: Statement) -> bool:
    """Whether it is by the same speaker, and not later: what is replaced is shown last."""
    day = draft.value("said_on") or ""
    return other.speaker.id == draft.value("speaker.id") and other.said_on.isoformat() <= day


def _known(edition: Edition) -> frozenset[str]:
    """The ids of all who have spoken, and of those known beside them."""
    lexicon = edition.guidance.lexicon
    heard = (s.speaker.id for s in edition.statements.values())
    return frozenset((*heard, *lexicon.speakers, *lexicon.strangers))


def _of_change(draft: Draft, statement: Statement, before: Statement) -> Iterator[Remark]:
    if replace(statement, version=before.version) == before:
        yield _stops("no-change", "texts")
    elif draft.aim == "edit" and extent(before, statement) == "sense":
        yield _stops("text-changed", "texts", mend=(Mend("correct"), Mend("ask", "texts")))


def _of_other_side(
    draft: Draft, statement: Statement, before: Statement | None, edition: Edition
) -> Iterator[Remark]:
    """A correction is not held up by what its statement never had."""
    if statement.side not in WARRING or draft.other_side or is_linked(statement, edition):
        return
    if draft.aim == "add" or (before and is_linked(before, edition)):
        offers = tuple(
            Mend("relate", kin.relation.value, kin.statement.id)
            for kin in kindred(statement, edition)
            if kin.relation in ACROSS
        )
        yield _stops("other-side", "other_side", mend=(Mend("ask", "other_side"), *offers))


def _stops(
    name: str,
    field: str,
    language: Language | None = None,
    values: Mapping[str, str] | None = None,
    mend: tuple[Mend, ...] = (),
) -> Remark:
    return Remark(name, "stops", field, language, values or {}, mend or (Mend("ask", field),))


def _warns(
    name: str,
    field: str,
    values: Mapping[str, str] | None = None,
    mend: tuple[Mend, ...] = (),
) -> Remark:
    remark = Remark(name, "warns", field, None, values or {})
    return replace(remark, mend=(*mend, Mend("waive", field, remark.key)))
