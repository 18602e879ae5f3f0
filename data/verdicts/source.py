"""Read the records of a file of verdicts: JSON, JSONL or CSV, each maybe packed with gzip."""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import zlib
from pathlib import Path
from typing import Any, TypeGuard

from sosprobe.data.fields import Row
from sosprobe.errors import BadInput

_FEW = 40


def json_records(path: Path) -> list[Row]:
    """Return the records of one JSON list, or of JSONL (one record a line); at least one.

    What the file holds decides, not its ending: a list begins with a bracket.
    """
    text = _text(path)
    if text.lstrip().startswith("["):
        return _some(path, [_row(path, None, record) for record in parsed(path, text)])
    lines = enumerate(text.split("\n"), 1)
    found = [_row(path, n, parsed(path, line, n)) for n, line in lines if line.strip()]
    return _some(path, found)


def json_object(path: Path) -> Row | None:
    """Return the one object that a file holds; None if it holds a list, or one record a line."""
    text = _text(path).strip()
    if not text.startswith("{"):
        return None
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        value, end = parsed(path, text), len(text)
    return _row(path, None, value) if end == len(text) else None


def csv_records(path: Path) -> list[Row]:
    """Return the records of a CSV file with a header, every field as text; at least one."""
    csv.field_size_limit(2**31 - 1)
    rows: list[Row] = []
    try:
        reader = csv.DictReader(io.StringIO(_text(path), newline=""), strict=True)
        header = list(reader.fieldnames or [])
        twice = sorted({name for name in header if header.count(name) > 1})
        if twice:
            raise BadInput(path, f"column `{twice[0]}` stands there twice", line=1)
        last = 1
        for fields in reader:
            if None in fields or None in fields.values():
                word = "more" if None in fields else "fewer"
                raise BadInput(path, f"has {word} fields than the header", line=last + 1)
            rows.append(Row(path=path, line=last + 1, fields=fields))
            last = reader.line_num
    except csv.Error as error:
        raise BadInput(path, f"cannot be read as CSV: {error}") from error
    return _some(path, rows)


def name_in(row: Row, field: str) -> str:
    """Return the name in `field`, which may be text or a whole number."""
    value = row.fields.get(field)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    name = row.text(field)
    if not name.strip():
        raise row.error(f"field `{field}` is empty")
    return name


def number_in(row: Row, field: str) -> float:
    """Return the number in `field`; not-a-number where it is null, for no verdict came out."""
    if field not in row.fields:
        row.text(field)
    value: object = row.fields[field]
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise row.error(f"field `{field}` must be a number, not {shown(value)}")
    return float(value)


def table_in(row: Row, field: str) -> Row:
    """Return the table in `field`; an empty one where it is absent or null."""
    value: object = row.fields.get(field)
    if value is None:
        return Row(path=row.path, line=row.line, fields={})
    if not is_table(value):
        raise row.error(f"field `{field}` must be a table, not {shown(value)}")
    return Row(path=row.path, line=row.line, fields=value)


def is_table(value: object) -> TypeGuard[dict[str, Any]]:
    """Say whether a value of a JSON file is an object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Say whether a value of a JSON file is a list."""
    return isinstance(value, list)


def shown(value: object) -> str:
    """Return the beginning of a value, for an error message."""
    return repr(value)[:_FEW]


def _text(path: Path) -> str:
    """Return the text of a file in UTF-8, unpacked if its name ends in .gz."""
    try:
        data = path.read_bytes()
        if path.suffix.lower() == ".gz":
            data = gzip.decompress(data)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadInput(path, "is not UTF-8 text", line=line) from error
    except (OSError, EOFError, zlib.error) as error:
        raise BadInput(path, f"cannot be read: {error}") from error


def parsed(path: Path, text: str, line: int | None = None) -> Any:
    """Return what a piece of JSON holds."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadInput(path, f"not JSON: {error.msg}", line=line or error.lineno) from error
    except (RecursionError, ValueError) as error:
        raise BadInput(path, f"not JSON that can be read: {error}", line=line) from error


def _row(path: Path, line: int | None, record: object) -> Row:
    """Return a record as a row; it must be an object."""
    if not is_table(record):
        raise BadInput(path, "a record must be an object", line=line)
    return Row(path=path, line=line, fields=record)


def _some(path: Path, rows: list[Row]) -> list[Row]:
    """Return the rows, of which there must be one."""
    if not rows:
        raise BadInput(path, "holds no row")
    return rows
