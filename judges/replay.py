"""Verdicts that were given before: replies read from a store or a file, nothing is asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from sosprobe.errors import BadInput, JudgeError, SetupError
from sosprobe.judges import JUDGES
from sosprobe.store import SqliteStore, identity_text, question_key
from sosprobe.types import Form, Messages, Reply

_FIELDS = {field.name for field in fields(Reply)}


class ReplayJudge:
    """A judge that repeats what was replied to the very same question before.

    Parameters
    ----------
    path
        A store (`store.sqlite`), or a JSONL file of replies: each line an object with `text`, and
        with `question` (as `sosprobe store export` writes it) or `messages`; optional `repeat`,
        `judge` and the other fields of a reply.
    judge
        Part of the name of the judge whose replies count, where several replied.
    template
        The template that they were asked with.
    """

    in_flight = 64

    def __init__(self, path: str, *, judge: str = "", template: str = "pairwise") -> None:
        self._path = Path(path).expanduser()
        if not self._path.is_file():
            raise SetupError(f"{self._path}: no such file of replies.")
        self.judge = str(judge)
        self.template = template
        self._replies = _from_store if _is_store(self._path) else _from_lines
        self._known: Mapping[str, list[tuple[str, Reply]]] | SqliteStore | None = None
        with self._path.open("rb") as file:
            self._digest = hashlib.file_digest(file, "sha256").hexdigest()[:16]

    @property
    def identity(self) -> Mapping[str, object]:
        """The file and its hash, and whose replies count."""
        return {
            "provider": "replay",
            "model": self.judge or self._path.name,
            "sha256": self._digest,
        }

    async def ask(self, messages: Messages, *, repeat: int = 0, form: Form | None = None) -> Reply:
        """Return the reply that was given before.

        Raises
        ------
        JudgeError
            If nobody replied to this question, or several did and `judge` does not say who counts.
        """
        if self._known is None:
            self._known = self._replies(self._path)
        name = question_key(messages, repeat)
        known = self._known
        found = known.find(name) if isinstance(known, SqliteStore) else known.get(name, [])
        wanted = {who: reply for who, reply in found if self.judge in who}
        if not wanted:
            raise JudgeError(f"{self._path.name} holds no reply to this question")
        if len(wanted) > 1:
            raise JudgeError(
                f"{len(wanted)} judges replied to this question; say whose reply counts: "
                f"replay:{self._path.name},judge=NAME"
            )
        return next(iter(wanted.values()))

    async def aclose(self) -> None:
        """Close the store; the next question opens it again."""
        if isinstance(self._known, SqliteStore):
            self._known.close()
            self._known = None


def _is_store(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def _from_store(path: Path) -> SqliteStore:
    return SqliteStore(path)


def _from_lines(path: Path) -> Mapping[str, list[tuple[str, Reply]]]:
    """Return the replies of a JSONL file by question, each with who gave it."""
    found: dict[str, list[tuple[str, Reply]]] = {}
    for number, row in _rows(path):
        if not isinstance(row.get("text"), str):
            raise BadInput(path, "field `text` must be text: what was replied", line=number)
        question = row.get("question") or ""
        if not question and isinstance(row.get("messages"), list):
            question = question_key(tuple(row["messages"]), int(row.get("repeat") or 0))
        if not isinstance(question, str) or not question:
            raise BadInput(path, "needs `question` or `messages`: what was asked", line=number)
        try:
            reply = Reply(**{name: row[name] for name in _FIELDS & row.keys()})
        except TypeError as error:
            raise BadInput(path, str(error), line=number) from error
        judge = row.get("judge") or ""
        who = judge if isinstance(judge, str) else identity_text(judge)
        found.setdefault(question, []).append((who, reply))
    return found


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                row: Any = json.loads(line)
                if not isinstance(row, dict):
                    raise BadInput(path, "each line must be an object", line=number)
                yield number, row
    except UnicodeDecodeError as error:
        raise BadInput(path, "is neither a store nor UTF-8 text") from error
    except ValueError as error:
        raise BadInput(path, f"is neither a store nor JSONL: {error}") from error


JUDGES.add("replay", ReplayJudge)
