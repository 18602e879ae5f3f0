"""Parts become benchmarks and benchmarks factors, and nothing that is missing is averaged away."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sosprobe.analysis.bench.aggregate import (
    aggregate,
    consistency,
    estimates,
    item_bootstrap,
    rest_correlations,
    spread,
)
from sosprobe.analysis.bench.normalise import NORMALISATIONS, normalise
from sosprobe.analysis.bench.suite import SUITE, Aggregate, aggregates_of
from sosprobe.analysis.bench.whole import missing, whole_scores, wide
from sosprobe.errors import UnknownName
from tests.analysis.bench.tables import one_part, plain, scores, spread_out

NAN = math.nan
BOTH = Aggregate(name="both", parts=("A", "B"))


def test_parts_are_weighted_by_their_sizes_and_so_are_their_errors() -> None:
    table = scores(("m", "A", "x", 0.5, 0.1, 300), ("m", "A", "y", 0.9, 0.2, 100))
    row = whole_scores(table, [plain("A")]).iloc[0]
    assert row["value"] == pytest.approx((3 * 0.5 + 0.9) / 4)
    assert row["se"] == pytest.approx(math.hypot(0.75 * 0.1, 0.25 * 0.2))
    assert (row["n"], row["se_from"], row["missing"]) == (400, "published", "")


def test_where_one_size_is_unknown_all_parts_count_alike() -> None:
    table = scores(("m", "A", "x", 0.5, 0.1, 300), ("m", "A", "y", 0.9, 0.2, None))
    assert whole_scores(table, [plain("A")]).iloc[0]["value"] == pytest.approx(0.7)


def test_a_total_counts_only_where_there_are_no_parts() -> None:
    total = scores(("m", "A", "(total)", 0.1, 0.1, 400))
    parts = scores(("m", "A", "x", 0.5, 0.1, 300))
    assert whole_scores(total, [plain("A")]).iloc[0]["value"] == 0.1
    assert whole_scores(pd.concat([total, parts]), [plain("A")]).iloc[0]["value"] == 0.5


def test_a_model_that_lacks_a_part_has_no_score_and_the_part_is_named() -> None:
    table = scores(
        ("m", "A", "x", 0.5, 0.1, 300),
        ("m", "A", "y", 0.9, 0.2, 100),
        ("k", "A", "x", 0.4, 0.1, 300),
    )
    whole = whole_scores(table, [plain("A")])
    assert math.isnan(whole.iloc[1]["value"])
    assert whole.iloc[1]["missing"] == "y"
    assert missing(whole) == ["A: 1 of 2 models have no score (k: y)"]


def test_a_low_accuracy_is_good_where_the_benchmark_says_so() -> None:
    table = one_part("A", [0.25])
    row = whole_scores(table, [replace(plain("A"), inverse=True)]).iloc[0]
    assert (row["value"], row["accuracy"]) == (0.75, 0.25)


def test_averaged_metrics_are_all_needed_and_their_errors_go_together() -> None:
    benchmark = replace(plain("A"), metrics=("s", "l"), averaged=True)
    strict = scores(("m", "A", "", 0.4, 0.02, 100), ("k", "A", "", 0.4, 0.02, 100), metric="s")
    loose = scores(("m", "A", "", 0.6, NAN, 100), metric="l")
    whole = whole_scores(pd.concat([strict, loose]), [benchmark])
    assert whole["value"].tolist() == pytest.approx([0.5, NAN], nan_ok=True)
    assert whole["se"].iloc[0] == pytest.approx(0.02)


def test_without_a_published_error_the_largest_possible_one_stands_and_is_marked() -> None:
    table = scores(("m", "A", "", 0.2, NAN, None))
    row = whole_scores(table, [replace(plain("A"), promised=100)]).iloc[0]
    assert row["se"] == pytest.approx(0.04)
    assert row["se_from"] == "bound"
    assert math.isnan(whole_scores(table, [plain("A")]).iloc[0]["se"])


def test_a_table_without_a_column_is_refused_by_name() -> None:
    with pytest.raises(UnknownName, match="'se'"):
        whole_scores(one_part("A", [0.5]).drop(columns="se"), [plain("A")])


def test_an_aggregate_is_the_mean_of_its_parts_with_independent_errors() -> None:
    table = scores(("m", "A", "", 0.2, 0.03, 9), ("m", "B", "", 0.6, 0.04, 9))
    found = aggregate(whole_scores(table, [plain("A"), plain("B")]), [BOTH]).iloc[0]
    assert found["value"] == pytest.approx(0.4)
    assert found["se"] == pytest.approx(0.05 / 2)
    assert found["high"] - found["value"] == pytest.approx(1.96 * 0.025, abs=1e-5)


def test_what_is_missing_empties_an_aggregate_and_is_named_even_if_partial() -> None:
    table = scores(("m", "A", "", 0.2, 0.03, 9))
    whole = whole_scores(table, [plain("A"), plain("B")])
    row = aggregate(whole, [BOTH]).iloc[0]
    assert math.isnan(row["value"])
    assert row["missing"] == "B"
    some = aggregate(whole, [BOTH], partial=True)
    assert (some.iloc[0]["value"], some.iloc[0]["missing"]) == (0.2, "B")
    assert estimates(some)[0].note == "lacks B"


def test_the_suite_has_three_factors_of_ten_two_and_twelve_and_both_overall_means() -> None:
    made = {one.name: one.parts for one in aggregates_of(SUITE)}
    assert [len(made[name]) for name in ("WK", "IF", "Safety")] == [10, 2, 12]
    assert made["Overall_3"] == ("WK", "IF", "Safety")
    assert len(made["Overall_24"]) == 24
    assert len(made["WK_eleuther"]) == len(made["WK_lb"]) == 5


def test_errors_that_are_bounds_are_counted_through_means_of_means() -> None:
    table = pd.concat([one_part("A", [0.3]), scores(("m0", "B", "", 0.2, NAN, None))])
    whole = whole_scores(table, [plain("A"), replace(plain("B"), promised=100)])
    found = aggregate(whole, [BOTH, Aggregate(name="top", parts=("both", "A"))])
    assert found["bounded"].tolist() == [1, 1]
    assert estimates(found)[1].note == "errors that are upper bounds: 1"


def test_drawing_items_anew_gives_the_interval_of_the_propagated_error() -> None:
    table = pd.concat([one_part("A", [0.3], 1000), one_part("B", [0.6], 500)])
    whole = whole_scores(table, [plain("A"), plain("B")])
    drawn = item_bootstrap(whole, [BOTH], rng=np.random.default_rng(1), draws=20_000).iloc[0]
    row = aggregate(whole, [BOTH]).iloc[0]
    assert drawn["low"] == pytest.approx(row["low"], abs=0.002)
    assert drawn["high"] == pytest.approx(row["high"], abs=0.002)


def test_drawing_items_never_fills_in_a_missing_benchmark() -> None:
    whole = whole_scores(one_part("A", [0.3]), [plain("A"), plain("B")])
    drawn = item_bootstrap(whole, [BOTH], rng=np.random.default_rng(1), draws=10)
    assert drawn[["low", "high"]].isna().all(axis=None)


@pytest.mark.parametrize("inverse", [False, True])
def test_above_chance_a_guess_and_a_perfect_score_lie_at_the_ends(inverse: bool) -> None:
    benchmark = replace(plain("A"), chance=0.25, inverse=inverse)
    whole = whole_scores(one_part("A", [0.25, 0.5, 1.0]), [benchmark])
    found = normalise(whole, "chance")["value"].tolist()
    wanted = [0.0, 1 / 3, 1.0]
    assert found == pytest.approx([1 - value for value in wanted] if inverse else wanted)


def test_parts_bring_their_own_chance() -> None:
    benchmark = replace(plain("A"), chance=0.5, chances={"x": 0.1})
    table = scores(("m", "A", "x", 0.5, 0.1, 300), ("m", "A", "y", 0.9, 0.2, 100))
    assert whole_scores(table, [benchmark]).iloc[0]["chance"] == pytest.approx(0.2)


def test_standard_scores_and_stretched_ones_are_what_they_say() -> None:
    whole = whole_scores(one_part("A", spread_out(7, 0.1, 0.8)), [plain("A")])
    z, stretched = (normalise(whole, name)["value"] for name in ("z", "minmax"))
    assert (float(z.mean()), float(z.std())) == pytest.approx((0.0, 1.0))
    assert (stretched.min(), stretched.max()) == (0.0, 1.0)
    same = whole_scores(one_part("A", [0.5, 0.5, 0.5]), [plain("A")])
    for name in ("z", "minmax"):
        assert normalise(same, name)["value"].isna().all()


@pytest.mark.parametrize("name", list(NORMALISATIONS))
def test_no_normalisation_changes_the_order_of_models_within_a_benchmark(name: str) -> None:
    values = [0.3, 0.9, 0.5, 0.1]
    whole = whole_scores(one_part("A", values), [replace(plain("A"), chance=0.4)])
    assert normalise(whole, name)["value"].rank().tolist() == [2, 4, 3, 1]


def test_an_unknown_normalisation_is_refused_by_name() -> None:
    with pytest.raises(UnknownName, match="minmax"):
        normalise(whole_scores(one_part("A", [0.5]), [plain("A")]), "rank")


def test_benchmarks_that_rank_models_alike_have_an_alpha_of_one() -> None:
    values = spread_out(6, 0.1, 0.6)
    table = pd.DataFrame({"A": values, "B": [2 * value for value in values]})
    row = consistency(table, [BOTH]).iloc[0]
    assert (row["alpha"], row["mean_r"]) == pytest.approx((1.0, 1.0))


def test_alpha_is_that_of_spearman_and_brown() -> None:
    rng = np.random.default_rng(4)
    table = pd.DataFrame(rng.normal(size=(40, 3)) + rng.normal(size=(40, 1)), columns=list("ABC"))
    row = consistency(table, [Aggregate(name="all", parts=("A", "B", "C"))]).iloc[0]
    z = (table - table.mean()) / table.std()
    cronbach = 3 / 2 * (1 - 3 / float(z.sum(axis=1).var()))
    assert row["alpha"] == pytest.approx(cronbach)


def test_a_benchmark_without_spread_is_named_and_not_counted() -> None:
    table = pd.DataFrame({"A": [0.1, 0.2, 0.4], "B": [0.1, 0.3, 0.4], "C": [0.5, 0.5, 0.5]})
    row = consistency(table, [Aggregate(name="all", parts=("A", "B", "C"))]).iloc[0]
    assert (row["k"], row["constant"]) == (2, "C")
    assert set(rest_correlations(table, "ABC")) == {"A", "B"}


def test_tables_keep_the_order_of_models_and_of_aggregates() -> None:
    table = pd.concat([one_part("B", [0.3, 0.2]), one_part("A", [0.1, 0.4])])
    whole = whole_scores(table, [plain("B"), plain("A")])
    assert wide(whole).columns.tolist() == ["B", "A"]
    found = spread(aggregate(whole, [BOTH, Aggregate(name="a", parts=("A",))]))
    assert (found.index.tolist(), found.columns.tolist()) == (["m0", "m1"], ["both", "a"])
