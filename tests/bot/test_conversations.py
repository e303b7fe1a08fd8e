"""Replays tests/conversations/*.txt through the whole application, word for word.

    UPDATE_CONVERSATIONS=1 pytest tests/bot/test_conversations.py

writes down what the bot says now; read the difference before you keep it. A file is made of

    # who talks, and what a reviewer looks for
    Telegram speaks: uk          the language of the person's Telegram
    chat: group                  only where it is one
    must be seen: ...            said somewhere by the bot, whatever else changes
    never seen: ...              not said anywhere by the bot

    person: ...                  also `person replies: ...` to what the bot last showed,
                                 `person presses: LABEL`, `person sends a photo: CAPTION`
    bot: ...                     what is shown then, and the buttons under it

    editors publish: ID          a statement of tests/bot/newsdesk.py; also `correct`, `withdraw`
    time passes: 15 minutes      and what the bot then says by itself

Instead of `person` it may be `owner`, `editor` or `reviewer`, each in a chat of their own, and

    approval: needed             in the head: a second person has to agree
    editor opens the invitation  that was shown last
    editor forwards a post: ...  of a channel
    editor is told:              what came to them while others were writing
    facts verify:                what `exchange-bot facts verify` says of the log

A `|` in what somebody sends begins a new line.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.house import FACTS
from bot.preview.telegram import Shown
from knowledge.base import FactBase
from knowledge.model import LANGUAGES
from tests.bot import newsdesk

if TYPE_CHECKING:
    from tests.bot.conftest import Bot, Person

FOLDER: Final = Path(__file__).parents[1] / "conversations"
FILES: Final = sorted(FOLDER.glob("*.txt"))

_HEAD: Final = re.compile(r"(Telegram speaks|chat|approval|must be seen|never seen): (.+)")
_WHO: Final = {"owner": 7, "editor": 8_000_001, "reviewer": 8_000_002}
_STEP: Final = re.compile(
    rf"(person|{'|'.join(_WHO)})"
    r"( replies| presses| sends a photo| forwards a post| opens the invitation| is told)?:(?: (.*))?"
)
_VERIFY: Final = "facts verify:"
_TOKEN: Final = re.compile(r"start=(edit_[\w-]+)")
_EVENT: Final = re.compile(r"editors (publish|correct|withdraw): (\S+)")
_PAUSE: Final = re.compile(r"time passes: (\d+) (minutes|hours|days)")
_SHOWN: Final = ("bot:", "bot changes the message:", "bot is silent", "buttons:", "  ")

_PHOTO: Final = {"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}
_CHANNEL: Final = {
    "type": "channel",
    "chat": {"id": -1001, "type": "channel", "title": "Канал", "username": "a_channel"},
    "message_id": 12,
    "date": 1795348800,  # 22 November 2026
}
STEPS: Final[dict[str | None, Callable[[Person, str], list[Shown]]]] = {
    None: lambda person, text: person.says(text),
    " forwards a post": lambda person, text: person.says(text, forward_origin=_CHANNEL),
    " opens the invitation": lambda person, token: person.says(f"/start {token}"),
    " is told": lambda person, _: person.is_told(),
    " replies": lambda person, text: person.replies(text),
    " presses": lambda person, label: person.presses(label),
    " sends a photo": lambda person, caption: person.sends(photo=[_PHOTO], caption=caption),
}


@dataclass(frozen=True)
class Conversation:
    """A file as written: its head, and what the person does."""

    head: tuple[str, ...]
    language: str
    group: bool
    approval: bool
    must: tuple[str, ...]
    never: tuple[str, ...]
    steps: tuple[str, ...]

    @property
    def eventful(self) -> bool:
        """Whether something happens beside the talk, so that it needs a bot of its own."""
        edited = any(step.startswith(tuple(_WHO)) for step in self.steps)
        return edited or any(map(_EVENT.fullmatch, self.steps))


def read(path: Path) -> Conversation:
    """Read a file; what the bot shows in it is left out."""
    head: list[str] = []
    steps: list[str] = []
    told: dict[str, list[str]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if found := _HEAD.fullmatch(line):
            told.setdefault(found[1], []).append(found[2])
            head.append(line)
        elif line.startswith("#"):
            (steps or head).append(line)
        elif line == _VERIFY or any(kind.fullmatch(line) for kind in (_STEP, _EVENT, _PAUSE)):
            steps.append(line)
        elif line and not line.startswith(_SHOWN):
            raise ValueError(f"{path.name}:{number}: what is {line!r}?")
    return Conversation(
        head=tuple(head),
        language=told["Telegram speaks"][0],
        group=told.get("chat") == ["group"],
        approval="approval" in told,
        must=tuple(told.get("must be seen", ())),
        never=tuple(told.get("never seen", ())),
        steps=tuple(steps),
    )


def replay(conversation: Conversation, bot: Bot) -> tuple[str, str]:
    """The whole conversation as the bot has it now, and the bot's part alone."""
    language = conversation.language
    people = {"person": bot.person(language, group=conversation.group)}
    if conversation.approval:
        bot.house.settings = dataclasses.replace(bot.house.settings, approval=True)
    lines, said = [*conversation.head], []
    token = ""
    for step in conversation.steps:
        lines.extend(("", step))
        answer: list[str] = []
        if found := _STEP.fullmatch(step):
            if found[1] not in people:
                people[found[1]] = bot.person(language, number=_WHO[found[1]])
            text = token if found[2] == " opens the invitation" else found[3] or ""
            answer.extend(_shown(STEPS[found[2]](people[found[1]], text.replace("|", "\n"))))
        elif step == _VERIFY:
            answer.append(f"    {_verified(bot)}")
        elif found := _PAUSE.fullmatch(step):
            bot.passes(**{found[2]: float(found[1])})
            answer.extend(_shown(people["person"].is_told()))
        elif found := _EVENT.fullmatch(step):
            newsdesk.EDITS[found[1]](bot.house.settings.data, found[2], bot.clock())
        for at, line in enumerate(answer):
            if invited := _TOKEN.search(line):
                token = invited[1]
                answer[at] = line.replace(token, "edit_TOKEN")
        lines.extend(answer)
        said.extend(answer)
    return "\n".join((*lines, "")), "\n".join(said)


