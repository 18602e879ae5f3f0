"""One number of a table by its row and column, and whether numbers differ at all."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sosprobe.analysis.arrays import Array, floats
from sosprobe.errors import SetupError


def cell(table: pd.DataFrame, row: object, column: str) -> float:
    """Return the number in a cell; not-a-number if it is empty, refused if there is no such row.

    >>> cell(pd.DataFrame({"WK": [0.5]}, index=["x"]), "x", "WK")
    0.5
    """
    if row not in table.index:
        raise SetupError(f"The table has no row {row!r}.")
    return float(floats(table.loc[table.index == row, column])[0])


def varies(values: Array) -> bool:
    """Say whether numbers differ by more than rounding; without that nothing correlates with them.

    >>> [varies(floats(numbers)) for numbers in ([0.1 + 0.2, 0.3], [0.1, 0.2], [])]
    [False, True, False]
    """
    if not len(values):
        return False
    return bool(np.ptp(values) > 1e-10 * np.abs(values).max())
