"""A disk that is full or failing, a file that is locked, a power cut: what people see, and keep."""

from __future__ import annotations

import json
import resource
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from bot.words import words_in
from knowledge.model import LANGUAGES, Language
from tests.telegram.started import TOKEN, Call, StandIn

if TYPE_CHECKING:
    from tests.bot.conftest import Bot

TYPED: Final = "де Петренко Іван, 1991 року?"
ASKED: Final = 10
START: Final = 30.0  # seconds; two busy cores build the index in ten


@contextmanager
def locked(bot: Bot) -> Iterator[None]:
    """Somebody else holds people.db, and the bot is quickly out of patience."""
    bot.house.people._patience = 0.2
    with closing(
        sqlite3.connect(bot.house.settings.data / "people.db", isolation_level=None)
    ) as db:
        db.execute("BEGIN IMMEDIATE")
        yield
        db.rollback()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_that_cannot_be_saved_says_so_and_the_next_one_is(
    language: Language, start_bot: Callable[[], Bot]
) -> None:
    bot = start_bot()
    person = bot.person(language)
    person.says("/language")
    label = words_in("en").say("language-name")

    with locked(bot):
        (told,) = person.presses(label)
    still = person.says("/settings")[0].plain
    (done,) = person.presses(label)

    assert told.plain == words_in(language).say("not-saved")
    assert words_in(language).say("language-name") in still
    assert done.plain == words_in("en").say("language-chosen")


def test_a_question_is_answered_while_nothing_can_be_written(start_bot: Callable[[], Bot]) -> None:
    bot = start_bot()
    person = bot.person("uk")
    with locked(bot):
        answer = person.says("хто винен")[0].plain
        (sources,) = person.presses("Джерела")

    assert "Російська сторона" in answer
    assert sources.edited


def test_what_is_deleted_is_still_there_when_that_could_not_be_saved(
    start_bot: Callable[[], Bot],
) -> None:
    bot = start_bot()
    person = bot.person("uk")
    person.says("/language")
    person.presses("English")
    with locked(bot):
        (told,) = person.says("/delete")

    assert told.plain == words_in("en").say("not-saved")
    assert person.says("/delete")[0].plain == words_in("en").say("deleted")
    assert person.says("/delete")[0].plain != words_in("en").say("deleted")


# -- the whole program


@contextmanager
def failing_disk(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Every write of a file fails in that process, until it ends."""
    _, most = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, most))
    yield
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, most))


@dataclass(frozen=True)
class Story:
    """What one program went through, and what was seen of it."""

    failing: list[Call]
    mended: Call
    second: tuple[int, str]
    after_the_cut: list[Call]
    end: tuple[int, str]
    logged: str
    people: Path


@pytest.fixture(scope="module")
def story(
    start_program: Callable[..., subprocess.Popen[bytes]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Story:
    """One start is dear, so all of it happens to one program and its successor."""
    folder = tmp_path_factory.mktemp("story")
    with StandIn() as telegram:
        settings = {"EXCHANGE_BOT_TOKEN": TOKEN, "EXCHANGE_BOT_API_URL": telegram.api}
        bot = start_program(folder, "run", **settings)
        telegram.says("хто винен", chat=1)
        telegram.wait_for(1, within=START)
        with failing_disk(bot):
            telegram.says(TYPED, chat=2)
            telegram.wait_for(2, within=START)
            telegram.queue([_chooses(telegram, chat=3)])
            failing = telegram.wait_for(3, within=START)[1:]
        telegram.queue([_chooses(telegram, chat=4)])
        mended = telegram.wait_for(4, within=START)[-1]
        second = start_program(folder, "run", **settings)
        _, said = second.communicate(timeout=START)

        telegram.takes(0.3)
        for number in range(ASKED):
            telegram.says(f"хто винен {number}", chat=100 + number)
        telegram.wait_for(6, within=START)
        bot.kill()
        _, logged = bot.communicate()
        telegram.takes(0)
        successor = start_program(folder, "run", **settings)
        telegram.says("/help", chat=99)
        calls = telegram.wait_for(5 + ASKED, within=START)
        while not {99, *(100 + n for n in range(ASKED))} <= {call.chat for call in calls}:
            calls = telegram.wait_for(len(calls) + 1, within=START)
        successor.send_signal(signal.SIGTERM)
        _, last = successor.communicate(timeout=5)
    return Story(
        failing,
        mended,
        (second.returncode, said.decode()),
        calls[4:],
        (successor.returncode, last.decode()),
        (logged + last).decode(),
        folder / "data" / "people.db",
    )


linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits another process")


@linux_only
def test_on_a_failing_disk_questions_are_answered_and_commands_say_that_they_failed(
    story: Story,
) -> None:
    answered, told = story.failing

    assert "я його не зберіг" in answered.text
    assert told.text == words_in("en").say("not-saved")
    assert "people.db cannot be written" in story.logged


@linux_only
def test_a_disk_that_works_again_is_written_to_again_with_no_restart(story: Story) -> None:
    assert story.mended.text == words_in("uk").say("language-chosen")
    assert "people.db can be written again" in story.logged
    with closing(sqlite3.connect(story.people)) as db:
        assert db.execute("SELECT * FROM chats").fetchall() == [(4, "uk")]


@linux_only
def test_a_second_program_on_the_same_folder_says_so_and_leaves(story: Story) -> None:
    code, said = story.second

    assert code == 1
    assert "already running" in said


@linux_only
def test_a_power_cut_loses_no_question_that_was_taken(story: Story) -> None:
    answered = Counter(call.chat for call in story.after_the_cut)

    assert set(answered) == {99} | {100 + number for number in range(ASKED)}
    assert max(answered.values()) <= 2
    assert story.end[0] == 0, story.end[1]
    with closing(sqlite3.connect(story.people)) as db:
        assert db.execute("SELECT count(*) FROM outbox").fetchone() == (0,)


@linux_only
def test_nothing_that_was_typed_is_on_the_disk_or_in_the_log(story: Story) -> None:
    written = b"".join(path.read_bytes() for path in story.people.parent.glob("people*"))

    for typed in ("Петренк", "хто винен 3"):
        assert typed not in story.logged
        assert typed.encode() not in written
        assert json.dumps(typed)[1:-1].encode() not in written


def _chooses(telegram: StandIn, chat: int) -> dict[str, Any]:
    message = {**telegram.message(chat), "text": "?"}
    query = {"id": "1", "from": message["from"], "chat_instance": "1", "message": message}
    return {"callback_query": {**query, "data": "language:uk"}}
