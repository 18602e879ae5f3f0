"""A table whose columns already carry the frame's names: CSV, JSONL, JSON or Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from sosprobe.data.fields import Row
from sosprobe.data.verdicts.source import csv_records, json_records, shown
from sosprobe.errors import BadInput, UnknownName

REQUIRED = ("item", "preference")
_UNIT = ("preference", "soft")
_NAMES = (
    "item",
    "category",
    *(f"{side}_{kind}" for side in "ab" for kind in ("response", "style", "substance")),
    "outcome",
    "detail",
    "judge",
    "template",
    "key",
    "model",
    "finish_reason",
)
"""Columns that stay text, even where all their cells look like numbers."""


def read_table(path: Path) -> pd.DataFrame:
    """Return the table as it is, with `item` and `preference` in every row.

    `preference` is that for side b, from 0 to 1, empty where no verdict came out. Columns that the
    frame does not know are kept.

    Raises
    ------
    BadInput
        If the file is malformed; names the file, the line or row, and the field.
    """
    rows, from_text = _rows(path)
    columns = list(dict.fromkeys(name for row in rows for name in row.fields))
    for name in REQUIRED:
        if name not in columns:
            raise BadInput(path, str(UnknownName("column", name, columns)))
    for number, row in enumerate(rows, 1):
        _check(row, "" if row.line else f"row {number}: ")
    frame = pd.DataFrame([dict(row.fields) for row in rows], columns=columns)
    for name in columns:
        if name in _NAMES:
            frame[name] = frame[name].map(str, na_action="ignore")
        elif from_text or name in _UNIT:
            frame[name] = _typed(frame[name])
    return frame


def _rows(path: Path) -> tuple[list[Row], bool]:
    """Return the rows of a file by its ending, and whether all their fields are text."""
    match Path(path.name.lower().removesuffix(".gz")).suffix:
        case ".csv":
            return csv_records(path), True
        case ".jsonl" | ".json":
            return json_records(path), False
        case ".parquet":
            return _parquet(path), False
        case other:
            raise BadInput(path, f"ending {other!r} is none of .csv, .jsonl, .json, .parquet")


def _parquet(path: Path) -> list[Row]:
    """Return the rows of a Parquet file, empty cells as None."""
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise BadInput(path, f"cannot be read as Parquet: {error}") from error
    if table.empty:
        raise BadInput(path, "holds no row")
    plain = table.astype(object).where(table.notna(), None)
    return [
        Row(path=path, line=None, fields={str(name): value for name, value in fields.items()})
        for fields in plain.to_dict("records")
    ]


def _check(row: Row, place: str) -> None:
    """Refuse a row without an item, with a preference that is none, or with nested fields."""
    for name, value in row.fields.items():
        if pd.api.types.is_list_like(value):
            raise row.error(f"{place}field `{name}` must be text, a number, true or false")
    item: object = row.fields.get("item")
    if _blank(item) or isinstance(item, bool):
        raise row.error(f"{place}field `item` must name the question, not {shown(item)}")
    if "preference" not in row.fields:
        raise row.error(f"{place}field `preference` is missing (null: no verdict came out)")
    for name in _UNIT:
        value = row.fields.get(name)
        if not _blank(value) and not _is_share(value):
            raise row.error(
                f"{place}field `{name}` must be a number from 0 to 1, not {shown(value)}"
            )


def _blank(value: Any) -> bool:
    """Say whether a cell holds nothing."""
    return value is None or value != value or (isinstance(value, str) and not value.strip())


def _is_share(value: Any) -> bool:
    """Say whether a cell holds a number from 0 to 1."""
    try:
        return not isinstance(value, bool) and 0 <= float(value) <= 1
    except (TypeError, ValueError):
        return False


def _typed(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return the column as numbers if every cell that holds something is one."""
    full = ~column.map(_blank).astype(bool)
    numbers = pd.to_numeric(column.where(full, None), errors="coerce")
    return numbers if bool((numbers.notna() == full).all()) else column
