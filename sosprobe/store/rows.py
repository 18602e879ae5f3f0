"""Read many rows of a store, and open one that is not to be changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from sosprobe.errors import SetupError
from sosprobe.store.errors import problem
from sosprobe.store.schema import connect_to_read

AT_ONCE = 500
"""Keys that one SELECT looks up; more are no faster."""


class Row(NamedTuple):
    """One stored reply, as it stands in the file."""

    key: str
    question: str
    """Empty if not known."""
    judge: str
    """The judge's identity as JSON; empty if not known."""
    body: str
    at: str
    """When it was stored, in UTC."""


@contextmanager
def reading(path: Path) -> Generator[sqlite3.Connection]:
    """Open a store for reading, of any schema up to this version's, and close it again.

    Raises
    ------
    SetupError
        If it cannot be read, at the beginning or later; says what to do.
    """
    with closing(connect_to_read(path)) as db:
        try:
            yield db
        except sqlite3.Error as error:
            raise problem(path, error) from error


def rows(db: sqlite3.Connection) -> Iterator[Row]:
    """Yield every reply of a store, in the order in which they came."""
    found = db.execute(
        "SELECT key, COALESCE(question, ''), COALESCE(judge.identity, ''), body, at FROM reply"
        " LEFT JOIN judge ON judge.id = reply.judge ORDER BY reply.id"
    )
    return map(Row._make, found)


def bodies(db: sqlite3.Connection, wanted: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield key and body of each of the `wanted` keys, a dictionary or set, that has a reply."""
    (last,) = db.execute("SELECT MAX(id) FROM reply").fetchone()
    if len(wanted) > AT_ONCE and 4 * len(wanted) > (last or 0):
        # One pass in the order of the file is faster than looking up a quarter of it.
        found = db.execute("SELECT key, body FROM reply")
        yield from (row for row in found if row[0] in wanted)
        return
    names = list(wanted)
    for start in range(0, len(names), AT_ONCE):
        part = names[start : start + AT_ONCE]
        places = ",".join("?" * len(part))
        yield from db.execute(f"SELECT key, body FROM reply WHERE key IN ({places})", part)


def refuse_same(source: Path, target: Path) -> None:
    """Refuse to write over what is being read."""
    if target.exists() and source.exists() and target.samefile(source):
        raise SetupError(f"{source} and {target} are one file. Name another one to write.")
