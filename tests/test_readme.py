"""The conversation in the README is a real one."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from bot.house import House
from bot.preview.chat import local_chat
from bot.preview.telegram import Shown
from bot.settings import Settings

README = Path(__file__).parents[1] / "README.md"
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def _as_written(shown: Shown) -> str:
    return shown.plain + "\n" + " ".join(f"[{label}]" for label, _ in shown.buttons)


async def test_the_conversation_in_the_readme_is_what_the_bot_says(tmp_path: Path) -> None:
    block = re.search(r"```text\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    written = block[1].strip()
    said = re.findall(r"^> (.+)$", written, re.MULTILINE)

    house = House.open(Settings(data=tmp_path), now=lambda: NOON)
    async with local_chat(house, language="en") as chat:
        replayed = []
        for line in said:
            replies = "\n\n".join(_as_written(shown) for shown in await chat.say(line))
            replayed.append(f"> {line}\n\n{replies}")

    assert said
    assert written == "\n\n".join(replayed)
