"""Keep every reply of a judge for ever, under a key made of the question itself.

The key is a hash of the judge's identity (provider, model, endpoint, parameters), the full messages
and the repeat number, so a reply is reused exactly when the same question would be asked again.
A reply is on disk before the next question of its slot is sent; a killed run loses nothing.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol

from sosprobe.errors import SetupError
from sosprobe.store import batches
from sosprobe.store.batches import Batch
from sosprobe.store.codec import decoded, encoded
from sosprobe.store.errors import problem
from sosprobe.store.rows import bodies
from sosprobe.store.schema import PATIENCE, connect, transaction
from sosprobe.types import Reply

_PUT = "INSERT OR IGNORE INTO reply (key, body, judge, question) VALUES (?, ?, ?, ?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A reply with what it is stored under."""

    key: str
    reply: Reply
    question: str = ""
    """`question_key` of what was asked; empty if not known."""
    judge: str = ""
    """`identity_text` of who was asked; empty if not known."""


class Store(Protocol):
    """Append-only: what was put under a key is what every later get returns."""

    def get(self, key: str) -> Reply | None:
        """Return the reply stored under `key`, or None."""
        ...

    def get_many(self, keys: Iterable[str]) -> dict[str, Reply]:
        """Return the replies stored under those of `keys` that have one."""
        ...

    def find(self, question: str) -> list[tuple[str, Reply]]:
        """Return every judge's reply to a question, with the judge's identity, first stored first.

        `question` is its `question_key`; the identity is empty where it is not known.
        """
        ...

    def put(self, key: str, reply: Reply, *, question: str = "", judge: str = "") -> None:
        """Keep `reply` under `key`; a key that is taken keeps what it has.

        `question` is the `question_key` and `judge` the `identity_text`; empty if not known.
        """
        ...

    def put_many(self, entries: Iterable[Entry]) -> int:
        """Keep all entries or none, and return how many keys were not taken yet."""
        ...

    def changed(self) -> bool:
        """Say whether somebody else wrote into the store since the last time this was asked."""
        ...

    def failed(self, key: str, reason: str) -> None:
        """Note that the question `key` got no reply, and why; it may be asked again."""
        ...

    def submitted(self, route: str, handle: str, keys: Sequence[str], judge: str = "") -> Batch:
        """Note that a provider took a batch, so that it is collected even after a crash."""
        ...

    def open_batches(self) -> list[Batch]:
        """Return the batches that were submitted and not closed yet, oldest first."""
        ...

    def closed(self, handle: str, state: str = "collected") -> None:
        """Note that nothing more is to come from a batch, and how it ended."""
        ...

    def pending(self) -> set[str]:
        """Return the keys of all questions in open batches."""
        ...

    def close(self) -> None:
        """Release the file."""
        ...


