"""lm-evaluation-harness: verdicts of judges are found in its samples, or it says what is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sosprobe.analysis.frame import validate
from sosprobe.data.verdicts import read_verdicts
from sosprobe.errors import BadInput

SAMPLE: dict[str, Any] = {
    "doc_id": 3,
    "doc": {"question": "Is tea a plant?"},
    "target": "yes",
    "arguments": {"gen_args_0": {"arg_0": "Is tea a plant?"}},
    "resps": [["Yes."]],
    "filtered_resps": ["Yes."],
    "filter": "none",
    "doc_hash": "0",
}
DATE = "2026-01-02T03-04-05.678"


def samples(folder: Path, model: str, task: str, *metrics: dict[str, Any]) -> Path:
    """Write a file as the harness does, in the folder of its model; return the file."""
    path = folder / model / f"samples_{task}_{DATE}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [SAMPLE | {"metrics": list(values)} | values for values in metrics]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


def test_a_preference_is_a_verdict_of_the_model_that_was_evaluated(tmp_path: Path) -> None:
    path = samples(
        tmp_path,
        "org__judge",
        "tea_pairs",
        {"judge_preference": 1.0, "judge_swapped": 0},
        {"judge_preference": 0.0, "judge_swapped": 1},
        {"judge_preference": 0.5},
        {"judge_preference": None},
        {"judge_preference": 1.0},
    )
    frame = validate(read_verdicts(path, "lm_eval"))
    assert set(frame["judge"]) == {"org__judge"}
    assert set(frame["item"]) == {"tea_pairs/3"}
    assert frame["preference"].tolist()[:3] == [1.0, 0.0, 0.5]
    assert frame["position"].tolist()[:2] == [-1.0, 1.0]
    assert frame["position"].isna().tolist() == [False, False, True, True, True]
    assert frame["outcome"].tolist() == ["valid", "valid", "tie", "invalid", "valid"]
    assert frame["repeat"].tolist() == [0, 0, 1, 2, 3]


@pytest.mark.parametrize(
    ("task", "metric"), [("tea_open", "judge_score"), ("pisa_en_llm_judged", "acc")]
)
def test_grades_of_two_models_below_a_folder_make_pairs(
    tmp_path: Path, task: str, metric: str
) -> None:
    samples(tmp_path, "new", task, {metric: 1.0})
    samples(tmp_path, "old", task, {metric: 0.0, "doc": {"judge": "counter"}})
    samples(tmp_path, "old", "arc_easy", {"acc": 1.0})
    with pytest.raises(BadInput, match="no judge graded two responses"):
        read_verdicts(tmp_path, "lm_eval")
    samples(tmp_path, "old", task, {metric: 0.0})
    frame = validate(read_verdicts(tmp_path, "lm_eval"))
    assert len(frame) == 1
    row = frame.iloc[0]
    assert (row["a_response"], row["b_response"]) == ("new", "old")
    assert (row["item"], row["preference"], row["position"]) == (f"{task}/3", 0.0, 0.0)
    assert (row["judge"], row["template"]) == ("unnamed", "")


def test_filters_are_templates_and_a_second_run_is_a_repeat(tmp_path: Path) -> None:
    rows = [{"judge_score": 1, "filter": name} for name in ("strict", "loose")]
    for model in ("new", "old"):
        path = samples(tmp_path, model, "tea", *rows)
        path.with_name("samples_tea_2027-01-01T00-00-00.jsonl").write_text(path.read_text())
    frame = validate(read_verdicts(tmp_path, "lm_eval"))
    trials = {(str(t), int(r)) for t, r in zip(frame["template"], frame["repeat"], strict=True)}
    assert trials == {(name, n) for name in ("strict", "loose") for n in (0, 1)}


def test_samples_without_a_judge_are_told_from_those_with_one(tmp_path: Path) -> None:
    path = samples(tmp_path, "new", "arc_easy", {"acc": 1.0, "acc_norm": 0.0})
    with pytest.raises(BadInput) as caught:
        read_verdicts(path, "lm_eval")
    assert "its metrics are acc, acc_norm; needed is a metric `judge_preference`" in str(
        caught.value
    )


def test_one_file_of_grades_has_nobody_to_compare(tmp_path: Path) -> None:
    path = samples(tmp_path, "new", "tea", {"judge_score": 3})
    with pytest.raises(BadInput, match=r"of one response only \(new\); give the output folder"):
        read_verdicts(path, "lm_eval")


def test_a_folder_without_samples_says_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="--log_samples"):
        read_verdicts(tmp_path, "lm_eval")


@pytest.mark.parametrize(
    ("metrics", "says"),
    [
        ({"judge_preference": 2}, ":1: field `judge_preference` must lie from 0 to 1, not 2"),
        ({"judge_preference": "b"}, "`judge_preference` must be a number, not 'b'"),
        ({"judge_preference": 1, "judge_swapped": 0.5}, "`judge_swapped` must be 0 or 1, not 0.5"),
        ({"judge_score": "good"}, "`judge_score` must be a number, not 'good'"),
        ({"judge_score": 1, "doc": "text"}, "field `doc` must be a table, not 'text'"),
        ({"judge_score": 1, "doc_id": None}, "field `doc_id` is missing"),
        ({"metrics": [1]}, "field `metrics` must be a list of texts"),
    ],
)
def test_what_is_malformed_is_named(tmp_path: Path, metrics: dict[str, Any], says: str) -> None:
    path = samples(tmp_path, "new", "tea", metrics)
    with pytest.raises(BadInput) as caught:
        read_verdicts(path, "lm_eval")
    assert says in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_file_that_holds_no_samples_is_named(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_text('{"results": {}}')
    with pytest.raises(BadInput, match="is no sample of lm_eval: field `doc_id` is missing"):
        read_verdicts(path, "lm_eval")
