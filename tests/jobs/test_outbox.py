"""The verbs of the outbox, over a real people.db."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from sqlite_utils import Database

from jobs.outbox import ASIDE_FOR, HANDLED_FOR, Letter, Outbox
from jobs.schema import migrations
from knowledge.storage import open_database

NOW: Final = 1_800_000_000.0
REPLY: Final = Letter(
    "reply", "reply:1:0", 7, "sendMessage", '{"text": "a"}', None, NOW, 0.0, NOW + 60
)
ALERT: Final = replace(REPLY, lane="alert", key="alert:1", due_at=NOW)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "people.db", migrations)
    with closing(db):
        yield db


@pytest.fixture
def outbox(db: Database) -> Outbox:
    return Outbox(db)


def rows(db: Database, columns: str) -> list[Any]:
    return db.execute(f"SELECT {columns} FROM outbox ORDER BY id").fetchall()  # noqa: S608


def test_an_update_is_handled_once(outbox: Outbox) -> None:
    assert outbox.mark_handled(5, NOW)
    assert outbox.mark_handled(3, NOW + 1)
    assert not outbox.mark_handled(5, NOW + 2)
    assert list(outbox.handled()) == [5, 3]


def test_what_is_due_comes_in_the_order_in_which_it_was_put_there(outbox: Outbox) -> None:
    ids = [outbox.add(replace(REPLY, key=f"reply:{number}:0")) for number in range(5)]

    assert [letter.id for letter in outbox.due("reply", NOW, 3)] == ids[:3]
    assert [letter.id for letter in outbox.due("reply", NOW, 9)] == ids
    assert outbox.due("reply", NOW, 1) == [replace(REPLY, key="reply:0:0", id=ids[0])]


def test_each_lane_has_its_own_and_what_is_not_due_waits(outbox: Outbox) -> None:
    outbox.add(REPLY)
    outbox.add(ALERT)
    outbox.add(replace(ALERT, key="alert:2", due_at=NOW + 1))

    assert [letter.key for letter in outbox.due("alert", NOW, 9)] == ["alert:1"]
    assert [letter.key for letter in outbox.due("alert", NOW + 1, 9)] == ["alert:1", "alert:2"]
    assert outbox.waiting() == {"alert": 2, "reply": 1}


def test_a_key_is_used_once(outbox: Outbox) -> None:
    outbox.add(REPLY)

    with pytest.raises(Exception, match="UNIQUE"):
        outbox.add(REPLY)


def test_a_reply_that_is_settled_is_gone_and_an_alert_keeps_what_became_of_it(
    outbox: Outbox, db: Database
) -> None:
    reply, alert = outbox.add(REPLY), outbox.add(ALERT)
    outbox.settle(reply, "sent", message=4)
    outbox.settle(alert, "sent", message=5)

    assert rows(db, "id, state, message, attempts") == [(alert, "sent", 5, 1)]
    assert outbox.due("alert", NOW, 9) == []
    assert outbox.waiting() == {}


def test_the_number_of_a_row_never_names_another(outbox: Outbox) -> None:
    first = outbox.add(REPLY)
    outbox.settle(first, "sent")

    assert outbox.add(REPLY) > first


def test_pruning_forgets_what_cannot_come_again_and_nothing_else(
    outbox: Outbox, db: Database
) -> None:
    outbox.mark_handled(1, NOW - HANDLED_FOR - 1)
    outbox.mark_handled(2, NOW - HANDLED_FOR + 1)
    outbox.set_aside(NOW - ASIDE_FOR - 1, "message", 1, "KeyError")
    outbox.set_aside(NOW, "message", 2, "KeyError")
    outbox.add(replace(REPLY, made_at=0.0))

    outbox.prune(NOW)

    assert list(outbox.handled()) == [2]
    assert db.execute("SELECT size FROM set_aside").fetchall() == [(2,)]
    assert outbox.waiting() == {"reply": 1}
