"""Work out how many items were scored from accuracies and their standard errors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_CLOSE = 1e-4
"""How far, as a share, each model's size may lie from the whole number."""


def size_of(values: Sequence[float], errors: Sequence[float]) -> int | None:
    """Return the number of items behind some models' accuracies on one task.

    The standard error of a mean of n zeros and ones is sqrt(p (1 - p) / (n - 1)), so every model
    whose accuracy is neither 0 nor 1 gives n. The models must agree on one whole number: a mean of
    graded scores, or of parts put together, gives sizes that do not, and then nothing is returned.

    >>> size_of([0.5, 0.25], [0.05025189, 0.04351941])
    100
    >>> size_of([0.5, 0.25], [0.05, 0.02]) is None
    True
    """
    p, error = np.asarray(values, dtype=float), np.asarray(errors, dtype=float)
    known = (error > 0) & (p > 0) & (p < 1)
    if not known.any():
        return None
    sizes = p[known] * (1 - p[known]) / error[known] ** 2 + 1
    whole = round(float(np.median(sizes)))
    return whole if float(np.abs(sizes - whole).max()) <= _CLOSE * whole else None
