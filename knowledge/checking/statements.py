"""Checks of the statements: identity, figures, notes, and the relations between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from knowledge.checking.figures import figure_faults, figures_in
from knowledge.checking.findings import Finding
from knowledge.checking.wording import Wording
from knowledge.model import MUTUAL, Relation, Statement
from knowledge.shipped import ShippedStatement

#: What one side cannot do with its own words.
ACROSS: Final = (Relation.DISPUTES, Relation.ANSWERS)


def faults(statements: Iterable[ShippedStatement], wording: Wording) -> Iterator[Finding]:
    """What is wrong in each statement by itself."""
    first: dict[str, ShippedStatement] = {}
    for item in statements:
        statement = item.statement
        before = first.setdefault(statement.id, item)
        if before is not item:
            reason = f"the id is taken by {before.file.name}:{before.line}; choose another"
            yield _found(item, reason, "id")
        yield from _figures(item)
        yield from _notes(item, wording)


def link_faults(statements: Iterable[ShippedStatement], topics: Iterable[str]) -> Iterator[Finding]:
    """What is wrong between statements, and between them and the topics."""
    items = tuple(statements)
    known = {item.statement.id: item.statement for item in items}
    topics = frozenset(topics)
    for item in items:
        for topic in item.statement.topics:
            if topic not in topics:
                reason = f"there is no topic {topic!r}; mend the name or write the topic"
                yield _found(item, reason, "topics", f'"{topic}"')
        for relation, others in item.statement.relations.items():
            for other in others:
                if reason := _relation_fault(item.statement, relation, other, known):
                    yield _found(item, reason, "relations", f"\n{relation} =", f'"{other}"')


def _relation_fault(
    statement: Statement, relation: Relation, other_id: str, known: Mapping[str, Statement]
) -> str:
    other = known.get(other_id)
    if other is None:
        return f"{relation} {other_id!r}, which is no statement; mend the id or take it out"
    if other_id == statement.id:
        return f"{relation} itself; take it out"
    if relation in ACROSS and other.side is statement.side:
        return f"{relation} {other_id}, of the same side ({other.side}); use another relation"
    if relation in MUTUAL and statement.id not in other.related(relation):
        return f"{relation} {other_id}, which does not say so in turn; write it on both or on none"
    return ""


def _figures(item: ShippedStatement) -> Iterator[Finding]:
    statement = item.statement
    listed = frozenset(n.value for n in statement.numbers if n.value is not None)
    names = (statement.source.publisher, *statement.speaker.name.every())
    unlisted = "is not in numbers; add it there with what it counts"
    for language, reason in figure_faults(statement.texts, listed, unlisted, names):
        yield _found(item, reason, "texts", f"\n{language} =")
    stated = frozenset[Decimal]().union(*(figures_in(t, names) for t in statement.texts.every()))
    for value in sorted(listed - stated):
        reason = f"numbers has {value}, which stands in no text; say it or take it out"
        yield _found(item, reason, "numbers", str(value))


def _notes(item: ShippedStatement, wording: Wording) -> Iterator[Finding]:
    """Notes are not shown, but the base may be published as it is."""
    statement = item.statement
    for field in ("said_on_basis", "editor_note"):
        for reason in wording.faults_of_note(getattr(statement, field)):
            yield _found(item, reason, field)
    for url, finding in statement.cross_checks:
        for reason in wording.faults_of_cross_check(finding):
            yield _found(item, reason, "cross_checks", url)


def _found(item: ShippedStatement, reason: str, field: str, *marks: str) -> Finding:
    return Finding(item.place, item.statement.id, reason, field, marks)
