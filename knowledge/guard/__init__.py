"""What must not be answered with statements alone: crisis, fraud, persons and their data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.guard.persons import asks_about_person, has_personal_data, tells_an_age
from knowledge.guard.rules import in_crisis, smells_of_fraud

__all__ = ["Screening", "screen", "tells_an_age"]


@dataclass(frozen=True, slots=True)
class Screening:
    """What the guard found: the card that must come first, if any."""

    card: str = ""
    personal_data: bool = False


def screen(text: str, readings: Iterable[str]) -> Screening:
    """Screen a message as typed and in all its readings. Crisis comes before everything."""
    lines = tuple(readings)
    personal = has_personal_data(text)
    if any(in_crisis(line) for line in lines):
        return Screening("crisis", personal)
    if any(smells_of_fraud(line) for line in lines):
        return Screening("scam", personal)
    if personal or any(asks_about_person(line) for line in lines):
        return Screening("person", personal)
    return Screening()
