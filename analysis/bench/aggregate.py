"""Factors and overall means over benchmarks, with their errors."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from sosprobe.analysis.arrays import Array, floats
from sosprobe.analysis.bench.cell import varies
from sosprobe.analysis.bench.normalise import normalise
from sosprobe.analysis.bench.suite import Aggregate
from sosprobe.analysis.bench.whole import wide
from sosprobe.analysis.interval import joined
from sosprobe.types import Estimate

COLUMNS = ("model", "aggregate", "value", "se", "low", "high", "benchmarks", "missing", "bounded")


def aggregate(
    whole: pd.DataFrame,
    aggregates: Sequence[Aggregate],
    *,
    normalisation: str = "raw",
    partial: bool = False,
) -> pd.DataFrame:
    """Return one row for each model and aggregate.

    Parameters
    ----------
    whole
        One row a model and benchmark, as `whole_scores` returns it.
    normalisation
        `raw`, `chance`, `z` or `minmax`.
    partial
        Take the mean over the benchmarks that a model has. Otherwise a model that lacks one has no
        value. Either way `missing` names what is not there.

    Notes
    -----
    An aggregate is the unweighted mean of its parts, and its error the root of their summed squared
    errors over their number: benchmarks share no items. `bounded` counts the benchmarks whose
    error is an upper bound because none was published.
    """
    scaled = normalise(whole, normalisation)
    values, errors = wide(scaled), wide(scaled, "se")
    bounds = wide(scaled, "se_from") == "bound"
    rows: list[dict[str, object]] = []
    names = [str(name) for name in values.columns]
    grid = zip(values.index, floats(values), floats(errors), bounds.to_numpy(), strict=True)
    for model, held, spreads, marks in grid:
        known = {
            name: (float(value), float(error))
            for name, value, error in zip(names, held, spreads, strict=True)
        }
        bounded = {name: int(mark) for name, mark in zip(names, marks, strict=True)}
        for one in aggregates:
            value, error, gone = _mean(
                [(name, *known.get(name, (math.nan, math.nan))) for name in one.parts], partial
            )
            known[one.name] = value, error
            half = float(stats.norm.ppf(0.975)) * error
            bounded[one.name] = sum(bounded.get(name, 0) for name in one.parts)
            rows.append(
                {
                    "model": model,
                    "aggregate": one.name,
                    "value": value,
                    "se": error,
                    "low": value - half,
                    "high": value + half,
                    "benchmarks": len(one.parts) - len(gone),
                    "missing": ", ".join(gone),
                    "bounded": bounded[one.name],
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _mean(
    parts: Sequence[tuple[str, float, float]], partial: bool
) -> tuple[float, float, list[str]]:
    """Return the mean of parts, its error, and the names of those without a value."""
    gone = [name for name, value, _ in parts if math.isnan(value)]
    kept = [(value, error) for _, value, error in parts if not math.isnan(value)]
    if not kept or (gone and not partial):
        return math.nan, math.nan, gone
    error = math.sqrt(sum(error**2 for _, error in kept)) / len(kept)
    return sum(value for value, _ in kept) / len(kept), error, gone


def spread(found: pd.DataFrame, column: str = "value") -> pd.DataFrame:
    """Return aggregates with one row a model and one column an aggregate, in their order."""
    grid = found.pivot(index="model", columns="aggregate", values=column)
    return grid.loc[list(dict.fromkeys(found["model"])), list(dict.fromkeys(found["aggregate"]))]


def estimates(found: pd.DataFrame) -> list[Estimate]:
    """Return aggregates as rows of estimates in per cent, with intervals of the normal kind."""
    return [
        Estimate(
            table="aggregate",
            term=f"{row['model']}, {row['aggregate']}",
            value=100 * float(row["value"]),
            low=100 * float(row["low"]),
            high=100 * float(row["high"]),
            unit="%",
            n=int(row["benchmarks"]),
            clusters=int(row["benchmarks"]),
            note=joined(
                f"lacks {row['missing']}" if row["missing"] else "",
                f"errors that are upper bounds: {row['bounded']}" if row["bounded"] else "",
            ),
        )
        for row in found.to_dict("records")
    ]


def item_bootstrap(
    whole: pd.DataFrame,
    aggregates: Sequence[Aggregate],
    *,
    rng: np.random.Generator,
    draws: int = 2000,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return intervals of the raw aggregates when each benchmark's items are drawn anew.

    Drawing n zeros and ones with replacement is a binomial draw, so no item is needed: accuracy and
    the number of items that has the published error are enough. Benchmarks without an error keep
    their value in every draw. Returns `model, aggregate, low, high`.
    """
    rows: list[dict[str, object]] = []
    for model, mine in whole.groupby("model", sort=False):
        drawn: dict[str, Array] = {}
        for name, p, se in zip(
            mine["benchmark"], floats(mine["value"]), floats(mine["se"]), strict=True
        ):
            size = max(1, round(p * (1 - p) / se**2)) if se > 0 and 0 < p < 1 else 0
            drawn[str(name)] = floats(
                rng.binomial(size, p, draws) / size if size else np.full(draws, p)
            )
        for one in aggregates:
            nothing = np.full(draws, math.nan)
            drawn[one.name] = np.mean([drawn.get(part, nothing) for part in one.parts], axis=0)
            tail = (1 - level) / 2
            low, high = np.quantile(drawn[one.name], [tail, 1 - tail])
            rows.append(
                {"model": model, "aggregate": one.name, "low": float(low), "high": float(high)}
            )
    return pd.DataFrame(rows)


def consistency(values: pd.DataFrame, aggregates: Sequence[Aggregate]) -> pd.DataFrame:
    """Return each factor's standardised alpha and mean correlation between its benchmarks.

    Parameters
    ----------
    values
        One row a model, one column a benchmark (`wide`).

    Notes
    -----
    alpha = k r / (1 + (k - 1) r) with r the mean correlation over models. The number says whether
    the benchmarks rank models alike, and nothing about what they measure. A benchmark on which all
    models are alike correlates with nothing and is left out, and counted.

    References
    ----------
    Cronbach (1951); the standardised form after Spearman and Brown.
    """
    rows: list[dict[str, object]] = []
    for one in aggregates:
        known = [name for name in one.parts if name in values.columns]
        moving = [name for name in known if varies(floats(values[name].dropna()))]
        k = len(moving)
        if k < 2 or len(known) < len(one.parts):
            continue
        matrix = values[moving].corr().to_numpy(dtype=float)
        r = (float(matrix.sum()) - k) / (k * (k - 1))
        alpha = k * r / (1 + (k - 1) * r) if 1 + (k - 1) * r != 0 else math.nan
        rows.append(
            {
                "aggregate": one.name,
                "k": k,
                "alpha": alpha,
                "mean_r": r,
                "models": len(values.dropna(subset=moving)),
                "constant": ", ".join(name for name in known if name not in moving),
            }
        )
    return pd.DataFrame(rows)


def rest_correlations(values: pd.DataFrame, parts: Sequence[str]) -> dict[str, float]:
    """Return each benchmark's correlation with the mean of the other ones of its factor."""
    known = values[[name for name in parts if name in values.columns]].dropna()
    found: dict[str, float] = {}
    for name in known.columns:
        rest = known.drop(columns=name).mean(axis=1)
        if varies(floats(known[name])) and varies(floats(rest)):
            found[str(name)] = float(stats.pearsonr(known[name], rest).statistic)
    return found
