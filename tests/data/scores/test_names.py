"""Maps of names and lineages say one thing about each model, or are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from sosprobe.data.scores.names import (
    read_lineage,
    read_name_map,
    shipped_lineage,
    shipped_name_map,
)
from sosprobe.errors import BadInput


def write(folder: Path, text: str) -> Path:
    path = folder / "map.csv"
    path.write_text(text)
    return path


def test_the_names_of_the_paper_s_files_are_taken_as_columns(tmp_path: Path) -> None:
    head = "eleuther_wandb,arena_hard_auto,livebench_groups,ambiguous\n"
    table = read_name_map(write(tmp_path, f"{head}a,A,,yes\nb,,y,no\n"))
    assert table[["harness", "judge", "livebench"]].to_numpy().tolist() == [
        ["a", "A", ""],
        ["b", "", "y"],
    ]
    assert table["ambiguous"].tolist() == [True, False]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a,A,x,perhaps", "`ambiguous` must be yes or no"),
        ("a,A,x,no\nb,A,y,no", "`judge`: 'A' stands in line 2"),
    ],
)
def test_a_map_with_a_doubtful_word_or_a_name_twice_is_refused(
    tmp_path: Path, text: str, problem: str
) -> None:
    with pytest.raises(BadInput, match=problem):
        read_name_map(write(tmp_path, f"harness,judge,livebench,ambiguous\n{text}\n"))
    with pytest.raises(BadInput, match="no column `harness`"):
        read_name_map(write(tmp_path, "a,b\n1,2\n"))


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("a,b,sft\nb,a,sft", r"map\.csv:2: field `parent`: 'a' comes from itself"),
        ("a,,rl", r"map\.csv:2: field `stage` must be one of base, sft, po, other"),
        ("a,,sft\na,,po", r"map\.csv:3: field `model`: 'a' stands in line 2"),
    ],
)
def test_a_lineage_that_cannot_be_is_refused(tmp_path: Path, lines: str, problem: str) -> None:
    with pytest.raises(BadInput, match=problem):
        read_lineage(write(tmp_path, f"model,parent,stage\n{lines}\n"))


def test_the_shipped_map_and_lineage_give_a_reason_wherever_there_is_doubt() -> None:
    names, lineage = shipped_name_map(), shipped_lineage()
    assert (names[names["ambiguous"]]["reason"] != "").all()
    assert (lineage["reason"] != "").all() or set(
        lineage[lineage["reason"] == ""]["stage"]
    ) == set()
    assert set(names["harness"]) <= set(lineage["model"])
    assert (lineage[lineage["size"].notna()]["size_source"] != "").all()


def test_sizes_in_the_lineage_are_those_in_the_models_names() -> None:
    for row in shipped_lineage().dropna(subset="size").to_dict("records"):
        assert str(row["model"]).endswith(f"-{int(row['size']) // 1000}K")
