"""Scores that concrete benchmarks and judges gave to models, read into two tidy tables.

`read_scores` returns one row a model, benchmark, part and metric (`score.COLUMNS`), every value
from 0 to 1; `read_leaderboard` one row a model with its judge score. One format a file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from sosprobe.data.scores.harness_wide import read_harness_wide
from sosprobe.data.scores.leaderboard import read_leaderboard
from sosprobe.data.scores.livebench import (
    read_livebench_groups,
    read_livebench_judgments,
    read_livebench_tasks,
)
from sosprobe.data.scores.lm_eval import read_lm_eval_results
from sosprobe.data.scores.plain import read_plain
from sosprobe.errors import BadInput, UnknownName

FORMATS: dict[str, Callable[[Path], pd.DataFrame]] = {
    "plain": read_plain,
    "harness_wide": read_harness_wide,
    "livebench_groups": read_livebench_groups,
    "livebench_tasks": read_livebench_tasks,
    "livebench_judgments": read_livebench_judgments,
    "lm_eval": read_lm_eval_results,
}
"""Name and reader of each format of scores."""

__all__ = ["FORMATS", "read_leaderboard", "read_scores"]


def read_scores(path: Path, format: str = "plain") -> pd.DataFrame:
    """Return the scores in `path` as the tidy table.

    Raises
    ------
    UnknownName
        If there is no such format.
    BadInput
        If the file is malformed; names the file, the line where it is known, and the field.
    """
    if format not in FORMATS:
        raise UnknownName("format", format, FORMATS)
    if not path.exists():
        raise BadInput(path, "there is no such file")
    return FORMATS[format](path)
