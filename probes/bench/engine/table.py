"""The tables of a run: every score tidily, the factors, and a judge's opinion beside them."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sosprobe.analysis.bench.aggregate import aggregate, spread
from sosprobe.analysis.bench.suite import SUITE, aggregates_of
from sosprobe.analysis.bench.truth import truth
from sosprobe.analysis.bench.whole import whole_scores
from sosprobe.analysis.correlation import LEAST
from sosprobe.data.scores.score import Score, score_table
from sosprobe.errors import BadInput, SetupError
from sosprobe.probes.bench.engine.job import Instrument
from sosprobe.probes.bench.engine.records import RowResult

COLUMNS = (
    *("model", "benchmark", "row", "part", "factor", "metric", "instrument"),
    *("value", "se", "n", "limit"),
)


def tidy(rows: Sequence[RowResult]) -> list[dict[str, object]]:
    """Return one row for each model, row, part, metric and instrument."""
    return [
        {
            "model": row.model,
            "benchmark": row.title,
            "row": row.row,
            "part": score.part,
            "factor": row.factor,
            "metric": score.metric,
            "instrument": row.instrument,
            "value": score.value,
            "se": "" if math.isnan(score.se) else score.se,
            "n": score.n,
            "limit": row.limit or "",
        }
        for row in rows
        for score in row.scores
    ]


def write_scores(rows: Sequence[RowResult], path: Path) -> None:
    """Write the tidy table as CSV, in the form `plain` of scores made elsewhere.

    What is no share, such as BBQ's bias, stays in the rows' own files: that form has no place for
    it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in tidy(rows) if 0 <= float(str(row["value"])) <= 1)


def score_frame(rows: Sequence[RowResult], instrument: Instrument) -> pd.DataFrame:
    """Return the scores that one instrument took; two instruments are never put together."""
    return score_table(
        [
            Score(
                model=row.model,
                benchmark=row.title,
                part=score.part,
                metric=score.metric,
                value=score.value,
                se=score.se,
                n=score.n,
                instrument=instrument,
                column=row.row,
            )
            for row in rows
            if row.instrument == instrument
            for score in row.scores
        ]
    )


def factors(scores: pd.DataFrame) -> pd.DataFrame:
    """Return one row a model and one column an aggregate, over the benchmarks that are there.

    Means over some of a factor's benchmarks are no factor of the whole suite; `missing` of
    `sosprobe.analysis.bench.aggregate` says which are lacking.
    """
    known = {one.name for one in SUITE}
    kept = scores[scores["benchmark"].isin(known)]
    if kept.empty:
        raise SetupError("None of the rows belongs to the suite, so there are no factors.")
    present = set(kept["benchmark"])
    suite = tuple(one for one in SUITE if one.name in present)
    found = aggregate(whole_scores(kept, suite), aggregates_of(suite), partial=True)
    return spread(found)


def beside(table: pd.DataFrame, judge: pd.DataFrame) -> pd.DataFrame:
    """Return the factors with a column `judge`: the judge's score of the same model."""
    known = judge.set_index("model")["judge"]
    both = [name for name in table.index if name in known.index]
    if not both:
        raise SetupError(
            "The file of the judge's scores has none of the models "
            f"{', '.join(str(name) for name in table.index)}; its names must be the same."
        )
    return table.assign(judge=[known.get(name, math.nan) for name in table.index])


def read_judge(path: Path) -> pd.DataFrame:
    """Return a judge's scores from a CSV file with the columns `model` and `judge`."""
    try:
        table = pd.read_csv(path, dtype={"model": str})
    except (OSError, ValueError) as error:
        raise BadInput(path, f"cannot be read as CSV: {error}") from error
    for column in ("model", "judge"):
        if column not in table.columns:
            there = ", ".join(str(name) for name in table.columns)
            raise BadInput(path, f"column `{column}` is missing (there are: {there})", line=1)
    numbers = pd.to_numeric(table["judge"], errors="coerce")
    if numbers.isna().any():
        line = int(numbers.isna().to_numpy().argmax()) + 2
        raise BadInput(path, "column `judge` must be a number", line=line)
    if table["model"].duplicated().any():
        raise BadInput(path, "names a model twice")
    return table.assign(judge=numbers)[["model", "judge"]]


def opinion(table: pd.DataFrame) -> list[str]:
    """Return how far the judge's scores go with each factor, or why that cannot be said."""
    models = table.dropna(subset=["judge"])
    if len(models) < LEAST:
        return [f"{len(models)} models have a judge's score; a correlation needs {LEAST}."]
    columns = [str(name) for name in models.columns if name != "judge"]
    moving = [name for name in columns if int(models[name].nunique()) > 1]
    return [
        f"{row.term}: {row.value:.2f} ({row.low:.2f} to {row.high:.2f}), {row.n} models"
        for row in truth(models.reset_index(), moving)
    ]
