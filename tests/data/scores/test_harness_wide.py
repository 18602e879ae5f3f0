"""A wide table of the harness gives values, errors and exact sizes, or the cell that is wrong."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sosprobe.data.scores import read_scores
from sosprobe.data.scores.sizes import size_of
from sosprobe.errors import BadInput


def error_of(hits: int, n: int) -> float:
    """Return what the harness writes: the standard deviation of zeros and ones over root n."""
    p = hits / n
    return math.sqrt(p * (1 - p) / (n - 1))


def write(folder: Path, rows: list[dict[str, object]]) -> Path:
    path = folder / "wide.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def row(name: str, hits: int, **more: object) -> dict[str, object]:
    return {
        "Name": name,
        "Created": "2024-07-22",
        "xstest/acc": round(hits / 450, 9),
        "xstest/acc_stderr": round(error_of(hits, 450), 9),
        **more,
    }


@given(st.integers(10, 60_000), st.lists(st.floats(0.01, 0.99), min_size=1, max_size=9))
def test_the_size_is_found_from_rounded_accuracies_and_errors(n: int, shares: list[float]) -> None:
    hits = [min(n - 1, max(1, round(share * n))) for share in shares]
    values = [round(k / n, 9) for k in hits]
    errors = [round(error_of(k, n), 12) for k in hits]
    assert size_of(values, errors) == n


def test_no_size_is_claimed_when_models_disagree_or_nothing_varies() -> None:
    assert size_of([0.5, 0.5], [error_of(50, 100), error_of(100, 200)]) is None
    assert size_of([0.0, 1.0], [0.0, 0.0]) is None
    assert size_of([0.5], [math.nan]) is None


def test_a_model_with_no_right_answer_gets_the_size_that_the_others_give(tmp_path: Path) -> None:
    table = read_scores(write(tmp_path, [row("a", 200), row("b", 0)]), "harness_wide")
    assert table["n"].tolist() == [450, 450]
    assert table["benchmark"].tolist() == ["XSTest", "XSTest"]
    assert table["value"].tolist() == pytest.approx([200 / 450, 0.0])


def test_a_total_has_the_summed_size_of_its_parts(tmp_path: Path) -> None:
    parts: dict[str, object] = {}
    for name, n in (("wmdp_bio", 100), ("wmdp_chem", 40)):
        parts[f"{name}/acc"], parts[f"{name}/acc_stderr"] = 0.25, error_of(n // 4, n)
    parts |= {"wmdp/acc": 0.25, "wmdp/acc_stderr": 0.03}
    table = read_scores(write(tmp_path, [row("a", 200, **parts)]), "harness_wide")
    sizes = table[table["benchmark"] == "WMDP"].set_index("part")["n"].to_dict()
    assert sizes == {"bio": 100, "chem": 40, "(total)": 140}


def test_a_metric_without_an_error_gets_no_size(tmp_path: Path) -> None:
    more: dict[str, object] = {}
    for metric, error in (
        ("prompt_level_strict_acc", error_of(30, 100)),
        ("inst_level_strict_acc", "N/A"),
    ):
        more[f"leaderboard_ifeval/{metric}"] = 0.3
        more[f"leaderboard_ifeval/{metric}_stderr"] = error
    table = read_scores(write(tmp_path, [row("a", 200, **more)]), "harness_wide")
    known = table[table["benchmark"] == "IFEval"].set_index("metric")
    assert known["n"].fillna(0).to_dict() == {
        "prompt_level_strict_acc": 100,
        "inst_level_strict_acc": 0,
    }
    assert known["se"].isna().tolist() == [False, True]


def test_cells_that_say_that_there_is_nothing_leave_the_score_out(tmp_path: Path) -> None:
    table = read_scores(
        write(tmp_path, [row("a", 200), row("b", 9) | {"xstest/acc": "N/A"}]), "harness_wide"
    )
    assert table["model"].tolist() == ["a"]


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("maybe", "must be a number"),
        ("40.5", "from 0 to 1"),
        ("-0.1", "from 0 to 1"),
        ("inf", "number"),
    ],
)
def test_a_wrong_cell_is_named_with_file_line_and_column(
    tmp_path: Path, cell: str, word: str
) -> None:
    path = write(tmp_path, [row("a", 200), row("b", 9) | {"xstest/acc": cell}])
    with pytest.raises(BadInput, match=rf"wide\.csv:3: field `xstest/acc`.*{word}"):
        read_scores(path, "harness_wide")


def test_a_model_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"wide\.csv:3: field `Name`: 'a' stands in line 2"):
        read_scores(write(tmp_path, [row("a", 200), row("a", 9)]), "harness_wide")


def test_a_table_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("model,score\na,1\n")
    with pytest.raises(BadInput, match="Unknown column 'Name'"):
        read_scores(tmp_path / "x.csv", "harness_wide")
    (tmp_path / "y.csv").write_text("Name,score\na,1\n")
    with pytest.raises(BadInput, match="no column named `task/metric`"):
        read_scores(tmp_path / "y.csv", "harness_wide")
    (tmp_path / ".DS_Store").write_bytes(b"\x00\x00\x00\x01Bud1\xff\xfe")
    with pytest.raises(BadInput, match="UTF-8"):
        read_scores(tmp_path / ".DS_Store", "harness_wide")
    with pytest.raises(BadInput, match="no such file"):
        read_scores(tmp_path / "gone.csv", "harness_wide")
