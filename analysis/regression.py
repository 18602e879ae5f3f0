"""The logit and the linear probability of the judge's preference, with clustered errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from sosprobe.analysis.arrays import Array, Codes, codes, first_of, floats, totals
from sosprobe.analysis.interval import FEW, joined
from sosprobe.analysis.likelihood import (
    deviance,
    informations,
    probability,
    sandwich,
    scores,
    solve,
)
from sosprobe.analysis.outcome import preferred
from sosprobe.analysis.terms import design_matrix, independent
from sosprobe.types import Estimate

Link = Literal["logit", "linear"]

PENALISED = "penalised (Firth): a term decides every verdict it is in"
NOT_ESTIMABLE = "not estimable: the data cannot tell it apart from the others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The trials of a regression, those with equal terms and item added up."""

    terms: tuple[str, ...]
    dropped: tuple[str, ...]
    """Terms that the data cannot tell apart from those kept."""
    x: Array
    """One row a group of trials, one column a term."""
    y: Array
    """Mean preference of the group, in 0 to 1."""
    weight: Array
    """Trials in the group."""
    clusters: tuple[Codes, ...]
    """Code of the item, and of what else is clustered by."""
    saturated: Array
    """Deviance that no model can explain: that of ties and of soft preferences with themselves."""
    n: int
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Coefficients with their clustered covariance, or why there are none."""

    link: Link
    rows: Rows
    coefficients: Array
    covariance: Array
    clusters: int
    """The smallest number of clusters in any direction."""
    note: str = ""
    """What was done in place of the plain fit."""
    problem: str = ""
    """Why there are no coefficients."""

    @property
    def terms(self) -> tuple[str, ...]:
        """The names of the coefficients."""
        return self.rows.terms

    by_item: Array | None = None
    """What each item adds to the information, shape (items, k, k); not known for every model."""

    def freedom(self, *directions: Array) -> float:
        """Return the degrees of freedom of combinations of coefficients, the fewest of them.

        One less than the effective number of clusters G / (1 + v), where v is the squared
        coefficient of variation, over clusters, of what each adds to the variance of a combination:
        where few items tell of a term they are few clusters, however many there are besides.

        References
        ----------
        Carter, Schnepel and Steigerwald (2017), Asymptotic behavior of a t-test robust to cluster
        heterogeneity.
        """
        if self.by_item is None or self.problem:
            return max(1.0, self.clusters - 1)
        bread = floats(np.linalg.inv(floats(self.by_item.sum(axis=0))))
        fewest = float(self.clusters)
        for direction in directions:
            ray = floats(bread @ direction)
            parts = floats(np.einsum("i,gij,j->g", ray, self.by_item, ray))
            if float(parts.mean()) > 0:
                varied = float(parts.var() / parts.mean() ** 2)
                fewest = min(fewest, len(parts) / (1 + varied))
        return max(1.0, fewest - 1)

    def critical(self, *directions: Array) -> float:
        """Return Student's t at 97.5 % for combinations of coefficients."""
        return float(stats.t.ppf(0.975, self.freedom(*directions)))

    def unit(self, *terms: str) -> Array:
        """Return the direction that adds up the coefficients of the named terms."""
        return floats([float(name in terms) for name in self.rows.terms])

    def place(self, term: str) -> int:
        """Return the place of a term."""
        return self.rows.terms.index(term)


def collapse(
    frame: pd.DataFrame,
    *,
    by: str = "",
    more: Sequence[str] = (),
    graded: bool = False,
    cluster: Sequence[str] = ("item",),
) -> Rows:
    """Return the counted trials, those with the same item and terms added up.

    The likelihood, its score by item and its information are the same as over single trials, so
    nothing is lost. A trial of which some term is not known is left out.
    """
    counted = frame.assign(y=preferred(frame)).dropna(subset="y").reset_index(drop=True)
    table = design_matrix(counted, by=by, more=more, graded=graded)
    known = table.notna().all(axis=1)
    table, counted = table[known], counted[known]
    names, dropped = independent(table)
    keys = pd.DataFrame({f"term {name}": table[name] for name in names}, index=counted.index)
    group = codes(
        pd.concat([counted[list(dict.fromkeys(["item", *cluster]))], keys], axis=1),
        [*dict.fromkeys(["item", *cluster]), *keys.columns],
    )
    trials = floats(counted["weight"])
    target = floats(counted["y"])
    weight = totals(group, trials)
    first = first_of(group)
    total = totals(group, trials * target)
    kept = counted.iloc[first]
    return Rows(
        terms=tuple(names),
        dropped=tuple(dropped),
        x=floats(table[names].iloc[first]),
        y=total / weight,
        weight=weight,
        clusters=tuple(codes(kept, [name]) for name in cluster),
        saturated=totals(group, deviance(target, target, trials)),
        n=len(counted),
        by=by,
    )


