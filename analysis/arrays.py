"""Arrays of numbers, and sums over the rows that share a code."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


def floats(values: object) -> Array:
    """Return the values as an array of 64-bit floats."""
    return np.asarray(values, dtype=np.float64)


def totals(codes: Codes, values: object = None, count: int = 0) -> Array:
    """Return the sum of `values` (none: the number of rows) for each code from 0 on."""
    weights = None if values is None else floats(values)
    return floats(np.bincount(codes, weights=weights, minlength=count))


def codes(frame: pd.DataFrame, columns: Sequence[str]) -> Codes:
    """Return one number, from 0, for each different combination of the columns."""
    combined = np.zeros(len(frame), dtype=np.int64)
    for name in columns:
        found, names = pd.factorize(frame[name], use_na_sentinel=False)
        combined = combined * len(names) + found
        combined = pd.factorize(combined)[0].astype(np.int64)
    return combined


def first_of(code: Codes) -> Codes:
    """Return the place of the first row of each code."""
    return np.unique(code, return_index=True)[1].astype(np.int64)
