"""Statements as JSON-LD: schema.org's Claim, and relations of our own. Pure.

schema.org has no word for how claims stand to each other, so disputes, answers, supports, supersedes
and differs_in_detail_from are ours, as are the side and the kind.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from knowledge.model import Attribution, Relation, Source, Speaker, Statement, Texts

_OURS: Final = "urn:exchange-status-bot:"
_CONTEXT: Final = {
    "@vocab": "https://schema.org/",
    "ours": _OURS,
    "side": "ours:side",
    "kind": "ours:kind",
    "relayed_from": "ours:relayed_from",
    **{name.value: {"@id": f"ours:{name.value}", "@type": "@id"} for name in Relation},
}


def as_linked(statements: Iterable[Statement]) -> bytes:
    """Statements as a JSON-LD file, in the order of their ids."""
    graph = [_claim(statement) for statement in sorted(statements, key=lambda s: s.id)]
    linked = {"@context": _CONTEXT, "@graph": graph}
    return json.dumps(linked, ensure_ascii=False, indent=2).encode() + b"\n"


def _claim(statement: Statement) -> dict[str, Any]:
    claim: dict[str, Any] = {
        "@type": "Claim",
        "@id": _name(statement.id),
        "identifier": statement.id,
        "version": statement.version,
        "text": _texts(statement.texts),
        "author": _author(statement.speaker, statement.attribution),
        "dateCreated": statement.said_on.isoformat(),
        "appearance": _appearance(statement.source),
        "keywords": list(statement.topics),
        "side": statement.side.value,
        "kind": statement.kind.value,
    }
    if statement.claim_owner:
        claim["relayed_from"] = _texts(statement.claim_owner)
    for relation, others in statement.relations.items():
        claim[relation.value] = [_name(other) for other in others]
    return claim


def _author(speaker: Speaker, attribution: Attribution) -> dict[str, Any]:
    person = attribution is Attribution.NAMED_OFFICIAL
    role = {"jobTitle": _texts(speaker.role)} if person else {"description": _texts(speaker.role)}
    kind = "Person" if person else "Organization"
    return {
        "@type": kind,
        "@id": _name(f"speaker:{speaker.id}"),
        "name": _texts(speaker.name),
        **role,
    }


def _appearance(source: Source) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "CreativeWork",
        "url": source.url,
        "publisher": {"@type": "Organization", "name": source.publisher},
    }
    if source.title:
        found["headline"] = source.title
    if source.author:
        found["author"] = {"@type": "Person", "name": source.author}
    if source.published_on:
        found["datePublished"] = source.published_on.isoformat()
    return found


def _texts(texts: Texts) -> list[dict[str, str]]:
    return [{"@language": lang, "@value": texts.text(lang)} for lang in texts.written_in()]


def _name(name: str) -> str:
    return f"{_OURS}{name}"
