"""The regressors: what side b has more of than side a."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sosprobe.analysis.outcome import LENGTH_ARMS, base_name
from sosprobe.errors import UnknownName
from sosprobe.types import PLAIN

PRODUCT = " x "
"""What joins two terms to their product."""


def design_matrix(
    frame: pd.DataFrame,
    *,
    by: str = "",
    more: Sequence[str] = (),
    graded: bool = False,
) -> pd.DataFrame:
    """Return the regressors, each the value of side b less that of side a.

    `position`: +1 if b was shown first, -1 if a was. `length`: log2 of the ratio of words. One
    column for the dose of each style arm, one for each substance arm (1 if b has it), one for each
    product. Between untouched responses: `markdown`, log2 of the ratio of marks (plus one), and
    `gap`, how much better a is graded; and where all trials compare the same two systems, `side b`,
    a constant. Otherwise there is no intercept: exchanging the sides of a pair flips both sides of
    the equation. A column of which nothing is known is left out.

    Parameters
    ----------
    by
        A column: each term but `length` gets one coefficient for each of its values.
    more
        Further numeric columns of the frame, each taken as a term.
    graded
        Take the substance gap as one graded term in place of the substance arms.
    """
    columns: dict[str, pd.Series[float]] = {
        "position": frame["position"].astype(float),
        "length": frame["length"].astype(float),
    }
    styles = _arms(frame, "style", without=LENGTH_ARMS)
    substances = _arms(frame, "substance", without=())
    style_columns = {arm: _difference(frame, "style", arm) * frame["dose"] for arm in styles}
    gaps = {"gap": frame["gap"]} if graded else {}
    lost = gaps or {arm: _difference(frame, "substance", arm) for arm in substances}
    columns |= style_columns | lost
    for style in styles:
        for substance in lost:
            columns[f"{style}{PRODUCT}{substance}"] = (
                style_columns[style] * frame["gap"]
                if graded
                else _both(frame, style, substance) * frame["dose"]
            )
    if not styles and not substances:
        columns |= _untouched(frame)
    for name in more:
        if name not in frame.columns:
            raise UnknownName("column", name, frame.columns)
        columns[name] = frame[name].astype(float)
    table = pd.DataFrame(columns, index=frame.index)
    table = table[[name for name in table if table[name].notna().any()]]
    return _split(table, frame[by].astype(str), by) if by else table


def style_terms(frame: pd.DataFrame) -> list[str]:
    """Return the names of the style terms, length among them."""
    return [*_arms(frame, "style", without=LENGTH_ARMS), "length"]


def substance_terms(frame: pd.DataFrame) -> list[str]:
    """Return the names of the substance arms."""
    return _arms(frame, "substance", without=())


def independent(table: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Split the columns into those that add to the rank of the matrix, and the rest."""
    kept: list[str] = []
    dropped: list[str] = []
    if table.empty:
        return kept, [str(name) for name in table.columns]
    x = table.to_numpy(dtype=np.float64)
    gram = x.T @ x
    scale = np.sqrt(np.maximum(np.diag(gram), 1e-300))
    gram = gram / scale / scale[:, None]
    for place, name in enumerate(table.columns):
        trial = [*[list(table.columns).index(k) for k in kept], place]
        # A gram matrix squares the condition number, so 1e-10 here is 1e-5 of a column's length.
        adds = scale[place] > 1e-12 and np.linalg.eigvalsh(gram[np.ix_(trial, trial)])[0] > 1e-10
        (kept if adds else dropped).append(str(name))
    return kept, dropped


def _untouched(frame: pd.DataFrame) -> dict[str, pd.Series[float]]:
    """Return the terms of pairs that nobody rewrote."""
    columns: dict[str, pd.Series[float]] = {}
    if frame["b_markdown"].notna().any():
        ratio = (1 + frame["b_markdown"]) / (1 + frame["a_markdown"])
        columns["markdown"] = pd.Series(np.log2(ratio), index=frame.index)
    if frame["gap"].ne(0).any():
        columns["gap"] = frame["gap"]
    if frame["a_response"].nunique() == 1 and frame["b_response"].nunique() == 1:
        columns["side b"] = pd.Series(1.0, index=frame.index)
    return columns


def _split(table: pd.DataFrame, values: pd.Series[str], by: str) -> pd.DataFrame:
    """Return one column for each term and value of `by`; length stays whole."""
    levels = sorted(values.unique())
    columns: dict[str, pd.Series[float]] = {}
    for name in table.columns:
        if name == "length":
            columns[str(name)] = table[name]
            continue
        for level in levels:
            columns[f"{name} [{by}={level}]"] = table[name] * (values == level)
    return pd.DataFrame(columns, index=table.index)


def _arms(frame: pd.DataFrame, kind: str, *, without: Sequence[str]) -> list[str]:
    """Return the arms of a kind, without parameters, on either side, in order of appearance."""
    names = [base_name(str(arm)) for side in "ab" for arm in frame[f"{side}_{kind}"].unique()]
    return [arm for arm in dict.fromkeys(names) if arm not in (PLAIN, "identity", *without)]


def _difference(frame: pd.DataFrame, kind: str, arm: str) -> pd.Series[float]:
    return _is_arm(frame[f"b_{kind}"], arm) - _is_arm(frame[f"a_{kind}"], arm)


def _both(frame: pd.DataFrame, style: str, substance: str) -> pd.Series[float]:
    """Return whether b has both arms, less whether a has."""
    b, a = (
        _is_arm(frame[f"{side}_style"], style) * _is_arm(frame[f"{side}_substance"], substance)
        for side in "ba"
    )
    return b - a


def _is_arm(column: pd.Series[str], arm: str) -> pd.Series[float]:
    """Return 1 where the column names `arm`, with whatever parameters, else 0."""
    hit = [name for name in column.unique() if base_name(str(name)) == arm]
    return column.isin(hit).astype(float)
