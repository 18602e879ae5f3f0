"""One score of one model on one part of a benchmark, and the tidy table of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import pandas as pd

from sosprobe.data.fields import Row

Instrument = Literal["loglikelihood", "generate", ""]
"""How an answer was taken: by the likelihood of each choice, or from generated text."""

TOTAL = "(total)"
"""The part of a score that its source had already put together from other parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One number that a benchmark gave a model."""

    model: str
    benchmark: str
    part: str = ""
    """The sub-task; empty where the benchmark has none."""
    metric: str = "score"
    value: float
    """From 0 to 1."""
    se: float = math.nan
    n: int | None = None
    """How many items were scored; None where nobody says and it cannot be worked out."""
    instrument: Instrument = ""
    column: str = ""
    """The column or field in which it was published."""


COLUMNS = tuple(Score.__dataclass_fields__)


def score_table(scores: Sequence[Score]) -> pd.DataFrame:
    """Return scores as the tidy table `scores`, one row each."""
    table = pd.DataFrame([asdict(score) for score in scores], columns=list(COLUMNS))
    return table.astype({"value": float, "se": float, "n": "Int64"})


def no_repeats(rows: Sequence[tuple[Row, Score]]) -> list[Score]:
    """Return the scores, or say which row gives one a second time."""
    seen: dict[tuple[str, str, str, str], Row] = {}
    for row, score in rows:
        key = (score.model, score.benchmark, score.part, score.metric)
        first = seen.setdefault(key, row)
        if first is not row:
            what = " / ".join(part for part in key if part)
            raise row.error(f"{what} has a score already, in {first.path}:{first.line or ''}")
    return [score for _, score in rows]
