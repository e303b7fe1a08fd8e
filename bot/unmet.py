"""Questions that nobody could answer, on their way from a chat to the editors: words, of nobody.

What the last question of a chat left, which is no text but a few words of ours, is remembered in
memory for some minutes, in case its answer turns out not to be what was asked.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Sequence
from typing import Final

from cachetools import TTLCache

from bot.conversations import LASTS
from bot.subscribers import keep
from jobs.unanswered import Asked, Likes, Unanswered
from knowledge.answering import Subject
from knowledge.desk import Desk, Outcome
from knowledge.matching.reading import normalise
from knowledge.redaction import WordGroup, redacted
from knowledge.store import Store

_MOST: Final = 20_000  # chats; older ones are forgotten first
#: Topics that are proposed for a group of words.
_PROPOSED: Final = 3


class Unmet:
    """`House.unmet`: notes what was not answered, and shows it to editors."""

    def __init__(
        self, store: Store, desk: Callable[[], Desk], today: Callable[[], dt.date]
    ) -> None:
        self._store, self._desk, self._today = store, desk, today
        self._last: TTLCache[int, WordGroup] = TTLCache(_MOST, LASTS, timer=time.monotonic)

    async def asked(self, chat: int, text: str, outcome: Outcome) -> None:
        """Note a question that was not answered; remember for a while one that was."""
        self._last.pop(chat, None)
        if outcome.kind == "card" or outcome.personal_data:
            return
        group = await asyncio.to_thread(self._left_of, text, outcome)
        if group is None:
            return
        if outcome.kind == "unknown":
            await self._note(group, chat, marked=False)
        else:
            self._last[chat] = group

    async def not_asked(self, chat: int) -> None:
        """Note that what was shown to a chat just now was not what it had asked."""
        group = self._last.pop(chat, None)
        if group:
            await self._note(group, chat, marked=True)

    def forget(self, chat: int) -> None:
        """Forget a chat at once."""
        self._last.pop(chat, None)

    async def questions(self) -> Sequence[Likes]:
        """What several chats asked and did not get, alike with alike, the newest first."""
        today = self._today()
        return await self._store.read(lambda db: Unanswered(db).asked(today))

    def likely(self, asked: Asked) -> tuple[Subject, ...]:
        """The topics that a group of words may belong to, the likeliest first."""
        found = self._desk().matcher.rank(asked.words, by_words=True).candidates
        topics = [candidate.topic for candidate in found if candidate.topic]
        return tuple(Subject("topic", topic) for topic in topics[:_PROPOSED])

    async def drop(self, likes: Likes) -> None:
        """Take it off the list: it has found its topic, or has none."""
        names = [group.name for group in likes.groups]
        await keep(self._store, lambda db: [Unanswered(db).drop(name) for name in names])

    def _left_of(self, text: str, outcome: Outcome) -> WordGroup | None:
        """What of a question may be kept. Only one without an answer is worth being understood."""
        desk = self._desk()
        matcher = desk.matcher
        line = matcher.understand(text) if outcome.kind == "unknown" else normalise(text)
        groups = desk.edition.guidance.lexicon.groups
        return redacted(text, line, outcome.language, matcher.index.words, groups)

    async def _note(self, group: WordGroup, chat: int, *, marked: bool) -> None:
        today = self._today()
        await keep(self._store, lambda db: Unanswered(db).note(group, chat, today, marked=marked))
