"""MT-Bench: single-answer grades of FastChat's gen_judgment.py, made into pairs of models."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd

from sosprobe.data.fields import Row
from sosprobe.data.verdicts.graded import Grade, numbered, pair_rows
from sosprobe.data.verdicts.mt_bench import judge_in
from sosprobe.data.verdicts.source import json_records, name_in, number_in

FAILED = -1.0
"""The score that stands for a reply in which no grade was found."""


def read_mt_bench_single(path: Path) -> pd.DataFrame:
    """Return one row for every two models graded on one question and turn by one judge.

    Fields: `question_id`, `turn`, `model`, `score`, `judge` (a name, or name and template). A turn
    is an item of its own, `question_id/turn`. A score of -1 or null means that no grade was found.

    Notes
    -----
    gen_judgment.py appends to its file, so a model that was judged again stands there twice: its
    grades are repeats, those that came out first. show_result.py of the source leaves failed grades
    out of its means, and counts repeats.
    """
    grades = numbered(_grade(row) for row in json_records(path))
    return pd.DataFrame(pair_rows(path, grades, "put the judgments of two models into one file"))


def _grade(row: Row) -> Grade:
    """Return what one judgment says."""
    judge, template = judge_in(row)
    score = number_in(row, "score")
    return Grade(
        item=f"{name_in(row, 'question_id')}/{name_in(row, 'turn')}",
        response=row.text("model"),
        judge=judge,
        template=template,
        score=math.nan if score == FAILED else score,
    )
