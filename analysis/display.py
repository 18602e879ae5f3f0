"""How the report words a number, an interval and a p-value, and cuts a text."""

from __future__ import annotations

import math
from typing import NamedTuple

from sosprobe.types import Estimate

SHOWN = 20_000
"""Characters of a text that the page shows."""

MISSING = "–"

_DECIMALS = {"pp": 1, "%": 1}
_SIGNED = ("pp", "log-odds")


class Clipped(NamedTuple):
    """The beginning of a text, and how many characters are left out."""

    text: str
    left_out: int


def clip(text: str) -> Clipped:
    """Return the first `SHOWN` characters of a text."""
    return Clipped(text[:SHOWN], max(0, len(text) - SHOWN))


def printable(text: str) -> str:
    r"""Replace what UTF-8 cannot hold (half a surrogate pair) by a question mark.

    >>> printable("half \ud800")
    'half ?'
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def number(value: float | None, unit: str = "") -> str:
    """Show a number with the decimals and sign that suit its unit.

    A value that these decimals would round to zero keeps one significant digit.

    >>> [number(12.345, "pp"), number(63.21, "%"), number(-0.5, "doses"), number(0.0004)]
    ['+12.3', '63.2', '-0.50', '0.0004']
    >>> [number(float("nan")), number(None), number(float("inf")), number(0.0, "pp")]
    ['–', '–', '∞', '0.0']
    """
    if value is None or math.isnan(value):
        return MISSING
    sign = "+" if value > 0 and unit in _SIGNED else "-" if value < 0 else ""
    size = abs(value)
    decimals = _DECIMALS.get(unit, 2)
    if math.isinf(value):
        return f"{sign}∞"
    if size >= 1e6 or 0 < size < 0.5 * 10**-decimals:
        return f"{sign}{size:.3g}" if size >= 1 else f"{sign}{size:.1g}"
    return f"{sign}{size:.{decimals}f}"


def quantity(row: Estimate) -> str:
    """Show an estimate's value with its unit.

    A percent sign stands in the usual place, and a missing value has no unit.
    """
    shown = number(row.value, row.unit)
    return shown if shown == MISSING else f"{shown} {row.unit}".rstrip()


def interval(row: Estimate) -> str:
    """Show an estimate's interval as [low, high]."""
    if math.isnan(row.low) and math.isnan(row.high):
        return MISSING
    return f"[{number(row.low, row.unit)}, {number(row.high, row.unit)}]"


def p_value(value: float | None) -> str:
    """Show a p-value.

    >>> [p_value(value) for value in (0.0004, 0.0423, 0.99999, None)]
    ['<0.001', '0.042', '>0.999', '–']
    """
    if value is None or math.isnan(value):
        return MISSING
    if value < 0.001:
        return "<0.001"
    return ">0.999" if value > 0.999 else f"{value:.3f}"


def note(row: Estimate) -> str:
    """Return an estimate's note; an exchange rate without a value is called undetermined."""
    bare = row.table == "exchange" and math.isnan(row.value)
    if bare and not row.note.startswith("undetermined"):
        return f"undetermined: {row.note}" if row.note else "undetermined"
    return row.note
