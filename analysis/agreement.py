"""How a judge's verdicts agree with gold and with its own in the other order, cell by cell."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from scipy import stats

from sosprobe.analysis.arrays import Array, Codes, codes, floats, totals
from sosprobe.analysis.interval import clustered, share
from sosprobe.types import PLAIN, Estimate

CELL = ("category", "judge", "template")
_SIDES = [f"{side}_{kind}" for side in "ab" for kind in ("response", "style", "substance")]
_LEVELS = (0.0, 0.5, 1.0)


def agreement(frame: pd.DataFrame) -> list[Estimate]:
    """Return LLMBar's metrics of each category, judge and template, with intervals by item.

    Taken from the pairs that were asked in both orders. `accuracy, a first` and `accuracy, b first`
    are the shares right in one order, `average accuracy` the mean of the two, `right in both
    orders` counts a pair if both verdicts are right; in these four a verdict that did not come out
    is wrong, as in the source, and a tie is half right (never right in both). `same in both orders`
    and the kappas are taken from verdicts that came out: `kappa of the orders` is Cohen's between
    the two orders, `kappa with gold` the mean of each order's kappa with gold.

    Notes
    -----
    The kappas are not the published ones: see `cells`. Their intervals are Student's t with the
    jackknife's standard error over items.

    References
    ----------
    Zeng et al. (2023), Evaluating large language models at evaluating instruction following, arXiv
    2310.07641, section 4. Cohen (1960), A coefficient of agreement for nominal scales. Efron and
    Stein (1981), The jackknife estimate of variance.
    """
    both = _orders(frame)
    rows: list[Estimate] = []
    for names, cell in both.groupby(list(CELL), sort=False):
        name = " / ".join(str(part) for part in names if part != "")
        rows += [*_accuracies(name, cell), *_steadiness(name, cell), *_kappas(name, cell)]
    return rows


def cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the statistics that LLMBar publishes, one row a cell, in its own definitions.

    Columns: the cell, `n` (pairs with gold asked in both orders), the counts `correct_False` (a
    first), `correct_True` (b first), `correct_both` and `equal`, and `kappa_average` and
    `kappa_agreement`. `correct_average` follows from the counts.

    Notes
    -----
    Three of the definitions mislead, and are kept here to be checked against the source only. Two
    verdicts that did not come out are `equal`. Both kappas are taken of codes in which a verdict
    for output 1 is 1 and every other one 0, so that a verdict for output 2 and none at all are the
    same; and `kappa_average` compares these codes with labels that are 1 and 2, so that every right
    verdict for output 2 counts as wrong, and a judge that is always right has about 1/3.

    References
    ----------
    LLMBar, LLMEvaluator/evaluate.py (github.com/princeton-nlp/LLMBar).
    """
    both = _orders(frame)
    both = both[_known(both)]
    code = codes(both, CELL)
    gold = floats(both["better"])
    a_first, b_first = (floats(both[name]) for name in ("a_first", "b_first"))
    right = [a_first == gold, b_first == gold]
    equal = (a_first == b_first) | (np.isnan(a_first) & np.isnan(b_first))
    one = [(verdict == 0).astype(np.int64) for verdict in (a_first, b_first)]
    label = np.where(gold == 0, 1, 2).astype(np.int64)
    count = int(code.max()) + 1 if len(code) else 0
    table = both.drop_duplicates(list(CELL))[list(CELL)].reset_index(drop=True)
    with_gold = [kappa(crossed(code, verdict, label, count)) for verdict in one]
    return table.assign(
        n=totals(code, count=count).astype(int),
        correct_False=totals(code, right[0], count).astype(int),
        correct_True=totals(code, right[1], count).astype(int),
        correct_both=totals(code, right[0] & right[1], count).astype(int),
        equal=totals(code, equal, count).astype(int),
        kappa_average=(with_gold[0] + with_gold[1]) / 2,
        kappa_agreement=kappa(crossed(code, one[0], one[1], count)),
    )


def crossed(code: Codes, left: Codes, right: Codes, count: int) -> Array:
    """Return how often each pair of levels from 0 to 2 occurs, shape (count, 3, 3), by code."""
    return totals(9 * code + 3 * left + right, count=9 * count).reshape(count, 3, 3)


