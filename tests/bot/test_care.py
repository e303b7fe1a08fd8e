"""What needs care reaches whoever works on the base: in /drafts, and once a week by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.words import words_in
from knowledge.model import LANGUAGES, Language
from tests.bot.conftest import OWNER, Bot

_BEGINS = {"uk": "Огляд бази за тиждень", "ru": "Обзор базы за неделю", "en": "The base this week"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_once_a_week_an_owner_is_told_in_their_language(
    language: Language, start_bot: Callable[[], Bot]
) -> None:
    bot = start_bot()
    owner = bot.person(number=OWNER)
    (asked,) = owner.says("/language")
    owner.presses_data(f"language:{language}", under=asked)
    bot.passes(minutes=1)
    assert not any(_BEGINS[language] in shown.plain for shown in owner.is_told())

    bot.passes(days=7 - bot.house.today.weekday())  # a Monday
    assert [shown.plain.startswith(_BEGINS[language]) for shown in owner.is_told()] == [True]
    bot.passes(days=6)
    assert owner.is_told() == []
    bot.passes(days=7)
    assert len(owner.is_told()) == 1


def test_nobody_else_is_told(start_bot: Callable[[], Bot]) -> None:
    bot = start_bot()
    person = bot.person()
    person.says("/start")
    bot.passes(minutes=1)
    bot.passes(days=7)

    assert person.is_told() == []


def test_drafts_shows_what_needs_care(start_bot: Callable[[], Bot]) -> None:
    bot = start_bot()
    (shown,) = bot.person("uk", number=OWNER).says("/drafts")

    assert words_in("uk").say("care-title") in shown.plain
    assert "ua-mod-credibility-0607" in shown.plain
