"""Leaderboards and plain tables are read as they stand, or the wrong cell is named."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sosprobe.data.scores import read_leaderboard, read_scores
from sosprobe.data.scores.rankings import read_bench_names, read_rankings
from sosprobe.errors import BadInput, UnknownName

HEAD = "model,score,rating_q025,rating_q975,CI\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "board.csv"
    path.write_text(text)
    return path


def test_a_quoted_interval_and_a_last_line_that_does_not_end_are_read(tmp_path: Path) -> None:
    board = read_leaderboard(write(tmp_path, f'{HEAD}a,82.63,80.75,84.6,"(-1.88, +1.97)"\nb,50,,,'))
    assert board.iloc[0].tolist() == ["a", 82.63, 80.75, 84.6]
    assert board.iloc[1][["low", "high"]].isna().all()


def test_an_interval_that_stands_only_in_words_is_added_to_the_score(tmp_path: Path) -> None:
    board = read_leaderboard(write(tmp_path, 'model,score,CI\na,10,"(-2.0, +1.5)"\n'))
    assert board[["low", "high"]].iloc[0].tolist() == [8.0, 11.5]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('a,82,80,84,"(-5.00, +2.00)"', "field `CI` gives 77.00 to 84.00"),
        ('a,82,80,84,"-2, +2"', r"field `CI` must read \(-a, \+b\)"),
        ('a,82,80,84,"(-., +2)"', r"field `CI` must read \(-a, \+b\)"),
        ("a,x,80,84,", "field `score` must be a number"),
        ("a,,80,84,", "field `score` is empty"),
        (" ,1,,,", "field `model` is empty"),
        ("a,82,84,80,", "runs from 84 down to 80"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, problem: str) -> None:
    with pytest.raises(BadInput, match=f"board.csv:2: .*{problem}"):
        read_leaderboard(write(tmp_path, f"{HEAD}{line}\n"))


def test_a_plain_table_keeps_parts_errors_and_sizes(tmp_path: Path) -> None:
    text = "model,benchmark,part,metric,value,se,n,instrument\na,BBH,snarks,acc,.5,.1,26,generate\n"
    table = read_scores(write(tmp_path, text + "a,BBH,snarks,acc_norm,N/A,,,\n"))
    assert table.drop(columns="column").iloc[0].tolist() == [
        *("a", "BBH", "snarks", "acc", 0.5, 0.1, 26, "generate")
    ]
    assert len(table) == 1


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("a,BBH,,acc,50,,,", r"`value` must lie from 0 to 1 \(per cents are divided by 100\)"),
        ("a,BBH,,acc,.5,-1,,", "`se` must not be below 0"),
        ("a,BBH,,acc,.5,,1.5,", "`n` must be a whole number"),
        ("a,BBH,,acc,.5,,,guess", "`instrument` must be loglikelihood or generate"),
        ("a,,,acc,.5,,,", "`benchmark` is empty"),
        ("a,BBH,,acc,.5,,,\na,BBH,,acc,.6,,,", "a / BBH / acc has a score already, in .*:2"),
    ],
)
def test_a_wrong_plain_line_is_named(tmp_path: Path, line: str, problem: str) -> None:
    head = "model,benchmark,part,metric,value,se,n,instrument\n"
    with pytest.raises(BadInput, match=f"board.csv:[23]: .*{problem}"):
        read_scores(write(tmp_path, f"{head}{line}\n"))


def test_an_unknown_format_lists_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="livebench_groups"):
        read_scores(write(tmp_path, HEAD), "livebench")


def test_rankings_are_parted_by_benchmark_and_refuse_a_model_twice(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    line = '{"benchmark": "x", "model": "a", "score": 3, "lower": null, "upper": 4}\n'
    path.write_text(line + line.replace('"x"', '"y"'))
    boards = read_rankings(path)
    assert list(boards) == ["x", "y"]
    assert boards["x"]["high"].tolist() == [4.0]
    assert pd.isna(boards["x"]["low"].iloc[0])
    path.write_text(line + line)
    with pytest.raises(BadInput, match=r"r\.jsonl:2: field `model`: 'a' stands there twice"):
        read_rankings(path)
    path.write_text('{"map": "m", "names": {"a": "b"}}')
    assert read_bench_names(path) == {"m": {"a": "b"}}
