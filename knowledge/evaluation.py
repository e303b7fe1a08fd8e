"""How well labelled messages are answered: the table of `exchange-bot evaluate`."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from knowledge.desk import Outcome
from knowledge.model import LANGUAGES, Language

Verdict = Literal["right", "offered", "safe", "wrong"]
VERDICTS: Final[tuple[Verdict, ...]] = ("right", "offered", "safe", "wrong")
_EXPECTED: Final = ("answer", "unknown", "card")
#: Statements that count as shown: what a person sees without scrolling.
SEEN: Final = 3


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message with what would answer it."""

    id: str
    language: Language
    text: str
    expect: Literal["answer", "unknown", "card"]
    cards: frozenset[str]
    any_of: frozenset[str]


def read_labelled(path: Path) -> list[Labelled]:
    """The labelled messages of a JSON-lines file; raises ValueError naming the line."""
    labelled = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                labelled.append(_labelled(json.loads(line)))
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                raise ValueError(f"{path.name}:{number}: {error!r}") from error
    return labelled


def _labelled(row: Mapping[str, object]) -> Labelled:
    if row.get("lang") not in LANGUAGES or row.get("expect") not in _EXPECTED:
        raise ValueError("lang is uk, ru or en; expect is answer, unknown or card")
    card = row.get("card") or []
    cards = [card] if isinstance(card, str) else card
    any_of = row.get("any_of") or []
    if not isinstance(cards, list) or not isinstance(any_of, list):
        raise TypeError("card is a name or a list of names, any_of a list of ids")
    return Labelled(
        str(row["id"]), row["lang"], str(row["text"]), row["expect"], frozenset(cards), frozenset(any_of)  # type: ignore[arg-type]
    )  # fmt: skip


def shown_by(outcome: Outcome) -> list[str]:
    """The ids that an outcome shows, in order."""
    return [s.id for s in outcome.answer.statements] if outcome.answer else []


def verdict_on(question: Labelled, outcome: Outcome) -> Verdict:
    """Right; offered (right, but one tap away); safe (nothing wrong shown); or wrong."""
    seen = question.any_of & set(shown_by(outcome)[:SEEN])
    if question.expect == "answer":
        return _on_answerable(question, outcome, bool(seen))
    if question.expect == "unknown":
        return {"unknown": "right", "answer": "wrong"}.get(outcome.kind, "safe")  # type: ignore[return-value]
    if outcome.kind == "card":
        return "right" if outcome.card and outcome.card.id in question.cards else "safe"
    if outcome.kind == "answer":
        return "right" if seen else "wrong"
    return "safe"


def _on_answerable(question: Labelled, outcome: Outcome, seen: bool) -> Verdict:
    if outcome.kind == "answer":
        return "right" if seen else "wrong"
    if outcome.kind == "choices":
        offered = any(question.any_of & set(choice.statements) for choice in outcome.choices)
        return "offered" if offered else "wrong"
    return "wrong" if outcome.kind == "card" else "safe"


@dataclass(frozen=True, slots=True)
class Band:
    """Answers whose scores lie between `start` and a tenth more: their mean score, the share right."""

    start: float
    answers: int
    score: float
    right: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The verdicts on a set of messages."""

    rows: tuple[tuple[Labelled, Outcome, Verdict], ...]

    def table(self) -> dict[str, Counter[Verdict]]:
        """Verdicts counted by what was expected, and by that and language."""
        table: dict[str, Counter[Verdict]] = defaultdict(Counter)
        for question, _, verdict in self.rows:
            for group in (question.expect, f"{question.expect} {question.language}"):
                table[group][verdict] += 1
        return dict(sorted(table.items()))

    def reliability(self) -> list[Band]:
        """Answers by bands of their score, a tenth wide."""
        bands: dict[int, list[tuple[float, bool]]] = defaultdict(list)
        for _, outcome, verdict in self.rows:
            if outcome.kind == "answer":
                bands[min(9, int(outcome.score * 10))].append((outcome.score, verdict == "right"))
        return [
            Band(
                band / 10,
                len(hits),
                sum(score for score, _ in hits) / len(hits),
                sum(right for _, right in hits) / len(hits),
            )
            for band, hits in sorted(bands.items())
        ]

    def calibration_error(self) -> float:
        """How far the score is from the share right, over all answers (expected calibration error)."""
        bands = self.reliability()
        answers = sum(band.answers for band in bands)
        return sum(b.answers * abs(b.score - b.right) for b in bands) / answers if answers else 0.0

    def confusions(self) -> list[tuple[tuple[str, str], int]]:
        """What was wanted and what came instead, the most frequent first, where nothing right came."""
        counted = Counter(
            (_wanted(question), _given(outcome))
            for question, outcome, verdict in self.rows
            if verdict in ("wrong", "safe")
        )
        return counted.most_common()

    def right(self) -> float:
        """The share of all messages that got what they wanted."""
        return share(Counter(verdict for _, _, verdict in self.rows), "right")


def evaluate(pairs: Iterable[tuple[Labelled, Outcome]]) -> Evaluation:
    """Judge each outcome against its label."""
    return Evaluation(tuple((q, outcome, verdict_on(q, outcome)) for q, outcome in pairs))


def share(counts: Counter[Verdict], *verdicts: Verdict) -> float:
    """The share of some verdicts among all."""
    total = sum(counts.values())
    return sum(counts[verdict] for verdict in verdicts) / total if total else 0.0


def lines_of(evaluation: Evaluation) -> Sequence[str]:
    """The table as lines of plain text."""
    lines = [f"{'group':16}{'n':>5}" + "".join(f"{verdict:>9}" for verdict in VERDICTS)]
    for group, counts in evaluation.table().items():
        shares = "".join(f"{share(counts, verdict):>9.0%}" for verdict in VERDICTS)
        lines.append(f"{group:16}{sum(counts.values()):>5}{shares}")
    lines.append("score of answers    n   mean score   share right")
    lines.extend(
        f"{b.start:.1f}-{b.start + 0.1:.1f}         {b.answers:>5}{b.score:>13.2f}{b.right:>14.2f}"
        for b in evaluation.reliability()
    )
    lines.append(f"expected calibration error {evaluation.calibration_error():.3f}")
    return lines


def confusion_lines(evaluation: Evaluation, most: int = 10) -> Sequence[str]:
    """The worst confusions as lines of plain text."""
    worst = [one for one in evaluation.confusions() if one[1] > 1][:most]
    return [
        "confused more than once (wanted -> given)",
        *(f"{times:>5}  {wanted} -> {given}" for (wanted, given), times in worst),
        *([] if worst else ["       none"]),
    ]


def noise_lines(by_kind: Mapping[str, Evaluation]) -> Sequence[str]:
    """The share right of the same messages under each kind of noise, as lines of plain text."""
    return [
        "the same messages, spoilt    right",
        *(f"{kind:24}{evaluation.right():>10.0%}" for kind, evaluation in by_kind.items()),
    ]


def _wanted(question: Labelled) -> str:
    if question.expect == "answer":
        return min(question.any_of, default="?")
    return "/".join(sorted(question.cards)) or "nothing in the base"


def _given(outcome: Outcome) -> str:
    if outcome.card:
        return f"card {outcome.card.id}"
    if outcome.kind == "choices":
        return "choice of " + ", ".join(choice.subject.id for choice in outcome.choices)
    return outcome.topic or outcome.kind
