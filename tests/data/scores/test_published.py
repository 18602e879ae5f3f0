"""The public files are read whole, and parts lead to the totals beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sosprobe.data.scores import read_leaderboard, read_scores
from sosprobe.data.scores.rankings import read_bench_names, read_rankings

SHARED = Path(__file__).parents[3].parent / "shared" / "data"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared is not there"),
]
SOS = SHARED / "sos_bench"


def test_every_score_of_the_harness_is_read_with_one_size_a_task() -> None:
    table = read_scores(SOS / "eleuther_wandb.csv", "harness_wide")
    assert table["model"].nunique() == 35
    assert len(table) == 35 * 90
    assert table[table["se"].notna()]["n"].notna().all()
    assert (table.groupby("column")["n"].nunique() <= 1).all()
    assert table[table["benchmark"] == "IFEval"].groupby("metric")["n"].first().isna().sum() == 2


def test_hits_are_whole_numbers_of_the_sizes_found() -> None:
    table = read_scores(SOS / "eleuther_wandb.csv", "harness_wide")
    known = table[table["n"].notna() & (table["part"] != "(total)")]
    hits = known["value"] * known["n"].astype(float)
    assert float((hits - hits.round()).abs().max()) < 1e-4


def test_both_leaderboards_have_their_models_and_intervals() -> None:
    ours = read_leaderboard(SOS / "arena_hard_auto.csv")
    official = read_leaderboard(SHARED / "arena_hard" / "leaderboard_v0.1_20240731.csv")
    assert (len(ours), len(official)) == (36, 60)
    for board in (ours, official):
        assert ((board["low"] <= board["score"]) & (board["score"] <= board["high"])).all()


def test_the_groups_of_livebench_are_the_means_of_their_tasks() -> None:
    groups = read_scores(SOS / "livebench_groups.csv", "livebench_groups")
    tasks = read_scores(SOS / "livebench_tasks.csv", "livebench_tasks")
    assert (groups["model"].nunique(), tasks["column"].nunique()) == (148, 17)
    keys = ["model", "benchmark"]
    means = tasks.groupby(keys)["value"].mean()
    gaps = (groups.set_index(keys)["value"] - means).abs().dropna()
    assert len(gaps) > 800
    assert float(gaps.max()) < 0.00051  # the groups are rounded to 0.1 %, the tasks to 0.001 %


def test_tables_of_later_leaderboards_are_read_too() -> None:
    for path in sorted((SHARED / "livebench_leaderboard").glob("table_*.csv")):
        assert read_scores(path, "livebench_tasks")["model"].nunique() >= 59


def test_the_rankings_side_by_side_have_their_sizes() -> None:
    boards = read_rankings(SHARED / "arena_hard" / "bootstrap_stats.jsonl.gz")
    assert {
        name: len(boards[name]) for name in ("20k_votes", "alpaca_LC", "arena_hard", "mt_bench")
    } == {
        **{"20k_votes": 20, "alpaca_LC": 20},
        **{"arena_hard": 28, "mt_bench": 25},
    }
    assert len(read_bench_names(SHARED / "arena_hard" / "name_maps.jsonl")) == 3
