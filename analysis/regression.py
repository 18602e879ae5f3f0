"""The logit of the judge's preference on style, substance, their product, length and position."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from sosprobe.analysis.outcome import LENGTH_ARMS, base_name, preferred
from sosprobe.types import PLAIN, Estimate

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Coefficients with their item-clustered covariance, or why there are none."""

    terms: tuple[str, ...]
    coefficients: Array
    """Log-odds for side b, one a term."""
    covariance: Array
    design: Array
    """One row a trial, one column a term."""
    n: int
    clusters: int
    dropped: tuple[str, ...] = ()
    """Terms that the data cannot tell apart from those kept."""
    problem: str = ""

    @property
    def critical(self) -> float:
        """Student's t at 97.5 % with (clusters - 1) degrees of freedom."""
        return float(stats.t.ppf(0.975, max(1, self.clusters - 1)))


def design_matrix(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the regressors, each the value of side b less that of side a.

    `position`: +1 if b was shown first, -1 if a was. `length`: log2 of the ratio of words. One
    column for the dose of each style arm, one for each substance arm (1 if b has it), one for each
    product. There is no intercept: exchanging the sides of a pair flips both sides of the equation.
    """
    columns: dict[str, pd.Series[float]] = {
        "position": frame["position"].astype(float),
        "length": frame["length"].astype(float),
    }
    styles = _arms(frame, "style", without=LENGTH_ARMS)
    substances = _arms(frame, "substance", without=())
    for arm in styles:
        columns[arm] = _difference(frame, "style", arm, frame["dose"].astype(float))
    for arm in substances:
        columns[arm] = _difference(frame, "substance", arm, 1.0)
    for style in styles:
        for substance in substances:
            both = _holds(frame, "b", style, substance) - _holds(frame, "a", style, substance)
            columns[f"{style} x {substance}"] = both * frame["dose"].astype(float)
    return pd.DataFrame(columns, index=frame.index)


def fit(frame: pd.DataFrame) -> Fit:
    """Fit the fractional logit E[y] = 1 / (1 + exp(-x b)) with errors clustered by item.

    y is the preference for side b in [0, 1] (hard verdicts with ties at one half, or soft ones);
    estimation is by quasi-likelihood, so y need not be binary.

    References
    ----------
    Papke and Wooldridge (1996), Econometric methods for fractional response variables. Cameron and
    Miller (2015) for the covariance and its small-sample factor.
    """
    y = preferred(frame)
    counted = frame[y.notna()]
    table = design_matrix(counted)
    names, dropped = _independent(table)
    x: Array = np.asarray(table[names], dtype=np.float64)
    clusters = int(counted["item"].nunique())
    nan = np.full(len(names), np.nan)
    empty = Fit(
        terms=tuple(names),
        coefficients=nan,
        covariance=np.full((len(names), len(names)), np.nan),
        design=x,
        n=len(counted),
        clusters=clusters,
        dropped=tuple(dropped),
    )
    if not names or clusters < 3 or clusters <= len(names):
        return _with_problem(empty, "too few items")
    result, problem = _solve(np.asarray(y[counted.index], dtype=np.float64), x, counted["item"])
    if problem:
        return _with_problem(empty, problem)
    return Fit(
        terms=empty.terms,
        coefficients=np.asarray(result.params, dtype=float),
        covariance=np.asarray(result.cov_params(), dtype=float),
        design=x,
        n=empty.n,
        clusters=clusters,
        dropped=empty.dropped,
    )


def coefficients(model: Fit) -> list[Estimate]:
    """Return the coefficients in log-odds, with t intervals over clusters."""
    errors = np.sqrt(np.diag(model.covariance)) if len(model.terms) else np.empty(0)
    rows = [
        _row("logit", term, float(value), float(error), model, "log-odds")
        for term, value, error in zip(model.terms, model.coefficients, errors, strict=True)
    ]
    note = "not estimable: the data cannot tell it apart from the others"
    return rows + [
        _row("logit", term, np.nan, np.nan, model, "log-odds", note) for term in model.dropped
    ]


def margins(model: Fit) -> list[Estimate]:
    """Return average marginal effects in percentage points, with delta-method intervals.

    The effect of a term is the mean over trials of P(b) with the term at 1 less P(b) with it at 0
    (position: at +1 less at -1), the products following; for `length` one unit is a doubling.
    """
    rows: list[Estimate] = []
    for place, term in enumerate(model.terms):
        if " x " in term:
            continue
        high, low = (1.0, -1.0) if term == "position" else (1.0, 0.0)
        up, down = (_at(model, place, level) for level in (high, low))
        p_up, p_down = (1 / (1 + np.exp(-x @ model.coefficients)) for x in (up, down))
        weight_up, weight_down = p_up * (1 - p_up), p_down * (1 - p_down)
        gradient = (weight_up[:, None] * up - weight_down[:, None] * down).mean(axis=0)
        error = float(np.sqrt(gradient @ model.covariance @ gradient))
        value = float((p_up - p_down).mean())
        rows.append(_row("margin", term, 100 * value, 100 * error, model, "pp"))
    return rows


def _at(model: Fit, place: int, level: float) -> Array:
    """Return the design with one term set to `level`, and the products it is part of."""
    x = model.design.copy()
    x[:, place] = level
    for other, name in enumerate(model.terms):
        first, _, second = name.partition(" x ")
        if second and model.terms[place] in (first, second):
            partner = second if first == model.terms[place] else first
            if partner in model.terms:
                x[:, other] = x[:, place] * x[:, model.terms.index(partner)]
    return x


def _solve(y: Array, x: Array, items: pd.Series[str]) -> tuple[Any, str]:
    """Return statsmodels' result, or what kept it from one."""
    import statsmodels.api as sm
    from statsmodels.tools.sm_exceptions import ConvergenceWarning, PerfectSeparationWarning

    groups = pd.factorize(items)[0]
    with warnings.catch_warnings():
        warnings.simplefilter("error", PerfectSeparationWarning)
        warnings.simplefilter("error", ConvergenceWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            result = sm.GLM(y, x, family=sm.families.Binomial()).fit(
                cov_type="cluster", cov_kwds={"groups": groups, "use_correction": True}
            )
        except (PerfectSeparationWarning, ConvergenceWarning, np.linalg.LinAlgError):
            return None, "the verdicts are separated: a term decides every verdict it is in"
    if not bool(np.isfinite(result.params).all()) or float(np.abs(result.params).max()) > 15:
        return None, "the verdicts are separated: a term decides every verdict it is in"
    return result, ""


def _independent(table: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Split the columns into those that add to the rank of the matrix, and the rest."""
    kept: list[str] = []
    dropped: list[str] = []
    for name in table.columns:
        trial = table[[*kept, name]].to_numpy(dtype=float)
        full = len(trial) > 0 and np.linalg.matrix_rank(trial) == len(kept) + 1
        (kept if full else dropped).append(str(name))
    return kept, dropped


def _with_problem(model: Fit, problem: str) -> Fit:
    return Fit(
        terms=model.terms,
        coefficients=model.coefficients,
        covariance=model.covariance,
        design=model.design,
        n=model.n,
        clusters=model.clusters,
        dropped=model.dropped,
        problem=problem,
    )


def _arms(frame: pd.DataFrame, kind: str, *, without: Sequence[str]) -> list[str]:
    """Return the arms of a kind, without parameters, on either side, in order of appearance."""
    names = [base_name(str(arm)) for side in "ab" for arm in frame[f"{side}_{kind}"].unique()]
    return [arm for arm in dict.fromkeys(names) if arm not in (PLAIN, "identity", *without)]


def _difference(
    frame: pd.DataFrame, kind: str, arm: str, dose: pd.Series[float] | float
) -> pd.Series[float]:
    return (_is_arm(frame[f"b_{kind}"], arm) - _is_arm(frame[f"a_{kind}"], arm)) * dose


def _holds(frame: pd.DataFrame, side: str, style: str, substance: str) -> pd.Series[float]:
    return _is_arm(frame[f"{side}_style"], style) * _is_arm(frame[f"{side}_substance"], substance)


def _is_arm(column: pd.Series[str], arm: str) -> pd.Series[float]:
    """Return 1 where the column names `arm`, with whatever parameters, else 0."""
    return column.astype(str).map(base_name).eq(arm).astype(float)


def _row(
    table: str, term: str, value: float, error: float, model: Fit, unit: str, note: str = ""
) -> Estimate:
    half = model.critical * error
    p = float(2 * stats.t.sf(abs(value / error), max(1, model.clusters - 1))) if error > 0 else None
    return Estimate(
        table=table,
        term=term,
        value=value,
        low=value - half,
        high=value + half,
        unit=unit,
        n=model.n,
        clusters=model.clusters,
        p=p,
        note=note or model.problem,
    )
