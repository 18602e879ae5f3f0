"""How far a judge's scores go with concrete ones, and what that hangs on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import stats

from sosprobe.analysis.arrays import Array, floats
from sosprobe.analysis.bench.cell import varies
from sosprobe.analysis.bench.resample import DRAWS, Kind, bootstrap_interval
from sosprobe.analysis.correlation import LEAST, correlations
from sosprobe.errors import SetupError
from sosprobe.types import Estimate

KINDS: tuple[Kind, ...] = ("pearson", "spearman", "kendall")


def truth(table: pd.DataFrame, columns: Sequence[str], *, target: str = "judge") -> list[Estimate]:
    """Return the correlation of each column with the judge's score, by three measures.

    `p_adjusted` is Holm's over the columns, for each measure by itself; the note has Bonferroni's.
    """
    rows = [replace(row, table="truth") for row in correlations(table, target, columns)]
    adjusted: list[Estimate] = []
    for place, row in enumerate(rows):
        same = [one.p for one in rows[place % 3 :: 3]]
        adjusted.append(
            replace(
                row,
                p_adjusted=holm([math.nan if p is None else p for p in same])[place // 3],
                note=f"Bonferroni p = {min(1.0, len(same) * (row.p or 0.0)):.4f}",
            )
        )
    return adjusted


def resampled(
    table: pd.DataFrame,
    columns: Sequence[str],
    *,
    rng: np.random.Generator,
    target: str = "judge",
    kind: Kind = "pearson",
    draws: int = DRAWS,
) -> list[Estimate]:
    """Return the correlations, intervals from models drawn anew, one column after the other."""
    rows: list[Estimate] = []
    for name in columns:
        x, y = _pair(table, target, name)
        low, high, kept = bootstrap_interval(x, y, rng=rng, kind=kind, draws=draws)
        rows.append(
            _row("truth, bootstrap", f"{name}, {kind}", correlate(x, y, kind), low, high, len(x))
        )
        if kept < draws:
            rows[-1] = replace(rows[-1], note=f"{draws - kept} draws had no spread")
    return rows


def on_logit(table: pd.DataFrame, target: str = "judge", *, top: float = 100.0) -> pd.DataFrame:
    """Return the table with a win rate from 0 to `top` as its log-odds.

    A score at an end of the scale has none, so it must be left out first.
    """
    share = floats(table[target]) / top
    if bool(((share <= 0) | (share >= 1)).any()):
        raise SetupError(f"Column {target!r} must lie inside 0 to {top:g} to have log-odds.")
    return table.assign(**{target: np.log(share / (1 - share))})


def without_each(
    table: pd.DataFrame, columns: Sequence[str], *, target: str = "judge", kind: Kind = "pearson"
) -> pd.DataFrame:
    """Return each correlation without one model after the other.

    Columns: `aggregate, without, r, change` (from the correlation over all), the largest change
    first.
    """
    rows: list[dict[str, object]] = []
    for name in columns:
        known = table.dropna(subset=[target, name])
        x, y = _pair(known, target, name)
        whole = correlate(x, y, kind)
        for place, model in enumerate(known["model"]):
            r = correlate(np.delete(x, place), np.delete(y, place), kind)
            rows.append({"aggregate": name, "without": str(model), "r": r, "change": r - whole})
    found = pd.DataFrame(rows, columns=["aggregate", "without", "r", "change"])
    size = found["change"].abs()
    return found.loc[size.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def windows(
    table: pd.DataFrame,
    columns: Sequence[str],
    *,
    tops: Sequence[int] = (8,),
    target: str = "judge",
) -> list[Estimate]:
    """Return Pearson's r over the judge's top models beside that over all, with a warning.

    The note gives the share of the spread that is left and the r that it alone would leave of the
    whole one (Thorndike's case 2): a low r in a narrow window need not say that two benchmarks
    disagree.

    References
    ----------
    Thorndike (1949), Personnel selection. Cohen (1988) on restriction of range.
    """
    rows: list[Estimate] = []
    for name in columns:
        known = table.dropna(subset=[target, name]).sort_values(
            target, ascending=False, kind="stable"
        )
        x, y = _pair(known, target, name)
        whole = correlate(x, y, "pearson")
        rows.append(_fisher(f"{name}, all", whole, len(x)))
        for top in tops:
            if LEAST <= top < len(x):
                left = float(np.std(x[:top], ddof=1) / np.std(x, ddof=1))
                expected = whole * left / math.sqrt(1 + whole**2 * (left**2 - 1))
                row = _fisher(f"{name}, top {top}", correlate(x[:top], y[:top], "pearson"), top)
                warning = (
                    f"range restriction: {100 * left:.0f} % of the spread of the judge's scores is "
                    f"left, which alone would turn {whole:.2f} into {expected:.2f}"
                )
                wider = "the top models are spread more widely than all of them"
                rows.append(replace(row, note=warning if left < 1 else wider))
    return rows


def partial(
    table: pd.DataFrame, columns: Sequence[str], *, target: str = "judge"
) -> list[Estimate]:
    """Return each column's correlation with the judge's score, the other columns held fixed.

    From residuals of least squares; the interval is Fisher's with a standard error of
    sqrt(1 / (n - k - 3)) for k columns held fixed.

    References
    ----------
    Fisher (1924), The distribution of the partial correlation coefficient.
    """
    known = table[[target, *columns]].dropna()
    n, k = len(known), len(columns) - 1
    if n < k + LEAST or k < 1:
        raise SetupError(f"{n} models cannot hold {k} columns fixed; take two or more columns.")
    rows: list[Estimate] = []
    for name in columns:
        others = floats(known[[one for one in columns if one != name]])
        design = np.column_stack([np.ones(n), others])
        x, y = (_residual(design, floats(known[column])) for column in (target, name))
        r = correlate(x, y, "pearson")
        t = r * math.sqrt((n - k - 2) / max(1 - r**2, 1e-15))
        rows.append(
            replace(
                _fisher(f"{name} | others", r, n, held=k, table="truth, partial"),
                p=float(2 * stats.t.sf(abs(t), n - k - 2)),
            )
        )
    return rows


def correlate(x: Array, y: Array, kind: Kind) -> float:
    """Return one correlation of two columns, not-a-number where one is constant."""
    if len(x) < 3 or not (varies(x) and varies(y)):
        return math.nan
    if kind == "pearson":
        return float(stats.pearsonr(x, y).statistic)
    if kind == "spearman":
        return float(stats.spearmanr(x, y).statistic)
    return float(stats.kendalltau(x, y).statistic)


def holm(ps: Sequence[float]) -> list[float]:
    """Return Holm's adjusted p-values.

    >>> [round(p, 4) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(ps)), key=lambda place: ps[place])
    adjusted, least = [math.nan] * len(ps), 0.0
    for rank, place in enumerate(order):
        least = max(least, min(1.0, (len(ps) - rank) * ps[place]))
        adjusted[place] = least
    return adjusted


def _pair(table: pd.DataFrame, target: str, name: str) -> tuple[Array, Array]:
    known = table[[target, name]].dropna()
    if len(known) < LEAST:
        raise SetupError(f"{len(known)} models have {target!r} and {name!r}; {LEAST} are needed.")
    return floats(known[target]), floats(known[name])


def _residual(design: Array, values: Array) -> Array:
    return values - design @ np.linalg.lstsq(design, values, rcond=None)[0]


def _fisher(
    term: str, r: float, n: int, *, held: int = 0, table: str = "truth, windows"
) -> Estimate:
    error = 1 / math.sqrt(n - held - 3)
    centre, half = math.atanh(max(-1 + 1e-15, min(1 - 1e-15, r))), stats.norm.ppf(0.975) * error
    return _row(table, term, r, math.tanh(centre - half), math.tanh(centre + half), n)


def _row(table: str, term: str, value: float, low: float, high: float, n: int) -> Estimate:
    return Estimate(
        table=table, term=term, value=value, low=low, high=high, unit="r", n=n, clusters=n
    )
