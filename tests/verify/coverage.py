"""Show that the intervals hold: `python -m tests.verify.coverage docs/coverage.md`.

Judges with known behaviour are drawn many times; each time the whole report's estimates are made,
and for each 95 % interval it is counted how often it holds what it aims at.
"""

from __future__ import annotations

import gc
import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from sosprobe.analysis.arrays import floats
from sosprobe.analysis.estimate import estimate
from sosprobe.types import Estimate
from tests.verify.pages import markdown
from tests.verify.scenes import SCENES, Scene, draw, expected, large

RUNS = 1000
AVERAGES = 3000
"""Items of the frame of expected verdicts."""
LARGE = 30_000
"""Items of the drawn frame, for what depends on more than averages."""
LINEAR = (
    *("effect", "effect_bootstrap", "logit", "logit_bootstrap"),
    *("margin", "exchange", "curve", "crossing"),
)
"""Tables whose aim follows from the average verdict of each comparison."""
NOT_95 = ("bounds", "equivalence", "detectable", "sign_flip", "mcnemar")
Key = tuple[str, str]
Ends = tuple[float, float, float]


def main(path: Path) -> None:
    """Run every scene and write the table."""
    with ProcessPoolExecutor() as pool:
        parts = list(pool.map(run, *zip(*jobs(), strict=True)))
        aims = list(pool.map(truths, SCENES))
    rows: list[dict[str, object]] = []
    for scene, aim in zip(SCENES, aims, strict=True):
        found: dict[Key, list[Ends]] = defaultdict(list)
        biased: list[float] = []
        for (name, _), (ends, calls) in zip(jobs(), parts, strict=True):
            if name == scene:
                for key, values in ends.items():
                    found[key] += values
                biased += calls
        rows += judged(scene, aim, found, biased)
    table = pd.DataFrame(rows)
    path.write_text(report(table))
    table.to_csv(path.with_suffix(".csv"), index=False)
    print(report(table))


def jobs() -> list[tuple[Scene, int]]:
    """Return each scene once for each of ten parts of its runs."""
    return [(scene, part) for scene in SCENES for part in range(10)]


def run(scene: Scene, part: int) -> tuple[dict[Key, list[Ends]], list[float]]:
    """Return the intervals of a tenth of a scene's runs, and whether an arm was called biased."""
    gc.freeze()
    found: dict[Key, list[Ends]] = defaultdict(list)
    biased: list[float] = []
    for number in range(RUNS // 10):
        rows = estimate(draw(scene, np.random.default_rng([part, number, len(scene.name)])))
        for row in rows:
            if row.table not in NOT_95:
                found[row.table, row.term].append((row.low, row.high, row.value))
        calls = [row.p_adjusted for row in rows if row.table == "effect"]
        biased.append(float(any(p is not None and p < 0.05 for p in calls)))
    return dict(found), biased


def judged(
    scene: Scene, aims: dict[Key, float], found: dict[Key, list[Ends]], biased: list[float]
) -> list[dict[str, object]]:
    """Return one row an estimate: what it aims at, and how often its interval holds that."""
    rows: list[dict[str, object]] = []
    for (table, term), values in found.items():
        low, high, value = floats(values).T
        # A cross-validated share aims at what such runs show on average.
        truth = float(value.mean()) if table == "explained" else aims.get((table, term), np.nan)
        known = np.isfinite(truth) & ~np.isnan(low)
        if not known.any():
            continue
        held = floats((low <= truth + 1e-9) & (truth - 1e-9 <= high))
        width = floats((high - low)[known & np.isfinite(high - low)])
        rows.append(
            {
                "scene": scene.name,
                "table": table,
                "term": term,
                "aim": truth,
                "mean": float(np.nanmean(floats(value))) if np.isfinite(value).any() else np.nan,
                "width": float(np.median(width)) if len(width) else np.nan,
                "covered": 100 * float(held[known].mean()),
                "runs": int(known.sum()),
            }
        )
    if scene.null:
        share = 100 * float(np.mean(biased))
        row = {"scene": scene.name, "table": "type I", "term": "any arm called biased"}
        rows.append({**row, "aim": 5.0, "mean": share, "covered": np.nan, "runs": len(biased)})
    return rows


def truths(scene: Scene) -> dict[Key, float]:
    """Return what each estimate aims at."""
    once = replace(scene, repeats=1)
    averages = {_key(row): row.value for row in estimate(expected(once, AVERAGES))}
    drawn = {_key(row): row.value for row in estimate(large(scene, LARGE))}
    names = {*averages, *drawn}
    return {
        name: averages.get(name, drawn.get(name, np.nan))
        if name[0] in LINEAR or name == ("position", "both orders")
        else drawn.get(name, np.nan)
        for name in names
    }


def report(table: pd.DataFrame) -> str:
    """Return the page."""
    covered = table[table["table"] != "type I"].assign(
        inside=lambda t: t["covered"].between(93, 97)
    )
    by_scene = covered.groupby(["scene", "table"], sort=False)["covered"].agg(
        ["size", "min", "max"]
    )
    wide = by_scene.reset_index().round(1)
    outside = covered[~covered["inside"]].drop(columns="inside").round(3)
    null = table[table["table"] == "type I"].round(1)
    low = covered["covered"] < 93
    noise = 196 * (0.05 * 0.95 / RUNS) ** 0.5
    return (
        "# Coverage\n\n"
        "Made by `make verify-coverage`; do not edit. Judges with known behaviour, "
        f"{RUNS} runs a scene. `covered` is the share of runs whose 95 % interval holds what it "
        "aims at; with this many runs a right interval shows "
        f"{95 - noise:.1f} to {95 + noise:.1f} % in 19 of 20 rows. A share explained on new items "
        "aims at what such runs show on average. An exchange rate has an interval without ends "
        "where the style is not shown to move the judge, so it covers more; so do shares that are "
        "truly none or all (controls).\n\n"
        f"{len(covered)} intervals in {covered['scene'].nunique()} scenes: "
        f"{int(covered['inside'].sum())} within 93 to 97 %, {int(low.sum())} below 93 %, "
        f"{int((covered['covered'] > 97).sum())} above 97 %.\n\n"
        "## Biased, called so where nothing is\n\n"
        f"{markdown(null[['scene', 'term', 'mean', 'runs']])}\n\n"
        f"## Smallest and largest coverage of each table\n\n{markdown(wide)}\n\n"
        f"## Intervals outside 93 to 97 %\n\n{markdown(outside)}\n"
    )


def _key(row: Estimate) -> Key:
    return row.table, row.term


if __name__ == "__main__":
    main(Path(sys.argv[1]))
