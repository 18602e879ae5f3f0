"""Results files of the harness become scores; what is no share is left out."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from sosprobe.data.scores import read_scores
from sosprobe.errors import BadInput

SNARKS = "leaderboard_bbh_snarks"


def results(model: str = "org/a", **more: Any) -> dict[str, Any]:
    return {
        "results": {
            SNARKS: {"alias": "x", "acc_norm,none": 0.5, "acc_norm_stderr,none": 0.1},
            "gsm8k": {
                "exact_match,strict-match": 0.1,
                "exact_match_stderr,strict-match": "N/A",
                "exact_match,flexible-extract": 0.2,
                "exact_match_stderr,flexible-extract": 0.01,
            },
            "wikitext": {"word_perplexity,none": 12.5, "word_perplexity_stderr,none": "N/A"},
        },
        "groups": {"leaderboard_bbh": {"acc_norm,none": 0.5, "acc_norm_stderr,none": 0.1}},
        "configs": {
            SNARKS: {"output_type": "multiple_choice"},
            "gsm8k": {"output_type": "generate_until"},
        },
        "n-samples": {SNARKS: {"original": 178, "effective": 100}},
        "model_name": model,
        **more,
    }


def put(folder: Path, data: object, name: str = "results_2024.json") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(json.dumps(data))
    return path


def test_each_metric_is_a_row_with_its_filter_size_and_instrument(tmp_path: Path) -> None:
    table = read_scores(put(tmp_path, results()), "lm_eval")
    keys = [table[name] for name in ("benchmark", "part", "metric")]
    rows = dict(zip(zip(*keys, strict=True), table.to_dict("records"), strict=True))
    assert set(rows) == {
        ("BBH", "snarks", "acc_norm"),
        ("BBH", "(total)", "acc_norm"),
        ("gsm8k", "", "exact_match,strict-match"),
        ("gsm8k", "", "exact_match,flexible-extract"),
    }
    snarks = rows["BBH", "snarks", "acc_norm"]
    known = [snarks[name] for name in ("value", "se", "n", "instrument")]
    assert known == [0.5, 0.1, 100, "loglikelihood"]
    strict = rows["gsm8k", "", "exact_match,strict-match"]
    assert strict["instrument"] == "generate"
    assert math.isnan(strict["se"])


def test_a_folder_is_searched_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path / "org__a", results())
    put(tmp_path / "org__b", results("org/b"))
    put(tmp_path / ".cache", {"broken": True})
    (tmp_path / ".DS_Store").write_bytes(b"\xff")
    assert set(read_scores(tmp_path, "lm_eval")["model"]) == {"org/a", "org/b"}


@pytest.mark.parametrize("arguments", ["pretrained=org/c,dtype=bfloat16", {"pretrained": "org/c"}])
def test_the_model_is_found_among_the_arguments(tmp_path: Path, arguments: object) -> None:
    data = results("", config={"model_args": arguments})
    assert set(read_scores(put(tmp_path, data), "lm_eval")["model"]) == {"org/c"}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"model_name": ""}, "names no model"),
        (
            {"results": {SNARKS: {"acc,none": 3}}},
            f"results.{SNARKS}.acc,none` must lie from 0 to 1",
        ),
        ({"results": {SNARKS: {"acc,none": "x"}}}, "`acc,none` must be a number"),
        ({"results": {SNARKS: 5}}, f"`{SNARKS}` must be a table"),
        ({"results": {}, "groups": {}}, "holds no score"),
    ],
)
def test_a_malformed_file_is_named(tmp_path: Path, change: dict[str, Any], problem: str) -> None:
    with pytest.raises(BadInput, match=f"results_2024.json.*{problem}"):
        read_scores(put(tmp_path, results() | change), "lm_eval")


def test_other_files_and_two_runs_of_one_model_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no results file of lm_eval"):
        read_scores(put(tmp_path / "other", {"a": 1}), "lm_eval")
    with pytest.raises(BadInput, match=r"holds no file results\*\.json"):
        (tmp_path / "empty").mkdir()
        read_scores(tmp_path / "empty", "lm_eval")
    put(tmp_path / "twice", results())
    put(tmp_path / "twice", results(), "results_2025.json")
    with pytest.raises(BadInput, match=r"has a score already, in .*results_2024\.json"):
        read_scores(tmp_path / "twice", "lm_eval")
