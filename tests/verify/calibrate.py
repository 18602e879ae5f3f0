"""Recover planted coefficients over many seeds: `python -m tests.verify.calibrate PAGE`.

Each seed is one run on the shipped probe set with the default design. The table says how often the
95 % interval of each coefficient covers the planted truth, and how often a coefficient that was
planted as zero is called non-zero.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from sosprobe.analysis.regression import coefficients, fit
from sosprobe.judges.planted import PlantedJudge
from sosprobe.probes.delivery import Delivery, ask_all
from sosprobe.probes.experiment import Settings, prepare
from sosprobe.probes.plan import Plan
from sosprobe.probes.tabulate import tabulate
from sosprobe.store import SqliteStore
from tests.verify.pages import markdown

SEEDS = 200
SCENES: dict[str, dict[str, float]] = {
    "the bar": {"position": 0.4, "length": 0.5, "markdown": 0.6, "error": -1.5},
    "all zero": {},
    "position alone": {"position": 1.0},
    "style alone": {"markdown": 0.8, "length": -0.3},
    "substance alone": {"error": -1.0},
    "style hides errors": {"position": 0.2, "markdown": 0.5, "error": -1.2, "product": 0.7},
    "one verdict in twenty lost": {"position": 0.4, "error": -1.5, "invalid": 0.05},
}
TERMS = {
    "position": "position",
    "length": "length",
    "markdown": "markdown",
    "factual_error": "error",
    "markdown x factual_error": "product",
}
"""Term of the regression and the planted coefficient that it estimates."""


def main(path: Path) -> None:
    """Run every scene and write the table."""
    plan = prepare(Settings(judge="planted")).plan
    rows = [row for name, planted in SCENES.items() for row in scene(name, planted, plan)]
    table = pd.DataFrame(rows)
    items = len(plan.workshop.items)
    text = (
        "# Calibration\n\n"
        "Made by `make calibrate`; do not edit. Planted judges with known coefficients, "
        f"{SEEDS} seeds each, the default design over the {items} items of the shipped probe set "
        f"({len(plan.asked)} trials a run). `covered` is the share of seeds whose 95 % interval "
        "holds the planted value; for a planted zero, `called non-zero` is one less that. With "
        f"{SEEDS} seeds a right interval shows 92 to 98 % in about 19 of 20 rows.\n\n"
        f"{markdown(table)}\n"
    )
    path.write_text(text)
    print(text)
    bad = table[~table["covered"].between(92, 98)]
    print(f"{len(table)} coefficients, {len(bad)} outside 92 to 98 %")


def scene(name: str, planted: Mapping[str, float], plan: Plan) -> list[dict[str, object]]:
    """Return one row a term: truth, mean estimate, coverage, share called non-zero."""
    oracle = plan.oracle()
    found: dict[str, list[tuple[float, float, float]]] = {term: [] for term in TERMS}
    for seed in range(SEEDS):
        judge = PlantedJudge(seed=seed, oracle=oracle, **planted)
        questions = plan.keyed(judge)
        store = SqliteStore(":memory:")
        flat = [question for trial in questions for question in trial]
        answers = asyncio.run(ask_all(flat, Delivery(judge=judge, store=store)))
        store.close()
        frame = tabulate(plan, questions, answers, judge="planted")
        for row in coefficients(fit(frame)):
            found[row.term].append((row.value, row.low, row.high))
    rows: list[dict[str, object]] = []
    for term, values in found.items():
        truth = planted.get(TERMS[term], 0.0)
        value, low, high = np.array(values).T
        nonzero = ~((low <= 0) & (high >= 0))
        rows.append(
            {
                "scene": name,
                "term": term,
                "planted": truth,
                "mean estimate": round(float(value.mean()), 3),
                "mean width": round(float((high - low).mean()), 3),
                "covered": round(100 * float(((low <= truth) & (truth <= high)).mean()), 1),
                "called non-zero": round(100 * float(nonzero.mean()), 1),
            }
        )
    return rows


if __name__ == "__main__":
    main(Path(sys.argv[1]))
