"""Read names and numbers out of the cells of published tables, which have odd ways to be empty."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path

from sosprobe.data.fields import Row
from sosprobe.data.verdicts.source import csv_records, shown
from sosprobe.errors import BadInput, UnknownName

EMPTY = frozenset({"", "-", "n/a", "na", "nan", "none", "null", "—", "–"})
"""What a cell says, in small letters, when there is no number."""

_PAIR = re.compile(r"\(\s*([+-]?[\d.]+)\s*,\s*([+-]?[\d.]+)\s*\)")


def table_rows(path: Path, *needed: str) -> list[Row]:
    """Return the rows of a CSV file that must have the columns `needed`."""
    rows = csv_records(path)
    for name in needed:
        if name not in rows[0].fields:
            raise BadInput(path, str(UnknownName("column", name, rows[0].fields)), line=1)
    return rows


def label(row: Row, field: str) -> str:
    """Return the name in a cell, which may not be empty."""
    name = row.text(field).strip()
    if not name:
        raise row.error(f"field `{field}` is empty")
    return name


def number(row: Row, field: str) -> float:
    """Return the number in a cell, not-a-number where the cell says that there is none."""
    cell: object = row.fields.get(field)
    if cell is None or (isinstance(cell, str) and cell.strip().lower() in EMPTY):
        return math.nan
    try:
        value = math.inf if isinstance(cell, bool) else float(str(cell))
    except ValueError:
        value = math.inf
    if math.isinf(value):
        raise row.error(f"field `{field}` must be a number, not {shown(cell)}")
    return value


def share(row: Row, field: str, *, of: float = 1.0) -> float:
    """Return the number in a cell as a share of `of`; it must lie between nothing and all."""
    value = number(row, field)
    if not math.isnan(value) and not 0 <= value <= of:
        hint = " (per cents are divided by 100)" if of == 1.0 else ""
        raise row.error(f"field `{field}` must lie from 0 to {of:g}{hint}, not {value:g}")
    return value / of


def count(row: Row, field: str) -> int | None:
    """Return the whole number of one or more in a cell, None where there is none."""
    value = number(row, field)
    if math.isnan(value):
        return None
    if value < 1 or value != int(value):
        raise row.error(f"field `{field}` must be a whole number from 1 on, not {value:g}")
    return int(value)


def offsets(row: Row, field: str) -> tuple[float, float] | None:
    """Return the two ends that a cell like `(-1.88, +1.97)` adds to a score, None if empty."""
    cell = row.text(field, "").strip()
    if cell.lower() in EMPTY:
        return None
    found = _PAIR.fullmatch(cell)
    if found is None:
        raise row.error(f"field `{field}` must read (-a, +b), not {shown(cell)}")
    try:
        return float(found[1]), float(found[2])
    except ValueError:
        raise row.error(f"field `{field}` must read (-a, +b), not {shown(cell)}") from None


def no_twins(rows: Sequence[Row], field: str) -> None:
    """Refuse a table that names one model twice."""
    seen: dict[str, int | None] = {}
    for row in rows:
        name = label(row, field)
        if name in seen:
            raise row.error(f"field `{field}`: {name!r} stands in line {seen[name]} already")
        seen[name] = row.line
