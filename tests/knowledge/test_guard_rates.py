"""How many messages about a person the guard recognises, and how many it takes for such wrongly.

persons.toml was written with the guard, persons.jsonl by somebody else and looked at once: both are
floors, and no measure of what it does with messages that nobody here has seen (docs/matching.md).
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


def _own() -> list[tuple[str, str, str]]:
    kinds = tomllib.loads((_SETS / "persons.toml").read_text(encoding="utf-8"))
    return [
        (kind, language, text)
        for kind, languages in kinds.items()
        for language, texts in languages.items()
        for text in texts
    ]


def _somebody_elses() -> list[tuple[str, str, str]]:
    lines = (_SETS / "persons.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [(row["holds"], row["lang"], row["text"]) for row in rows]


def _is_found(text: str) -> bool:
    found = screen(text, readings(text))
    return found.card == "person" or found.personal_data


@pytest.mark.parametrize("messages", [_own(), _somebody_elses()], ids=["own", "another's"])
def test_recall_and_false_alarms_hold_their_floors(messages: list[tuple[str, str, str]]) -> None:
    of, found = Counter[str](), Counter[str]()
    for kind, language, text in messages:
        for group in (kind, f"{kind} {language}"):
            of[group] += 1
            found[group] += _is_found(text)
    for group in sorted(of):
        print(f"{group:10}{of[group]:5}{found[group] / of[group]:8.3f}")
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
