"""AlpacaEval (github.com/tatsu-lab/alpaca_eval): annotations of the outputs of two models."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path

import pandas as pd

from sosprobe.data.fields import Row
from sosprobe.data.verdicts.measured import measured
from sosprobe.data.verdicts.source import json_records, name_in, number_in, shown

_TIE = 0.0
"""How annotators of the older kind write a tie, beside 1.5."""


def read_alpaca(path: Path) -> pd.DataFrame:
    """Return one row an annotation: side a is `output_1`, the baseline, side b is `output_2`.

    Fields: `instruction`, `output_1`, `output_2`, `preference`; optional `generator_1`,
    `generator_2`, `annotator`, `dataset` (the category), `index` (the item; without it a hash of
    the instruction). A preference of 1 is for output_1, 2 for output_2, 1.5 or 0 a tie, null no
    verdict.

    Notes
    -----
    With p = preference - 1: if every p is 0, 0.5 or 1, the verdicts are hard and p is `preference`.
    Else the annotator is a weighted one, p is a probability from tokens and goes to `soft`, and
    `preference` is the side that p leans to. AlpacaEval shuffles the outputs and does not record
    how, so the order shown is not known: there is no column `swapped`.
    """
    records = json_records(path)
    frame = pd.DataFrame([_verdict(row) for row in records])
    p = frame["p"]
    lean = (p > 0.5).astype(float).mask(p == 0.5, 0.5).mask(p.isna())
    is_hard = bool(p.dropna().isin([0.0, 0.5, 1.0]).all())
    frame = frame.drop(columns="p").assign(preference=lean)
    return frame if is_hard else frame.assign(soft=p)


def _verdict(row: Row) -> dict[str, object]:
    """Return what one annotation says."""
    outputs = [row.text(f"output_{number}") for number in (1, 2)]
    models = [row.text(f"generator_{number}", f"output_{number}") for number in (1, 2)]
    if models[0] == models[1] and outputs[0] != outputs[1]:
        models = [f"{model}, output_{number}" for number, model in enumerate(models, 1)]
    return {
        "item": _item(row),
        "category": row.text("dataset", "other"),
        "a_response": models[0],
        "b_response": models[1],
        **measured(*outputs),
        "p": _probability(row),
        "judge": row.text("annotator", "unnamed"),
    }


def _item(row: Row) -> str:
    """Return the name of the question: its index, or a hash of its text."""
    if row.fields.get("index") is not None:
        return name_in(row, "index")
    question = row.text("instruction") + "\n" + row.text("input", "")
    return hashlib.sha256(question.encode()).hexdigest()[:12]


def _probability(row: Row) -> float:
    """Return the preference for output_2 from 0 to 1; not-a-number where there is none."""
    value = number_in(row, "preference")
    if math.isnan(value):
        return math.nan
    if value == _TIE:
        return 0.5
    if not 1 <= value <= 2:
        raise row.error(f"field `preference` must lie from 1 to 2, or be 0, not {shown(value)}")
    return value - 1
