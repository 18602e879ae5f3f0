"""The rankings of several benchmarks that Arena-Hard's authors published side by side."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd

from sosprobe.data.scores.leaderboard import LEADERBOARD
from sosprobe.data.verdicts.source import json_records, name_in, number_in, table_in


def read_rankings(path: Path) -> dict[str, pd.DataFrame]:
    """Return one leaderboard for each benchmark in a JSONL file, maybe packed with gzip.

    A record has `benchmark`, `model`, `score`, and `lower` and `upper`, which may be null.
    """
    rows: dict[str, list[dict[str, object]]] = {}
    seen: set[tuple[str, str]] = set()
    for row in json_records(path):
        benchmark, model = name_in(row, "benchmark"), name_in(row, "model")
        if (benchmark, model) in seen:
            raise row.error(f"field `model`: {model!r} stands there twice for {benchmark!r}")
        seen.add((benchmark, model))
        score = number_in(row, "score")
        if math.isnan(score):
            raise row.error("field `score` is empty")
        ends = [
            number_in(row, name) if name in row.fields else math.nan for name in ("lower", "upper")
        ]
        rows.setdefault(benchmark, []).append(
            {"model": model, "score": score, "low": ends[0], "high": ends[1]}
        )
    return {name: pd.DataFrame(found, columns=list(LEADERBOARD)) for name, found in rows.items()}


def read_bench_names(path: Path) -> dict[str, dict[str, str]]:
    """Return maps of names between benchmarks: records with `map` and a table of `names`."""
    maps: dict[str, dict[str, str]] = {}
    for row in json_records(path):
        names = table_in(row, "names")
        maps[name_in(row, "map")] = {name: names.text(name) for name in names.fields}
    return maps
