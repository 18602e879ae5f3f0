"""lm-evaluation-harness (EleutherAI): the verdicts of judges in its files of samples."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sosprobe.data.fields import Row
from sosprobe.data.verdicts.graded import Grade, numbered, pair_rows
from sosprobe.data.verdicts.source import json_records, name_in, number_in, shown, table_in
from sosprobe.errors import BadInput
from sosprobe.types import Outcome

PREFERENCE, SWAPPED, SCORE = "judge_preference", "judge_swapped", "judge_score"
"""Metrics that sosprobe reads; the names are ours, see `read_lm_eval`."""

_JUDGED_TASKS = {re.compile(r"pisa_\w+_llm_judged"): "acc"}
"""Tasks of the harness whose metric is the answer of a judge model."""

_FILE = re.compile(r"samples_(?P<task>.+?)(_\d{4}-\d\d-\d\dT[\d.\-]+)?\.jsonl(\.gz)?")
_HINT = (
    "give the output folder of the harness with a folder for each of two models or more, on the "
    "same task"
)


def read_lm_eval(path: Path) -> pd.DataFrame:
    """Return the verdicts in a file `samples_TASK_DATE.jsonl`, or in all those below a folder.

    A row is a sample: `doc_id` (with the task the item), `filter` (the template, if it is not
    `none`), `metrics` (the names of its metrics) and a field for each metric. Files that hold no
    verdict of a judge are passed over if another one does.

    * A metric `judge_preference`, from 0 to 1 or null, is a verdict on a pair: 1 for side b. The
      judge is the model that was evaluated; its name is that of the file's folder. `judge_swapped`
      (1 if side b was shown first) tells the order; without it the order is unknown.
    * A metric `judge_score`, a number or null, is a grade of the evaluated model's answer by some
      judge. `acc` of the tasks `pisa_*_llm_judged` is one. Every two models make a pair. The judge
      is `doc.judge` where it stands, else `unnamed`: the harness does not log it.

    Notes
    -----
    The harness (at commit 4e7e0d4) has no field for verdicts of judges. Its only judged tasks are
    `pisa_*_llm_judged`, whose judge answers 0 or 1 and leaves that as `acc`. The names that begin
    with `judge_` are a convention of sosprobe's, not of the harness: a task of one's own follows it
    by returning them from `process_results`.
    """
    rows: list[dict[str, object]] = []
    grades: list[Grade] = []
    metrics: set[str] = set()
    seen: Counter[tuple[str, ...]] = Counter()
    for file in _files(path):
        task = _task(file)
        for row in json_records(file):
            metrics.update(_metrics(row))
            if PREFERENCE in row.fields:
                rows.append(_verdict(row, task, seen))
            elif name := _graded_by(row, task):
                grades.append(_grade(row, task, name))
    if grades:
        rows.extend(pair_rows(path, numbered(grades), _HINT))
    if not rows:
        raise BadInput(
            path,
            f"holds no verdict of a judge: its metrics are {', '.join(sorted(metrics)) or 'none'}; "
            f"needed is a metric `{PREFERENCE}` (of pairs) or `{SCORE}` (of single answers), or a "
            "task pisa_*_llm_judged",
        )
    return pd.DataFrame(rows)


def _files(path: Path) -> Iterator[Path]:
    """Yield the files of samples: the one that is given, or those below a folder."""
    if not path.is_dir():
        yield path
        return
    found = sorted(file for file in path.rglob("samples_*") if _FILE.fullmatch(file.name))
    if not found:
        raise BadInput(path, "holds no file samples_TASK_DATE.jsonl (run lm_eval --log_samples)")
    yield from found


def _task(file: Path) -> str:
    """Return the task that a file's name tells."""
    found = _FILE.fullmatch(file.name)
    return found["task"] if found else file.name.partition(".")[0]


def _metrics(row: Row) -> list[str]:
    """Return the names of a sample's metrics."""
    if "doc_id" not in row.fields:
        there = ", ".join(sorted(row.fields)) or "none"
        raise row.error(f"is no sample of lm_eval: field `doc_id` is missing (there are: {there})")
    return row.texts("metrics")


def _graded_by(row: Row, task: str) -> str:
    """Return the metric that is a judge's grade; empty if there is none."""
    if SCORE in row.fields:
        return SCORE
    names = (metric for name, metric in _JUDGED_TASKS.items() if name.fullmatch(task))
    return next((metric for metric in names if metric in row.fields), "")


def _shared(row: Row, task: str) -> tuple[str, str]:
    """Return the item and the template of a sample."""
    chosen = row.text("filter", "none")
    return f"{task}/{name_in(row, 'doc_id')}", "" if chosen == "none" else chosen


def _grade(row: Row, task: str, metric: str) -> Grade:
    """Return what a sample says of one answer."""
    item, template = _shared(row, task)
    return Grade(
        item=item,
        response=row.path.absolute().parent.name,
        judge=table_in(row, "doc").text("judge", "unnamed"),
        template=template,
        score=number_in(row, metric),
        detail=f"`{metric}` is null",
    )


def _verdict(row: Row, task: str, seen: Counter[tuple[str, ...]]) -> dict[str, object]:
    """Return what a sample says of a pair; equal questions are counted as repeats."""
    item, template = _shared(row, task)
    judge = row.path.absolute().parent.name
    preference = number_in(row, PREFERENCE)
    if not math.isnan(preference) and not 0 <= preference <= 1:
        raise row.error(f"field `{PREFERENCE}` must lie from 0 to 1, not {shown(preference)}")
    swapped = number_in(row, SWAPPED) if SWAPPED in row.fields else math.nan
    if not math.isnan(swapped) and swapped not in (0, 1):
        raise row.error(f"field `{SWAPPED}` must be 0 or 1, not {shown(swapped)}")
    # An unknown order counts as not swapped, as it does in the frame.
    name = (item, judge, template, str(swapped == 1))
    seen[name] += 1
    lost = math.isnan(preference)
    outcome = Outcome.INVALID if lost else Outcome.TIE if preference == 0.5 else Outcome.VALID
    return {
        "item": item,
        "a_response": "a",
        "b_response": "b",
        "judge": judge,
        "template": template,
        "repeat": seen[name] - 1,
        "position": 2 * swapped - 1,
        "outcome": str(outcome),
        "preference": preference,
        "detail": f"`{PREFERENCE}` is null" if lost else "",
    }
