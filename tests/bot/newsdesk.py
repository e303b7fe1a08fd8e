"""What editors publish, correct and withdraw in tests. Nobody has said any of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.house import FACTS
from knowledge.base import FactBase
from knowledge.model import Precision, Statement, Texts

SAID_ON: Final = dt.date(2026, 11, 21)

#: A statement of the shipped base whose speaker and source are borrowed, and what is said instead.
_NEWS: Final[Mapping[str, tuple[str, tuple[str, ...], Texts]]] = {
    "lists-1121": (
        "ru-kremlin-ready-0609",
        ("lists",),
        Texts(
            uk="Речник Кремля Дмитро Пєсков сказав 21 листопада 2026 року, що Росія передала новий список.",
            ru="Пресс-секретарь Кремля Дмитрий Песков сказал 21 ноября 2026 года, что Россия передала новый список.",
            en="Kremlin spokesman Dmitry Peskov said on 21 November 2026 that Russia had handed over a new list.",
        ),
    ),
    "azov-1121": (
        "ua-ready-to-continue-0607",
        ("azov",),
        Texts(
            uk="Координаційний штаб повідомив 21 листопада 2026 року, що переговори про Азов тривають.",
            ru="Координационный штаб сообщил 21 ноября 2026 года, что переговоры об Азове продолжаются.",
            en="The Coordination Headquarters said on 21 November 2026 that talks about Azov go on.",
        ),
    ),
}
#: How they read after a correction.
_CORRECTED: Final[Mapping[str, Texts]] = {
    "lists-1121": Texts(
        uk="Речник Кремля Дмитро Пєсков сказав 21 листопада 2026 року, що Росія готує новий список.",
        ru="Пресс-секретарь Кремля Дмитрий Песков сказал 21 ноября 2026 года, что Россия готовит новый список.",
        en="Kremlin spokesman Dmitry Peskov said on 21 November 2026 that Russia was preparing a new list.",
    ),
}


def publish(folder: Path, name: str, now: dt.datetime) -> None:
    """Publish it, as an editor beside the running bot does. `folder` holds facts.db."""
    like, topics, texts = _NEWS[name]

    def published(base: FactBase) -> None:
        new = _like(base.history(like)[-1].statement, name, topics, texts)
        base.publish(new, "e", "", now)

    _edit(folder, published)


def correct(folder: Path, name: str, now: dt.datetime) -> None:
    """Correct its text."""

    def corrected(base: FactBase) -> None:
        before = base.history(name)[-1].statement
        base.correct(replace(before, texts=_CORRECTED[name]), "e", "", now)

    _edit(folder, corrected)


def withdraw(folder: Path, name: str, now: dt.datetime) -> None:
    """Withdraw it."""
    _edit(folder, lambda base: base.retract(name, "e", "", now))


EDITS: Final[Mapping[str, Callable[[Path, str, dt.datetime], None]]] = {
    "publish": publish,
    "correct": correct,
    "withdraw": withdraw,
}


def _like(before: Statement, name: str, topics: tuple[str, ...], texts: Texts) -> Statement:
    return replace(
        before,
        id=name,
        texts=texts,
        topics=topics,
        said_on=SAID_ON,
        said_on_precision=Precision.DAY,
        added_on=SAID_ON,
        relations={},
        numbers=(),
        cross_checks=(),
        version=1,
    )


def _edit(folder: Path, edit: Callable[[FactBase], object]) -> None:
    base = FactBase.open(folder / FACTS)
    try:
        edit(base)
    finally:
        base.close()
