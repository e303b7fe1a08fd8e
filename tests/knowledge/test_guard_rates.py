"""How many messages about a person the guard recognises, and how many it takes for such wrongly.

persons.toml was written with the guard, persons.jsonl by somebody else and looked at once. Nobody
looks at persons_blind.jsonl, its other half: of that a failure shows the table alone.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from knowledge.guard import screen
from knowledge.matching.reading import readings

_SETS = Path(__file__).parents[1] / "questions"
#: Recall by kind; of `none` the false alarms.
FLOORS = {"name": 0.95, "data": 0.97, "asks": 0.93}
CEILING = 0.02
FLOORS_UNSEEN = {"name": 0.90, "data": 0.88, "asks": 0.80}
CEILING_UNSEEN = 0.05


def _own() -> list[tuple[str, str, str]]:
    kinds = tomllib.loads((_SETS / "persons.toml").read_text(encoding="utf-8"))
    return [
        (kind, language, text)
        for kind, languages in kinds.items()
        for language, texts in languages.items()
        for text in texts
    ]


def _somebody_elses(name: str) -> list[tuple[str, str, str]]:
    lines = (_SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [(row["holds"], row["lang"], row["text"]) for row in rows]


def _is_found(text: str) -> bool:
    found = screen(text, readings(text))
    return found.card == "person" or found.personal_data


def _counted(messages: list[tuple[str, str, str]]) -> tuple[Counter[str], Counter[str]]:
    """How many there are of each kind, and how many of them are found."""
    of, found = Counter[str](), Counter[str]()
    for kind, language, text in messages:
        for group in (kind, f"{kind} {language}"):
            of[group] += 1
            found[group] += _is_found(text)
    return of, found


def _table(of: Counter[str], found: Counter[str]) -> str:
    return "\n".join(
        f"{group:10}{of[group]:5}{found[group] / of[group]:8.3f}" for group in sorted(of)
    )


def test_messages_that_nobody_looked_at_hold_floors_of_their_own() -> None:
    of, found = _counted(_somebody_elses("persons_blind"))
    table = _table(of, found)
    print(table)
    for kind, floor in FLOORS_UNSEEN.items():
        assert found[kind] / of[kind] >= floor, table
    assert found["none"] / of["none"] <= CEILING_UNSEEN, table


@pytest.mark.parametrize("messages", [_own(), _somebody_elses("persons")], ids=["own", "another's"])
def test_recall_and_false_alarms_hold_their_floors(messages: list[tuple[str, str, str]]) -> None:
    of, found = _counted(messages)
    print(_table(of, found))
    for kind, floor in FLOORS.items():
        assert found[kind] / of[kind] >= floor, kind
        for language in ("uk", "ru", "en"):
            group = f"{kind} {language}"
            assert found[group] / of[group] >= floor - 0.1, group
    assert found["none"] / of["none"] <= CEILING


def test_there_are_messages_of_every_kind_in_every_language() -> None:
    messages = _own()
    assert len({text for _, _, text in messages}) == len(messages) >= 150
    of = Counter((kind, language) for kind, language, _ in messages)
    assert len(of) == 12
    assert min(of.values()) >= 12