def fit(
    frame: pd.DataFrame,
    *,
    link: Link = "logit",
    by: str = "",
    more: Sequence[str] = (),
    graded: bool = False,
    cluster: Sequence[str] = ("item",),
) -> Fit:
    """Fit the preference for side b on the terms of `design_matrix`, with clustered errors.

    `logit`: the fractional logit E[y] = 1 / (1 + exp(-x b)), by quasi-likelihood, so y may be a
    tie or a probability. `linear`: E[y] = 1/2 + x b by least squares.

    Parameters
    ----------
    cluster
        One column or two. With two the covariance is that of either less that of both, and the
        degrees of freedom those of the smaller number of clusters.

    References
    ----------
    Papke and Wooldridge (1996), Econometric methods for fractional response variables. Cameron,
    Gelbach and Miller (2011), Robust inference with multiway clustering.
    """
    rows = collapse(frame, by=by, more=more, graded=graded, cluster=cluster)
    return fit_rows(rows, link=link)


def fit_rows(rows: Rows, *, link: Link = "logit") -> Fit:
    """Fit rows that are collapsed already."""
    k = len(rows.terms)
    counts = [int(code.max()) + 1 if len(code) else 0 for code in rows.clusters]
    empty = Fit(
        link=link,
        rows=rows,
        coefficients=np.full(k, np.nan),
        covariance=np.full((k, k), np.nan),
        clusters=min(counts),
        problem="too few items",
    )
    if not k or counts[0] < 3 or counts[0] <= k or min(counts) < 2:
        return empty
    if float(np.ptp(rows.y)) == 0.0 and rows.y[0] in (0.0, 1.0):
        return replace(empty, problem="every verdict is the same, so nothing explains it")
    if link == "linear":
        information = floats(rows.x.T @ (rows.x * rows.weight[:, None]))
        b = floats(np.linalg.solve(information, rows.x.T @ (rows.weight * (rows.y - 0.5))))
        residual = floats(rows.weight * (rows.y - 0.5 - rows.x @ b))
        return _with_covariance(empty, b, rows.weight, residual, penalised=False)
    found = solve(rows.x, rows.y, rows.weight)
    if not found.converged:
        return replace(empty, problem="the verdicts are separated, and the penalised fit failed")
    p = probability(rows.x, found.coefficients)
    w, residual = floats(rows.weight * p * (1 - p)), floats(rows.weight * (rows.y - p))
    return _with_covariance(empty, found.coefficients, w, residual, penalised=found.penalised)


def _with_covariance(empty: Fit, b: Array, w: Array, residual: Array, *, penalised: bool) -> Fit:
    """Return the fit with its covariance; a penalised one is no surer than its information."""
    rows = empty.rows
    by_item = informations(rows.x, w, rows.clusters[0])
    bread = floats(np.linalg.inv(floats(by_item.sum(axis=0))))
    covariance = _multiway(bread, rows, residual)
    notes = [f"{empty.clusters} clusters only"] if 1 < empty.clusters < FEW // 4 else []
    if penalised:
        # Where verdicts are separated the residuals vanish, and a sandwich with them.
        wider = max(1.0, float((np.diag(covariance) / np.diag(bread)).max()))
        covariance = bread * wider
        notes.append(PENALISED)
    return replace(
        empty,
        coefficients=b,
        covariance=covariance,
        problem="",
        note=joined(*notes),
        by_item=by_item,
    )


def _multiway(bread: Array, rows: Rows, residual: Array) -> Array:
    """Return the covariance clustered one or two ways."""
    ways = list(rows.clusters)
    parts = [sandwich(bread, scores(rows.x, residual, code), rows.n) for code in ways]
    if len(ways) == 1:
        return parts[0]
    both = pd.factorize(ways[0] * (int(ways[1].max()) + 1) + ways[1])[0].astype(np.int64)
    total = parts[0] + parts[1] - sandwich(bread, scores(rows.x, residual, both), rows.n)
    values, vectors = np.linalg.eigh((total + total.T) / 2)
    return floats((vectors * np.maximum(values, 0.0)) @ vectors.T)


def coefficients(model: Fit, table: str = "logit") -> list[Estimate]:
    """Return the coefficients, with t intervals over clusters.

    Unit: log-odds, or percentage points for the linear model.
    """
    scale, unit = (100.0, "pp") if model.link == "linear" else (1.0, "log-odds")
    errors = np.sqrt(np.diag(model.covariance)) if len(model.terms) else np.empty(0)
    rows = [
        estimate_row(
            table,
            term,
            scale * float(value),
            scale * float(error),
            model,
            unit,
            freedom=model.freedom(model.unit(term)),
        )
        for term, value, error in zip(model.terms, model.coefficients, errors, strict=True)
    ]
    return rows + [
        estimate_row(table, term, np.nan, np.nan, model, unit, note=NOT_ESTIMABLE)
        for term in model.rows.dropped
    ]


def estimate_row(
    table: str,
    term: str,
    value: float,
    error: float,
    model: Fit,
    unit: str,
    *,
    freedom: float | None = None,
    note: str = "",
) -> Estimate:
    """Return a value with its t interval; without `freedom` that of clusters less one."""
    known = max(1.0, model.clusters - 1) if freedom is None else freedom
    half = float(stats.t.ppf(0.975, known)) * error
    p = float(2 * stats.t.sf(abs(value / error), known)) if error > 0 else None
    return Estimate(
        table=table,
        term=term,
        value=value,
        low=value - half,
        high=value + half,
        unit=unit,
        n=model.rows.n,
        clusters=model.clusters,
        p=p,
        note=note or joined(model.problem, model.note),
    )
