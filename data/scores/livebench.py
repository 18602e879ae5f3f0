"""LiveBench's tables of groups and of tasks, and its judgments by question."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sosprobe.data.fields import Row, json_rows
from sosprobe.data.scores.cells import label, no_twins, share, table_rows
from sosprobe.data.scores.score import Score, score_table
from sosprobe.data.scores.tasks import LIVEBENCH, group_of, livebench
from sosprobe.data.verdicts.source import name_in, number_in
from sosprobe.errors import BadInput, UnknownName

_AVERAGE = "average"


def read_livebench_groups(path: Path) -> pd.DataFrame:
    """Return a table of LiveBench's groups: `model`, maybe `average`, and per cents by group."""
    rows = table_rows(path, "model")
    no_twins(rows, "model")
    names = [name for name in rows[0].fields if name not in ("model", _AVERAGE)]
    for name in names:
        if name not in LIVEBENCH:
            raise BadInput(path, str(UnknownName("group", name, LIVEBENCH)), line=1)
    return _wide(rows, [(name, livebench(name), "") for name in names])


def read_livebench_tasks(path: Path) -> pd.DataFrame:
    """Return a table of LiveBench's tasks: `model` and per cents by task."""
    rows = table_rows(path, "model")
    no_twins(rows, "model")
    names = [name for name in rows[0].fields if name not in ("model", _AVERAGE)]
    return _wide(rows, [(name, _benchmark(path, name), name) for name in names])


def read_livebench_judgments(path: Path) -> pd.DataFrame:
    """Return LiveBench's judgments (JSONL, one question and model a line), averaged by task.

    A record has `model`, `task`, `question_id`, `score` from 0 to 1 and maybe `category`. The error
    is that of a mean over questions.
    """
    scores: dict[tuple[str, str], list[float]] = {}
    groups: dict[str, str] = {}
    seen: set[tuple[str, str, str, str]] = set()
    for row in json_rows(path):
        model, task, question = (name_in(row, name) for name in ("model", "task", "question_id"))
        turn: object = row.fields.get("turn", "")
        if (model, task, question, str(turn)) in seen:
            raise row.error(f"field `question_id`: {question!r} is judged twice for {model!r}")
        seen.add((model, task, question, str(turn)))
        value = number_in(row, "score")
        if not 0 <= value <= 1:
            raise row.error(f"field `score` must lie from 0 to 1, not {value:g}")
        scores.setdefault((model, task), []).append(value)
        groups.setdefault(task, group_of(task) or row.text("category", ""))
        if not groups[task]:
            raise row.error(f"field `task`: {task!r} is in no known group; add `category`")
    if not scores:
        raise BadInput(path, "holds no row")
    return score_table(
        [_mean(model, task, groups[task], values) for (model, task), values in scores.items()]
    )


def _mean(model: str, task: str, group: str, values: Sequence[float]) -> Score:
    n = len(values)
    error = statistics.stdev(values) / math.sqrt(n) if n > 1 else math.nan
    return Score(
        model=model,
        benchmark=livebench(group),
        part=task,
        value=statistics.fmean(values),
        se=error,
        n=n,
        instrument="generate",
        column=task,
    )


def _benchmark(path: Path, task: str) -> str:
    group = group_of(task)
    if group is None:
        known = [name for names in LIVEBENCH.values() for name in names]
        raise BadInput(path, str(UnknownName("task", task, known)), line=1)
    return livebench(group)


def _wide(rows: Sequence[Row], columns: Sequence[tuple[str, str, str]]) -> pd.DataFrame:
    """Return the scores of a wide table; `columns` holds column, benchmark and part."""
    scores = [
        Score(
            model=label(row, "model"),
            benchmark=benchmark,
            part=part,
            value=share(row, column, of=100),
            instrument="generate",
            column=column,
        )
        for column, benchmark, part in columns
        for row in rows
    ]
    return score_table([score for score in scores if not math.isnan(score.value)])
