"""The user's own responses, as JSONL, CSV or Parquet: prompt, response_a, response_b, gold."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from sosprobe.data.fields import Row, json_rows
from sosprobe.errors import BadInput, UnknownName
from sosprobe.types import Item, Response

REQUIRED = ("prompt", "response_a", "response_b")
_NAMES = "abcdefgh"


def load_pairs(path: Path) -> list[Item]:
    """Return one item a row, with the responses `a` and `b`, and more if there are any.

    Columns: `prompt`, `response_a`, `response_b`; optional `response_c` to `response_h`, `id`,
    `category`, `reference` (a correct answer), `rubric` (what to grade by), and `gold`: the letter
    of the best response, `tie`, or empty.

    Raises
    ------
    BadInput
        If the file is malformed; names file, line and field.
    """
    items: list[Item] = []
    seen: set[str] = set()
    for number, row in enumerate(_rows(path), 1):
        for field in REQUIRED:
            if field not in row.fields:
                raise row.error(str(UnknownName("column", field, row.fields)))
        name = str(row.fields.get("id") or number)
        if name in seen:
            raise row.error(f"field `id`: {name!r} stands here a second time")
        seen.add(name)
        items.append(
            Item(
                id=name,
                prompt=row.text("prompt"),
                category=str(row.fields.get("category") or "other"),
                responses=_responses(row),
                source=path.name,
                answer=row.text("reference", ""),
                rubric=row.text("rubric", ""),
            )
        )
    if not items:
        raise BadInput(path, "holds no row")
    return items


def _responses(row: Row) -> dict[str, Response]:
    """Return the responses of a row by letter, each with how good it is if the row says so."""
    there = [name for name in _NAMES if row.fields.get(f"response_{name}") is not None]
    best = str(row.fields.get("gold") or "").strip().lower()
    if best not in ("", "tie", *there):
        allowed = f"{', '.join(there)}, tie or empty"
        raise row.error(f"field `gold` must be {allowed}, not {best!r}")

    def gold(name: str) -> float | None:
        return None if not best else 0.5 if best == "tie" else float(name == best)

    return {name: Response(text=row.text(f"response_{name}"), gold=gold(name)) for name in there}


def _rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a file by its ending."""
    match path.suffix.lower():
        case ".jsonl" | ".json":
            yield from json_rows(path)
        case ".csv":
            yield from _csv_rows(path)
        case ".parquet":
            yield from _parquet_rows(path)
        case other:
            raise BadInput(path, f"ending {other!r} is none of .jsonl, .json, .csv, .parquet")


def _csv_rows(path: Path) -> Iterator[Row]:
    csv.field_size_limit(2**31 - 1)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            last = 1
            for fields in reader:
                if None in fields:
                    raise BadInput(path, "has more fields than the header", line=last + 1)
                present = {name: value for name, value in fields.items() if value is not None}
                yield Row(path=path, line=last + 1, fields=present)
                last = reader.line_num
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(path, f"cannot be read as CSV: {error}") from error


def _parquet_rows(path: Path) -> Iterator[Row]:
    import pandas as pd

    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise BadInput(path, f"cannot be read as Parquet: {error}") from error
    for number, fields in enumerate(table.to_dict("records"), 1):
        present = {str(name): value for name, value in fields.items() if not pd.isna(value)}
        yield Row(path=path, line=number, fields=present)
