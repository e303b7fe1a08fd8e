"""The house: everything the bot is made of, put together in one place.

Databases are touched by threads of their own, so that nothing waits for a disk on the event loop;
questions are answered out of memory, on a thread too: a hard one takes longer than a person's
message should wait for its turn to be read.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from filelock import FileLock, Timeout
from sqlite_utils import Database

from bot.conversations import Conversations, Moment
from bot.newsroom import Newsroom
from bot.operation import Operation
from bot.settings import Settings
from bot.subscribers import Subscribers, keep
from bot.tallying import Tallying
from bot.unmet import Unmet
from jobs.heads import Heads
from jobs.people import People
from jobs.schema import migrations
from knowledge.answering import Subject
from knowledge.base import Entry, FactBase
from knowledge.desk import Desk, Outcome, Place, View
from knowledge.edition import Edition, Guidance
from knowledge.encoding.choosing import VECTORS, encoder_for
from knowledge.encoding.landmarks import shipped as shipped_landmarks
from knowledge.encoding.meanings import Meanings
from knowledge.errors import UnwritableError
from knowledge.kept_index import open_desk
from knowledge.model import LANGUAGES, Language
from knowledge.shipped import read_shipped
from knowledge.store import Store, is_down

log = logging.getLogger(__name__)

FACTS: Final = "facts.db"
PEOPLE: Final = "people.db"

_P = ParamSpec("_P")
_T = TypeVar("_T")
Clock = Callable[[], dt.datetime]


class RunningAlreadyError(RuntimeError):
    """Another process answers out of the same folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"the bot is already running with the data in {folder}; stop it first")


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Keep a second bot off the same folder; the lock goes with the process, however it ends."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with FileLock(folder / "running.lock", timeout=0):
            yield
    except Timeout as error:
        raise RunningAlreadyError(folder) from error


def utc_now() -> dt.datetime:
    """The time now."""
    return dt.datetime.now(dt.UTC)


