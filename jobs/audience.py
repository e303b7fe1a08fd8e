"""How many would be told of a change, before it is published. Chats and threads, each once."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Final

from sqlite_utils import Database

_NEWS: Final = """
    SELECT count(*) FROM subscriptions AS s
    WHERE paused_until <= ? AND (everything OR EXISTS (
        SELECT 1 FROM chosen_topics AS c
        WHERE c.chat = s.chat AND c.thread = s.thread AND answered_by IS NULL
            AND topic IN (SELECT value FROM json_each(?))))
"""
_SAW: Final = """
    SELECT count(*) FROM (
        SELECT DISTINCT chat, thread FROM ledger JOIN shown_versions USING (showing)
        WHERE statement = ? AND version IN (SELECT value FROM json_each(?)))
"""
_SAW_ANY: Final = """
    SELECT count(*) FROM (
        SELECT DISTINCT chat, thread FROM ledger JOIN shown_versions USING (showing)
        JOIN json_each(?) AS one ON statement = one.value ->> 0 AND version = one.value ->> 1)
"""


class Audience:
    """The questions, over one connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of_news(self, about: Collection[str], now: float) -> int:
        """Those who subscribed to one of these topics or themes, at once or in digests."""
        found = self._db.execute(_NEWS, [now, json.dumps(sorted(about))])
        return int(found.fetchone()[0])

    def of_changes(self, wrong: Collection[tuple[str, int]]) -> int:
        """Those who were sent one of these versions of these statements."""
        found = self._db.execute(_SAW_ANY, [json.dumps(sorted(wrong))])
        return int(found.fetchone()[0])

    def of_change(self, statement: str, versions: Collection[int]) -> int:
        """Those who were sent one of these versions."""
        found = self._db.execute(_SAW, [statement, json.dumps(sorted(versions))])
        return int(found.fetchone()[0])
