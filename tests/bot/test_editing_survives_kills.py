"""kill -9 at any step of an edit: what was ordered is done once, and the editor is told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.editing.presses import Action, pressing
from jobs.drafts import Kept
from knowledge.base import Entry, Event, FactBase
from knowledge.drafting.draft import Draft
from knowledge.model import Statement
from knowledge.shipped import read_shipped
from tests.bot.drafting import LIKE, complete
from tests.telegram.mortal import OWNER, STEPS, Mortal, little_house
from tests.telegram.started import StandIn


@dataclass
class Desk:
    """An editor whose bot is killed while it does what they order."""

    folder: Path
    telegram: StandIn
    bots: Mortal

    def orders(self, update: dict[str, Any], dies: str) -> list[str]:
        """Send an update; the bot dies over it, is started again, and what it says then is returned."""
        before = len(self._said())
        dead = self.bots.start(dies)
        self.telegram.queue([update])
        dead.join(20)
        assert dead.exitcode == -9, f"it did not die: {dies}"
        alive = self.bots.start()
        self.telegram.wait_for(before + 1, "")
        self._until_all_is_handled()
        self.bots.kill(alive)
        return self._said()[before:]

    def presses(self, action: Action, dies: str, kept: Kept | None, value: str = "") -> list[str]:
        """Press a button of the card."""
        draft, revision = (kept.id, kept.revision) if kept else (0, 0)
        envelope = self.telegram.message(OWNER)
        query = {
            "id": str(envelope["message_id"]),
            "from": envelope["from"],
            "chat_instance": "1",
            "message": {**envelope, "from": {"id": 1, "is_bot": True, "first_name": "Bot"}},
            "data": pressing(action, value, draft, revision),
        }
        return self.orders({"callback_query": query}, dies)

    def writes(self, text: str, dies: str) -> list[str]:
        """Send a message."""
        return self.orders({"message": {**self.telegram.message(OWNER), "text": text}}, dies)

    def _said(self) -> list[str]:
        calls = self.telegram.calls(accepted=True)
        return [one.text for one in calls if one.method in ("sendMessage", "editMessageText")]

    def _until_all_is_handled(self) -> None:
        for _ in range(400):
            if not self.telegram.waiting():
                return
            asyncio.run(asyncio.sleep(0.025))
        raise AssertionError("not handled")

    # -- what is there, while no bot runs

    def log(self) -> list[Entry]:
        """The log, its chain checked."""
        base = FactBase.open(self.folder / "facts.db")
        base.verify()
        found = list(base.entries())
        base.close()
        return found

    def draft(self, fresh: Draft | None = None) -> Kept:
        """The only draft; `fresh` opens one."""

        async def looked() -> Kept:
            house = little_house(self.folder)
            owner = await house.newsroom.editor(OWNER)
            assert owner is not None
            if fresh:
                opened = await house.newsroom.open(owner, fresh)
                assert isinstance(opened, Kept)
                await house.newsroom.expect(owner, opened.id, "source.title")
            rows = await house.people.read(
                lambda db: db.execute("SELECT id FROM drafts").fetchall()
            )
            assert len(rows) == 1
            kept = await house.newsroom.draft(rows[0][0])
            house.close()
            assert kept is not None
            return kept

        return asyncio.run(looked())


@pytest.fixture(scope="module")
def like() -> Statement:
    return next(one.statement for one in read_shipped().statements if one.statement.id == LIKE)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with StandIn() as telegram:
        yield Desk(tmp_path, telegram, Mortal(tmp_path, telegram.api))


CHANGING = "after the draft is changed"


@pytest.mark.parametrize("step", [step for step in STEPS if "log" not in step])
def test_what_was_typed_for_a_field_is_there_wherever_the_bot_dies(
    step: str, desk: Desk, like: Statement
) -> None:
    desk.draft(complete(like))
    told = desk.writes("A title", step)

    assert desk.draft().draft.value("source.title") == "A title"
    assert any("A title" in text for text in told)


@pytest.mark.parametrize("step", [step for step in STEPS if step != CHANGING])
def test_what_was_ordered_is_done_once_wherever_the_bot_dies(
    step: str, desk: Desk, like: Statement
) -> None:
    kept = desk.draft(complete(like))
    told = desk.presses("send", step, kept)
    published = desk.draft()

    assert [entry.event for entry in desk.log()] == [Event.PUBLISHED]
    assert (published.state, published.event) == ("done", 1)
    assert told, "the editor hears of it"

    told = desk.presses("take_back", step, None, "1")
    reopened = desk.draft()
    assert [entry.event for entry in desk.log()] == [Event.PUBLISHED, Event.RETRACTED]
    assert (reopened.state, reopened.draft.after) == ("open", 2)
    assert told

    desk.presses("send", step, reopened)
    desk.presses("undo", step, None, "s3")
    events = [entry.event for entry in desk.log()]
    assert events == [Event.PUBLISHED, Event.RETRACTED, Event.RESTORED, Event.RETRACTED]
