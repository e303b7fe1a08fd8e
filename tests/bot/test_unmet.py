"""What several people asked and did not get reaches the editors as words; what one asked does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from jobs.unanswered import Likes
from tests.bot.conftest import Bot

UNKNOWN = "трамп что по перемирию"


@pytest.fixture
def bot(start_bot: Callable[[], Bot]) -> Bot:
    """A bot whom nobody has asked anything yet."""
    return start_bot()


def asked(bot: Bot) -> Sequence[Likes]:
    return bot.run(bot.house.unmet.questions())


def words(bot: Bot) -> list[str]:
    return [group.words for like in asked(bot) for group in like.groups]


def test_what_two_people_asked_in_vain_is_shown_to_editors(bot: Bot) -> None:
    bot.person().says(UNKNOWN)
    assert words(bot) == []
    bot.person().says("По перемирию что Трамп?")

    assert sorted(words(bot)[0].split()) == ["перемирию", "трамп"]
    assert asked(bot)[0].chats == 2


def test_one_person_who_asks_twice_is_one(bot: Bot) -> None:
    person = bot.person()
    person.says(UNKNOWN)
    person.says(UNKNOWN)

    assert words(bot) == []


@pytest.mark.parametrize("presses", [1, 2])
def test_an_answer_that_was_not_what_was_asked_counts_once(bot: Bot, presses: int) -> None:
    for _ in range(2):
        person = bot.person()
        shown = person.says("коли обмін полоненими")
        for _ in range(presses):
            person.presses_data("not_asked", under=shown[-1])

    assert [(like.chats, like.groups[0].marked) for like in asked(bot)] == [(2, 2)]


def test_an_answer_that_nobody_complained_of_leaves_nothing(bot: Bot) -> None:
    for _ in range(2):
        bot.person().says("коли обмін полоненими")

    assert asked(bot) == ()


def test_what_is_about_a_person_leaves_nothing(bot: Bot) -> None:
    for _ in range(3):
        bot.person().says("чи є Коваленко Тарас Петрович серед обміняних")

    assert asked(bot) == ()


def test_a_group_is_taken_off_the_list_and_has_likely_topics(bot: Bot) -> None:
    for _ in range(2):
        bot.person().says(UNKNOWN)
    (like,) = asked(bot)

    assert bot.house.unmet.likely(like.groups[0])
    bot.run(bot.house.unmet.drop(like))
    assert asked(bot) == ()


def test_who_deletes_their_data_has_asked_nothing(bot: Bot) -> None:
    people = [bot.person(), bot.person()]
    for person in people:
        person.says(UNKNOWN)
    assert words(bot)
    people[0].says("/delete")

    assert words(bot) == []
