"""An editor whose order cannot be written: they are told, nothing is half done, and later it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from bot.editing.presses import pressing
from bot.house import FACTS, PEOPLE
from bot.words import words_in
from jobs.drafts import Kept
from knowledge.base import FactBase
from tests.bot.drafting import LIKE, complete

if TYPE_CHECKING:
    from tests.bot.conftest import Bot

OWNER: Final = 7


@contextmanager
def locked(bot: Bot, name: str) -> Iterator[None]:
    """Somebody else holds a database, and the bot is quickly out of patience."""
    bot.house.people._patience = 0.2
    bot.house._facts._db.execute("PRAGMA busy_timeout = 100")
    path = bot.house.settings.data / name
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        yield
        db.rollback()


def _draft(bot: Bot) -> Kept:
    async def opened() -> object:
        newsroom = bot.house.newsroom
        owner = await newsroom.editor(OWNER)
        assert owner is not None
        return await newsroom.open(owner, complete(bot.house.edition.statements[LIKE]))

    kept = bot.run(opened())
    assert isinstance(kept, Kept)
    return kept


def test_a_draft_that_cannot_be_kept_says_so(start_bot: Callable[[], Bot]) -> None:
    bot = start_bot()
    owner = bot.person("en", number=OWNER)
    owner.says("/drafts")
    with locked(bot, PEOPLE):
        (told,) = owner.says("/add")
    (card,) = owner.says("/add")

    assert told.plain == words_in("en").say("not-saved")
    assert card.buttons


def test_a_publication_that_cannot_be_written_is_not_half_there(
    start_bot: Callable[[], Bot],
) -> None:
    bot = start_bot()
    owner = bot.person("en", number=OWNER)
    (card,) = owner.says("/drafts")
    kept = _draft(bot)
    press = pressing("send", "", kept.id, kept.revision)
    before = bot.run(bot.house.ask_base(FactBase.position))
    with locked(bot, FACTS):
        told = owner.presses_data(press, card)
    unchanged = bot.run(bot.house.ask_base(FactBase.position))
    again = bot.run(bot.house.newsroom.draft(kept.id))
    owner.presses_data(press, card)

    assert [shown.plain for shown in told] == [words_in("en").say("not-saved")]
    assert unchanged == before
    assert again == kept
    assert bot.run(bot.house.ask_base(FactBase.position)) == before + 1
