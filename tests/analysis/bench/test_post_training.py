"""Gains follow the lineage, and a planted slope is found."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from sosprobe.analysis.bench.post_training import deltas, kinds, mean_deltas, scaling
from sosprobe.errors import SetupError

LINEAGE = pd.DataFrame(
    [
        ("base", "", "base", ""),
        ("s1", "base", "sft", "code"),
        ("s2", "base", "sft", "code"),
        ("s3", "base", "sft", "general"),
        ("s4", "base", "sft", "general"),
        ("p1", "s1", "po", ""),
        ("orphan", "gone", "sft", "general"),
    ],
    columns=["model", "parent", "stage", "kind"],
)
SCORES = pd.DataFrame(
    {"A": [10.0, 12, 14, 20, 22, 11, 5], "J": [1.0, 2, 3, 4, math.nan, 9, 5]},
    index=["base", "s1", "s2", "s3", "s4", "p1", "orphan"],
)


def test_each_model_is_compared_with_the_one_it_was_made_from() -> None:
    found = deltas(SCORES, LINEAGE, ["A", "J"]).set_index("model")
    assert found["A"].to_dict() == {"s1": 2.0, "s2": 4.0, "s3": 10.0, "s4": 12.0, "p1": -1.0}
    assert found.at["p1", "parent"] == "s1"
    assert math.isnan(float(found["J"]["s4"]))


def test_means_take_the_same_models_for_every_column_and_count_the_parents() -> None:
    rows = {row.term: row for row in mean_deltas(deltas(SCORES, LINEAGE, ["A", "J"]), ["A", "J"])}
    assert rows["base / sft, A"].value == pytest.approx((2 + 4 + 10) / 3)
    assert rows["base / sft, A"].n == rows["base / sft, J"].n == 3
    assert rows["base / sft, A"].note == "3 models share 1 parent"
    assert math.isnan(rows["s1 / po, A"].low)


def test_kinds_of_data_are_compared_without_equal_variances() -> None:
    kind_of = LINEAGE.set_index("model")["kind"]
    rows = {row.term: row for row in kinds(deltas(SCORES, LINEAGE, ["A"]), kind_of, ["A"])}
    row = rows["code less general, A"]
    assert row.value == pytest.approx(3 - 11)
    assert row.low < row.value < row.high


def test_an_exact_line_on_log_size_is_found_with_its_slope_a_decade() -> None:
    table = pd.DataFrame({"A": [1.0, 3.0, 5.0, 7.0]}, index=list("wxyz"))
    sizes = pd.Series({"w": 1e2, "x": 1e3, "y": 1e4, "z": 1e5, "unscored": 7.0})
    (row,), fits = scaling(table, sizes, ["A"])
    assert row.value == pytest.approx(2)
    assert row.note == "R2 1.000; 1.00 to 1.00 without one model"
    assert fits["without"].tolist() == ["", "w", "x", "y", "z"]


def test_two_sizes_make_no_regression() -> None:
    with pytest.raises(SetupError, match="2 models have 'A' and a size"):
        scaling(
            pd.DataFrame({"A": [1.0, 2.0]}, index=["w", "x"]),
            pd.Series({"w": 1.0, "x": 2.0}),
            ["A"],
        )
