"""Numbers that were published, or computed from the public files before, beside ours."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path

import pandas as pd

from sosprobe.analysis.bench.section import Compared
from sosprobe.data.scores.cells import label, no_twins, number, table_rows

_NOT_COMPUTED = "Was not computed from the files in this folder."
_DIFFERS = (
    "Ours differs by more than half of the last digit; the files in the folder may be other ones."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One number as it was printed."""

    name: str
    value: float
    tolerance: float
    """Half of the last digit that was printed."""
    source: str
    reason: str
    """Why we cannot have it, where that is known."""
    differs: str
    """Why ours is another one, where that is known."""


def references() -> list[Reference]:
    """Return the numbers that come with sosprobe."""
    with as_file(files("sosprobe.probes.reproduce") / "reference.csv") as path:
        return read_references(path)


def read_references(path: Path) -> list[Reference]:
    """Return the numbers in a CSV file with `name, value, source, reason` and maybe `differs`."""
    rows = table_rows(path, "name", "value", "source", "reason")
    no_twins(rows, "name")
    found: list[Reference] = []
    for row in rows:
        value = number(row, "value")
        if math.isnan(value):
            raise row.error("field `value` is empty")
        found.append(
            Reference(
                name=label(row, "name"),
                value=value,
                tolerance=half_digit(row.text("value")),
                source=label(row, "source"),
                reason=row.text("reason"),
                differs=row.text("differs", ""),
            )
        )
    return found


def half_digit(printed: str) -> float:
    """Return half of the last digit of a printed number.

    >>> [half_digit(text) for text in (".908", "32", "4.6e-9")]
    [0.0005, 0.5, 5e-11]
    """
    exponent = Decimal(printed.strip()).as_tuple().exponent
    return 0.5 * 10.0 ** (exponent if isinstance(exponent, int) else 0)


def compare(numbers: Mapping[str, float], known: Sequence[Reference]) -> list[Compared]:
    """Return each published number with ours; equal means that ours rounds to it."""
    rows: list[Compared] = []
    for one in known:
        ours = numbers.get(one.name, math.nan)
        # A hair more than half a digit, so that a tie may be rounded either way.
        equal = abs(ours - one.value) <= one.tolerance * (1 + 1e-9)
        why = one.reason or _NOT_COMPUTED if math.isnan(ours) else one.differs or _DIFFERS
        rows.append(
            Compared(
                name=one.name,
                ours=ours,
                published=one.value,
                tolerance=one.tolerance,
                equal=equal,
                source=one.source,
                reason="" if equal else why,
            )
        )
    return rows


def compared_table(rows: Sequence[Compared]) -> pd.DataFrame:
    """Return the comparison as a table, one row a number."""
    return pd.DataFrame(
        {name: [getattr(row, name) for row in rows] for name in Compared.__dataclass_fields__}
    )