def _verified(bot: Bot) -> str:
    base = FactBase.open(bot.house.settings.data / FACTS)
    try:
        return f"{base.verify()} rows, the chain is whole"
    finally:
        base.close()


def _shown(messages: list[Shown]) -> Iterator[str]:
    if not messages:
        yield "bot is silent"
    for message in messages:
        yield "bot changes the message:" if message.edited else "bot:"
        yield from (f"    {line}".rstrip() for line in message.plain.splitlines())
        labels = [f"[{label}]" for label, _ in message.buttons]
        if len(labels) > 4:
            yield "buttons:"
            yield from (f"    {label}" for label in labels)
        elif labels:
            yield f"buttons: {' '.join(labels)}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_bot_says_what_was_reviewed_word_for_word(
    path: Path, bot: Bot, start_bot: Callable[[], Bot]
) -> None:
    conversation = read(path)
    now, said = replay(conversation, start_bot() if conversation.eventful else bot)

    assert [wanted for wanted in conversation.must if wanted not in said] == []
    assert [
        unwanted for unwanted in conversation.never if unwanted.casefold() in said.casefold()
    ] == []
    if os.environ.get("UPDATE_CONVERSATIONS"):
        path.write_text(now, encoding="utf-8")
    reviewed = path.read_text(encoding="utf-8")
    if now != reviewed:
        difference = difflib.unified_diff(
            reviewed.splitlines(),
            now.splitlines(),
            "as reviewed",
            "as the bot says it now",
            lineterm="",
        )
        pytest.fail("\n".join((path.name, *difference)), pytrace=False)


def test_every_conversation_is_held_in_all_three_languages() -> None:
    told = {
        language: {p.stem[3:] for p in FILES if p.stem[:3] == f"{language}-"}
        for language in LANGUAGES
    }

    assert told["uk"] == told["ru"] == told["en"]
    assert len(FILES) == sum(map(len, told.values()))
    assert len(told["uk"]) >= 11


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_conversation_says_first_who_talks_and_what_must_be_seen(path: Path) -> None:
    conversation = read(path)

    assert conversation.head[0].startswith("# ")
    assert conversation.must
    assert conversation.language == path.stem[:2]
