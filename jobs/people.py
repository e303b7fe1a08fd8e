"""people.db: what is kept about chats. It never leaves the operator.

Of a chat that is its number and the language it chose, if it chose one; what it subscribed to
(`subscriptions`); which versions of statements it was sent in the last ninety days (`ledger`); and,
for as long as it is on its way, what the bot is about to say there (`outbox`). Of an editor, the
role and the label that goes with the Telegram id (`editors`), and drafts (`drafts`). Words of
questions that nobody could answer are of nobody (`unanswered`).
"""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from jobs.editors import Editors
from jobs.events import Events
from jobs.ledger import Ledger
from jobs.outbox import Outbox
from jobs.schema import migrations
from jobs.subscriptions import Subscriptions
from jobs.unanswered import Unanswered
from knowledge.model import LANGUAGES, Language
from knowledge.storage import open_database


class People:
    """The domain verbs of people.db, over one connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @classmethod
    def open(cls, path: Path) -> People:
        """Open people.db at `path`, creating or migrating it."""
        return cls(open_database(path, migrations))

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def language_of(self, chat: int) -> Language | None:
        """The language that the chat chose, if it did."""
        row = self._db.execute("SELECT language FROM chats WHERE chat = ?", [chat]).fetchone()
        return next((one for one in LANGUAGES if row and one == row[0]), None)

    def choose_language(self, chat: int, language: Language) -> None:
        """Note the language that the chat chose, for answers and for all that it is told."""
        self._db.execute(
            "INSERT INTO chats (chat, language) VALUES (?, ?)"
            " ON CONFLICT (chat) DO UPDATE SET language = excluded.language",
            [chat, language],
        )
        Subscriptions(self._db).speak(chat, language)

    def knows(self, chat: int) -> bool:
        """Whether anything is kept about the chat."""
        return bool(
            self.language_of(chat)
            or Subscriptions(self._db).in_chat(chat)
            or Ledger(self._db).knows(chat)
            or Editors(self._db, (chat,)).who(chat)
            or Unanswered(self._db).knows(chat)
        )

    def forget(self, chat: int) -> bool:
        """Delete all that is kept about the chat; whether there was anything."""
        ledger, outbox = Ledger(self._db), Outbox(self._db)
        known = any((ledger.knows(chat), Subscriptions(self._db).stop(chat)))
        known |= Editors(self._db).forget(chat)
        unanswered = Unanswered(self._db)
        known |= unanswered.knows(chat)
        unanswered.forget(chat)
        ledger.forget(chat)
        outbox.forget(chat)
        chosen = self._db.execute("DELETE FROM chats WHERE chat = ?", [chat]).rowcount
        return known or bool(chosen)

    def move(self, chat: int, to: int) -> None:
        """A group became a supergroup: what it chose goes with it to its new number."""
        language = self.language_of(chat)
        if language:
            self.choose_language(to, language)
        Subscriptions(self._db).move(chat, to)
        Ledger(self._db).move(chat, to)
        Outbox(self._db).move(chat, to)
        Events(self._db).catch_up(to)
        self._db.execute("DELETE FROM chats WHERE chat = ?", [chat])
