"""Benchmarks ranked against one another: judges, concrete scores and people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from sosprobe.analysis.bench.join import join, match_names
from sosprobe.analysis.bench.section import Section
from sosprobe.analysis.bench.truth import truth, windows
from sosprobe.analysis.estimators import tidy
from sosprobe.data.scores import read_leaderboard
from sosprobe.data.scores.rankings import read_bench_names, read_rankings
from sosprobe.probes.reproduce.folder import BENCH_NAMES, BOOTSTRAPS, OFFICIAL, Published
from sosprobe.types import Estimate

_TO_LIVEBENCH = {
    **{
        f"llama-3.1-{size}-instruct": f"meta-llama-3.1-{size}-instruct-turbo"
        for size in ("405b", "70b", "8b")
    },
    **{f"llama-3-{size}-instruct": f"meta-llama-3-{size}-instruct" for size in ("70b", "8b")},
}
"""Arena-Hard's names of models that LiveBench calls otherwise."""

_ONLY_JUDGED = {
    "Llama-3-8B-Tulu2-DPO": "llama-3-tulu-2-dpo-8b",
    "Llama-3-8B-lima": "llama3-8b-lima",
}
"""Models of the paper's leaderboard that the harness did not score, under LiveBench's names."""

_GPT = "gpt-4-turbo-2024-04-09"
_TOP = 8
_PEOPLE = "20k_votes"


def livebench_table(published: Published) -> pd.DataFrame:
    """Return LiveBench's groups in per cent by model, and `average` as it was published."""
    grid = 100 * published.livebench.pivot(index="model", columns="column", values="value")
    return grid.assign(average=published.livebench_average.reindex(grid.index))


def official(published: Published) -> Section | None:
    """Return Arena-Hard against LiveBench over strong models, and over the top eight of them."""
    path = published.find(OFFICIAL)
    if path is None:
        return None
    board = read_leaderboard(path)
    table = _beside(livebench_table(published), board, _TO_LIVEBENCH)
    columns = [name for name in table.columns if name in livebench_table(published).columns]
    rows = truth(table, columns)
    narrow = windows(table, columns, tops=(_TOP,))
    top = table.sort_values("judge", ascending=False, kind="stable").head(_TOP)
    ranked = [row for row in truth(top, ["average"]) if "spearman" in row.term]
    numbers = _numbers("official", rows) | _numbers("official", narrow)
    numbers["official/n"] = len(table)
    numbers[f"official/average/top {_TOP} spearman"] = ranked[0].value
    for row in narrow:
        if row.term == f"average, top {_TOP}":
            numbers |= {"official/top/low": row.low, "official/top/high": row.high}
    return Section(
        name="arena_hard_livebench",
        title="Arena-Hard (July 2024) against LiveBench over general models",
        text=f"Over {len(table)} models the two agree; over the {_TOP} at the top hardly. That "
        "alone can come from the narrow range, so a table of eight top models is no evidence that "
        "judged and concrete benchmarks disagree. Which eight models the paper took is not known.",
        table=tidy([*rows, *narrow, *ranked]),
        numbers=numbers,
    )


def fine_tunes(published: Published) -> Section:
    """Return LiveBench against the paper's leaderboard, with and without one strong model."""
    names = {
        str(row["judge"]): str(row["livebench"])
        for row in published.names.to_dict("records")
        if row["judge"] and row["livebench"]
    }
    table = _beside(livebench_table(published), published.leaderboard, names | _ONLY_JUDGED)
    rows: list[Estimate] = []
    numbers: dict[str, float] = {}
    for word, known in (("without", table[table["name"] != _GPT]), ("with", table)):
        found = truth(known, ["average"])
        rows += [replace(row, term=f"{row.term}, {word} {_GPT}") for row in found]
        numbers |= _numbers(f"fine-tunes {word} {_GPT}", found)
        numbers[f"fine-tunes {word} {_GPT}/n"] = len(known)
    groups = livebench_table(published)
    off = (groups["average"] - groups.drop(columns="average").mean(axis=1)).abs()
    numbers["livebench average less mean of groups"] = float(off.max())
    return Section(
        name="fine_tunes",
        title="LiveBench against the paper's leaderboard",
        text="The paper's fine-tuned models alone, and with one far stronger model, which makes "
        "most of Pearson's r.",
        table=tidy(rows),
        numbers=numbers,
    )


def people(published: Published) -> Section | None:
    """Return judged benchmarks against votes of people on the same models."""
    path, maps_path = published.find(BOOTSTRAPS), published.find(BENCH_NAMES)
    if path is None or maps_path is None:
        return None
    boards, maps = read_rankings(path), read_bench_names(maps_path)
    votes = boards[_PEOPLE].set_index("model")["score"]
    back = {there: here for here, there in maps["alpaca_to_arena"].items()}
    chosen: dict[str, tuple[str, Mapping[str, str]]] = {
        "Arena-Hard": ("arena_hard", maps["arena_to_arena_hard"]),
        "AlpacaEval": ("alpaca", back),
        "AlpacaEval-LC": ("alpaca_LC", back),
        "MT-Bench": ("mt_bench", maps["arena_to_mt_bench"]),
    }
    grid = pd.DataFrame({"votes": votes})
    for name, (board, names) in chosen.items():
        scores = boards[board].set_index("model")["score"]
        grid[name] = [_score(scores, names.get(str(model), "")) for model in grid.index]
    rows = truth(grid, list(chosen), target="votes")
    both = truth(grid, ["AlpacaEval-LC"], target="Arena-Hard")
    rows += [replace(row, term=f"Arena-Hard with {row.term}") for row in both]
    numbers = _numbers("people", rows)
    for row in rows:
        numbers[f"people/{row.term.partition(', ')[0]}/n"] = row.n
    return Section(
        name="people",
        title="Judged benchmarks against votes of people",
        text="Ratings from 20,000 votes in Chatbot Arena beside judged benchmarks of the same "
        "models. Names are matched by the authors' own maps, letter by letter: six of Arena-Hard's "
        "differ in capitals and so are left out.",
        table=tidy(rows),
        numbers=numbers,
    )


def _beside(live: pd.DataFrame, board: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the models of a leaderboard that LiveBench scored, with both scores."""
    to_board = {there: here for here, there in names.items()}
    matched = match_names(
        [str(name) for name in live.index], [str(name) for name in board["model"]], to_board
    )
    return join(live, board, matched)


def _score(scores: pd.Series[float], name: str) -> float:
    return float(scores[scores.index == name].iloc[0]) if name in scores.index else float("nan")


def _numbers(begin: str, rows: list[Estimate]) -> dict[str, float]:
    return {f"{begin}/{row.term.replace(', ', '/')}": row.value for row in rows}
