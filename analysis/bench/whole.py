"""One score a model and benchmark, from the scores of the benchmark's parts."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from sosprobe.analysis.arrays import floats
from sosprobe.analysis.bench.suite import SUITE, Benchmark
from sosprobe.errors import UnknownName

TOTAL = "(total)"
WHOLE = (
    "model",
    "benchmark",
    "factor",
    "value",
    "accuracy",
    "inverse",
    "se",
    "se_from",
    "n",
    "chance",
    "missing",
)
"""The columns of the table: `value` is what counts, `accuracy` the same before it was turned."""


def whole_scores(scores: pd.DataFrame, suite: Sequence[Benchmark] = SUITE) -> pd.DataFrame:
    """Return one row for each model and each benchmark of the suite.

    Parts are weighted by their sizes; where no size is known, equally. A model that lacks a part
    that others have gets no value, and the part is named in `missing`: a mean over other parts
    would be another benchmark. Totals that the source had put together are used only where there
    are no parts.

    Parameters
    ----------
    scores
        The tidy table: `model, benchmark, part, metric, value, se, n`.

    Notes
    -----
    The error of a weighted mean is that of independent parts. Metrics that are averaged over the
    same items have the mean of their errors, which is right if they move together and too much if
    they do not. Where no error was published, sqrt(value (1 - value) / promised size) stands for
    it: no score from 0 to 1 has a larger one. `se_from` says which: `published`, `bound` or empty.
    """
    _need(scores, ("model", "benchmark", "part", "metric", "value", "se", "n"))
    models = list(dict.fromkeys(scores["model"].astype(str)))
    rows: list[dict[str, object]] = []
    for benchmark in suite:
        mine = scores[scores["benchmark"] == benchmark.name]
        metrics = _metrics(mine, benchmark)
        parts = _parts(mine[mine["metric"].isin(metrics)])
        weights = {part: _size(mine, part) for part in parts}
        sized = all(weights.values())
        held = _held(mine[mine["metric"].isin(metrics)], len(metrics))
        for model in models:
            found = {part: held.get((model, part), (math.nan, math.nan)) for part in parts}
            rows.append(_row(model, benchmark, found, weights if sized else {}))
    return pd.DataFrame(rows, columns=list(WHOLE)).astype({"n": "Int64"})


def wide(whole: pd.DataFrame, column: str = "value") -> pd.DataFrame:
    """Return one row a model and one column a benchmark, both in the order of the table."""
    grid = whole.pivot(index="model", columns="benchmark", values=column)
    return grid.loc[list(dict.fromkeys(whole["model"])), list(dict.fromkeys(whole["benchmark"]))]


def missing(whole: pd.DataFrame) -> list[str]:
    """Say which benchmarks which models lack, one sentence a benchmark.

    >>> row = {"model": "x", "benchmark": "BBH", "value": float("nan"), "missing": "snarks"}
    >>> missing(pd.DataFrame([row]))
    ['BBH: 1 of 1 models have no score (x: snarks)']
    """
    sentences: list[str] = []
    for name, rows in whole.groupby("benchmark", sort=False):
        gone = rows[rows["value"].isna()]
        if len(gone):
            who = [
                f"{row['model']}: {row['missing']}" if row["missing"] else str(row["model"])
                for row in gone.to_dict("records")
            ]
            shown = "; ".join(who[:4]) + (f"; and {len(who) - 4} more" if len(who) > 4 else "")
            sentences.append(f"{name}: {len(gone)} of {len(rows)} models have no score ({shown})")
    return sentences


def _row(
    model: str,
    benchmark: Benchmark,
    found: dict[str, tuple[float, float]],
    weights: dict[str, int],
) -> dict[str, object]:
    """Return one model's score on a benchmark."""
    gone = [part or benchmark.name for part, (value, _) in found.items() if math.isnan(value)]
    sizes = floats([weights.get(part, 1) for part in found])
    shares = sizes / sizes.sum() if len(sizes) else sizes
    values, errors = (floats([pair[k] for pair in found.values()]) for k in (0, 1))
    accuracy = float(shares @ values) if found else math.nan
    error = math.sqrt(float(((shares * errors) ** 2).sum())) if found else math.nan
    chances = floats([benchmark.chances.get(part, benchmark.chance) for part in found])
    origin = "published" if not math.isnan(error) else ""
    if math.isnan(error) and benchmark.promised and not math.isnan(accuracy):
        error, origin = math.sqrt(accuracy * (1 - accuracy) / benchmark.promised), "bound"
    return {
        "model": model,
        "benchmark": benchmark.name,
        "factor": benchmark.factor,
        "value": 1 - accuracy if benchmark.inverse else accuracy,
        "accuracy": accuracy,
        "inverse": benchmark.inverse,
        "se": error,
        "se_from": origin,
        "n": sum(weights.values()) or None,
        "chance": float(shares @ chances) if found else benchmark.chance,
        "missing": ", ".join(gone) if found else benchmark.name,
    }


def _metrics(mine: pd.DataFrame, benchmark: Benchmark) -> list[str]:
    """Return the metrics that count: all of them, or the first one that was published."""
    if benchmark.averaged:
        return list(benchmark.metrics)
    there = set(mine["metric"])
    return [name for name in (*benchmark.metrics, "score") if name in there][:1]


def _parts(mine: pd.DataFrame) -> list[str]:
    """Return the parts that any model has; a total only where there is nothing else."""
    parts = list(dict.fromkeys(mine["part"].astype(str)))
    return [part for part in parts if part != TOTAL] or parts


def _size(mine: pd.DataFrame, part: str) -> int:
    """Return how many items a part has, 0 if nobody says."""
    known = mine[mine["part"] == part]["n"].dropna()
    return int(known.max()) if len(known) else 0


def _held(rows: pd.DataFrame, metrics: int) -> dict[tuple[str, str], tuple[float, float]]:
    """Return each model's score on each part and its error, where no metric is missing."""
    found = rows.groupby(["model", "part"])[["value", "se"]].agg(["mean", "size"])
    return {
        (str(model), str(part)): (float(value), float(error))
        for (model, part), value, error, size in zip(
            found.index,
            found[("value", "mean")],
            found[("se", "mean")],
            found[("value", "size")],
            strict=True,
        )
        if size == metrics
    }


def _need(scores: pd.DataFrame, columns: Sequence[str]) -> None:
    for name in columns:
        if name not in scores.columns:
            raise UnknownName("column", name, scores.columns)
