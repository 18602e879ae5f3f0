"""Put the replies of several stores into one; what is there already stays."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sosprobe.store.codec import decoded
from sosprobe.store.errors import problem
from sosprobe.store.rows import AT_ONCE, Row, bodies, reading, refuse_same, rows
from sosprobe.store.schema import connect, transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What became of the replies of one store."""

    added: int = 0
    known: int = 0
    """The same reply was there under the same key."""
    conflicting: int = 0
    """Another reply was there under the same key, and stayed."""

    def __add__(self, other: Merged) -> Merged:
        """Return both together."""
        return Merged(
            added=self.added + other.added,
            known=self.known + other.known,
            conflicting=self.conflicting + other.conflicting,
        )


def merge(into: Path, source: Path) -> Merged:
    """Add what `source` holds to `into`, all or nothing; `source` is not changed.

    Failures and batches come along; a batch that `into` knows stays as it is there.

    Raises
    ------
    SetupError
        If a file cannot be used, or both are one.
    """
    refuse_same(source, into)
    with reading(source) as old, closing(connect(into)) as new:
        total = Merged()
        try:
            with transaction(new):
                for part in _parts(_rows(old, source)):
                    total += _add(new, part)
                _others(new, old)
        except sqlite3.Error as error:
            raise problem(into, error) from error
    return total


def _rows(db: sqlite3.Connection, source: Path) -> Iterator[Row]:
    """Yield the replies of a source; what is wrong with it is not the target's fault."""
    try:
        yield from rows(db)
    except sqlite3.Error as error:
        raise problem(source, error) from error


def _parts(found: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield rows some hundreds at a time."""
    left = iter(found)
    while part := list(islice(left, AT_ONCE)):
        yield part


def _add(db: sqlite3.Connection, part: list[Row]) -> Merged:
    """Add the rows whose key is free; say of the others whether they are the same reply."""
    there = dict(bodies(db, {row.key for row in part}))
    fresh = [row for row in part if row.key not in there]
    numbers = {judge: _number(db, judge) for judge in {row.judge for row in fresh}}
    db.executemany(
        "INSERT INTO reply (key, body, at, judge, question) VALUES (?, ?, ?, ?, ?)",
        [(r.key, r.body, r.at, numbers[r.judge], r.question or None) for r in fresh],
    )
    same = sum(_same(row.body, there[row.key]) for row in part if row.key in there)
    return Merged(added=len(fresh), known=same, conflicting=len(part) - len(fresh) - same)


def _same(body: str, other: str) -> bool:
    """Say whether two bodies hold one reply, however each is written."""
    if body == other:
        return True
    try:
        return decoded(body) == decoded(other)
    except ValueError:
        return False


def _number(db: sqlite3.Connection, judge: str) -> int | None:
    """Return the number of a judge's identity, a new one if need be; None for no judge."""
    if not judge:
        return None
    db.execute("INSERT OR IGNORE INTO judge (identity) VALUES (?)", (judge,))
    return int(db.execute("SELECT id FROM judge WHERE identity = ?", (judge,)).fetchone()[0])


def _others(new: sqlite3.Connection, old: sqlite3.Connection) -> None:
    """Add the failures and batches that are not there yet."""
    new.executemany(
        "INSERT INTO failure (key, reason, at) SELECT :key, :reason, :at WHERE NOT EXISTS"
        " (SELECT 1 FROM failure WHERE key = :key AND reason = :reason AND at = :at)",
        [
            {"key": key, "reason": reason, "at": at}
            for key, reason, at in old.execute("SELECT key, reason, at FROM failure")
        ],
    )
    batches = old.execute(
        "SELECT batch.id, route, handle, state, created, COALESCE(judge.identity, '') FROM batch"
        " LEFT JOIN judge ON judge.id = batch.judge"
    )
    for *batch, judge in batches:
        new.execute(
            "INSERT OR IGNORE INTO batch (id, route, handle, state, created, judge)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (*batch, _number(new, judge)),
        )
    new.executemany(
        "INSERT OR IGNORE INTO batch_question (batch, key) VALUES (?, ?)",
        old.execute("SELECT batch, key FROM batch_question ORDER BY rowid"),
    )
