"""What a judge's overall verdict is made of is found again, and published numbers come out."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from sosprobe.analysis.adherence import adherence, forest_adherence
from sosprobe.analysis.correlation import correlations, dependent_difference
from sosprobe.analysis.criteria import criteria_weights, integration, own_order
from sosprobe.analysis.reliability import reliability
from sosprobe.errors import SetupError, UnknownName
from sosprobe.types import Estimate

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared is not there")
CRITERIA = ("correctness", "completeness", "style")
WEIGHTS = (0.2, 0.1, 0.7)


def judgments(items: int = 200, seed: int = 0) -> pd.DataFrame:
    """Return two games of each item, in the order shown, by a judge that weighs style most."""
    rng = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    for item in range(items):
        true = rng.normal(0, 1.2, 3)
        for swapped in (False, True):
            sign = -1 if swapped else 1
            seen = np.clip(np.round(sign * true + rng.normal(0, 0.4, 3)), -2, 2)
            overall = float(seen @ WEIGHTS) + rng.normal(0, 0.3)
            named = dict(zip(CRITERIA, seen, strict=True))
            rows.append({"item": item, "swapped": swapped, "overall": overall, **named})
    return pd.DataFrame(rows)


def by_term(rows: list[Estimate], table: str) -> dict[str, Estimate]:
    return {row.term: row for row in rows if row.table == table}


def test_planted_weights_are_found_again() -> None:
    found = by_term(
        criteria_weights(own_order(judgments(), ["overall", *CRITERIA]), CRITERIA), "criterion"
    )
    for name, weight in zip(CRITERIA, WEIGHTS, strict=True):
        assert found[name].low <= weight <= found[name].high
        assert found[name].high - found[name].low < 0.15


def test_weights_and_errors_are_those_of_statsmodels() -> None:
    table = own_order(judgments(40), ["overall", *CRITERIA])
    plain = sm.OLS(table["overall"], sm.add_constant(table[list(CRITERIA)])).fit(
        cov_type="cluster", cov_kwds={"groups": table["item"], "use_correction": True}
    )
    found = by_term(criteria_weights(table, CRITERIA), "criterion")
    critical = stats.t.ppf(0.975, 39)
    for name in CRITERIA:
        assert found[name].value == pytest.approx(plain.params[name], abs=1e-10)
        half = found[name].high - found[name].value
        assert half == pytest.approx(critical * plain.bse[name], rel=1e-8)


def test_averaging_the_games_without_turning_the_second_loses_the_signal() -> None:
    shown = judgments()
    columns = ["overall", *CRITERIA]
    wrong = shown.groupby("item")[columns].mean().reset_index()
    right = own_order(shown, columns).groupby("item")[columns].mean().reset_index()
    spread = [table["style"].std() for table in (wrong, right)]
    assert spread[0] < 0.3 * spread[1]
    r2 = [
        by_term(adherence(t, CRITERIA), "adherence")["linear, on new items"].value
        for t in (wrong, right)
    ]
    assert r2[1] > r2[0] + 5


def test_noise_is_explained_in_the_sample_and_not_on_new_items() -> None:
    rng = np.random.default_rng(1)
    table = pd.DataFrame(rng.normal(size=(60, 4)), columns=["overall", *CRITERIA])
    found = by_term(adherence(table.assign(item=range(60)), CRITERIA), "adherence")
    assert found["degree two, as published"].value > 5
    assert found["degree two, on new items"].value < found["degree two, as published"].value
    assert found["degree two, on new items"].low < 0
    total = found["adherence, as published"].value + found["unexplained, as published"].value
    assert total == pytest.approx(100)


def test_a_forest_sees_what_is_there() -> None:
    table = own_order(judgments(), ["overall", *CRITERIA])
    found = by_term(forest_adherence(table, CRITERIA), "adherence")
    assert found["forest, out of bag"].value > 60
    assert found["forest, on new items"].low > 50


def test_evenness_is_told_from_preference_for_one_criterion() -> None:
    table = own_order(judgments(), ["overall", *CRITERIA])
    even = table.assign(overall=table[list(CRITERIA)].mean(axis=1))
    found, level = (by_term(integration(t, CRITERIA), "integration") for t in (table, even))
    assert level["weight disparity"].value == pytest.approx(0, abs=1e-9)
    assert level["weight entropy"].value == pytest.approx(1)
    assert level["equal weights"].value == pytest.approx(1)
    assert found["weight disparity"].low > 0.3
    assert found["weight entropy"].high < 0.95
    tied = by_term(integration(table, CRITERIA), "tied")["style"].value
    assert tied == pytest.approx(100 * (table["style"] == 0).mean())


def test_a_missing_criterion_is_left_out_and_counted_never_a_tie() -> None:
    table = own_order(judgments(), ["overall", *CRITERIA])
    table.loc[table["item"] < 5, "style"] = math.nan
    row = by_term(criteria_weights(table, CRITERIA), "criterion")["style"]
    assert row.n == 390
    assert "10 judgments lack a criterion" in row.note


def test_what_cannot_be_weighed_is_refused_or_said() -> None:
    table = own_order(judgments(), ["overall", *CRITERIA])
    same = by_term(criteria_weights(table.assign(style=0.0), CRITERIA), "criterion")["style"]
    assert math.isnan(same.value)
    assert "never varies" in same.note
    with pytest.raises(SetupError, match="cannot be told apart"):
        criteria_weights(table.assign(style=table["correctness"]), CRITERIA)
    with pytest.raises(SetupError, match="too few"):
        criteria_weights(table.head(4), CRITERIA)
    with pytest.raises(UnknownName, match="Did you mean style"):
        criteria_weights(table, ["styl"])
    with pytest.raises(UnknownName, match="swapped"):
        own_order(table.drop(columns="swapped"), CRITERIA)


def test_alpha_is_one_for_equal_questions_and_near_zero_for_unrelated_ones() -> None:
    rng = np.random.default_rng(2)
    long = pd.DataFrame([(m, q) for m in range(40) for q in range(30)], columns=["model", "item"])
    level = rng.normal(size=40)[long["model"]]
    equal = long.assign(a=level, b=rng.normal(size=len(long)))
    found = by_term(reliability(equal, ["a", "b"]), "alpha")
    assert found["a"].value == pytest.approx(1)
    assert found["b"].low < 0.2
    wide = equal.pivot(index="model", columns="item", values="b")
    share = wide.var(ddof=1).sum() / wide.sum(axis=1).var(ddof=1)
    assert found["b"].value == pytest.approx(30 / 29 * (1 - share))


def test_two_names_for_one_criterion_are_not_told_apart() -> None:
    rng = np.random.default_rng(3)
    long = pd.DataFrame([(m, q) for m in range(60) for q in range(20)], columns=["model", "item"])
    one, other = rng.normal(size=60)[long["model"]], rng.normal(size=60)[long["model"]]
    noisy = [part + rng.normal(0, 1, len(long)) for part in (one, one, other)]
    rows = reliability(long.assign(a=noisy[0], twin=noisy[1], b=noisy[2]), ["a", "twin", "b"])
    htmt = by_term(rows, "htmt")
    assert htmt["a and twin"].value > 0.9
    assert htmt["a and b"].value < 0.4
    loading = by_term(rows, "cross-loading ratio")
    assert loading["b"].value > 1.5 > loading["a"].value


def test_correlations_are_scipys_with_intervals_that_hold() -> None:
    rng = np.random.default_rng(4)
    held: dict[str, list[bool]] = {"pearson": [], "spearman": [], "kendall": []}
    # In a bivariate normal with rho = 0.6: 6 / pi asin(rho / 2) and 2 / pi asin(rho).
    truth = {
        "pearson": 0.6,
        "spearman": 6 / math.pi * math.asin(0.3),
        "kendall": 2 / math.pi * math.asin(0.6),
    }
    for _ in range(400):
        x = rng.normal(size=30)
        y = 0.6 * x + 0.8 * rng.normal(size=30)
        for row in correlations(pd.DataFrame({"x": x, "y": y}), "x", ["y"]):
            kind = row.term.partition(", ")[2]
            held[kind].append(row.low <= truth[kind] <= row.high)
    assert all(0.92 < np.mean(values) < 0.985 for values in held.values())


def test_dependent_correlations_differ_as_often_as_they_should() -> None:
    rng = np.random.default_rng(5)
    calls: list[bool] = []
    held: list[bool] = []
    for _ in range(400):
        x = (
            rng.normal(size=(40, 3))
            @ np.linalg.cholesky(np.array([[1, 0.5, 0.5], [0.5, 1, 0.3], [0.5, 0.3, 1]])).T
        )
        row = dependent_difference(pd.DataFrame(x, columns=["t", "a", "b"]), "t", "a", "b")
        assert row.p is not None
        calls.append(row.p < 0.05)
        held.append(row.low <= 0 <= row.high)
    assert np.mean(calls) < 0.08
    assert 0.92 < np.mean(held) < 0.985


def test_too_few_or_constant_columns_have_no_correlation() -> None:
    table = pd.DataFrame({"a": [1.0, 2, 3, 4, 5, 6], "b": 1.0, "c": [1.0, 2, 3, 4, None, None]})
    with pytest.raises(SetupError, match="'b' is the same in every row"):
        correlations(table, "a", ["b"])
    with pytest.raises(SetupError, match="takes 5 or more"):
        correlations(table, "a", ["c"])


PUBLISHED = {
    "QwQ-32B_2025-04-09": {
        "correctness": (0.898, 0.967),
        "completeness": (0.967, 0.951),
        "safety": (0.904, 0.958),
        "conciseness": (0.400, 0.427),
    },
    "QwQ-32B_2025-04-21": {
        "correctness": (0.953, 0.867),
        "completeness": (0.993, 0.967),
        "safety": (0.912, 0.883),
        "conciseness": (-0.613, -0.833),
    },
    "DeepSeek-R1_2025-04-20": {
        "correctness": (0.974, 0.945),
        "completeness": (0.997, 1.000),
        "safety": (0.966, 1.000),
        "conciseness": (-0.780, -0.773),
    },
}


@pytest.mark.shared
@needs_shared
@pytest.mark.parametrize("run", sorted(PUBLISHED))
def test_criteria_correlate_with_style_over_models_as_in_the_reference(run: str) -> None:
    table = pd.read_csv(SHARED / "arena_hard_sos_models" / "factor_leaderboards.csv")
    wide = table[table["run"] == run].pivot(index="model", columns="metric", values="score")
    wide = wide.rename(columns=lambda name: str(name).removesuffix("_score"))
    rows = by_term(correlations(wide, "style", list(PUBLISHED[run])), "correlation")
    for name, (pearson, spearman) in PUBLISHED[run].items():
        assert round(rows[f"{name}, pearson"].value, 3) == pearson
        assert round(rows[f"{name}, spearman"].value, 3) == spearman


@pytest.mark.shared
@needs_shared
def test_published_adherence_comes_out_to_the_last_digit() -> None:
    folder = SHARED / "judgment_to_noise"
    lines = (folder / "synthetic_factor_grades.jsonl").read_text().splitlines()
    records = [json.loads(line) for line in lines]
    grades = pd.DataFrame(
        [{**record["grade"], "item": record["id"], **_cell(record)} for record in records]
    )
    summary = pd.read_csv(folder / "summary.csv").set_index(["model", "condition"])
    criteria = ["helpfulness", "relevance", "accuracy", "depth", "creativity", "detail"]
    cells = grades.groupby(["model", "condition"])
    assert cells.ngroups == len(summary) == 6
    for key, cell in cells:
        table = cell.rename(columns={"score": "overall"})
        found = by_term(adherence(table, criteria), "adherence")
        said = summary.to_dict("index")[key]
        for term, column, scale in (
            ("linear, as published", "r2_linear", 100),
            ("degree two, as published", "r2_poly", 100),
            ("adherence, as published", "r2_sa", 100),
            ("unexplained, as published", "non_adherence_pct", 1),
        ):
            assert found[term].value == pytest.approx(scale * said[column], abs=1e-6)
        weights = by_term(criteria_weights(table, criteria), "criterion")
        for name in criteria:
            assert weights[name].value == pytest.approx(said[f"beta_{name}"], abs=1e-8)


def _cell(record: dict[str, str]) -> dict[str, str]:
    return {"model": record["model"], "condition": record["condition"]}
