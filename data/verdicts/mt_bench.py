"""MT-Bench: the pair judgments of FastChat's gen_judgment.py, each pair in both orders."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd

from sosprobe.data.fields import Row
from sosprobe.data.verdicts.source import json_records, name_in, shown
from sosprobe.types import Outcome

_PREFERENCE = {"model_1": 0.0, "model_2": 1.0, "tie": 0.5, "error": math.nan}


def read_mt_bench(path: Path) -> pd.DataFrame:
    """Return two rows a judgment: side a is model_1, side b is model_2.

    Fields: `question_id`, `turn`, `model_1`, `model_2`, `g1_winner`, `g2_winner`, `judge` (a name,
    or name and template). A turn is an item of its own, `question_id/turn`. Model_1 is shown first
    in game 1, model_2 in game 2; both winners are already named by model. `error` means that no
    verdict was found in the reply.
    """
    rows: list[dict[str, object]] = []
    for row in json_records(path):
        judge, template = judge_in(row)
        shared = {
            "item": f"{name_in(row, 'question_id')}/{name_in(row, 'turn')}",
            "a_response": row.text("model_1"),
            "b_response": row.text("model_2"),
            "judge": judge,
            "template": template,
        }
        for field, swapped in (("g1_winner", False), ("g2_winner", True)):
            rows.append({**shared, "swapped": swapped, **_verdict(row, field)})
    return pd.DataFrame(rows)


def judge_in(row: Row) -> tuple[str, str]:
    """Return the judge and the template that a judgment names."""
    if isinstance(row.fields.get("judge"), str):
        return row.text("judge"), ""
    names = row.texts("judge")
    if len(names) > 2:
        raise row.error(f"field `judge` must be a name, or name and template, not {shown(names)}")
    padded = [*(names or ["unnamed"]), ""]
    return padded[0], padded[1]


def _verdict(row: Row, field: str) -> dict[str, object]:
    """Return what one game says."""
    winner = row.text(field)
    if winner not in _PREFERENCE:
        allowed = ", ".join(_PREFERENCE)
        raise row.error(f"field `{field}` must be one of {allowed}, not {shown(winner)}")
    preference = _PREFERENCE[winner]
    if math.isnan(preference):
        outcome = Outcome.INVALID
    else:
        outcome = Outcome.TIE if preference == 0.5 else Outcome.VALID
    return {
        "outcome": str(outcome),
        "preference": preference,
        "detail": "no verdict was found in the reply" if winner == "error" else "",
    }
