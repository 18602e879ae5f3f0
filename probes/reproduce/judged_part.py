"""How a judge's verdict on each criterion goes with its verdict on style, over models."""

from __future__ import annotations

import pandas as pd

from sosprobe.analysis.bench.section import Section
from sosprobe.analysis.bench.truth import truth
from sosprobe.analysis.correlation import LEAST
from sosprobe.analysis.estimators import tidy
from sosprobe.data.scores.cells import label, number, table_rows
from sosprobe.probes.reproduce.folder import Published
from sosprobe.types import Estimate

CRITERIA = "factor_leaderboards.csv"
_ENDING = "_score"
_STYLE, _OVERALL = "style", "score_final"


def criteria(published: Published) -> Section | None:
    """Return the correlation of each criterion's leaderboard with that of style, run by run.

    In these files the overall column repeats the style column to the last digit, so there is no
    overall verdict to correlate with; where it does in fact not, the text says so.
    """
    path = published.find(CRITERIA)
    if path is None:
        return None
    entries = pd.DataFrame(
        [
            {
                "run": label(row, "run"),
                "metric": label(row, "metric"),
                "model": label(row, "model"),
                "score": number(row, "score"),
            }
            for row in table_rows(path, "run", "metric", "model", "score")
        ]
    )
    rows: list[Estimate] = []
    numbers: dict[str, float] = {}
    same = True
    for run, mine in entries.groupby("run", sort=True):
        if mine["model"].nunique() < LEAST:
            continue
        grid = mine.pivot(index="model", columns="metric", values="score")
        grid.columns = [str(name).removesuffix(_ENDING) for name in grid.columns]
        same = same and bool((grid[_STYLE] == grid[_OVERALL]).all())
        names = [name for name in grid.columns if name not in (_STYLE, _OVERALL)]
        for row in truth(grid, names, target=_STYLE):
            rows.append(
                Estimate(
                    table="criteria",
                    term=f"{run}, {row.term}",
                    value=row.value,
                    low=row.low,
                    high=row.high,
                    unit=row.unit,
                    n=row.n,
                    clusters=row.clusters,
                    p=row.p,
                )
            )
            numbers[f"criteria/{run}/{row.term.replace(', ', '/')}"] = row.value
    numbers["criteria/overall repeats style"] = float(same)
    said = "repeats the style column, so" if same else "differs from the style column, yet"
    return Section(
        name="criteria",
        title="Each criterion's leaderboard against that of style",
        text="Other judges than the paper's, from its first author's repository. The overall "
        f"column {said} this is not the paper's style against overall. Over so few models of so "
        "different strength nearly every criterion goes with every other.",
        table=tidy(rows),
        numbers=numbers,
    )
