"""What a stage of post-training adds, and how that goes with the size of its data."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from sosprobe.analysis.arrays import Array, floats
from sosprobe.analysis.bench.cell import cell
from sosprobe.errors import SetupError
from sosprobe.types import Estimate


def deltas(table: pd.DataFrame, lineage: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return what each model has more than its parent.

    Parameters
    ----------
    table
        One row a model (the index), one column a score; not-a-number where there is none.
    lineage
        `model, parent, stage`; models without a parent, or whose parent has no score, have no row.
    """
    rows: list[dict[str, object]] = []
    for child in lineage.to_dict("records"):
        model, parent = str(child["model"]), str(child["parent"])
        if model not in table.index or parent not in table.index:
            continue
        gains = {name: cell(table, model, name) - cell(table, parent, name) for name in columns}
        if any(math.isfinite(gain) for gain in gains.values()):
            rows.append({"model": model, "parent": parent, "stage": child["stage"], **gains})
    return pd.DataFrame(rows, columns=["model", "parent", "stage", *columns])


def mean_deltas(
    found: pd.DataFrame, columns: Sequence[str], *, by: Sequence[str] = ("parent", "stage")
) -> list[Estimate]:
    """Return the mean gain of each group with a t interval over its models.

    Only models with every column count, so that all means are over the same ones. Models that share
    a parent share its error too: the interval takes them for independent and is too narrow, which
    the note says.
    """
    rows: list[Estimate] = []
    for key, group in found.groupby(list(by), sort=False):
        known = group.dropna(subset=list(columns))
        n = len(known)
        term = " / ".join(str(part) for part in key)
        parents = known["parent"].nunique()
        for name in columns:
            if not n:
                continue
            values = floats(known[name])
            half = math.nan
            if n > 1:
                half = float(stats.t.ppf(0.975, n - 1) * values.std(ddof=1)) / math.sqrt(n)
            mean = float(values.mean())
            rows.append(
                Estimate(
                    table="post-training",
                    term=f"{term}, {name}",
                    value=mean,
                    low=mean - half,
                    high=mean + half,
                    unit="points",
                    n=n,
                    clusters=parents,
                    note=f"{n} models share {parents} parent" + ("s" if parents != 1 else ""),
                )
            )
    return rows


def scaling(
    table: pd.DataFrame, sizes: pd.Series[float], columns: Sequence[str]
) -> tuple[list[Estimate], pd.DataFrame]:
    """Return the slope of each score on log10 of the data's size, and what each model is worth.

    Parameters
    ----------
    table
        One row a model, one column a score.
    sizes
        Examples by model; models without a size are left out.

    Returns
    -------
    Estimates
        The slope in points a decade with its t interval and p; the note gives R2 and its range when
        one model is left out.
    Table
        `aggregate, without, slope, r2, p`, the whole fit first (`without` empty).

    Notes
    -----
    Sets differ in more than their size, so a slope is not what more of the same data would do.
    """
    known = sizes.dropna()
    models = [name for name in known.index if name in table.index]
    estimates: list[Estimate] = []
    rows: list[dict[str, object]] = []
    for name in columns:
        own = [model for model in models if math.isfinite(cell(table, model, name))]
        if len(own) < 3:
            raise SetupError(f"{len(own)} models have {name!r} and a size; 3 or more are needed.")
        x, y = np.log10(floats(known[own])), floats(table.loc[own, name])
        slope, error, r2, p = _line(x, y)
        rows.append({"aggregate": name, "without": "", "slope": slope, "r2": r2, "p": p})
        dropped: list[float] = []
        for place, model in enumerate(own):
            if len(own) > 3:
                fit = _line(np.delete(x, place), np.delete(y, place))
                rows.append(
                    {
                        "aggregate": name,
                        "without": model,
                        "slope": fit[0],
                        "r2": fit[2],
                        "p": fit[3],
                    }
                )
                dropped.append(fit[2])
        half = float(stats.t.ppf(0.975, len(own) - 2)) * error
        spread = f"; {min(dropped):.2f} to {max(dropped):.2f} without one model" if dropped else ""
        estimates.append(
            Estimate(
                table="scaling",
                term=name,
                value=slope,
                low=slope - half,
                high=slope + half,
                unit="points a decade",
                n=len(own),
                clusters=len(own),
                p=p,
                note=f"R2 {r2:.3f}{spread}",
            )
        )
    return estimates, pd.DataFrame(rows)


def kinds(found: pd.DataFrame, kind_of: pd.Series[str], columns: Sequence[str]) -> list[Estimate]:
    """Return the mean gain by kind of data, and its difference for each pair of kinds (Welch)."""
    named = found.assign(kind=found["model"].map(kind_of)).dropna(subset=["kind"])
    named = named[named["kind"] != ""]
    rows = mean_deltas(named, columns, by=("kind",))
    groups = {str(kind): group for kind, group in named.groupby("kind", sort=False)}
    names = list(groups)
    for place, first in enumerate(names):
        for second in names[place + 1 :]:
            for column in columns:
                a, b = (floats(groups[name][column].dropna()) for name in (first, second))
                if min(len(a), len(b)) >= 2:
                    rows.append(_welch(f"{first} less {second}, {column}", a, b))
    return rows


def _line(x: Array, y: Array) -> tuple[float, float, float, float]:
    """Return slope, its error, R2 and p of a straight line."""
    fit = stats.linregress(x, y)
    return float(fit.slope), float(fit.stderr), float(fit.rvalue) ** 2, float(fit.pvalue)


def _welch(term: str, a: Array, b: Array) -> Estimate:
    test = stats.ttest_ind(a, b, equal_var=False)
    ends = test.confidence_interval(0.95)
    return Estimate(
        table="post-training kinds",
        term=term,
        value=float(a.mean() - b.mean()),
        low=float(ends.low),
        high=float(ends.high),
        unit="points",
        n=len(a) + len(b),
        clusters=len(a) + len(b),
        p=float(test.pvalue),
    )
