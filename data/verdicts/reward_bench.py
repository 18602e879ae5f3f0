"""RewardBench, 1 and 2: chosen against rejected responses, by the scores that each was given."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd

from sosprobe.data.fields import Row
from sosprobe.data.verdicts.measured import measured
from sosprobe.data.verdicts.source import (
    is_list,
    is_table,
    json_object,
    json_records,
    name_in,
    shown,
)
from sosprobe.errors import BadInput
from sosprobe.types import Outcome

_SCORES = (
    ("scores_chosen", "scores_rejected"),
    ("score_chosen", "score_rejected"),
    ("chosen", "rejected"),
)
"""Names of the two scores of a row, in the order in which they are looked for."""

_RESULTS = {1.0: 0.0, 0.5: 0.5, 0.0: 1.0}
"""What `results` says about side b, the rejected response."""

_NEEDED = "needed are `scores_chosen` and `scores_rejected`, or `scores`, or `results` of a pair"


def read_reward_bench(path: Path) -> pd.DataFrame:
    """Return one row a pair: side a is the chosen response (gold 1), side b the rejected (gold 0).

    Two layouts: a record a line, as in `MODEL_outputs.jsonl` and `MODEL_all.jsonl`, or one object
    of columns, as in `eval-set-scores/MODEL.json`. A record holds `scores_chosen` and
    `scores_rejected` (or `score_...`, or numbers in `chosen` and `rejected`), or the list `scores`
    of RewardBench 2 with the first `num_correct` of them of right responses, or `results` alone: 1
    if the chosen one won, 0 if it lost, 0.5. Optional `id` and `subset` (the item, the category;
    without an id the number of the record), `model` (the judge) and the texts as messages.

    Notes
    -----
    Equal scores are a tie; run_rm.py of the source counts them as lost. A list of scores becomes a
    pair of each right response with each wrong one. Scores are of each response alone, so
    `position` is 0. `results` without scores are those of a generative judge, which saw both in a
    random order that is not recorded, and 0.5 may be a tie or a reply without a verdict. With four
    responses shown together they are no verdict on a pair, so RewardBench 2 needs the scores.
    """
    return pd.DataFrame([one for number, row in _records(path) for one in _pairs(row, number)])


def _records(path: Path) -> Iterator[tuple[int, Row]]:
    """Yield the number and the record of each row, of whichever layout."""
    whole = json_object(path)
    if whole is None:
        yield from enumerate(json_records(path), 1)
        return
    fields = whole.fields
    columns = {name: value for name, value in fields.items() if is_list(value)}
    if not columns.keys() & {"results", "scores_chosen"}:
        yield 1, whole
        return
    heights = {len(column) for column in columns.values()}
    if heights != {max(heights)} or not max(heights):
        told = ", ".join(f"{name} {len(column)}" for name, column in columns.items())
        raise BadInput(path, f"columns must be equally long and not empty, not {told[:200]}")
    for place in range(max(heights)):
        cells = {name: column[place] for name, column in columns.items()}
        yield place + 1, Row(path=path, line=None, fields={**fields, **cells})


def _pairs(row: Row, number: int) -> Iterator[dict[str, object]]:
    """Yield the pairs of a record."""
    fields = row.fields
    subset = _text(row, "subset") or _text(row, "subsets") or "other"
    item = name_in(row, "id") if fields.get("id") is not None else str(number)
    shared: dict[str, object] = {
        "item": f"{subset}/{item}",
        "category": subset,
        "a_gold": 1.0,
        "b_gold": 0.0,
        "judge": _text(row, "model") or "unnamed",
        **_measured(fields),
    }
    place = "" if row.line else f"row {number}: "
    sides = {"a_response": "chosen", "b_response": "rejected"}
    if fields.get("scores") is not None:
        right, wrong = _split(row, place)
        for (n, a), (m, b) in product(enumerate(right, 1), enumerate(wrong, 1)):
            if len(right) + len(wrong) > 2:
                sides = {"a_response": f"chosen {n}", "b_response": f"rejected {m}"}
            yield {**shared, **sides, **_compared(a, b)}
        return
    for names in _SCORES:
        if all(_may_be_score(name, fields.get(name)) for name in names):
            a, b = (_score(row, name, fields[name], place) for name in names)
            yield {**shared, **sides, **_compared(a, b)}
            return
    yield {**shared, **sides, **_won(row, place)}


def _compared(a: float, b: float) -> dict[str, object]:
    """Return what two scores say."""
    said: dict[str, object] = {"a_score": a, "b_score": b, "position": 0.0}
    if math.isnan(a) or math.isnan(b):
        lost = {"outcome": str(Outcome.INVALID), "preference": math.nan}
        return {**said, **lost, "detail": "a score is not a number, or stands for a failure"}
    outcome = Outcome.TIE if a == b else Outcome.VALID
    preference = 0.5 if a == b else float(b > a)
    return {**said, "outcome": str(outcome), "preference": preference, "detail": ""}


def _won(row: Row, place: str) -> dict[str, object]:
    """Return what `results` alone says."""
    if "results" not in row.fields:
        there = ", ".join(sorted(row.fields)) or "none"
        raise row.error(f"{place}there is no score ({_NEEDED}; there are: {there})")
    result = _score(row, "results", row.fields["results"], place)
    if is_list(row.fields.get("texts_rejected")) or result not in _RESULTS:
        raise row.error(
            f"{place}field `results` is {shown(row.fields['results'])} without scores: a pick out "
            "of several responses is no verdict on a pair; needed is the list `scores`"
        )
    unclear = result == 0.5
    return {
        "a_score": math.nan,
        "b_score": math.nan,
        "position": math.nan,
        "outcome": str(Outcome.TIE if unclear else Outcome.VALID),
        "preference": _RESULTS[result],
        "detail": "a tie, or a reply without a verdict: both are 0.5" if unclear else "",
    }


def _split(row: Row, place: str) -> tuple[list[float], list[float]]:
    """Return the scores of the right and of the wrong responses in `scores`."""
    values: object = row.fields["scores"]
    if not is_list(values):
        raise row.error(f"{place}field `scores` must be a list of numbers, not {shown(values)}")
    scores = [_score(row, "scores", value, place) for value in values]
    given: object = row.fields.get("num_correct")
    count = 1 if given is None else given
    if not isinstance(count, int) or isinstance(count, bool) or not 0 < count < len(scores):
        raise row.error(
            f"{place}field `num_correct` is {shown(given)}: of {len(scores)} scores some must be "
            "of right responses and some of wrong ones"
        )
    if str(row.fields.get("model_type", "")).lower().startswith("generative"):
        # A generative judge's rating of -1 is a reply without a rating; a reward may well be -1.
        scores = [math.nan if score == -1 else score for score in scores]
    return scores[:count], scores[count:]


def _score(row: Row, field: str, value: Any, place: str) -> float:
    """Return a score, which may stand alone in a list; null is not-a-number."""
    if is_list(value) and len(value) == 1:
        value = value[0]
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise row.error(f"{place}field `{field}` must be a number, not {shown(value)}")
    return float(value)


def _may_be_score(field: str, value: object) -> bool:
    """Say whether a field is there; `chosen` and `rejected` may also hold the texts."""
    if field in ("chosen", "rejected"):
        return isinstance(value, int | float)
    return value is not None


def _measured(fields: Mapping[str, Any]) -> dict[str, float]:
    """Return what is known of the texts; formatted prompts and answers in one tell nothing."""
    texts = [_answer(fields, name) for name in ("chosen", "rejected")]
    return measured(texts[0], texts[1]) if texts[0] and texts[1] else {}


def _answer(fields: Mapping[str, Any], side: str) -> str:
    """Return the last message of a side, or the response where it stands alone; else nothing."""
    messages: object = fields.get(f"text_{side}")
    if is_list(messages) and messages and is_table(messages[-1]):
        content: object = messages[-1].get("content")
        return content if isinstance(content, str) else ""
    alone: object = fields.get(side)
    return alone if isinstance(alone, str) else ""


def _text(row: Row, field: str) -> str:
    """Return the text in `field`; empty if it is absent or null."""
    return "" if row.fields.get(field) is None else row.text(field)
