"""Arena-Hard: a model against a baseline, judged in two games with the sides exchanged."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pandas as pd

from sosprobe.data.fields import Row
from sosprobe.data.verdicts.source import json_records, name_in, shown
from sosprobe.types import Outcome

_LABEL = re.compile(r"(?P<left>[AB])(?P<sign>>>?|<<?|=)(?P<right>[AB])")


def read_arena_hard(path: Path) -> pd.DataFrame:
    """Return one row a game: side a is the baseline, side b the model.

    Two layouts: `question_id` (or `uid`), `model`, `judge` and `games`, a list of one or two tables
    with `score`; or the same with `game1_score` and `game2_score`. The baseline's name is read from
    `baseline`, where it stands. In game 1 the baseline is shown first as A, in game 2 the model is.

    Notes
    -----
    A label is the judge's: `A>>B`, `A>B`, `A=B`, `B>A`, `B>>A`. The same said backwards (`A<B`,
    `A<<B`) counts too; show_result.py of the source gives those no weight, which loses the second
    side's wins only. Any other label is an invalid verdict.
    """
    rows: list[dict[str, object]] = []
    for row in json_records(path):
        shared = {
            "item": name_in(row, "uid" if "question_id" not in row.fields else "question_id"),
            "a_response": row.text("baseline", "baseline"),
            "b_response": row.text("model"),
            "judge": row.text("judge", "unnamed"),
        }
        for number, label in enumerate(_labels(row)):
            rows.append({**shared, **_verdict(label, swapped=number == 1)})
    return pd.DataFrame(rows)


def lead(label: object) -> float:
    """Return by how much a label puts A ahead, from -2 to 2; not-a-number if it is none.

    >>> [lead(label) for label in ("A>>B", "A=B", "A<B", "B>>A", "A>>A", None)]
    [2.0, 0.0, -1.0, -2.0, nan, nan]
    """
    found = _LABEL.fullmatch(label.strip()) if isinstance(label, str) else None
    if found is None or found["left"] == found["right"]:
        return math.nan
    sign = found["sign"]
    ahead = 0.0 if sign == "=" else float(len(sign))
    is_for_a = (found["left"] == "A") == (sign[0] == ">")
    return ahead if is_for_a or not ahead else -ahead


def _labels(row: Row) -> list[object]:
    """Return the labels of game 1 and, if it was played, game 2."""
    if "games" in row.fields:
        games = row.rows("games")
        if not 1 <= len(games) <= 2:
            raise row.error(f"field `games` must hold one or two games, not {len(games)}")
        fields = [(game, "score") for game in games]
    else:
        fields = [(row, name) for name in ("game1_score", "game2_score")]
    labels: list[object] = []
    for part, field in fields:
        label: object = part.fields[field] if field in part.fields else part.text(field)
        if label is not None and not isinstance(label, str):
            raise row.error(f"field `{field}` must be a label or null, not {shown(label)}")
        labels.append(label)
    return labels


def _verdict(label: object, *, swapped: bool) -> dict[str, object]:
    """Return what a game says about side b, which is B in game 1 and A in game 2."""
    ahead = lead(label) if swapped else -lead(label)
    if math.isnan(ahead):
        return {
            "swapped": swapped,
            "outcome": str(Outcome.INVALID),
            "preference": math.nan,
            "strength": 0.0,
            "detail": f"no label: {shown(label)}",
        }
    return {
        "swapped": swapped,
        "outcome": str(Outcome.VALID if ahead else Outcome.TIE),
        "preference": 0.5 if ahead == 0 else float(ahead > 0),
        "strength": abs(ahead),
        "detail": "",
    }
