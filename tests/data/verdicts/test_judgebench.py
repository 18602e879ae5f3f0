"""JudgeBench: the second game is stored as shown, and only there A is response_B."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sosprobe.analysis.frame import validate
from sosprobe.data.verdicts import read_verdicts
from sosprobe.errors import BadInput

PAIR: dict[str, Any] = {
    "pair_id": "p1",
    "original_id": "17",
    "source": "tea-trivia",
    "question": "How many leaves does a tea bud have?",
    "response_model": "writer",
    "response_A": "Two leaves.",
    "response_B": "A tea bud has **one** leaf, I think.",
    "label": "A>B",
    "judge_name": "arena_hard",
}


def game(decision: object, model: str = "counter") -> dict[str, object]:
    return {"judgment": {"judge_model": model, "response": "words"}, "decision": decision}


def read(folder: Path, *pairs: dict[str, Any]) -> pd.DataFrame:
    path = folder / "out.jsonl"
    path.write_text("\n".join(json.dumps(pair) for pair in pairs))
    return validate(read_verdicts(path, "judgebench"))


@pytest.mark.parametrize(
    ("decisions", "preferences"),
    [
        (("A>B", "B>A"), [0.0, 0.0]),
        (("B>A", "A>B"), [1.0, 1.0]),
        (("A>B", "A>B"), [0.0, 1.0]),
        (("A=B", "A=B"), [0.5, 0.5]),
        (("A>>B", "B>>A"), [0.0, 0.0]),
        (("A>B",), [0.0]),
    ],
)
def test_a_decision_of_game_two_is_read_with_the_responses_exchanged(
    tmp_path: Path, decisions: tuple[str, ...], preferences: list[float]
) -> None:
    frame = read(tmp_path, PAIR | {"judgments": [game(decision) for decision in decisions]})
    assert frame["preference"].tolist() == preferences
    assert frame["swapped"].tolist() == [False, True][: len(decisions)]
    assert frame["position"].tolist() == [-1.0, 1.0][: len(decisions)]


@pytest.mark.parametrize(("label", "golds"), [("A>B", (1.0, 0.0)), ("B>A", (0.0, 1.0))])
def test_the_label_says_which_response_is_right(
    tmp_path: Path, label: str, golds: tuple[float, float]
) -> None:
    frame = read(tmp_path, PAIR | {"label": label, "judgments": [game("A>B")]})
    row = frame.iloc[0]
    assert (row["a_gold"], row["b_gold"]) == golds
    assert (row["item"], row["category"], row["question_id"]) == ("p1", "tea-trivia", "17")
    assert (row["a_words"], row["b_words"], row["b_markdown"]) == (2, 8, 1)
    assert (row["judge"], row["template"]) == ("counter", "arena_hard")


def test_a_game_that_failed_is_an_invalid_row_of_the_same_judge(tmp_path: Path) -> None:
    whole = PAIR | {"judgments": [game("A>B"), game(None)]}
    failed = PAIR | {"pair_id": "p2", "original_id": None, "judgments": [None, None]}
    frame = read(tmp_path, whole, failed)
    assert frame["outcome"].tolist() == ["valid", "invalid", "invalid", "invalid"]
    assert set(frame["judge"]) == {"counter"}
    assert frame["detail"].tolist() == ["", "no decision: None", *["the game failed"] * 2]


def test_a_failed_game_belongs_to_nobody_where_two_judges_might_have_played_it(
    tmp_path: Path,
) -> None:
    pairs = [PAIR | {"pair_id": name, "judgments": [game("A>B", name)]} for name in ("x", "y")]
    frame = read(tmp_path, *pairs, PAIR | {"judgments": [None]})
    assert frame["judge"].tolist() == ["x", "y", "arena_hard"]


def test_a_reward_model_has_no_order(tmp_path: Path) -> None:
    reward = PAIR | {"judge_name": "reward_model", "judgments": [game("A>B"), game("B>A")]}
    frame = read(tmp_path, reward)
    assert frame["position"].tolist() == [0.0, 0.0]
    assert frame["preference"].tolist() == [0.0, 0.0]


MALFORMED: list[tuple[dict[str, Any], str]] = [
    ({"label": "A"}, ":1: field `label` must be A>B or B>A, not 'A'"),
    ({"judgments": []}, "one or two games, not 0"),
    ({"judgments": "A>B"}, "list of tables or nulls"),
    ({"judgments": ["A>B"]}, "list of tables or nulls"),
    ({"judgments": [{"judgment": {}}]}, "field `decision` is missing"),
    ({"judgments": [{"decision": 1}]}, "field `decision` must be text or null, not 1"),
    ({"response_A": None}, "field `response_A` is missing"),
]


@pytest.mark.parametrize(("change", "says"), MALFORMED)
def test_what_is_malformed_is_named(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(tmp_path, PAIR | {"judgments": [game("A>B")]} | change)
    assert says in str(caught.value)
    assert "out.jsonl" in str(caught.value)
