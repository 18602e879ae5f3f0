"""Single grades become pairs: each two responses, the higher score, and no grade is lost."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sosprobe.analysis.frame import validate
from sosprobe.data.verdicts import read_verdicts
from sosprobe.data.verdicts.graded import Grade, numbered, pair_rows
from sosprobe.errors import BadInput
from tests.data.verdicts.test_formats import SHARED, needs_shared

SINGLE = {"question_id": 9, "turn": 1, "judge": ["counter", "single"], "model": "m", "score": 5}


def grade(response: str, score: float, **fields: Any) -> Grade:
    return replace(Grade(item="q", judge="j", response=response, score=score), **fields)


def paired(*grades: Grade) -> pd.DataFrame:
    return validate(pd.DataFrame(pair_rows(Path("g"), grades, "ask more")))


def single(path: Path, *changes: dict[str, Any]) -> pd.DataFrame:
    path.write_text("\n".join(json.dumps(SINGLE | change) for change in changes))
    return validate(read_verdicts(path, "mt_bench_single"))


def test_every_two_responses_meet_once_in_the_order_of_their_names() -> None:
    frame = paired(grade("c", 3), grade("a", 1), grade("b", 3))
    sides = list(zip(frame["a_response"], frame["b_response"], strict=True))
    assert sides == [("a", "b"), ("a", "c"), ("b", "c")]
    assert frame["preference"].tolist() == [1.0, 1.0, 0.5]
    assert frame["outcome"].tolist() == ["valid", "valid", "tie"]
    assert frame["position"].tolist() == [0.0] * 3


def test_exchanging_the_scores_exchanges_the_preference() -> None:
    one, two = (paired(grade("a", x), grade("b", y)) for x, y in ((1, 2), (2, 1)))
    assert (one["preference"] + two["preference"]).tolist() == [1.0]
    assert one["a_score"].tolist() == two["b_score"].tolist() == [1.0]


def test_only_grades_of_one_judge_template_and_item_meet() -> None:
    same = [grade("a", 1), grade("b", 2)]
    others = [grade("c", 3, judge="k"), grade("c", 3, item="p"), grade("c", 3, template="t")]
    assert len(paired(*same, *others)) == 1


def test_a_failed_grade_is_an_invalid_row_that_says_whose() -> None:
    frame = paired(grade("a", math.nan, detail="the judge slept"), grade("b", 2))
    row = frame.iloc[0]
    assert (row["outcome"], row["detail"]) == ("invalid", "a: the judge slept")
    assert math.isnan(row["preference"])
    assert row["b_score"] == 2


def test_a_repeat_that_only_one_of_two_has_is_an_invalid_row() -> None:
    frame = paired(grade("a", 1), grade("b", 2), grade("b", 3, repeat=1))
    assert frame["repeat"].tolist() == [0, 1]
    assert frame["outcome"].tolist() == ["valid", "invalid"]
    assert frame.loc[1, "detail"] == "a: not graded so often"


def test_a_second_attempt_meets_the_first_attempt_of_others() -> None:
    tries = numbered([grade("a", math.nan), grade("b", 2), grade("a", 7)])
    frame = paired(*tries)
    assert frame["a_score"].tolist()[0] == 7
    assert frame["outcome"].tolist() == ["valid", "invalid"]


@pytest.mark.parametrize(
    ("grades", "says"),
    [
        ([grade("a", 1), grade("a", 1)], "a has two grades of j on item q, repeat 0"),
        ([grade("a", 1), grade("a", 1, item="p")], "of one response only (a); ask more"),
        ([grade("a", 1), grade("b", 1, judge="k")], "no judge graded two responses on one item"),
        ([], "of one response only (none); ask more"),
    ],
)
def test_grades_that_make_no_pair_are_refused(grades: list[Grade], says: str) -> None:
    with pytest.raises(BadInput) as caught:
        paired(*grades)
    assert says in str(caught.value)


def test_a_turn_of_mt_bench_is_an_item_and_minus_one_is_no_grade(tmp_path: Path) -> None:
    turns: list[dict[str, Any]] = [{"turn": n, "model": m} for n in (1, 2) for m in ("new", "old")]
    turns[0] |= {"score": 9.5}
    turns[3] |= {"score": -1, "judgment": "$ERROR$"}
    frame = single(tmp_path / "s.jsonl", *turns)
    assert frame["item"].tolist() == ["9/1", "9/2"]
    assert (frame.loc[0, "judge"], frame.loc[0, "template"]) == ("counter", "single")
    assert frame.loc[0, "preference"] == 0.0
    assert frame["outcome"].tolist() == ["valid", "invalid"]
    assert frame.loc[1, "detail"] == "old: no grade came out"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"model": None}, ":2: field `model` is missing"),
        ({"score": "5"}, ":2: field `score` must be a number, not '5'"),
        ({"turn": None}, ":2: field `turn` is missing"),
        ({"judge": ["a", "b", "c"]}, ":2: field `judge` must be a name, or name and template"),
        ({}, "holds grades of one response only (m); put the judgments of two models"),
    ],
)
def test_malformed_judgments_are_named(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput) as caught:
        single(tmp_path / "s.jsonl", {}, change)
    assert says in str(caught.value)
    assert "s.jsonl" in str(caught.value)


@pytest.mark.shared
@needs_shared
@pytest.mark.parametrize(
    ("name", "models", "rows"),
    [
        ("gpt-4_single_judgments.jsonl", 3, 500),
        ("gpt-4_single_judgments_routellm.jsonl", 2, 160),
    ],
)
def test_real_grades_keep_the_mean_score_of_each_model(name: str, models: int, rows: int) -> None:
    path = SHARED / "mt_bench" / name
    scores: dict[str, list[float]] = defaultdict(list)
    for line in path.read_text().splitlines():
        record = json.loads(line)
        if record["score"] != -1:
            scores[record["model"]].append(record["score"])
    frame = validate(read_verdicts(path, "mt_bench_single"))
    parts = [
        frame[
            ["item", "judge", "template", "repeat", f"{side}_response", f"{side}_score"]
        ].set_axis(["item", "judge", "template", "repeat", "model", "score"], axis=1)
        for side in "ab"
    ]
    kept = pd.concat(parts).dropna(subset="score").drop_duplicates()
    assert len(frame) == rows
    assert len(scores) == models
    for model, group in kept.groupby("model"):
        assert len(group) == len(scores[str(model)])
        assert group["score"].mean() == pytest.approx(sum(scores[str(model)]) / len(group))


@pytest.mark.shared
@needs_shared
def test_three_real_grades_of_one_answer_are_three_repeats(tmp_path: Path) -> None:
    path = SHARED / "mt_bench" / "prometheus_mt_bench_eval_gpt4_x3.jsonl"
    records = [json.loads(line) for line in path.read_text().splitlines()]
    changes = [
        {"question_id": record["idx"], "model": record["response_source"], "score": score}
        for record in records
        for score in record["gpt4_score"]
    ]
    frame = single(tmp_path / "three.jsonl", *changes)
    grades = {
        (record["idx"], record["response_source"]): record["gpt4_score"] for record in records
    }
    ties = Counter(
        grades[idx, one][n] == grades[idx, two][n]
        for idx, one in grades
        for other, two in grades
        if idx == other and one < two
        for n in range(3)
    )
    assert sorted(frame["repeat"].unique()) == [0, 1, 2]
    assert int((frame["outcome"] == "tie").sum()) == ties[True]
    assert len(frame) == ties.total()
