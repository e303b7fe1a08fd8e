"""Every request that the bot makes, checked against an extract of the Bot API.

The bot of all tests runs behind StrictTelegram, and each test ends with a look at what it refused:
so every conversation is checked too. Here are the walk through all buttons, the menus, and the limits of ids.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.buttons import showing
from bot.menus import menu_in
from bot.preview.telegram import Shown
from bot.words import words_in
from knowledge.answering import Subject
from knowledge.model import LANGUAGES, Language, Texts

if TYPE_CHECKING:
    from tests.bot.conftest import Bot, Person

#: Presses in one walk; the whole base takes a few hundred.
MOST: Final = 2000
API: Final = Path(__file__).parents[1] / "telegram" / "api.json"


# -- the walk


def press_everything(bot: Bot, person: Person, begin: list[Shown]) -> dict[str, int]:
    """Press every button that can be reached from some messages, each once, breadth first.

    Returns what was pressed, with the messages that it brought.
    """
    brought: dict[str, int] = {}
    waiting = [(data, message) for message in begin for _, data in message.buttons]
    while waiting:
        data, message = waiting.pop(0)
        if data in brought or data.startswith(("language:", "set:")):
            continue  # these change what other buttons show; test_subscribing.py presses them
        assert len(brought) < MOST, "the buttons lead on without end"
        before = len(bot.telegram.calls)
        news = person.presses_data(data, message)
        assert "answerCallbackQuery" in {name for name, _ in bot.telegram.calls[before:]}
        brought[data] = len(news)
        waiting.extend((d, shown) for shown in news for _, d in shown.buttons)
    return brought


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_that_can_be_reached_shows_something(language: Language, bot: Bot) -> None:
    person = bot.person(language)
    begin = [*person.says("/start"), *person.says("/topics"), *person.says("/latest")]
    for topic in bot.house.edition.guidance.topics:
        begin += person.says(f"/start {topic}")

    brought = press_everything(bot, person, begin)

    assert [data for data, messages in brought.items() if messages == 0] == []
    assert len(brought) > 2 * len(bot.house.edition.guidance.topics)
    assert {"topics", "not_asked"} < set(brought)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_statement_and_every_speaker_can_be_shown(language: Language, bot: Bot) -> None:
    person = bot.person(language)
    (message,) = person.says("/latest")
    speakers = {s.speaker.id for s in bot.house.edition.statements.values()}
    subjects = [Subject("statement", name) for name in bot.house.edition.statements]
    subjects += [Subject("speaker", name) for name in speakers]

    brought = {
        showing(subject, view=view): person.presses_data(showing(subject, view=view), message)
        for subject in subjects
        for view in ("full", "sources", "dates")
    }

    assert [data for data, news in brought.items() if not news] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_choosing_a_language_is_answered_in_it(language: Language, bot: Bot) -> None:
    person = bot.person("en")
    person.says("/language")

    (answer,) = person.presses(words_in(language).say("language-name"))

    assert words_in(language).say("language-chosen") in answer.plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_topic_that_holds_nothing_yet_says_so_and_offers_a_way_on(
    language: Language, bot: Bot
) -> None:
    edition = bot.house.edition
    empty = [t for t in edition.guidance.topics.values() if not edition.on_topic(t)]
    person = bot.person(language)
    (message,) = person.says("/latest")

    for topic in empty:
        (answer,) = person.presses_data(showing(Subject("topic", topic.id)), message)
        assert topic.title.text(language) in answer.plain
        assert answer.buttons
    assert empty


def test_what_looks_like_markup_in_a_new_statement_is_shown_as_it_was_written(
    start_bot: Callable[[], Bot],
) -> None:
    bot = start_bot()
    text = 'Peskov said: "1 < 2 & 3 > 2", <b>no less</b> &amp; no more.'
    statement = replace(
        bot.house.edition.statements["ru-peskov-excuses-0609"],
        id="new-one",
        texts=Texts(uk=text, ru=text, en=text),
        said_on=dt.date(2026, 11, 20),
        relations={},
    )
    bot.house._facts.publish(statement, "test", "made up", bot.house._now())
    bot.run(bot.house.look_for_news())

    (answer,) = bot.person("en").says("/latest")

    assert text in answer.plain
    assert bot.telegram.refused == []


# -- limits


def test_the_longest_button_of_every_topic_and_statement_fits_into_64_bytes(bot: Bot) -> None:
    edition = bot.house.edition
    subjects = [
        *(Subject("topic", name) for name in edition.guidance.topics),
        *(Subject("statement", name) for name in edition.statements),
        *(Subject("speaker", s.speaker.id) for s in edition.statements.values()),
    ]
    longest = max((showing(subject, 9999, "sources") for subject in subjects), key=len)

    assert len(longest.encode()) <= 64


def test_every_topic_can_be_the_payload_of_a_link(bot: Bot) -> None:
    topics = bot.house.edition.guidance.topics

    assert [name for name in topics if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name)] == []


def test_the_menus_and_descriptions_are_set_for_every_language(bot: Bot) -> None:
    bot.run(asyncio.wait_for(bot.app.bot_data["menus"], 10))
    calls = [
        (name, values)
        for name, values in bot.telegram.calls
        if name.startswith("setMy") and "scope" not in values  # of editors: test_rights.py
    ]

    for method in ("setMyCommands", "setMyDescription", "setMyShortDescription"):
        languages = [values.get("language_code") for name, values in calls if name == method]
        assert languages == ["uk", "ru", None]
    for name, values in calls:
        if name == "setMyDescription":
            assert 1 <= len(values["description"]) <= 512
        if name == "setMyShortDescription":
            assert 1 <= len(values["short_description"]) <= 120


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_of_the_menu_keeps_the_limits_and_is_answered(
    language: Language, bot: Bot
) -> None:
    menu = menu_in(language)
    person = bot.person(language)

    assert [c for c in menu if not re.fullmatch(r"[a-z0-9_]{1,32}", c.command)] == []
    assert [c for c in menu if not 1 <= len(c.description) <= 256] == []
    assert [c.command for c in menu if len(person.says(f"/{c.command}")) != 1] == []


def test_the_extract_names_no_method_that_the_bot_does_not_call(bot: Bot) -> None:
    person, group = bot.person("en"), bot.person("en", group=True)
    person.says("/language")
    person.presses("English")
    group.says("/subscribe")
    written = json.loads(API.read_text(encoding="utf-8"))
    called = {name for name, _ in bot.telegram.calls}

    # Polling begins with deleteWebhook and goes on with getUpdates: test_over_http.py sees to those.
    # Editors' messages, menus and files are tested where editors are.
    of_editors = {"deleteMessage", "deleteMyCommands", "getFile", "sendDocument"}
    assert set(written["methods"]) == called | of_editors | {"deleteWebhook", "getUpdates"}
