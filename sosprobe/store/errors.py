"""Say in one sentence what is wrong with a store's file, and what mends it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sosprobe.errors import SetupError

_SAFE = "Nothing that is stored is lost."
_AGAIN = f"and run the same command again. {_SAFE}"

_WORDS = {
    sqlite3.SQLITE_FULL: f"the disk is full. Free some space {_AGAIN}",
    sqlite3.SQLITE_IOERR: "the disk refused to read or write ({detail}). Look for a full disk, a "
    f"used-up quota or a lost mount, {_AGAIN}",
    sqlite3.SQLITE_READONLY: "this user may not write the file or its folder. Allow it "
    f"(chmod u+w), or name another place. {_SAFE}",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened. Allow this user to read it and to write "
    f"its folder (chmod), or name another place. {_SAFE}",
    sqlite3.SQLITE_BUSY: "another process kept the store locked for longer than this one waits. "
    f"Let it end, or stop it, {_AGAIN}",
    sqlite3.SQLITE_NOTADB: "it is not a usable store but some other kind of file ({detail}). "
    "Name another place, or move the file away.",
    sqlite3.SQLITE_CORRUPT: "the file is damaged ({detail}). Put back a copy, or move it away with "
    "those beside it that end in -wal and -shm, and begin anew. `sosprobe store check` lists what "
    "is wrong; SQLite's own `.recover` may save replies.",
}
_LIKE = {
    sqlite3.SQLITE_LOCKED: sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_PROTOCOL: sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_PERM: sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_AUTH: sqlite3.SQLITE_CANTOPEN,
}


def problem(path: Path | str, error: sqlite3.Error) -> SetupError:
    """Return the error that tells the user what SQLite's means."""
    words = _WORDS.get(code(error), "it is not a usable store: {detail}.")
    return SetupError(f"{path}: {words.format(detail=error)}")


def code(error: sqlite3.Error) -> int:
    """Return SQLite's primary code of an error; 0 if it has none."""
    # Errors that Python raises itself have no code.
    primary = int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
    return _LIKE.get(primary, primary)
