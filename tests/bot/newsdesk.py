"""What editors publish, correct and withdraw in tests. Nobody has said any of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from bot.house import FACTS, House
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


def publish(house: House, name: str, now: dt.datetime) -> None:
    """Publish it, as an editor beside the running bot does."""
    like, topics, texts = _NEWS[name]
    _edit(house, lambda base: base.publish(_like(house, like, name, topics, texts), "e", "", now))


def correct(house: House, name: str, now: dt.datetime) -> None:
    """Correct its text."""

    def corrected(base: FactBase) -> None:
        before = base.history(name)[-1].statement
        base.correct(replace(before, texts=_CORRECTED[name]), "e", "", now)

    _edit(house, corrected)


def withdraw(house: House, name: str, now: dt.datetime) -> None:
    """Withdraw it."""
    _edit(house, lambda base: base.retract(name, "e", "", now))


EDITS: Final[Mapping[str, Callable[[House, str, dt.datetime], None]]] = {
    "publish": publish,
    "correct": correct,
    "withdraw": withdraw,
}


def _like(house: House, like: str, name: str, topics: tuple[str, ...], texts: Texts) -> Statement:
    return replace(
        house.edition.statements[like],
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


def _edit(house: House, edit: Callable[[FactBase], object]) -> None:
    base = FactBase.open(house.settings.data / FACTS)
    try:
        edit(base)
    finally:
        base.close()
