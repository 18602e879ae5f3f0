"""The harness's scores as one wide table: a row a model, a column `task/metric` with its error."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd

from sosprobe.data.fields import Row
from sosprobe.data.scores.cells import label, no_twins, number, share, table_rows
from sosprobe.data.scores.score import TOTAL, Score, score_table
from sosprobe.data.scores.sizes import size_of
from sosprobe.data.scores.tasks import benchmark_of, instrument_of
from sosprobe.errors import BadInput

_ERROR = "_stderr"


def read_harness_wide(path: Path) -> pd.DataFrame:
    """Return the scores of a wide table such as the paper's `eleuther_wandb.csv`.

    A column is a score if it is named `task/metric`; `task/metric_stderr` is its error. Sizes are
    worked out from both (`sizes`), over all models, and hold for every metric of the task that has
    an error; the size of a total is the sum of its parts.

    Raises
    ------
    BadInput
        If a cell is no number and does not say that there is none; names line and column.
    """
    rows = table_rows(path, "Name")
    no_twins(rows, "Name")
    names = [name for name in rows[0].fields if "/" in name and not name.endswith(_ERROR)]
    if not names:
        raise BadInput(path, "has no column named `task/metric`", line=1)
    found = {name: [_score(row, name) for row in rows] for name in names}
    sizes: dict[str, int] = {}
    for name in names:
        scores = found[name]
        size = size_of([score.value for score in scores], [score.se for score in scores])
        if size is not None:
            sizes.setdefault(name.partition("/")[0], size)
    _add_totals(sizes, names)
    return score_table(
        [
            # A metric without an error may count something else than items (IFEval's instructions).
            score if math.isnan(score.se) else replace(score, n=sizes.get(name.partition("/")[0]))
            for name in names
            for score in found[name]
            if not math.isnan(score.value)
        ]
    )


def _score(row: Row, name: str) -> Score:
    task, _, metric = name.partition("/")
    benchmark, part = benchmark_of(task)
    return Score(
        model=label(row, "Name"),
        benchmark=benchmark,
        part=part,
        metric=metric,
        value=share(row, name),
        se=number(row, f"{name}{_ERROR}"),
        instrument=instrument_of(benchmark),
        column=name,
    )


def _add_totals(sizes: dict[str, int], names: list[str]) -> None:
    """Give each total the sum of the sizes of its parts."""
    tasks = list(dict.fromkeys(name.partition("/")[0] for name in names))
    for total in tasks:
        benchmark, part = benchmark_of(total)
        parts = [task for task in tasks if benchmark_of(task)[0] == benchmark and task != total]
        if part == TOTAL and parts and all(task in sizes for task in parts):
            sizes[total] = sum(sizes[task] for task in parts)
