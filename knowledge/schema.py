"""The tables of facts.db, step by step. A step that was released is never changed."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from knowledge.chain import guard_against_change, refuse_replacement

migrations = Migrations("facts")


@migrations()
def log_of_versions(db: Database) -> None:
    """The log, its guard against change, and views for people who open the file."""
    db.executescript("""
        CREATE TABLE log (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            happened_at TEXT NOT NULL,
            author TEXT NOT NULL,
            event TEXT NOT NULL
                CHECK (event IN ('published', 'corrected', 'edited', 'retracted', 'restored')),
            statement TEXT NOT NULL,
            version INTEGER NOT NULL,
            content TEXT NOT NULL,
            note TEXT NOT NULL,
            previous_hash TEXT NOT NULL,
            hash TEXT NOT NULL UNIQUE,
            UNIQUE (statement, version)
        ) STRICT;
        CREATE TRIGGER log_is_not_changed BEFORE UPDATE ON log
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER log_is_not_shortened BEFORE DELETE ON log
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        CREATE VIEW latest AS
            SELECT log.* FROM log
            JOIN (SELECT statement, max(version) AS version FROM log GROUP BY statement)
            USING (statement, version);
        CREATE VIEW statements AS
            SELECT statement AS id, version, event AS state,
                json_extract(content, '$.speaker.name.en') AS speaker,
                json_extract(content, '$.speaker.side') AS side,
                json_extract(content, '$.said_on') AS said_on,
                json_extract(content, '$.texts.uk') AS uk,
                json_extract(content, '$.texts.ru') AS ru,
                json_extract(content, '$.texts.en') AS en,
                json_extract(content, '$.source.publisher') AS publisher,
                json_extract(content, '$.source.url') AS url
            FROM latest WHERE event != 'retracted';
    """)


@migrations()
def second_persons(db: Database) -> None:
    """Who agreed to a change, where a second person had to."""
    db.execute("ALTER TABLE log ADD COLUMN approver TEXT NOT NULL DEFAULT ''")


@migrations()
def log_of_phrasings(db: Database) -> None:
    """What editors attached to topics and cards, or detached again."""
    db.execute("""
        CREATE TABLE phrasings (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            happened_at TEXT NOT NULL,
            author TEXT NOT NULL,
            event TEXT NOT NULL CHECK (event IN ('attached', 'detached')),
            entry TEXT NOT NULL,
            language TEXT NOT NULL CHECK (language IN ('uk', 'ru', 'en')),
            text TEXT NOT NULL,
            note TEXT NOT NULL,
            previous_hash TEXT NOT NULL,
            hash TEXT NOT NULL UNIQUE
        ) STRICT
    """)
    guard_against_change(db, "phrasings")


@migrations()
def guard_against_replacement(db: Database) -> None:
    """Refuse a row in place of another, also from a connection without recursive triggers."""
    refuse_replacement(db, "log", "OR (statement, version) = (NEW.statement, NEW.version)")
    refuse_replacement(db, "phrasings")
