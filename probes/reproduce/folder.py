"""Find and read the public files in a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sosprobe.analysis.bench.aggregate import aggregate, spread
from sosprobe.analysis.bench.join import Matched, join, match_names
from sosprobe.analysis.bench.suite import SUITE, aggregates_of
from sosprobe.analysis.bench.whole import whole_scores
from sosprobe.data.scores import read_leaderboard, read_scores
from sosprobe.data.scores.cells import label, number, table_rows
from sosprobe.data.scores.names import read_name_map, shipped_lineage, shipped_name_map
from sosprobe.errors import BadInput

HARNESS, ARENA = "eleuther_wandb.csv", "arena_hard_auto.csv"
GROUPS, TASKS, NAMES = "livebench_groups.csv", "livebench_tasks.csv", "name_map.csv"
NEEDED = (HARNESS, ARENA, GROUPS)
"""Files of the paper's repository without which nothing is recomputed."""

OFFICIAL, BOOTSTRAPS = "leaderboard_v0.1_20240731.csv", "bootstrap_stats.jsonl.gz"
BENCH_NAMES = "name_maps.jsonl"
"""Files of the Arena-Hard repository, which give the rankings beside others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Everything that was read, under the names of the harness's table."""

    folder: Path
    scores: pd.DataFrame
    """The tidy table: harness and LiveBench, as published."""
    whole: pd.DataFrame
    aggregates: pd.DataFrame
    """One row a model, one column an aggregate, from 0 to 1."""
    leaderboard: pd.DataFrame
    livebench: pd.DataFrame
    """LiveBench's groups of all its models, under LiveBench's names."""
    livebench_average: pd.Series[float]
    """LiveBench's own mean of its groups in per cent, by LiveBench's names."""
    names: pd.DataFrame
    names_from: str
    matched: Matched
    """The harness's names against the leaderboard's."""
    joined: pd.DataFrame
    """Aggregates beside the judge's score (`judge`), one row a model with both."""
    lineage: pd.DataFrame

    def find(self, name: str) -> Path | None:
        """Return the file of that name in the folder or a folder in it, None if there is none."""
        return find(self.folder, name)


def read_published(folder: Path) -> Published:
    """Return the public files in `folder`: the repository's artifacts, or folders that hold them.

    Without a `name_map.csv` our own map of names is used.

    Raises
    ------
    BadInput
        If a file that is needed is missing or malformed.
    """
    if not folder.is_dir():
        raise BadInput(folder, "there is no such folder")
    harness, arena, groups = (_needed(folder, name) for name in NEEDED)
    own = find(folder, NAMES)
    names = read_name_map(own) if own else shipped_name_map()
    live = read_scores(groups, "livebench_groups")
    to_harness = {
        str(row["livebench"]): str(row["harness"])
        for row in names.to_dict("records")
        if row["livebench"]
    }
    mapped = live[live["model"].isin(list(to_harness))]
    mapped = mapped.assign(model=mapped["model"].map(to_harness))
    scores = pd.concat([read_scores(harness, "harness_wide"), mapped], ignore_index=True)
    whole = whole_scores(scores)
    table = spread(aggregate(whole, aggregates_of(SUITE)))
    leaderboard = read_leaderboard(arena)
    matched = match_names(
        [str(name) for name in table.index],
        [str(name) for name in leaderboard["model"]],
        {str(row["harness"]): str(row["judge"]) for row in names.to_dict("records")},
        [str(name) for name in names[names["ambiguous"]]["harness"]],
    )
    return Published(
        folder=folder,
        scores=scores,
        whole=whole,
        aggregates=table,
        leaderboard=leaderboard,
        livebench=live,
        livebench_average=_average(groups),
        names=names,
        names_from=NAMES if own else "the map that comes with sosprobe",
        matched=matched,
        joined=join(table, leaderboard, matched),
        lineage=shipped_lineage(),
    )


def find(folder: Path, name: str) -> Path | None:
    """Return a file by its name in a folder or one level below, None if it is not there."""
    for place in (folder / name, *sorted(folder.glob(f"*/{name}"))):
        if place.is_file() and not place.parent.name.startswith("."):
            return place
    return None


def _average(path: Path) -> pd.Series[float]:
    rows = table_rows(path, "model")
    values = {label(row, "model"): number(row, "average") for row in rows}
    return pd.Series(values, dtype=float, name="average")


def _needed(folder: Path, name: str) -> Path:
    found = find(folder, name)
    if found is None:
        raise BadInput(
            folder / name,
            "is not there; name the folder `artifacts` of the paper's repository, or get its files "
            "with: sosprobe reproduce --download FOLDER",
        )
    return found
