"""The tables of a store, and the steps that bring an older file up to date."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sosprobe.errors import SetupError
from sosprobe.store.errors import code, problem

PATIENCE = 30.0
"""Seconds that a locked file is waited for."""

_FIRST = (
    "CREATE TABLE IF NOT EXISTS reply (key TEXT PRIMARY KEY, body TEXT NOT NULL,"
    " at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS failure (key TEXT NOT NULL, reason TEXT NOT NULL,"
    " at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)",
)

# Replies of a few hundred characters ordered by a hash split page after page; in the order in which
# they come, with the keys in an index, the file is a quarter as large and a put takes a third.
_SECOND = (
    "CREATE TABLE judge (id INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE)",
    "ALTER TABLE reply RENAME TO reply_1",
    "CREATE TABLE reply (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, body TEXT NOT NULL,"
    " at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, judge INTEGER REFERENCES judge(id),"
    " question TEXT)",
    "INSERT INTO reply (key, body, at) SELECT key, body, at FROM reply_1 ORDER BY at, key",
    "DROP TABLE reply_1",
    "CREATE TABLE batch (id TEXT PRIMARY KEY, route TEXT NOT NULL, handle TEXT NOT NULL,"
    " state TEXT NOT NULL, judge INTEGER REFERENCES judge(id),"
    " created TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)",
    "CREATE TABLE batch_question (batch TEXT NOT NULL REFERENCES batch(id), key TEXT NOT NULL,"
    " UNIQUE (batch, key))",
)

STEPS = (_FIRST, _SECOND)
"""Step n, counted from 1, turns a store of schema n - 1 into one of schema n."""

SCHEMA = len(STEPS)

# What an old file looks like to a reader that may not change it: temporary tables hide the old.
_SEEN_AS_NEW = {
    1: (
        "CREATE TEMP VIEW reply AS SELECT 0 AS id, key, body, at, NULL AS judge,"
        " NULL AS question FROM main.reply",
        *(f"{_SECOND[n].replace('CREATE TABLE', 'CREATE TEMP TABLE')}" for n in (0, 5, 6)),
    ),
}


def connect(path: Path | str, patience: float = PATIENCE) -> sqlite3.Connection:
    """Open a store for reading and writing; make it, or bring it up to date, if need be.

    Raises
    ------
    SetupError
        If the file cannot be used; says why and what to do.
    """
    if str(path) != ":memory:":
        _make_folder(Path(path))
    until = time.monotonic() + patience
    while True:
        try:
            return _connected(path, patience)
        except sqlite3.DatabaseError as error:
            # Two processes that make a file at once may find it locked without being let wait.
            if code(error) != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise problem(path, error) from error
            time.sleep(0.01)


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Open a store that is not to be changed, and show an old one as if it were up to date.

    Raises
    ------
    SetupError
        If there is no such file or it cannot be read.
    """
    _refuse_folder(path)
    if not path.exists():
        raise SetupError(
            f"{path}: there is no such file. Name the store of a run, for example "
            "sosprobe-run/store.sqlite."
        )
    try:
        return _read_only(path, "mode=rw")
    except sqlite3.DatabaseError as error:
        log = path.with_name(f"{path.name}-wal")
        # Without the right to write beside it, a file is read as one that nobody is writing.
        closed = not log.exists() or log.stat().st_size == 0
        if not closed or code(error) not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise problem(path, error) from error
    try:
        return _read_only(path, "mode=ro&immutable=1")
    except sqlite3.DatabaseError as error:
        raise problem(path, error) from error


@contextmanager
def transaction(db: sqlite3.Connection) -> Generator[None]:
    """Do all of the block or nothing of it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        # SQLite itself rolls back after some errors, a full disk among them.
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _connected(path: Path | str, patience: float) -> sqlite3.Connection:
    """Open, set and migrate; leave nothing open if that fails."""
    db = sqlite3.connect(path, isolation_level=None, timeout=patience, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute("PRAGMA wal_autocheckpoint=10000")
        db.execute("PRAGMA cache_size=-16000")
        if _version(db, path) < SCHEMA:
            _migrate(db, path)
    except BaseException:
        db.close()
        raise
    return db


def _migrate(db: sqlite3.Connection, path: Path | str) -> None:
    """Take the steps that are missing, all or none."""
    with transaction(db):
        # Another process may have taken them while this one waited.
        for step in STEPS[_version(db, path) :]:
            for statement in step:
                db.execute(statement)
        db.execute(f"PRAGMA user_version={SCHEMA}")


def _version(db: sqlite3.Connection, path: Path | str) -> int:
    """Return the schema of an open file; refuse a newer one, and a file that is no store."""
    # Both in one statement: another process may be making the tables right now.
    version, names = db.execute(
        "SELECT (SELECT user_version FROM pragma_user_version), group_concat(name)"
        " FROM sqlite_master WHERE type = 'table'"
    ).fetchone()
    tables = set(names.split(",")) if names else set[str]()
    if version > SCHEMA:
        raise SetupError(
            f"{path} has store schema {version}; this version reads up to {SCHEMA}. Update "
            "sosprobe, or name another place."
        )
    if (version == 0 and not tables <= {"reply", "failure"}) or (version and "reply" not in tables):
        raise SetupError(
            f"{path}: this is a database of something else, with the tables "
            f"{', '.join(sorted(tables)) or '(none)'}. Name another place."
        )
    return int(version)


def _read_only(path: Path, mode: str) -> sqlite3.Connection:
    """Open for reading; leave nothing open if that fails."""
    db = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?{mode}",
        uri=True,
        isolation_level=None,
        timeout=PATIENCE,
    )
    try:
        version = _version(db, path)
        if version == 0:
            raise SetupError(f"{path}: this store is empty.")
        for statement in _SEEN_AS_NEW.get(version, ()):
            db.execute(statement)
        db.execute("PRAGMA query_only=1")
    except BaseException:
        db.close()
        raise
    return db


def _make_folder(path: Path) -> None:
    """Make the folder that a store goes into."""
    _refuse_folder(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"{path.parent}: this folder cannot be made ({error.strerror}). Name another place for "
            "the store, or allow this user to write there."
        ) from error


def _refuse_folder(path: Path) -> None:
    try:
        is_folder = path.is_dir()
    except OSError as error:
        raise SetupError(f"{path}: this cannot be looked at ({error.strerror}).") from error
    if is_folder:
        raise SetupError(
            f"{path} is a folder; a store is a file. Name one in it, for example "
            f"{path / 'store.sqlite'}."
        )
