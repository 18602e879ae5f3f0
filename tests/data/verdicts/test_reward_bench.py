"""RewardBench: what scored the chosen response higher preferred side a, in every layout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sosprobe.analysis.estimate import estimate
from sosprobe.analysis.frame import validate
from sosprobe.data.verdicts import read_verdicts
from sosprobe.errors import BadInput

COLUMNS: dict[str, Any] = {
    "id": [4, 5, 6],
    "subset": ["tea", "tea", "milk"],
    "results": [1, 0, 0],
    "scores_chosen": [1.5, -1.0, 0.25],
    "scores_rejected": [0.5, 2.0, 0.25],
    "model": "org/scorer",
    "model_type": "Seq. Classifier",
}


def read(folder: Path, content: object) -> pd.DataFrame:
    path = folder / "scores.json"
    text = content if isinstance(content, str) else json.dumps(content, indent=4)
    path.write_text(text)
    return validate(read_verdicts(path, "reward_bench"))


def test_the_higher_score_is_preferred_and_equal_ones_are_a_tie(tmp_path: Path) -> None:
    frame = read(tmp_path, COLUMNS)
    assert frame["preference"].tolist() == [0.0, 1.0, 0.5]
    assert frame["outcome"].tolist() == ["valid", "valid", "tie"]
    assert frame["item"].tolist() == ["tea/4", "tea/5", "milk/6"]
    assert frame["category"].tolist() == ["tea", "tea", "milk"]
    assert set(frame["judge"]) == {"org/scorer"}
    assert frame["a_score"].tolist() == [1.5, -1.0, 0.25]
    assert set(frame["position"]) == {0.0}
    assert (set(frame["a_gold"]), set(frame["b_gold"])) == ({1.0}, {0.0})
    assert not [row for row in estimate(frame) if row.table == "position"]


@pytest.mark.parametrize(
    ("chosen", "rejected"),
    [("scores_chosen", "scores_rejected"), ("score_chosen", "score_rejected")],
)
def test_records_and_columns_read_the_same(tmp_path: Path, chosen: str, rejected: str) -> None:
    names = {"scores_chosen": chosen, "scores_rejected": rejected}
    lines = [
        json.dumps(
            {
                names.get(name, name): value[place] if isinstance(value, list) else value
                for name, value in COLUMNS.items()
            }
        )
        for place in range(3)
    ]
    pd.testing.assert_frame_equal(read(tmp_path, "\n".join(lines)), read(tmp_path, COLUMNS))


def test_bare_scores_a_line_are_numbered(tmp_path: Path) -> None:
    frame = read(tmp_path, '{"chosen": 0.5, "rejected": 1}\n{"chosen": 2, "rejected": NaN}')
    assert frame["item"].tolist() == ["other/1", "other/2"]
    assert frame["preference"].tolist()[0] == 1.0
    assert frame["outcome"].tolist() == ["valid", "invalid"]


def test_scores_each_in_a_list_of_one_are_scores(tmp_path: Path) -> None:
    nested = COLUMNS | {"scores_chosen": [[1.5], [-1.0], [0.25]]}
    pd.testing.assert_frame_equal(read(tmp_path, nested), read(tmp_path, COLUMNS))


def test_results_alone_have_no_known_order_and_a_half_is_not_sure_to_be_a_tie(
    tmp_path: Path,
) -> None:
    without = COLUMNS | {"scores_chosen": [None] * 3, "scores_rejected": [None] * 3}
    frame = read(tmp_path, without | {"results": [1, 0, 0.5]})
    assert frame["preference"].tolist() == [0.0, 1.0, 0.5]
    assert frame["position"].isna().all()
    assert frame["detail"].astype(bool).tolist() == [False, False, True]


def test_each_right_response_of_a_list_meets_each_wrong_one(tmp_path: Path) -> None:
    lists = {
        "id": ["ref:1", "tied:1"],
        "subset": ["Ties", "Ties"],
        "results": [1, None],
        "num_correct": [1, 2],
        "scores": [[3.0, 1.0, 3.0, 5.0], [[2.0], [1.0], [1.5]]],
    }
    frame = read(tmp_path, lists)
    sides = list(zip(frame["a_response"], frame["b_response"], strict=True))
    assert frame["preference"].tolist() == [0.0, 0.5, 1.0, 0.0, 1.0]
    assert sides[:3] == [("chosen 1", f"rejected {n}") for n in (1, 2, 3)]
    assert sides[3:] == [("chosen 1", "rejected 1"), ("chosen 2", "rejected 1")]
    assert frame["item"].tolist() == ["Ties/ref:1"] * 3 + ["Ties/tied:1"] * 2


@pytest.mark.parametrize(
    ("kind", "outcome"), [("Seq. Classifier", "valid"), ("Generative RM", "invalid")]
)
def test_a_rating_of_minus_one_failed_where_a_model_wrote_it(
    tmp_path: Path, kind: str, outcome: str
) -> None:
    frame = read(tmp_path, {"results": [1], "scores": [[4, -1]], "model_type": kind})
    assert frame["outcome"].tolist() == [outcome]


def test_messages_are_measured_and_formatted_texts_are_not(tmp_path: Path) -> None:
    def talk(answer: str) -> list[dict[str, str]]:
        return [{"role": "user", "content": "Tea?"}, {"role": "assistant", "content": answer}]

    row = {"results": 1, "text_chosen": talk("Yes."), "text_rejected": talk("- **No** tea")}
    frame = read(tmp_path, [row])
    assert (frame.loc[0, "a_words"], frame.loc[0, "b_words"]) == (1, 2)
    row |= {"text_chosen": "User: Tea? Yes.", "text_rejected": "User: Tea? No."}
    assert read(tmp_path, [row])["a_words"].isna().all()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "holds no row"),
        ('{"results": [1', "not JSON"),
        ('{"chosen": 1, "rejected": 2}\n{"chosen": 1', ":2: not JSON"),
        ({"results": []}, "equally long and not empty, not results 0"),
        ({"results": [1, 0], "subset": ["a"]}, "equally long and not empty, not results 2, subset"),
        ({"results": [1], "scores_chosen": ["x"], "scores_rejected": [1]}, "row 1: field `scores"),
        ({"results": ["won"]}, "row 1: field `results` must be a number, not 'won'"),
        ({"results": [1, 0.25]}, "row 2: field `results` is 0.25 without scores"),
        ({"results": [1], "texts_rejected": [["a", "b"]]}, "needed is the list `scores`"),
        ({"results": [1], "scores": [[1.0]]}, "`num_correct` is None: of 1 scores"),
        ({"results": [1], "scores": [[1, 2]], "num_correct": [2]}, "`num_correct` is 2: of 2"),
        ({"results": [1], "scores": [3]}, "field `scores` must be a list of numbers, not 3"),
        ('{"prompt": "x"}\n{"prompt": "y"}', ":1: there is no score (needed are `scores_chosen`"),
    ],
)
def test_what_is_malformed_is_named(tmp_path: Path, content: object, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(tmp_path, content)
    assert says in str(caught.value)
    assert "scores.json" in str(caught.value)