class SqliteStore:
    """A store in one SQLite file (write-ahead log), or in memory with the path `:memory:`.

    Several threads may use it, one at a time, and so may several processes.

    Parameters
    ----------
    path
        The file; it and its folder are made if need be, and an older one is brought up to date.
    patience
        Seconds to wait for a file that another process has locked.

    Raises
    ------
    SetupError
        On opening and at every use, if the file cannot be read or written; says what to do.
    """

    def __init__(self, path: Path | str, *, patience: float = PATIENCE) -> None:
        self._db = connect(path, patience)
        self._guard = _Guard(path)
        self._judges: dict[str, int | None] = {"": None}
        self._indexed = False
        self._version = -1

    def get(self, key: str) -> Reply | None:
        """Return the reply stored under `key`, or None."""
        with self._guard:
            row = self._db.execute("SELECT body FROM reply WHERE key = ?", (key,)).fetchone()
        return None if row is None else self._read(key, row[0])

    def get_many(self, keys: Iterable[str]) -> dict[str, Reply]:
        """Return the replies stored under those of `keys` that have one."""
        wanted = dict.fromkeys(keys)
        with self._guard:
            return {name: self._read(name, body) for name, body in bodies(self._db, wanted)}

    def find(self, question: str) -> list[tuple[str, Reply]]:
        """Return every judge's reply to a question, with the judge's identity."""
        with self._guard:
            if not self._indexed:
                # A put is a third slower with it, and most runs never ask for it.
                self._db.execute(
                    "CREATE INDEX IF NOT EXISTS reply_question ON reply (question)"
                    " WHERE question IS NOT NULL"
                )
                self._indexed = True
            rows = self._db.execute(
                "SELECT reply.key, COALESCE(judge.identity, ''), body FROM reply"
                " LEFT JOIN judge ON judge.id = reply.judge WHERE question = ? ORDER BY reply.id",
                (question,),
            ).fetchall()
        return [(judge, self._read(name, body)) for name, judge, body in rows]

    def put(self, key: str, reply: Reply, *, question: str = "", judge: str = "") -> None:
        """Keep `reply` under `key`; a key that is taken keeps what it has."""
        body = encoded(reply)
        with self._guard:
            row = (key, body, self._number(judge), question or None)
            self._db.execute(_PUT, row)

    def put_many(self, entries: Iterable[Entry]) -> int:
        """Keep all entries or none, and return how many keys were not taken yet."""
        with self._guard:
            # The judges come first: a number that was rolled back must not be remembered.
            rows = [
                (e.key, encoded(e.reply), self._number(e.judge), e.question or None)
                for e in entries
            ]
            with transaction(self._db):
                return max(0, self._db.executemany(_PUT, rows).rowcount)

    def changed(self) -> bool:
        """Say whether somebody else wrote into the file since the last time this was asked."""
        with self._guard:
            (version,) = self._db.execute("PRAGMA data_version").fetchone()
        before, self._version = self._version, int(version)
        return self._version != before

    def failed(self, key: str, reason: str) -> None:
        """Note that the question `key` got no reply, and why; it may be asked again."""
        storable = reason.encode("utf-8", "replace").decode()
        with self._guard:
            self._db.execute("INSERT INTO failure (key, reason) VALUES (?, ?)", (key, storable))

    def submitted(self, route: str, handle: str, keys: Sequence[str], judge: str = "") -> Batch:
        """Note that a provider took a batch, so that it is collected even after a crash."""
        with self._guard:
            number = self._number(judge)
            with transaction(self._db):
                batches.add(self._db, route, handle, keys, number)
            return next(b for b in batches.listed(self._db, handle=handle) if b.route == route)

    def open_batches(self) -> list[Batch]:
        """Return the batches that were submitted and not closed yet, oldest first."""
        with self._guard:
            return batches.listed(self._db, state=batches.OPEN)

    def closed(self, handle: str, state: str = "collected") -> None:
        """Note that nothing more is to come from a batch, and how it ended."""
        if state == batches.OPEN:
            raise ValueError("a closed batch has another state than open")
        with self._guard:
            self._db.execute("UPDATE batch SET state = ? WHERE handle = ?", (state, handle))

    def pending(self) -> set[str]:
        """Return the keys of all questions in open batches."""
        with self._guard:
            return batches.pending(self._db)

    def __len__(self) -> int:
        """Return how many replies are stored."""
        with self._guard:
            return int(self._db.execute("SELECT COUNT(*) FROM reply").fetchone()[0])

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    def _number(self, judge: str) -> int | None:
        """Return the number that a judge's identity has in this file; None for no judge."""
        try:
            return self._judges[judge]
        except KeyError:
            self._db.execute("INSERT OR IGNORE INTO judge (identity) VALUES (?)", (judge,))
            row = self._db.execute("SELECT id FROM judge WHERE identity = ?", (judge,)).fetchone()
            self._judges[judge] = int(row[0])
            return self._judges[judge]

    def _read(self, key: str, body: str) -> Reply:
        """Return the reply in a body."""
        try:
            return decoded(body)
        except ValueError as error:
            raise SetupError(
                f"{self._guard.path}: the reply under {key} cannot be read: {error}. "
                "`sosprobe store check` lists all that is wrong."
            ) from error


class _Guard:
    """Let one thread in at a time, and turn SQLite's errors into what the user can do."""

    def __init__(self, path: Path | str) -> None:
        self.path = path
        self._lock = threading.RLock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lock.release()
        # A programming error, such as the use of a closed store, is not the user's to mend.
        if isinstance(error, sqlite3.Error) and not isinstance(error, sqlite3.ProgrammingError):
            raise problem(self.path, error) from error
