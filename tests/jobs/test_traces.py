"""What is deleted from people.db is not on the disk any more."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from jobs.outbox import Letter, Outbox
from jobs.people import People
from jobs.schema import migrations
from knowledge.store import Store

CHAT: Final = 0x5EC2E7C4A7
SAID: Final = "An answer that was said to somebody"


async def leave_traces(folder: Path) -> None:
    """Say something to somebody who has chosen a language, and then forget them."""
    store = Store.open(folder / "people.db", migrations)
    payload = f'{{"chat_id": {CHAT}, "text": "{SAID}"}}'
    letter = Letter("reply", "reply:1:0", CHAT, "sendMessage", payload, None, 0, 0, 9)
    number = await store.write(lambda db: Outbox(db).add(letter))
    await store.write(lambda db: People(db).choose_language(CHAT, "uk"))
    await store.write(lambda db: Outbox(db).settle(number, "sent"))
    await store.write(lambda db: People(db).forget(CHAT))
    store.close()


def test_neither_a_settled_reply_nor_a_deleted_choice_leaves_its_bytes_behind(
    tmp_path: Path,
) -> None:
    asyncio.run(leave_traces(tmp_path))

    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"handled" in left
    assert SAID.encode() not in left
    assert CHAT.to_bytes(6, "big") not in left
