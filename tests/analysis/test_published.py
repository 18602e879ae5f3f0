"""Verdicts that others published give the figures that they, or we from their files, stated."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sosprobe.analysis.agreement import agreement, cells
from sosprobe.analysis.frame import validate
from sosprobe.analysis.orders import order_agreement, win_rates
from sosprobe.analysis.steadiness import controls
from sosprobe.data.verdicts import read_verdicts

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared is not there"),
]
CELL = ["category", "judge", "template"]
COUNTS = ["correct_False", "correct_True", "correct_both", "equal"]


@pytest.fixture(scope="module")
def llmbar() -> pd.DataFrame:
    return validate(read_verdicts(SHARED / "llmbar" / "verdicts.csv.gz", "llmbar"))


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    names = {"subset": "category", "evaluator": "judge", "prompt": "template"}
    path = SHARED / "llmbar" / "published_statistics.csv"
    table = pd.read_csv(path, dtype=str).rename(columns=names)
    for name in COUNTS:
        parts = table[name].str.extract(r"^(?P<hits>\d+) / (?P<n>\d+) = ").astype(int)
        table[name], table["n"] = parts["hits"], parts["n"]
    table["correct_average"] = table["correct_average"].str.rstrip("%").astype(float)
    kappas = ["kappa_average", "kappa_agreement"]
    return table.astype(dict.fromkeys(kappas, float)).set_index(CELL)


@pytest.fixture(scope="module")
def arena_hard() -> pd.DataFrame:
    path = SHARED / "arena_hard_sos_models" / "verdicts_deepseek_r1_distill_llama_70b.jsonl"
    return validate(read_verdicts(path, "arena_hard"))


def test_every_cell_of_llmbar_is_the_authors_own(
    llmbar: pd.DataFrame, published: pd.DataFrame
) -> None:
    ours = cells(llmbar).set_index(CELL).loc[published.index]
    assert len(ours) == len(published) == 499
    for name in [*COUNTS, "n"]:
        assert ours[name].tolist() == published[name].tolist(), name
    average = 50 * (ours["correct_False"] + ours["correct_True"]) / ours["n"]
    np.testing.assert_allclose(average, published["correct_average"], rtol=0, atol=1e-9)
    for name in ("kappa_average", "kappa_agreement"):
        np.testing.assert_allclose(ours[name], published[name], rtol=0, atol=1e-9)


def test_the_estimates_are_the_published_shares(
    llmbar: pd.DataFrame, published: pd.DataFrame
) -> None:
    subset = "LLMBar/Adversarial/Manual"
    rows = {row.term: row for row in agreement(llmbar[llmbar["category"] == subset])}
    terms = {
        "accuracy, a first": "correct_False",
        "accuracy, b first": "correct_True",
        "right in both orders": "correct_both",
    }
    few = published[published.index.get_level_values("category") == subset]
    assert len(rows) == 7 * len(few)
    for cell in few.reset_index().to_dict("records"):
        name = " / ".join(str(cell[part]) for part in CELL)
        for term, column in terms.items():
            assert rows[f"{name}: {term}"].value == pytest.approx(100 * cell[column] / cell["n"])
        average = rows[f"{name}: average accuracy"]
        assert average.value == pytest.approx(cell["correct_average"])
        assert average.low <= average.value <= average.high


def test_equal_texts_are_called_a_tie_but_for_two_games(arena_hard: pd.DataFrame) -> None:
    games = arena_hard[arena_hard["a_response"] == arena_hard["b_response"]]
    assert len(games) == 302
    assert games["outcome"].value_counts().to_dict() == {"tie": 278, "invalid": 22, "valid": 2}
    (row,) = controls(games)
    assert row.n == 280
    assert 100 - row.value == pytest.approx(0.7, abs=0.05)
    assert 100 * games["preference"].isna().mean() == pytest.approx(7.3, abs=0.05)


def test_the_games_of_bagel_are_counted_as_published(arena_hard: pd.DataFrame) -> None:
    games = arena_hard[arena_hard["a_response"] != arena_hard["b_response"]]
    signed = (2 * games["preference"] - 1) * games["strength"]
    levels = (-2.0, -1.0, 0.0, 1.0, 2.0)
    counts = {
        swapped: [int((group == level).sum()) for level in levels]
        for swapped, group in signed.groupby(games["swapped"])
    }
    assert counts == {False: [67, 84, 18, 8, 0], True: [54, 98, 13, 11, 1]}
    assert signed.isna().groupby(games["swapped"]).sum().tolist() == [4, 4]


def test_the_orders_of_bagel_agree_as_published(arena_hard: pd.DataFrame) -> None:
    rows = {row.term.partition(": ")[2]: row for row in order_agreement(arena_hard)}
    assert rows["same strength"].n == 175
    assert rows["same strength"].value == pytest.approx(57.1, abs=0.05)
    assert rows["same sign"].value == pytest.approx(84.6, abs=0.05)
    assert rows["correlation"].value == pytest.approx(0.482, abs=0.0005)
    assert rows["strength for b, a first"].value == pytest.approx(-1.183, abs=0.0005)
    assert rows["strength for b, b first"].value == pytest.approx(-1.091, abs=0.0005)


def test_the_weighted_win_rate_of_bagel_is_as_published(arena_hard: pd.DataFrame) -> None:
    (row,) = win_rates(arena_hard)
    assert row.value == pytest.approx(6.27, abs=0.005)
    assert row.low < 6.3 < row.high
    assert row.clusters == 179
