"""Any table of scores: one row a model, benchmark and maybe part."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd

from sosprobe.data.fields import Row
from sosprobe.data.scores.cells import count, label, number, share, table_rows
from sosprobe.data.scores.score import Instrument, Score, no_repeats, score_table

_INSTRUMENTS: tuple[Instrument, ...] = ("loglikelihood", "generate", "")


def read_plain(path: Path) -> pd.DataFrame:
    """Return the scores of a CSV file with `model`, `benchmark` and `value` from 0 to 1.

    Further columns that are read where they stand there: `part`, `metric`, `se`, `n` and
    `instrument` (loglikelihood or generate). A row without a value is left out.
    """
    rows = table_rows(path, "model", "benchmark", "value")
    read = [(row, _score(row)) for row in rows]
    return score_table(
        [score for score in no_repeats(read) if not math.isnan(score.value)],
    )


def _score(row: Row) -> Score:
    error = number(row, "se")
    if error < 0:
        raise row.error(f"field `se` must not be below 0, not {error:g}")
    return Score(
        model=label(row, "model"),
        benchmark=label(row, "benchmark"),
        part=row.text("part", "").strip(),
        metric=row.text("metric", "").strip() or "score",
        value=share(row, "value"),
        se=error,
        n=count(row, "n"),
        instrument=_instrument(row),
        column="value",
    )


def _instrument(row: Row) -> Instrument:
    said = row.text("instrument", "").strip()
    for known in _INSTRUMENTS:
        if said == known:
            return known
    raise row.error(f"field `instrument` must be loglikelihood or generate, not {said!r}")
