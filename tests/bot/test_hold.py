"""From publishing to the first alert, over the whole bot: what subscribers hear, and when."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import pytest

from bot.verdicts import Published, Undone
from jobs.editors import Editor
from tests.bot.drafting import LIKE, TEXTS, complete, written

if TYPE_CHECKING:
    from tests.bot.conftest import Bot, Person

OWNER: Final = 7


@pytest.fixture
def bot(start_bot: Callable[[], Bot]) -> Bot:
    bot = start_bot()
    bot.passes(seconds=1)
    return bot


@pytest.fixture
def subscriber(bot: Bot) -> Person:
    person = bot.person("en")
    person.says("/subscribe")
    person.presses("Everything new")
    return person


def _owner(bot: Bot) -> Editor:
    found = bot.run(bot.house.newsroom.editor(OWNER))
    assert found is not None
    return found


def _published(bot: Bot, *, at_once: bool = False) -> Published:
    async def publish() -> object:
        newsroom, by = bot.house.newsroom, await bot.house.newsroom.editor(OWNER)
        assert by is not None
        kept = await written(newsroom, by, complete(bot.house.edition.statements[LIKE]))
        return await newsroom.publish(by, kept.id, kept.revision, at_once=at_once)

    done = bot.run(publish())
    assert isinstance(done, Published)
    return done


def _heard(person: Person) -> list[str]:
    return [shown.plain for shown in person.is_told()]


def test_subscribers_are_told_when_the_hold_is_over(bot: Bot, subscriber: Person) -> None:
    done = _published(bot)
    bot.passes(seconds=bot.house.settings.hold - 1)
    early = _heard(subscriber)
    bot.passes(seconds=1)

    assert done.audience == 1
    assert early == []
    assert len(_heard(subscriber)) == 1


def test_an_owner_may_tell_them_at_once(bot: Bot, subscriber: Person) -> None:
    _published(bot, at_once=True)
    bot.passes(seconds=1)

    assert len(_heard(subscriber)) == 1


def test_what_is_taken_back_is_told_to_nobody_who_has_not_seen_it(
    bot: Bot, subscriber: Person
) -> None:
    done = _published(bot)
    curious = bot.person("en")
    (answer,) = curious.says("When did Russia hand over a list?")
    assert TEXTS.en in answer.plain
    undone = bot.run(bot.house.newsroom.take_back(_owner(bot), done.entry.position))
    assert isinstance(undone, Undone)
    bot.passes(hours=1)

    told = "\n".join(_heard(curious))

    assert _heard(subscriber) == []
    assert TEXTS.en in told, "who saw it is told"
    assert undone.now.note not in told
