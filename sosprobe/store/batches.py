"""Remember the batches that a provider took and that nobody has collected yet."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

OPEN = "open"
"""The state of a batch from which answers are still to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Questions that a provider took together, to be answered later."""

    route: str
    """Where it was submitted, as the judge calls it."""
    handle: str
    """The provider's own name for it."""
    keys: tuple[str, ...]
    judge: str = ""
    """`identity_text` of who was asked; empty if not known."""
    state: str = OPEN
    created: str = ""
    """When it was submitted, in UTC."""


def add(
    db: sqlite3.Connection, route: str, handle: str, keys: Sequence[str], judge: int | None
) -> None:
    """Write a batch and its questions down; one that is known stays as it is."""
    name = f"{route} {handle}"
    db.execute(
        "INSERT OR IGNORE INTO batch (id, route, handle, state, judge) VALUES (?, ?, ?, ?, ?)",
        (name, route, handle, OPEN, judge),
    )
    db.executemany(
        "INSERT OR IGNORE INTO batch_question (batch, key) VALUES (?, ?)",
        [(name, key) for key in keys],
    )


def listed(db: sqlite3.Connection, *, state: str = "", handle: str = "") -> list[Batch]:
    """Return the batches in a state or of a handle, or all, oldest first."""
    rows = db.execute(
        "SELECT batch.id, route, handle, state, created, COALESCE(judge.identity, '') FROM batch"
        " LEFT JOIN judge ON judge.id = batch.judge"
        " WHERE ? IN ('', state) AND ? IN ('', handle) ORDER BY batch.rowid",
        (state, handle),
    ).fetchall()
    return [
        Batch(
            route=route,
            handle=handle,
            state=state,
            created=created,
            judge=judge,
            keys=_keys(db, name),
        )
        for name, route, handle, state, created, judge in rows
    ]


def pending(db: sqlite3.Connection) -> set[str]:
    """Return the keys of the questions in open batches."""
    rows = db.execute(
        "SELECT key FROM batch_question JOIN batch ON batch.id = batch_question.batch"
        " WHERE state = ?",
        (OPEN,),
    )
    return {key for (key,) in rows}


def _keys(db: sqlite3.Connection, batch: str) -> tuple[str, ...]:
    rows = db.execute("SELECT key FROM batch_question WHERE batch = ? ORDER BY rowid", (batch,))
    return tuple(key for (key,) in rows)
