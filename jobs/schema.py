"""The tables of people.db, step by step. A step that was released is never changed."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("people")


@migrations()
def languages_of_chats(db: Database) -> None:
    """The language a chat chose."""
    db.execute("""
        CREATE TABLE chats (
            chat INTEGER PRIMARY KEY,
            language TEXT NOT NULL CHECK (language IN ('uk', 'ru', 'en'))
        ) STRICT
    """)


@migrations()
def outbox_and_handled_updates(db: Database) -> None:
    """What is to be said, which updates were handled, and what was set aside.

    `payload` and `otherwise` are what the bot says, never what anybody asked. AUTOINCREMENT,
    because the id of a settled row must not name another while the old one is still in memory.
    """
    db.execute("""
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            lane TEXT NOT NULL CHECK (lane IN ('reply', 'alert')),
            key TEXT NOT NULL UNIQUE,
            chat INTEGER NOT NULL,
            method TEXT NOT NULL,
            payload TEXT NOT NULL,
            otherwise TEXT,
            made_at REAL NOT NULL,
            due_at REAL NOT NULL,
            expires_at REAL NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            state TEXT NOT NULL DEFAULT 'waiting'
                CHECK (state IN ('waiting', 'sent', 'perhaps', 'gone', 'refused', 'expired')),
            reason TEXT NOT NULL DEFAULT '',
            message INTEGER
        ) STRICT
    """)
    db.execute("CREATE INDEX outbox_waiting ON outbox (lane, id) WHERE state = 'waiting'")
    db.execute("CREATE TABLE handled (id INTEGER PRIMARY KEY, at REAL NOT NULL) STRICT")
    db.execute("""
        CREATE TABLE set_aside (
            id INTEGER PRIMARY KEY,
            at REAL NOT NULL,
            kind TEXT NOT NULL,
            size INTEGER NOT NULL,
            reason TEXT NOT NULL
        ) STRICT
    """)
