"""LLMBar: the verdicts of judges on its pairs, in both orders, as a CSV of one row a pair."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd

from sosprobe.data.fields import Row
from sosprobe.data.verdicts.source import csv_records, name_in, shown
from sosprobe.types import Outcome

_ORDERS = (("winner_noswap", False), ("winner_swap", True))
_ALONE = "Rating"
"""How the names of the prompts begin that score each output alone."""


def read_llmbar(path: Path) -> pd.DataFrame:
    """Return two rows a pair and judge: side a is output_1, side b is output_2.

    Columns: `subset`, `idx`, `evaluator` (the judge), `prompt` (the template), `label` (1 or 2, the
    better output), `winner_noswap` and `winner_swap`: `1` or `2`, the output that won, both in the
    pair's own numbering; anything else means that no verdict was found in the reply.

    Notes
    -----
    The source's prompts named `Rating...` score each output alone, so they have no order: a tie is
    written as 2 and then 1, scores that cannot be read as 1 and then 2 (LLMEvaluator/evaluate.py).
    With those, two different winners do not mean that position decided: their `position` is 0.
    """
    rows: list[dict[str, object]] = []
    for row in csv_records(path):
        label = row.text("label")
        if label not in ("1", "2"):
            raise row.error(f"field `label` must be 1 or 2, not {shown(label)}")
        subset = name_in(row, "subset")
        template = name_in(row, "prompt")
        shared = {
            "item": f"{subset}/{name_in(row, 'idx')}",
            "category": subset,
            "a_response": "output_1",
            "b_response": "output_2",
            "a_gold": float(label == "1"),
            "b_gold": float(label == "2"),
            "judge": name_in(row, "evaluator"),
            "template": template,
        }
        alone = template.startswith(_ALONE)
        for name, swapped in _ORDERS:
            position = 0.0 if alone else 1.0 if swapped else -1.0
            order = {"swapped": swapped, "position": position}
            rows.append({**shared, **order, **_verdict(row, name)})
    return pd.DataFrame(rows)


def _verdict(row: Row, field: str) -> dict[str, object]:
    """Return what one order says."""
    winner = row.text(field)
    preference = {"1": 0.0, "2": 1.0}.get(winner, math.nan)
    lost = math.isnan(preference)
    return {
        "outcome": str(Outcome.INVALID if lost else Outcome.VALID),
        "preference": preference,
        "detail": f"no verdict: {shown(winner)}" if lost else "",
    }
