"""Time the report's estimates against a plain loop: `python -m tests.verify.speed docs/speed.md`.

The loop is what a script does without sums by item: draw items, put their rows together, fit with
statsmodels, two thousand times; it is timed over a few draws and extrapolated. Both run in this
process, one after the other, so the ratio holds on a machine that others use as well.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm

from sosprobe.analysis.arrays import Codes
from sosprobe.analysis.bootstrap import bootstrap_logit
from sosprobe.analysis.estimate import estimate
from sosprobe.analysis.outcome import preferred
from sosprobe.analysis.regression import fit
from sosprobe.analysis.terms import design_matrix, independent
from tests.verify.pages import markdown
from tests.verify.scenes import Scene, draw

ITEMS = 5000
DRAWS = 2000
TIMED = 20


def main(path: Path) -> None:
    """Time both at one size, ours at four, and write the table."""
    sizes = (1, 5, 10, 23)
    rows: list[dict[str, object]] = []
    ours, frame = 0.0, verdicts(1)
    for repeats in sizes:
        frame = verdicts(repeats)
        start = time.perf_counter()
        estimate(frame)
        ours = time.perf_counter() - start
        model = fit(frame)
        start = time.perf_counter()
        bootstrap_logit(model, draws=DRAWS)
        drawn = time.perf_counter() - start
        rows.append(
            {
                "verdicts": len(frame),
                "all estimates, s": round(ours, 1),
                "of that the logit's bootstrap, s": round(drawn, 2),
            }
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    one_draw = loop(frame) / TIMED
    rows[-1] |= {"loop, s a draw": round(one_draw, 2), "ratio": round(one_draw * DRAWS / ours, 1)}
    table = pd.DataFrame(rows)
    text = (
        "# Speed\n\nMade by `make bench-analysis`; do not edit. "
        f"{ITEMS:,} items, all estimates of the report with {DRAWS:,} draws of the cluster "
        f"bootstrap, against statsmodels' logit fitted to {TIMED} redrawn frames, times "
        f"{DRAWS // TIMED}. The largest memory of the process before the loop began was "
        f"{peak:.2f} GiB.\n\n{markdown(table)}\n"
    )
    path.write_text(text)
    print(text)


def verdicts(repeats: int) -> pd.DataFrame:
    """Return a frame of 5,000 items, nine trials each, asked so many times."""
    scene = Scene(name="speed", items=ITEMS, sd=0.5, repeats=repeats)
    return draw(scene, np.random.default_rng(0))


def loop(frame: pd.DataFrame) -> float:
    """Return the seconds that so many draws of the straightforward bootstrap take."""
    y = preferred(frame).to_numpy()
    table = design_matrix(frame)
    x = table[independent(table)[0]].to_numpy()
    places: list[Codes] = [np.flatnonzero(frame["item"] == item) for item in range(ITEMS)]
    rng = np.random.default_rng(0)
    start = time.perf_counter()
    for _ in range(TIMED):
        picks: list[int] = rng.integers(0, len(places), len(places)).tolist()
        drawn: Codes = np.concatenate([places[pick] for pick in picks])
        sm.GLM(y[drawn], x[drawn], family=sm.families.Binomial()).fit()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(Path(sys.argv[1]))