def kappa(tables: Array) -> Array:
    """Return Cohen's kappa of each table of counts, shape (..., k, k); not-a-number if undefined.

    kappa = (observed - expected) / (1 - expected), expected from the two margins.

    >>> round(float(kappa(np.array([[20.0, 5.0], [10.0, 15.0]]))), 3)
    0.4
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        part = tables / tables.sum(axis=(-2, -1), keepdims=True)
        observed = np.trace(part, axis1=-2, axis2=-1)
        expected = (part.sum(axis=-1) * part.sum(axis=-2)).sum(axis=-1)
        return np.asarray(
            np.where(1 - expected > 1e-12, (observed - expected) / (1 - expected), np.nan)
        )


def jackknife(sums: Array, statistic: Callable[[Array], Array]) -> tuple[float, float, float]:
    """Return a statistic of sums over items, and the ends of its 95 % interval.

    Parameters
    ----------
    sums
        What each item adds, shape (items, ...).
    statistic
        Gives its value for sums of any leading shape.

    Notes
    -----
    The interval is Student's t with (items - 1) degrees of freedom and the standard error of
    leaving out one item at a time; not-a-number where a value is not defined.
    """
    count = len(sums)
    if count < 2:
        return math.nan, math.nan, math.nan
    whole = sums.sum(axis=0)
    value = float(statistic(whole))
    left = statistic(whole - sums)
    if not np.isfinite(left).all():
        return value, math.nan, math.nan
    error = math.sqrt((count - 1) / count * float(((left - left.mean()) ** 2).sum()))
    half = float(stats.t.ppf(0.975, count - 1)) * error if error > 1e-12 else math.nan
    return value, value - half, value + half


def pairs_by_order(frame: pd.DataFrame, column: str, keys: list[str]) -> pd.DataFrame:
    """Return one row a pair asked in both orders: `a_first` and `b_first` hold the column's value.

    A pair is told from others by `keys`; trials whose order is not known are left out. Where a
    judge scores each response alone, the two halves are its two runs.
    """
    known = frame[frame["position"].notna()]
    halves = [known[known["swapped"] == swapped] for swapped in (False, True)]
    left, right = (
        half[[*keys, column, *extra]].rename(columns={column: name})
        for half, name, extra in zip(
            halves, ("a_first", "b_first"), (["a_gold", "b_gold"], []), strict=True
        )
    )
    return left.merge(right, on=keys, sort=False)


def _orders(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the hard verdicts of each pair in both orders, and which side is better.

    Gold speaks of untouched responses, so a pair with a rewritten side has none.
    """
    both = pairs_by_order(frame, "preference", [*CELL, "item", *_SIDES, "repeat"])
    plain = (both[[name for name in _SIDES if "response" not in name]] == PLAIN).all(axis=1)
    gap = (both["b_gold"] - both["a_gold"]).where(plain)
    return both.assign(better=gap.gt(0).astype(float).where(gap.notna() & (gap != 0)))


def _known(both: pd.DataFrame) -> pd.Series[bool]:
    """Say for each pair whether one side is known to be better."""
    return both["better"].notna()


def _accuracies(name: str, cell: pd.DataFrame) -> Iterator[Estimate]:
    """Yield the four shares that need gold."""
    cell = cell[_known(cell)]
    if cell.empty:
        return
    gold = floats(cell["better"])
    first, second = (
        np.nan_to_num(1 - np.abs(floats(cell[order]) - gold)) for order in ("a_first", "b_first")
    )
    lost = int(cell[["a_first", "b_first"]].isna().to_numpy().sum())
    note = f"{lost} of {2 * len(cell)} verdicts did not come out and count as wrong" if lost else ""
    for term, hits in (
        ("accuracy, a first", first),
        ("accuracy, b first", second),
        ("average accuracy", (first + second) / 2),
        ("right in both orders", ((first == 1) & (second == 1)).astype(np.float64)),
    ):
        yield _share(f"{name}: {term}", cell, hits, note)


def _steadiness(name: str, cell: pd.DataFrame) -> Iterator[Estimate]:
    """Yield the share of pairs with the same verdict in both orders."""
    came = cell.dropna(subset=["a_first", "b_first"])
    if len(came):
        same = floats(came["a_first"] == came["b_first"])
        yield _share(f"{name}: same in both orders", came, same, _left_out(cell, came))


def _kappas(name: str, cell: pd.DataFrame) -> Iterator[Estimate]:
    """Yield the kappa of the orders, and that with gold."""
    came = cell.dropna(subset=["a_first", "b_first"])
    known = came[_known(came)]
    for term, rows, columns in (
        ("kappa of the orders", came, [("a_first", "b_first")]),
        ("kappa with gold", known, [("a_first", "better"), ("b_first", "better")]),
    ):
        if rows.empty:
            continue
        item = codes(rows, ["item"])
        count = int(item.max()) + 1
        tables = np.stack(
            [crossed(item, _level(rows[x]), _level(rows[y]), count) for x, y in columns], axis=1
        )
        value, low, high = jackknife(tables, lambda sums: kappa(sums).mean(axis=-1))
        note = _left_out(cell, rows)
        if math.isnan(value):
            note = "undefined: every verdict is the same, or there is one item"
        elif math.isnan(low):
            note = "no interval: leaving out an item leaves nothing to compare, or changes nothing"
        yield Estimate(
            table="agreement",
            term=f"{name}: {term}",
            value=value,
            low=max(-1.0, low) if low == low else low,
            high=min(1.0, high) if high == high else high,
            unit="kappa",
            n=len(rows),
            clusters=count,
            note=note,
        )


def _level(verdicts: pd.Series[float]) -> Codes:
    """Return 0, 1 or 2 for a verdict for a, a tie or one for b."""
    return np.searchsorted(_LEVELS, verdicts.to_numpy()).astype(np.int64)


def _share(term: str, cell: pd.DataFrame, hits: Array, note: str) -> Estimate:
    data = clustered(hits, codes(cell, ["item"]), scale=(0.0, 1.0), hard=True)
    return share("agreement", term, data, note)


def _left_out(cell: pd.DataFrame, kept: pd.DataFrame) -> str:
    """Say how many pairs were left out."""
    lost = len(cell) - len(kept)
    return f"{lost} of {len(cell)} pairs left out: a verdict or gold is missing" if lost else ""
