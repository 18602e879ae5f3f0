"""Variations are compared with the same question under the template itself, and nowhere else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sosprobe.analysis.estimate import estimate
from sosprobe.analysis.frame import validate
from sosprobe.analysis.variations import variations
from sosprobe.probes.experiment import Settings, prepare
from sosprobe.store import SqliteStore


def frame(items: int = 60) -> pd.DataFrame:
    """A judge that follows position in a third of the items once it is told who is preferred."""
    rng = np.random.default_rng(3)
    rows: list[dict[str, object]] = []
    for item in range(items):
        likes = float(rng.random() < 0.5)
        for template in ("plain", "plain~bandwagon"):
            for swapped in (False, True):
                told = template != "plain" and item % 3 == 0
                y = float(swapped) if told else likes
                row = {"item": f"i{item}", "template": template, "swapped": swapped}
                rows.append({**row, "b_style": "markdown", "preference": y})
    return validate(pd.DataFrame(rows))


def test_what_a_variation_moves_is_counted_pair_by_pair() -> None:
    found = {row.term: row for row in variations(frame())}
    assert found["bandwagon: differs"].value == pytest.approx(100 / 6)
    assert found["bandwagon: towards first"].value == pytest.approx(100 / 6)
    assert found["bandwagon: towards first"].low > 5
    assert found["bandwagon: lost"].value == 0


def test_other_tables_are_of_the_template_itself() -> None:
    both = frame()
    alone = both[both["template"] == "plain"]
    mine = {(r.table, r.term): r.value for r in estimate(both) if r.table != "variation"}
    assert mine == {(r.table, r.term): r.value for r in estimate(alone)}
    assert variations(alone) == []


def test_a_run_asks_each_trial_with_each_variation() -> None:
    settings = Settings(judge="planted:position=1.5", items=8, variations=("label_order", "no_tie"))
    plan = prepare(settings).plan
    alone = prepare(Settings(judge="planted:position=1.5", items=8)).plan
    assert len(plan.asked) == 3 * len(alone.asked)
    results = prepare(settings).run(SqliteStore(":memory:"))
    assert set(results.frame["template"]) == {
        "pairwise",
        "pairwise~label_order",
        "pairwise~no_tie",
    }
    # The planted judge says A for the response shown first, whatever that is called.
    terms = {row.term: row.value for row in results.estimates if row.table == "variation"}
    assert terms["label_order: towards first"] < -20
