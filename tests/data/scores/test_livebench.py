"""LiveBench's tables and judgments are read in per cent and by task."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sosprobe.data.scores import read_scores
from sosprobe.errors import BadInput


def write(folder: Path, text: str) -> Path:
    path = folder / "live.csv"
    path.write_text(text)
    return path


def test_groups_become_benchmarks_and_their_mean_is_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, "model,average,coding,data_analysis\na,30,20,40\nb,5,,10")
    table = read_scores(path, "livebench_groups")
    assert table[["model", "benchmark", "value"]].to_numpy().tolist() == [
        ["a", "LiveBench-Coding", 0.2],
        ["a", "LiveBench-Data Analysis", 0.4],
        ["b", "LiveBench-Data Analysis", 0.1],
    ]


def test_tasks_are_parts_of_their_group(tmp_path: Path) -> None:
    table = read_scores(write(tmp_path, "model,cta,typos\na,50,25\n"), "livebench_tasks")
    assert table[["benchmark", "part", "value"]].to_numpy().tolist() == [
        ["LiveBench-Data Analysis", "cta", 0.5],
        ["LiveBench-Language", "typos", 0.25],
    ]


@pytest.mark.parametrize(
    ("form", "text", "problem"),
    [
        ("livebench_groups", "model,maths\na,1\n", "live.csv:1: Unknown group 'maths'"),
        ("livebench_tasks", "model,sudoku\na,1\n", "live.csv:1: Unknown task 'sudoku'"),
        ("livebench_groups", "model,math\na,101\n", "live.csv:2: .*`math` must lie from 0 to 100"),
        ("livebench_groups", "model,math\na,1\na,2\n", "live.csv:3: .*'a' stands in line 2"),
    ],
)
def test_a_wrong_table_is_named(tmp_path: Path, form: str, text: str, problem: str) -> None:
    with pytest.raises(BadInput, match=problem):
        read_scores(write(tmp_path, text), form)


def lines(folder: Path, *records: dict[str, object]) -> Path:
    path = folder / "judgments.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in records))
    return path


def judged(question: str, score: object, **more: object) -> dict[str, object]:
    return {"model": "a", "task": "typos", "question_id": question, "score": score, **more}


def test_judgments_are_averaged_with_the_error_of_their_mean(tmp_path: Path) -> None:
    path = lines(tmp_path, judged("1", 0), judged("2", 1), judged("3", 0.5))
    table = read_scores(path, "livebench_judgments")
    assert table["value"].tolist() == [0.5]
    assert table["se"].tolist() == pytest.approx([0.5 / 3**0.5])
    assert table["n"].tolist() == [3]


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        (judged("1", 1), "'1' is judged twice"),
        (judged("2", 7), "must lie from 0 to 1"),
        (judged("2", None), "must lie from 0 to 1"),
        (judged("2", 1, task="sudoku"), "'sudoku' is in no known group"),
    ],
)
def test_a_wrong_judgment_is_named(tmp_path: Path, second: dict[str, object], problem: str) -> None:
    with pytest.raises(BadInput, match=rf"judgments\.jsonl:2: .*{problem}"):
        read_scores(lines(tmp_path, judged("1", 0), second), "livebench_judgments")


def test_an_unknown_task_may_bring_its_category(tmp_path: Path) -> None:
    path = lines(tmp_path, judged("1", 1, task="sudoku", category="reasoning"))
    assert read_scores(path, "livebench_judgments")["benchmark"].tolist() == ["LiveBench-Reasoning"]
