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


@migrations()
def subscriptions(db: Database) -> None:
    """Who wants to be told what, and when.

    `seen` is the last event that is no news to the chat any more; `digest_at` (seconds since the
    epoch) is when its next digest is due. A topic chosen once has the alert that answered it.
    """
    db.execute("""
        CREATE TABLE subscriptions (
            chat INTEGER NOT NULL,
            thread INTEGER NOT NULL,
            language TEXT NOT NULL CHECK (language IN ('uk', 'ru', 'en')),
            everything INTEGER NOT NULL,
            pace TEXT NOT NULL CHECK (pace IN ('at_once', 'daily', 'weekly')),
            hour INTEGER NOT NULL CHECK (hour BETWEEN 0 AND 23),
            weekday INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6),
            quiet_from INTEGER NOT NULL CHECK (quiet_from BETWEEN 0 AND 23),
            quiet_until INTEGER NOT NULL CHECK (quiet_until BETWEEN 0 AND 23),
            zone TEXT NOT NULL,
            silent INTEGER NOT NULL,
            neutral INTEGER NOT NULL,
            paused_until REAL NOT NULL,
            seen INTEGER NOT NULL,
            digest_at REAL,
            digested TEXT NOT NULL DEFAULT '',
            strikes INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (chat, thread)
        ) STRICT, WITHOUT ROWID
    """)
    db.execute(
        "CREATE INDEX subscriptions_digest ON subscriptions (digest_at) WHERE digest_at IS NOT NULL"
    )
    db.execute("""
        CREATE TABLE chosen_topics (
            chat INTEGER NOT NULL,
            thread INTEGER NOT NULL,
            topic TEXT NOT NULL,
            once INTEGER NOT NULL,
            answered_by INTEGER,
            PRIMARY KEY (chat, thread, topic, once)
        ) STRICT, WITHOUT ROWID
    """)
    db.execute("CREATE INDEX chosen_topics_once ON chosen_topics (topic) WHERE once = 1")


@migrations()
def alerts(db: Database) -> None:
    """What is being told to many, how far that has got, and who is told it.

    An event is in one alert, and an alert has one row a chat: so nothing is queued twice. A row
    of the outbox that belongs to an alert has no payload: what it says is decided when it is sent.
    """
    db.execute("""
        CREATE TABLE alerts (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('news', 'digest', 'correction')),
            key TEXT NOT NULL UNIQUE,
            content TEXT NOT NULL,
            made_at REAL NOT NULL,
            last_chat INTEGER,
            last_thread INTEGER,
            told_all_at REAL,
            sent INTEGER NOT NULL DEFAULT 0,
            failed INTEGER NOT NULL DEFAULT 0
        ) STRICT
    """)
    db.execute("CREATE INDEX alerts_unfinished ON alerts (id) WHERE told_all_at IS NULL")
    db.execute("""
        CREATE TABLE news (
            event INTEGER PRIMARY KEY,
            statement TEXT NOT NULL,
            happened_at REAL NOT NULL,
            alert INTEGER NOT NULL REFERENCES alerts
        ) STRICT
    """)
    db.execute("CREATE TABLE progress (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT")
    for column in (
        "alert INTEGER",
        "thread INTEGER NOT NULL DEFAULT 0",
        "why TEXT NOT NULL DEFAULT ''",
        "urgency INTEGER NOT NULL DEFAULT 0",
        "shows TEXT NOT NULL DEFAULT ''",
        "settled_at REAL",
    ):
        db.execute(f"ALTER TABLE outbox ADD COLUMN {column}")
    db.execute("DROP INDEX outbox_waiting")
    db.execute(
        "CREATE INDEX outbox_waiting ON outbox (lane, urgency, due_at, id) WHERE state = 'waiting'"
    )
    db.execute("CREATE INDEX outbox_chats ON outbox (chat) WHERE lane = 'alert'")
    db.execute("CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL")
    db.execute("CREATE INDEX outbox_alerts ON outbox (alert, state) WHERE alert IS NOT NULL")


@migrations()
def ledger(db: Database) -> None:
    """Which versions of which statements a chat was sent, and in which message.

    A showing is a set of versions; many chats share one, so that the ledger is a row a message.
    """
    db.execute(
        "CREATE TABLE showings (id INTEGER PRIMARY KEY, content TEXT NOT NULL UNIQUE) STRICT"
    )
    db.execute("""
        CREATE TABLE shown_versions (
            statement TEXT NOT NULL,
            version INTEGER NOT NULL,
            showing INTEGER NOT NULL REFERENCES showings,
            PRIMARY KEY (statement, version, showing)
        ) STRICT, WITHOUT ROWID
    """)
    db.execute("""
        CREATE TABLE ledger (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at REAL NOT NULL,
            chat INTEGER NOT NULL,
            thread INTEGER NOT NULL,
            language TEXT NOT NULL,
            showing INTEGER NOT NULL REFERENCES showings,
            message INTEGER,
            outbox INTEGER NOT NULL,
            UNIQUE (outbox, showing)
        ) STRICT
    """)
    db.execute("CREATE INDEX ledger_showings ON ledger (showing, id)")
    db.execute("CREATE INDEX ledger_chats ON ledger (chat)")
    db.execute("""
        CREATE TABLE corrected (
            statement TEXT PRIMARY KEY,
            version INTEGER NOT NULL,
            alert INTEGER NOT NULL REFERENCES alerts
        ) STRICT
    """)


