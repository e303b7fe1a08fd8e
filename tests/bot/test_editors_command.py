"""`exchange-bot editors`: an operator gives and ends roles, also while the bot is running."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.house import House
from jobs.editors import Role

Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("EXCHANGE_BOT_DATA", str(tmp_path))
    monkeypatch.setenv("EXCHANGE_BOT_OWNER", "7")
    return lambda *words: CliRunner().invoke(main, ["editors", *words])


def test_who_is_added_is_an_editor_of_the_bot_that_is_running(
    command: Command, open_house: Callable[..., House], tmp_path: Path
) -> None:
    house = open_house(tmp_path)
    added = command("add", "55", "--role", "reviewer", "--label", "Rita")
    found = asyncio.run(house.newsroom.editor(55))
    command("remove", "rita")
    gone = asyncio.run(house.newsroom.editor(55))
    house.close()

    assert added.output == "Rita is reviewer\n"
    assert found is not None
    assert (found.label, found.role) == ("Rita", Role.REVIEWER)
    assert gone is None


def test_the_list_names_owners_first(command: Command) -> None:
    command("add", "55", "--label", "anna")
    lines = command("list").output.splitlines()

    assert [line.split()[:3] for line in lines] == [
        ["owner", "owner-1", "7"],
        ["editor", "anna", "55"],
    ]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("remove", "nobody"), "nobody has this label"),
        (("remove", "owner-1"), "EXCHANGE_BOT_OWNER"),
        (("add", "56", "--label", "ANNA"), "somebody has, or had, this label"),
        (("add", "56", "--label", "<b>"), "2 to 24 letters"),
        (("add", "0"), "USER"),
    ],
)
def test_what_cannot_be_done_is_said_and_not_done(
    words: tuple[str, ...], why: str, command: Command
) -> None:
    command("add", "55", "--label", "anna")
    before = command("list").output
    refused = command(*words)

    assert refused.exit_code != 0
    assert why in refused.output
    assert command("list").output == before
