"""What `exchange-bot facts check` runs: whether the shipped base keeps its rules.

A refusal stops a release, a warning does not. Each is one line for a person:
`file:line: statement or topic: what is wrong, and what to do`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.asked import OF_NONE
from knowledge.checking import guidance, passages, phrasings, statements
from knowledge.checking.findings import Finding
from knowledge.checking.wording import Wording
from knowledge.edition import Edition
from knowledge.fingerprints import read_fingerprints
from knowledge.model import Statement
from knowledge.places import Place
from knowledge.shipped import HOME, NO_ARTICLES, Shipped, survey_shipped

__all__ = ["Report", "check_shipped", "shipped_articles"]


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found."""

    refusals: tuple[str, ...]
    warnings: tuple[str, ...]


def check_shipped(home: Path = HOME) -> Report:
    """Check all that a release ships."""
    shipped = survey_shipped(home)
    refusals = [finding.told(home) for finding in _refusals(shipped, home)]
    warnings = [finding.told(home) for finding in phrasings.warnings(shipped.guidance, home)]
    return Report((*shipped.problems, *refusals), tuple(warnings))


def _refusals(shipped: Shipped, home: Path) -> Iterator[Finding]:
    fingerprints = _fingerprints(home)
    for article, known in fingerprints.items():
        if not known:
            reason = "has no fingerprints; run `exchange-bot facts fingerprint` on its article"
            yield Finding(Place(article), article.stem, reason)
    spoken = tuple(item.statement for item in shipped.statements)
    wording = Wording(frozenset().union(*fingerprints.values()), _names(spoken))
    yield from statements.faults(shipped.statements, wording)
    yield from passages.faults(shipped, home, wording)
    # Whatever could not be read would seem unknown to all that name it.
    if not shipped.problems:
        known = frozenset((OF_NONE, *(s.id for s in spoken)))
        yield from phrasings.asked_faults(known, home)
        yield from statements.link_faults(shipped.statements, shipped.guidance.topics)
        edition = Edition({s.id: s for s in spoken}, shipped.guidance)
        yield from guidance.faults(edition, home)


def shipped_articles(home: Path = HOME) -> frozenset[str]:
    """The fingerprints of all articles that the shipped statements were drawn from."""
    return frozenset().union(*_fingerprints(home).values())


def _fingerprints(home: Path) -> dict[Path, frozenset[str]]:
    return {
        article: read_fingerprints(home / "statements" / "fingerprints" / f"{article.stem}.txt")
        for article in sorted((home / "statements").glob("*.toml"))
        if article.name not in NO_ARTICLES
    }


def _names(spoken: tuple[Statement, ...]) -> frozenset[str]:
    speakers = [statement.speaker for statement in spoken]
    names = {name for s in speakers for name in s.name.every()}
    return frozenset(names.union(*(s.aliases for s in speakers)))
