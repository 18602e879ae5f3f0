"""JudgeBench: two responses of which one is right, judged in two games with them exchanged."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from sosprobe.data.fields import Row
from sosprobe.data.verdicts.arena_hard import lead
from sosprobe.data.verdicts.measured import measured
from sosprobe.data.verdicts.source import is_list, is_table, json_records, name_in, shown
from sosprobe.types import Outcome

_ALONE = "reward_model"
"""The judge name that all judges share that score each response alone."""


def read_judgebench(path: Path) -> pd.DataFrame:
    """Return one row a game: side a is `response_A`, side b is `response_B`.

    Fields: `pair_id` (the item), perhaps `original_id`, `source` (the category), `response_A`,
    `response_B`, `label` (`A>B` or `B>A`: which one is right), `judge_name` (the template) and
    `judgments`, one or two games with `decision` and perhaps `judgment.judge_model` (the judge). A
    game that is null failed; a decision that is null was not found in the reply. Pairs on one
    question share the further column `question_id`.

    Notes
    -----
    run_judge.py of the source stores the second game's decision as it came, with `A` for what was
    shown first, `response_B`; utils/metrics.py exchanges it when it counts. So it is exchanged
    here. Its accuracy takes a pair as right if more of its games are right than wrong.
    """
    records = json_records(path)
    played = [(row, _games(row)) for row in records]
    judges = _judges(played)
    return pd.DataFrame([one for row, games in played for one in _rows(row, games, judges)])


def _rows(
    row: Row, games: list[Row | None], judges: dict[str, set[str]]
) -> Iterable[dict[str, object]]:
    """Yield what each game of a pair says."""
    label = row.text("label")
    if label not in ("A>B", "B>A"):
        raise row.error(f"field `label` must be A>B or B>A, not {shown(label)}")
    template = row.text("judge_name")
    known = judges[template]
    no_question = row.fields.get("original_id") is None
    shared: dict[str, object] = {
        "item": name_in(row, "pair_id"),
        "question_id": "" if no_question else name_in(row, "original_id"),
        "category": row.text("source"),
        "a_response": "response_A",
        "b_response": "response_B",
        "a_gold": float(label == "A>B"),
        "b_gold": float(label == "B>A"),
        **measured(row.text("response_A"), row.text("response_B")),
        "template": template,
    }
    # A failed game names no judge; where the others of the file name one, it is that one.
    judge = next(iter(known)) if len(known) == 1 else template
    own = {model for game in games if game is not None and (model := _model(game))}
    shared["judge"] = next(iter(sorted(own)), judge)
    for number, game in enumerate(games):
        swapped = number == 1
        position = 0.0 if template == _ALONE else 1.0 if swapped else -1.0
        yield {**shared, "swapped": swapped, "position": position, **_verdict(game, swapped)}


def _games(row: Row) -> list[Row | None]:
    """Return the games of a pair, None for one that failed."""
    games: object = row.fields.get("judgments")
    if not is_list(games) or not all(game is None or is_table(game) for game in games):
        raise row.error("field `judgments` must be a list of tables or nulls")
    if not 1 <= len(games) <= 2:
        raise row.error(f"field `judgments` must hold one or two games, not {len(games)}")
    return [
        None if game is None else Row(path=row.path, line=row.line, fields=game) for game in games
    ]


def _judges(played: Iterable[tuple[Row, list[Row | None]]]) -> dict[str, set[str]]:
    """Return the judges that the games of a file name, by template."""
    found: dict[str, set[str]] = defaultdict(set)
    for row, games in played:
        models = {_model(game) for game in games if game is not None}
        found[row.text("judge_name")] |= models - {""}
    return found


def _model(game: Row) -> str:
    """Return the model that judged a game; empty if the game does not say."""
    judgment: object = game.fields.get("judgment")
    name: object = judgment.get("judge_model") if is_table(judgment) else None
    return name if isinstance(name, str) else ""


def _verdict(game: Row | None, swapped: bool) -> dict[str, object]:
    """Return what a game says about response_B, which is shown as A in the second game."""
    decision: object = None
    if game is not None:
        decision = game.fields["decision"] if "decision" in game.fields else game.text("decision")
        if decision is not None and not isinstance(decision, str):
            raise game.error(f"field `decision` must be text or null, not {shown(decision)}")
    ahead = lead(decision) if swapped else -lead(decision)
    if math.isnan(ahead):
        said = "the game failed" if game is None else f"no decision: {shown(decision)}"
        return {"outcome": str(Outcome.INVALID), "preference": math.nan, "detail": said}
    return {
        "outcome": str(Outcome.VALID if ahead else Outcome.TIE),
        "preference": float(ahead > 0) if ahead else 0.5,
        "detail": "",
    }
