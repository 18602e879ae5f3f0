"""Say whether a store is sound, and what is in it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sosprobe.store.batches import OPEN
from sosprobe.store.codec import flaw
from sosprobe.store.rows import rows
from sosprobe.store.schema import connect_to_read

NAMED = 20
"""Problems of one kind that are named; the others are counted."""

_LINKS = {
    "replies of a judge that is not in the file": "SELECT key FROM reply WHERE judge IS NOT NULL"
    " AND judge NOT IN (SELECT id FROM judge)",
    "batches of a judge that is not in the file": "SELECT id FROM batch WHERE judge IS NOT NULL"
    " AND judge NOT IN (SELECT id FROM judge)",
    "questions of a batch that is not in the file": "SELECT key FROM batch_question"
    " WHERE batch NOT IN (SELECT id FROM batch)",
    "batches without a question": "SELECT id FROM batch"
    " WHERE id NOT IN (SELECT batch FROM batch_question)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a store holds, and what is wrong with it."""

    replies: Mapping[str, int]
    """How many by judge, the identity as JSON; empty where it is not known."""
    failures: int
    """Attempts that brought no reply."""
    batches: int
    """Open ones."""
    problems: tuple[str, ...]


def check(path: Path) -> Checked:
    """Read the whole file and return what is in it and what is wrong.

    Raises
    ------
    SetupError
        If it cannot be opened at all, or is no store.
    """
    replies: Counter[str] = Counter()
    problems: list[str] = []
    counts = {"failure": 0, "batch": 0}
    with closing(connect_to_read(path)) as db:
        try:
            problems += _damage(db)
            bad: list[str] = []
            for row in rows(db):
                replies[row.judge] += 1
                wrong = flaw(row.body)
                if wrong:
                    bad.append(f"{row.key} ({wrong})")
            problems += _named("replies that cannot be read", bad)
            for what, sql in _LINKS.items():
                problems += _named(what, [str(name) for (name,) in db.execute(sql)])
            counts["failure"] = db.execute("SELECT COUNT(*) FROM failure").fetchone()[0]
            counts["batch"] = db.execute(
                "SELECT COUNT(*) FROM batch WHERE state = ?", (OPEN,)
            ).fetchone()[0]
        except sqlite3.Error as error:
            problems.append(f"the file cannot be read to its end: {error}")
    return Checked(
        replies=replies,
        failures=counts["failure"],
        batches=counts["batch"],
        problems=tuple(problems),
    )


def _damage(db: sqlite3.Connection) -> Iterator[str]:
    """Yield what SQLite finds wrong with the file."""
    try:
        found = [str(text) for (text,) in db.execute(f"PRAGMA integrity_check({NAMED})")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    yield from (f"damaged: {text}" for text in found if text != "ok")


def _named(what: str, which: list[str]) -> Iterator[str]:
    """Yield one sentence that counts some things and names the first of them."""
    if which:
        more = ", ..." if len(which) > NAMED else ""
        yield f"{len(which)} {what}: {', '.join(which[:NAMED])}{more}"
