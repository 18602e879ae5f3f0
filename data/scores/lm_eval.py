"""Results of the evaluation harness: `results_*.json` files, one or a folder of them."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pandas as pd

from sosprobe.data.fields import Row
from sosprobe.data.scores.cells import count, number
from sosprobe.data.scores.score import Instrument, Score, no_repeats, score_table
from sosprobe.data.scores.tasks import benchmark_of
from sosprobe.data.verdicts.source import is_table, json_object, table_in
from sosprobe.errors import BadInput

_PRETRAINED = re.compile(r"(?:^|,)(?:pretrained|model)=([^,]+)")
_NO_SHARES = ("perplexity", "bits_per_byte", "bleu", "chrf", "ter", "rouge")
"""Metrics that are no share of anything, by what their names hold; they are left out."""

_INSTRUMENTS: dict[str, Instrument] = {
    "multiple_choice": "loglikelihood",
    "loglikelihood": "loglikelihood",
    "generate_until": "generate",
}


def read_lm_eval_results(path: Path) -> pd.DataFrame:
    """Return the scores that `lm_eval --output_path` wrote.

    A metric is named as the harness names it; where one metric was taken through several filters,
    the filter follows after a comma. Metrics that are no share (perplexity and the like) are left
    out. A folder is searched for `results*.json`; hidden files are passed over.

    Raises
    ------
    BadInput
        If a file is malformed, or two files score one model on one task.
    """
    found = [(row, score) for file in _files(path) for row, score in _scores(file)]
    if not found:
        raise BadInput(path, "holds no score")
    return score_table(no_repeats(found))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(
        file
        for file in path.rglob("results*.json")
        if not any(part.startswith(".") for part in file.relative_to(path).parts)
    )
    if not files:
        raise BadInput(path, "holds no file results*.json")
    return files


def _scores(path: Path) -> list[tuple[Row, Score]]:
    whole = json_object(path)
    if whole is None or "results" not in whole.fields:
        raise BadInput(path, "is no results file of lm_eval: it has no field `results`")
    model = _model(whole)
    found: dict[tuple[str, str], tuple[Row, Score]] = {}
    for section in ("results", "groups"):
        tasks = table_in(whole, section)
        for task in tasks.fields:
            for score in _task(whole, table_in(tasks, task), model, task):
                # The table of groups repeats rows of the table of results.
                found.setdefault((task, score.metric), (whole, score))
    return list(found.values())


def _task(whole: Row, row: Row, model: str, task: str) -> list[Score]:
    benchmark, part = benchmark_of(task)
    config = table_in(table_in(whole, "configs"), task)
    samples = table_in(table_in(whole, "n-samples"), task)
    metrics = [name for name in row.fields if "," in name and "_stderr," not in name]
    bare = [name.partition(",")[0] for name in metrics]
    scores: list[Score] = []
    for name in metrics:
        metric, _, way = name.partition(",")
        if any(word in metric for word in _NO_SHARES):
            continue
        value = number(row, name)
        if math.isnan(value):
            continue
        if not 0 <= value <= 1:
            raise row.error(f"field `results.{task}.{name}` must lie from 0 to 1, not {value:g}")
        scores.append(
            Score(
                model=model,
                benchmark=benchmark,
                part=part,
                metric=metric if bare.count(metric) == 1 else name,
                value=value,
                se=number(row, f"{metric}_stderr,{way}"),
                n=count(samples, "effective"),
                instrument=_INSTRUMENTS.get(config.text("output_type", ""), ""),
                column=f"{task}/{name}",
            )
        )
    return scores


def _model(whole: Row) -> str:
    """Return the model's name, which the harness writes in one of two places."""
    name = whole.text("model_name", "")
    arguments: object = table_in(whole, "config").fields.get("model_args")
    if is_table(arguments):
        arguments = ",".join(f"{key}={value}" for key, value in arguments.items())
    if not name and isinstance(arguments, str) and (said := _PRETRAINED.search(arguments)):
        name = said[1]
    if not name:
        raise whole.error("names no model: neither `model_name` nor `config.model_args` says one")
    return name
