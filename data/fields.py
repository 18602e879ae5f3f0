"""Read fields out of a row of a data file, or say which file, line and field is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard, cast

from sosprobe.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record of a data file, and the line that it begins on."""

    path: Path
    line: int | None
    fields: Mapping[str, Any]

    def error(self, problem: str) -> BadInput:
        """Return the error that names this row."""
        return BadInput(self.path, problem, line=self.line)

    def text(self, field: str, default: str | None = None) -> str:
        """Return the text in `field`; `default` if it is absent."""
        value = self.fields.get(field, default)
        if value is None:
            there = ", ".join(sorted(self.fields)) or "none"
            raise self.error(f"field `{field}` is missing (there are: {there})")
        if not isinstance(value, str):
            raise self.error(f"field `{field}` must be text, not {type(value).__name__}")
        return _mended(value)

    def texts(self, field: str) -> list[str]:
        """Return the list of texts in `field`; empty if it is absent."""
        return [_mended(text) for text in self._list(field, str, "texts")]

    def rows(self, field: str) -> list[Row]:
        """Return the list of tables in `field`; empty if it is absent."""
        tables = self._list(field, dict, "tables")
        return [Row(path=self.path, line=self.line, fields=part) for part in tables]

    def _list(self, field: str, kind: type, what: str) -> list[Any]:
        """Return the list in `field`, whose parts must all be of one kind."""
        value = self.fields.get(field, [])
        parts = value if _is_list(value) else [None]
        if not all(isinstance(part, kind) for part in parts):
            raise self.error(f"field `{field}` must be a list of {what}")
        return parts


def json_rows(path: Path) -> Iterator[Row]:
    """Yield the records of a JSON file (one list) or a JSONL file (one record a line)."""
    text = _read(path)
    if path.suffix == ".json":
        try:
            records = json.loads(text)
        except json.JSONDecodeError as error:
            raise BadInput(path, f"not JSON: {error.msg}", line=error.lineno) from error
        if not _is_list(records):
            raise BadInput(path, "must hold one list of records", line=1)
        for record in records:
            yield _row(path, None, record)
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                record = json.loads(line)
            except json.JSONDecodeError as error:
                raise BadInput(path, f"not JSON: {error.msg}", line=number) from error
            yield _row(path, number, record)


def _mended(text: str) -> str:
    """Return `text` with halves of characters, which no file can hold, replaced by U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_list(value: object) -> TypeGuard[list[Any]]:
    """Say whether `value` is a list, of whatever."""
    return isinstance(value, list)


def _row(path: Path, line: int | None, record: Any) -> Row:
    """Return a record as a row; it must be an object."""
    if not isinstance(record, dict):
        raise BadInput(path, "a record must be an object", line=line)
    return Row(path=path, line=line, fields=cast("dict[str, Any]", record))


def _read(path: Path) -> str:
    """Return the text of a file in UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(path, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadInput(path, "is not UTF-8 text", line=line) from error