@migrations()
def operation(db: Database) -> None:
    """Runs of jobs, notices to owners that were given, the halt, a pause, and numbers by day."""
    db.execute("""
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            job TEXT NOT NULL,
            period TEXT NOT NULL,
            began_at REAL NOT NULL,
            ended_at REAL,
            done INTEGER NOT NULL DEFAULT 0,
            error TEXT NOT NULL DEFAULT '',
            UNIQUE (job, period)
        ) STRICT
    """)
    db.execute("CREATE TABLE notices (key TEXT PRIMARY KEY, at REAL NOT NULL) STRICT")
    db.execute("CREATE TABLE halts (since REAL NOT NULL, by INTEGER NOT NULL) STRICT")
    db.execute("CREATE TABLE pauses (until REAL NOT NULL) STRICT")
    db.execute("""
        CREATE TABLE tallies (
            day TEXT NOT NULL,
            what TEXT NOT NULL,
            number INTEGER NOT NULL,
            PRIMARY KEY (day, what)
        ) STRICT, WITHOUT ROWID
    """)


@migrations()
def editing(db: Database) -> None:
    """Who may change the base, what they are writing, and what is told without waiting.

    A label stays when its editor goes, because the log of facts.db names it; the Telegram id goes.
    Of an invitation the hash of its token is kept. What a draft holds will be published; what was
    pasted into it is not kept.
    """
    db.execute("""
        CREATE TABLE editors (
            label TEXT PRIMARY KEY,
            folded TEXT NOT NULL UNIQUE,
            user INTEGER UNIQUE,
            role TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'reviewer')),
            since REAL NOT NULL,
            by TEXT NOT NULL
        ) STRICT
    """)
    db.execute("""
        CREATE TABLE invitations (
            token TEXT PRIMARY KEY,
            role TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'reviewer')),
            by TEXT NOT NULL,
            expires_at REAL NOT NULL,
            user INTEGER
        ) STRICT, WITHOUT ROWID
    """)
    db.execute("""
        CREATE TABLE drafts (
            id INTEGER PRIMARY KEY,
            revision INTEGER NOT NULL,
            editor TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'waiting', 'done', 'dropped')),
            draft TEXT NOT NULL,
            changed_by TEXT NOT NULL,
            changed_at REAL NOT NULL,
            card INTEGER,
            returned TEXT NOT NULL DEFAULT '',
            event INTEGER NOT NULL DEFAULT 0
        ) STRICT
    """)
    db.execute("CREATE INDEX drafts_events ON drafts (event) WHERE event > 0")
    db.execute("""
        CREATE TABLE expected (
            label TEXT PRIMARY KEY,
            draft INTEGER NOT NULL,
            field TEXT NOT NULL,
            at REAL NOT NULL
        ) STRICT, WITHOUT ROWID
    """)
    db.execute("CREATE TABLE released (event INTEGER PRIMARY KEY, at REAL NOT NULL) STRICT")


@migrations()
def unanswered(db: Database) -> None:
    """Word groups of questions that nobody could answer, and that more than one chat asked.

    A group is named by a keyed hash of its words, and each chat that asked by a keyed hash of the
    chat and the group, so that nothing tells which chat asked two things. The words themselves are
    written when a second chat asks, and taken out again when fewer are left.
    """
    db.execute("CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT")
    db.execute("""
        CREATE TABLE unanswered (
            name TEXT PRIMARY KEY,
            words TEXT NOT NULL DEFAULT '',
            language TEXT NOT NULL DEFAULT ''
        ) STRICT, WITHOUT ROWID
    """)
    db.execute("""
        CREATE TABLE unanswered_by (
            name TEXT NOT NULL REFERENCES unanswered ON DELETE CASCADE,
            chat TEXT NOT NULL,
            day TEXT NOT NULL,
            marked INTEGER NOT NULL,
            PRIMARY KEY (name, chat)
        ) STRICT, WITHOUT ROWID
    """)


@migrations()
def second_person(db: Database) -> None:
    """Whose hands a draft went through: none of them is its second person.

    `writers` is a list of labels; of drafts from before, only the first and the last are known.
    """
    db.execute("ALTER TABLE drafts ADD COLUMN submitted TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE drafts ADD COLUMN writers TEXT NOT NULL DEFAULT '[]'")


@migrations()
def heads_of_the_logs(db: Database) -> None:
    """The last hashes of the logs of facts.db, which must still be there at the next start."""
    db.execute("CREATE TABLE heads (head TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")
