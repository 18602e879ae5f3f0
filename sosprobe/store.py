"""Keep every reply of a judge for ever, under a key made of the question itself.

The key is a hash of the judge's identity (provider, model, endpoint, parameters), the full messages
and the repeat number, so a reply is reused exactly when the same question would be asked again.
A reply is on disk before the next question of its slot is sent; a killed run loses nothing.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from sosprobe.errors import SetupError
from sosprobe.types import Form, Messages, Reply

SCHEMA = 1


def key(
    identity: Mapping[str, object],
    messages: Messages,
    repeat: int = 0,
    form: Form | None = None,
) -> str:
    """Return the key of a question: 64 hexadecimal digits.

    The form counts only with a judge that holds its model to it.
    """
    parts = {"judge": dict(identity), "messages": list(messages), "repeat": repeat}
    if form is not None and identity.get("structured"):
        parts["form"] = asdict(form)
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Store(Protocol):
    """Append-only: what was put under a key is what every later get returns."""

    def get(self, key: str) -> Reply | None:
        """Return the reply stored under `key`, or None."""
        ...

    def put(self, key: str, reply: Reply) -> None:
        """Keep `reply` under `key`; a key that is taken keeps what it has."""
        ...

    def failed(self, key: str, reason: str) -> None:
        """Note that the question `key` got no reply, and why; it may be asked again."""
        ...

    def close(self) -> None:
        """Release the file."""
        ...


class SqliteStore:
    """A store in one SQLite file (write-ahead log), or in memory with the path `:memory:`.

    Several threads may use it, one at a time.
    """

    def __init__(self, path: Path | str) -> None:
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = sqlite3.connect(
                path, isolation_level=None, timeout=30, check_same_thread=False
            )
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version not in (0, SCHEMA):
                raise SetupError(f"{path} has store schema {version}; this version reads {SCHEMA}.")
            self._db.execute(
                "CREATE TABLE IF NOT EXISTS reply (key TEXT PRIMARY KEY, body TEXT NOT NULL,"
                " at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP) WITHOUT ROWID"
            )
            self._db.execute(
                "CREATE TABLE IF NOT EXISTS failure (key TEXT NOT NULL, reason TEXT NOT NULL,"
                " at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)"
            )
            self._db.execute(f"PRAGMA user_version={SCHEMA}")
        except sqlite3.DatabaseError as error:
            raise SetupError(f"{path} is not a usable store: {error}.") from error

    def get(self, key: str) -> Reply | None:
        """Return the reply stored under `key`, or None."""
        row = self._db.execute("SELECT body FROM reply WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        body: dict[str, Any] = json.loads(row[0])
        return Reply(**body)

    def put(self, key: str, reply: Reply) -> None:
        """Keep `reply` under `key`; a key that is taken keeps what it has."""
        body = json.dumps(asdict(reply))
        self._db.execute("INSERT OR IGNORE INTO reply (key, body) VALUES (?, ?)", (key, body))

    def failed(self, key: str, reason: str) -> None:
        """Note that the question `key` got no reply, and why; it may be asked again."""
        self._db.execute("INSERT INTO failure (key, reason) VALUES (?, ?)", (key, reason))

    def __len__(self) -> int:
        """Return how many replies are stored."""
        (count,) = self._db.execute("SELECT COUNT(*) FROM reply").fetchone()
        return int(count)

    def close(self) -> None:
        """Release the file."""
        self._db.close()