class House:
    """What handlers ask: it remembers languages and conversations, and asks the desk."""

    def __init__(
        self, settings: Settings, facts: FactBase, people: Store, guidance: Guidance, now: Clock
    ) -> None:
        self.settings = settings
        self.people = people
        self._facts = facts
        self._now = now
        self._looking, self._learning = asyncio.Lock(), asyncio.Lock()
        self._lessons: set[asyncio.Task[None]] = set()  # kept, or they would be swept away
        self._facts_thread = ThreadPoolExecutor(1, thread_name_prefix="facts")
        self._desk_thread = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self._conversations = Conversations(time.monotonic)
        self.meanings = _meanings(settings)
        self.desk = self._taught(open_desk(facts.edition(guidance), settings.data))
        self.subscribers = Subscribers(people, now, lambda: self.today)
        self.tallying = Tallying(people, lambda: self.today)
        self.operation = Operation(people, now, lambda: self.today)
        self.unmet = Unmet(people, lambda: self.desk, lambda: self.today)
        self.newsroom = Newsroom(self)

    @classmethod
    def open(cls, settings: Settings, now: Clock = utc_now, people: Path | None = None) -> House:
        """Open the databases, load the shipped base, build the index.

        `people` is a folder for a people.db of its own, for a conversation that nobody keeps.
        """
        shipped = read_shipped()
        facts = FactBase.open(settings.data / FACTS)
        loading = facts.load((found.statement for found in shipped.statements), now())
        if loading.added or loading.updated:
            log.info("shipped base: %d added, %d updated", loading.added, loading.updated)
        kept = Store.open((people or settings.data) / PEOPLE, migrations)
        return cls(settings, facts, kept, shipped.guidance, now)

    def close(self) -> None:
        """Give the databases back."""
        self._desk_thread.shutdown(wait=True)
        self._facts_thread.shutdown(wait=True)
        if self.meanings:
            self.meanings.close()
        self._facts.close()
        self.people.close()

    @property
    def edition(self) -> Edition:
        """All that is published now."""
        return self.desk.edition

    @property
    def now(self) -> dt.datetime:
        """The time now."""
        return self._now()

    @property
    def today(self) -> dt.date:
        """The day now, where the bot's people are."""
        return self._now().astimezone(self.settings.timezone).date()

    def timestamp(self) -> float:
        """The time now, in seconds since the epoch."""
        return self._now().timestamp()

    async def entries(self, after: int) -> Sequence[Entry]:
        """The log of facts.db behind a position."""
        return await _on(self._facts_thread, lambda: tuple(self._facts.entries(after)))

    async def history(self, statement: str) -> Sequence[Entry]:
        """Every version of a statement, oldest first; raises UnknownStatementError."""
        return await _on(self._facts_thread, self._facts.history, statement)

    async def ask_base(self, verb: Callable[[FactBase], _T]) -> _T:
        """What a verb over facts.db brings; what it writes is durable when this returns.

        Raises what the verb raises, and UnwritableError where the file or its disk is in the way.
        """
        try:
            return await _on(self._facts_thread, verb, self._facts)
        except sqlite3.Error as error:
            if is_down(error):
                raise UnwritableError(FACTS, str(error)) from error
            raise

    async def look_for_news(self, *, relearn: bool = True) -> None:
        """Answer from a new edition when a log has moved, whoever moved it; nothing restarts.

        Statements are there at once; where phrasings came or went, the index takes seconds more.
        Whoever does not need those waits for them only with `relearn`.
        """
        async with self._looking:  # so that an older edition never takes the place of a newer one
            known = self.edition
            if await self.ask_base(FactBase.position) != known.position:
                edition = await self.ask_base(lambda facts: facts.edition(known.guidance))
                await self._answer_from(self.desk, replace(edition, guidance=known.guidance))
                await self.watch_heads()
        if relearn:
            await self._relearn()

    async def watch_heads(self) -> None:
        """Look whether the logs still hold what they ended with when last looked at, and note it.

        Beside a log that was cut off, or written anew, its own chain of hashes is whole.
        """
        try:
            known = await self.people.read(lambda db: Heads(db).known())
            heads = await self.ask_base(FactBase.heads)
            if lacking := await self.ask_base(lambda base: base.lacking(known)):
                log.error(
                    "%s WAS CUT OFF OR WRITTEN ANEW: it ended with %s before. Compare it with a"
                    " backup: exchange-bot facts verify --head %s", FACTS, lacking[0], lacking[0],
                )  # fmt: skip
            if set(heads) != set(known):
                await self.people.write(lambda db: Heads(db).note(heads))
        except (sqlite3.Error, UnwritableError):
            log.exception("the heads of %s could not be noted", FACTS)

    async def learn(self, patience: float) -> None:
        """The same; after so many seconds whoever waits goes on, and so does the learning."""
        learning = asyncio.create_task(self.look_for_news())
        self._lessons.add(learning)
        learning.add_done_callback(self._learnt)
        await asyncio.wait((learning,), timeout=patience)

    def _learnt(self, learning: asyncio.Task[None]) -> None:
        self._lessons.discard(learning)
        if not learning.cancelled() and (error := learning.exception()):
            log.error("phrasings were not learnt: %s", type(error).__name__)

    async def _relearn(self) -> None:
        async with self._learning:
            known = self.edition.guidance
            if await self.ask_base(lambda facts: facts.phrasings.position()) == known.attached:
                return
            edition = await self.ask_base(lambda facts: facts.edition(known))
            desk = await asyncio.to_thread(open_desk, edition, self.settings.data)
            async with self._looking:  # the statements may have moved on meanwhile
                await self._answer_from(desk, replace(self.edition, guidance=edition.guidance))

    async def _answer_from(self, desk: Desk, edition: Edition) -> None:
        self.desk = self._taught(await asyncio.to_thread(desk.with_edition, edition))

    def _taught(self, desk: Desk) -> Desk:
        """The same desk, asking also what lines mean, where there is an encoder."""
        if self.meanings is None:
            return desk
        self.meanings.learn(desk.matcher.index)
        return desk.with_meaning(self.meanings.scores)

    async def ask(self, chat: int, text: str, hint: str | None) -> Outcome:
        """What to show for a message; `hint` is the language that Telegram itself speaks."""
        chosen = await self._chosen(chat)
        last = self._conversations.last(chat)
        before = last.place if last else None
        otherwise = last.language if last else _known(hint)
        outcome = await _on(
            self._desk_thread, self.desk.ask, text, self.today, chosen, before, otherwise
        )
        return self._remember(chat, outcome)

    async def look_up(self, text: str, language: Language) -> Outcome:
        """What a text would be answered with, leaving no trace in the conversation."""
        return await _on(self._desk_thread, self.desk.ask, text, self.today, language)

    async def show(
        self, chat: int, subject: Subject, language: Language, page: int = 0, view: View = "full"
    ) -> Outcome:
        """What is known about a subject."""
        return self._remember(chat, self.desk.show(subject, language, self.today, page, view))

    async def language_of(self, chat: int, hint: str | None) -> Language:
        """The language the chat chose, else the one it last wrote in, else Telegram's own."""
        chosen = await self._chosen(chat)
        last = self._conversations.last(chat)
        return chosen or (last.language if last else _known(hint))

    async def has_chosen_language(self, chat: int) -> bool:
        """Whether a language is kept for the chat."""
        return await self._chosen(chat) is not None

    async def choose_language(self, chat: int, language: Language) -> None:
        """Keep the chat's choice."""
        await keep(self.people, lambda db: People(db).choose_language(chat, language))

    async def forget(self, chat: int) -> bool:
        """Delete all that is kept about a chat; whether there was anything."""
        self._conversations.forget(chat)
        self.unmet.forget(chat)
        self.subscribers.forget(chat)
        known = await self.people.read(lambda db: People(db).knows(chat))

        def forgotten(db: Database) -> None:
            People(db).forget(chat)
            self.people.empty_the_log()

        await keep(self.people, forgotten)
        return known

    async def move(self, chat: int, to: int) -> None:
        """A group got a new number."""
        await keep(self.people, lambda db: People(db).move(chat, to))

    def _remember(self, chat: int, outcome: Outcome) -> Outcome:
        answer = outcome.answer
        place = Place(answer.subject, answer.page) if answer else None
        self._conversations.remember(chat, Moment(outcome.language, place))
        return outcome

    async def _chosen(self, chat: int) -> Language | None:
        """The language the chat chose. An answer does not wait for a database to be mended."""
        try:
            return await self.people.read(lambda db: People(db).language_of(chat))
        except sqlite3.Error:
            log.exception("people.db cannot be read; answering without it")
            return None


async def _on(
    thread: ThreadPoolExecutor, verb: Callable[_P, _T], *values: _P.args, **named: _P.kwargs
) -> _T:
    """What a verb brings, done on a thread."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(thread, lambda: verb(*values, **named))


def _meanings(settings: Settings) -> Meanings | None:
    encoder = encoder_for(settings.encoder_url, settings.encoder_model, settings.encoder_key)
    if encoder is None:
        return None
    return Meanings(encoder, settings.data / VECTORS, landmarks=shipped_landmarks())


def _known(hint: str | None) -> Language:
    """Telegram's language where it is one of ours. Others get Ukrainian only if nothing tells."""
    short = (hint or "uk")[:2]
    if short in (
        "be",
        "kk",
        "ky",
    ):  # where Russian is likelier to be read than Ukrainian or English
        return "ru"
    return next((one for one in LANGUAGES if one == short), "en")
