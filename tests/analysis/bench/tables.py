"""Small tables of scores for the tests."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from sosprobe.analysis.bench.suite import Benchmark

COLUMNS = ["model", "benchmark", "part", "metric", "value", "se", "n"]
Entry = tuple[str, str, str, float, float, int | None]
"""Model, benchmark, part, value, error, size."""


def scores(*entries: Entry, metric: str = "acc") -> pd.DataFrame:
    """Return a tidy table of one metric."""
    rows = [(model, name, part, metric, *rest) for model, name, part, *rest in entries]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"n": "Int64", "value": float, "se": float})


def one_part(name: str, values: Iterable[float], n: int = 400) -> pd.DataFrame:
    """Return a benchmark without parts: models m0, m1 and so on, with the errors of shares."""
    return scores(
        *(
            (f"m{k}", name, "", value, math.sqrt(value * (1 - value) / (n - 1)), n)
            for k, value in enumerate(values)
        )
    )


def plain(name: str) -> Benchmark:
    """Return a benchmark of safety that is scored by accuracy; change it with `replace`."""
    return Benchmark(name=name, factor="Safety", metrics=("acc",))


def spread_out(count: int, low: float, high: float) -> Sequence[float]:
    """Return evenly spaced values."""
    return [float(value) for value in np.linspace(low, high, count)]
