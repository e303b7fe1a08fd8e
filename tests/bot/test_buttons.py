"""What a button carries comes back as it was, whatever else is sent does no harm."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, get_args

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from telegram import Update

from bot.buttons import Press, read_press, showing
from bot.words import words_in
from knowledge.answering import Subject
from knowledge.desk import View
from knowledge.model import LANGUAGES, Language

if TYPE_CHECKING:
    from tests.bot.conftest import Bot

Kind = Literal["topic", "statement", "speaker", "day", "latest"]

kinds = st.sampled_from(get_args(Kind))
ids = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).map(
    lambda name: name[:46].rstrip("-")
)


@given(kinds, ids | st.just(""), st.integers(0, 9999), st.sampled_from(get_args(View)))
def test_what_a_button_shows_is_read_as_it_was_written(
    kind: Kind, name: str, page: int, view: View
) -> None:
    subject = Subject(kind, name)

    assert read_press(showing(subject, page, view)) == Press("show", subject, page, view)


def test_no_two_buttons_carry_the_same() -> None:
    data = {
        showing(Subject(kind, name), page, view)
        for kind in get_args(Kind)
        for name in ("a", "b")
        for page in (0, 1)
        for view in get_args(View)
    }

    assert len(data) == len(get_args(Kind)) * 2 * 2 * len(get_args(View))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_of_a_language_is_read(language: Language) -> None:
    assert read_press(f"language:{language}") == Press("language", language=language)


@given(st.text(max_size=64) | st.text("showtpl:0123fsd-", max_size=64))
@example("show:t:lists:-1:f")
@example("show:t:lists:x:f")
@example("show:x:lists:0:f")
@example("show:t:lists:0:x")
@example("show:t:lists:0")
@example("show:t:lists:٣:f")
@example("language:de")
@example("topics:1")
@example("")
def test_any_other_data_is_nonsense_or_something_we_know(data: str) -> None:
    press = read_press(data)

    assert press is None or press.page >= 0


@pytest.mark.parametrize(
    "data", ["", "show", "show:t:lists:-1:f", "show:x:lists:0:f", "language:de", "topics:1", "buy"]
)
def test_nonsense_is_not_read_as_anything(data: str) -> None:
    assert read_press(data) is None


@pytest.mark.parametrize("language", LANGUAGES)
@settings(
    max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    data=st.text("show:tpl0123fsd-яЇ\x00", min_size=1, max_size=30).filter(
        lambda d: not read_press(d)
    )
)
def test_a_person_who_presses_a_button_of_another_time_is_told(
    data: str, language: Language, bot: Bot
) -> None:
    person = bot.person(language)
    (message,) = person.says("/latest")

    (answer,) = person.presses_data(data, message)

    assert answer.plain == words_in(language).say("old-button")


@pytest.mark.parametrize("kind", [kind for kind in get_args(Kind) if kind != "latest"])
def test_a_button_of_something_that_is_gone_is_answered(kind: Kind, bot: Bot) -> None:
    person = bot.person("en")
    (message,) = person.says("/latest")

    (answer,) = person.presses_data(showing(Subject(kind, "long-gone")), message)

    assert answer.plain.startswith(words_in("en").say("unknown"))
    assert answer.buttons


def test_a_page_past_the_last_shows_the_last(bot: Bot) -> None:
    person = bot.person("en")
    (message,) = person.says("who is to blame")
    (last,) = person.presses_data(showing(Subject("topic", "who-is-to-blame"), 9999), message)

    labels = [label for label, _ in last.buttons]
    assert "Previous" in labels
    assert "Next" not in labels


def test_pressing_twice_changes_nothing_and_is_no_error(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    person = bot.person("en")
    (message,) = person.says("who is to blame")
    person.presses("Sources")

    assert (
        person.presses_data(showing(Subject("topic", "who-is-to-blame"), 0, "sources"), message)
        == []
    )
    assert caplog.records == []


def test_a_button_of_a_message_that_telegram_no_longer_hands_out_is_answered_below(
    bot: Bot,
) -> None:
    """Of an old message Telegram sends only the number, and the date 0."""
    person = bot.person("en")
    somebody = {"id": person.number, "is_bot": False, "first_name": "P", "language_code": "en"}
    old = {"message_id": 10**6, "date": 0, "chat": {"id": person.number, "type": "private"}}
    data = showing(Subject("topic", "who-is-to-blame"))

    query = {"id": "1", "from": somebody, "chat_instance": "1", "message": old, "data": data}
    update = Update.de_json({"update_id": 1, "callback_query": query}, bot.app.bot)
    bot.run(bot.app.process_update(update))

    (answer,) = bot.telegram.chats.take_news()
    assert not answer.edited
    assert "Ukrainian side" in answer.plain
    assert bot.telegram.refused.pop().startswith("editMessageText: ")


def test_a_button_works_after_a_restart(start_bot: Callable[[], Bot]) -> None:
    (before,) = start_bot().person("uk", number=5).says("хто винен")
    again = start_bot().person("uk", number=5)

    data = dict(before.buttons)["Далі"]
    (answer,) = again.presses_data(data, before)

    assert "Російська сторона" in answer.plain
    assert answer.plain != before.plain


def test_a_chosen_language_outlives_a_restart_and_a_conversation_does_not(
    start_bot: Callable[[], Bot],
) -> None:
    person = start_bot().person("uk", number=5)
    person.says("/language")
    person.presses("English")
    person.says("who is to blame")
    again = start_bot().person("uk", number=5)

    (answer,) = again.says("source?")

    assert "Sources of this answer" not in answer.plain
    assert "Language: English" in again.says("/settings")[0].plain
