"""The judge's score, on the logit scale, against each aggregate."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from sosprobe.analysis.arrays import floats
from sosprobe.analysis.bench.figures.drawn import BLUE, RED, Drawn, blank, name_axes, say
from sosprobe.analysis.bench.truth import on_logit, truth
from sosprobe.analysis.drawing import drawable
from sosprobe.types import Estimate

_TICKS = (0.5, 1, 2, 5, 10, 20, 40, 60, 80, 95)


def scatter(table: pd.DataFrame, columns: Sequence[str], *, target: str = "judge") -> Drawn:
    """Return one panel an aggregate; the title has Pearson's r with its interval and n.

    The r is that of the drawn values, so of the judge's log-odds. The judge's own intervals are
    drawn where there are any. The model with the highest judge score is named.
    """
    logit = on_logit(table, target)
    found = {row.term.partition(", ")[0]: row for row in truth(logit, columns, target=target)[::3]}
    across = min(2, len(columns))
    down = math.ceil(len(columns) / across)
    figure, axes = blank(4.4 * across, 3.1 * down, down, across)
    x = floats(logit[target])
    ticks = [tick for tick in _TICKS if min(x) - 0.4 <= _logit(tick) <= max(x) + 0.4]
    top = int(x.argmax())
    for place, name in enumerate(columns):
        panel, y = axes[place], 100 * floats(logit[name])
        low, high = (floats(table[f"{target}_{end}"]) for end in ("low", "high"))
        for k, (left, right) in enumerate(zip(low, high, strict=True)):
            if 0 < left <= right < 100:
                panel.plot([_logit(left), _logit(right)], [y[k]] * 2, color=BLUE, alpha=0.35, lw=1)
        colours = [RED if unsure else BLUE for unsure in table["ambiguous"]]
        panel.scatter(x, y, c=colours, s=16, zorder=3)
        if math.isfinite(y[top]):
            above = 0.045 * float(np.nanmax(y) - np.nanmin(y))
            name_of = drawable(str(table["model"].iloc[top]))
            say(panel, x[top], y[top] + above, name_of, align="right")
        panel.set_xticks([_logit(tick) for tick in ticks], [f"{tick:g}" for tick in ticks])
        name_axes(panel, "judge's score, % (logit scale)", f"{name}, %", _title(name, found[name]))
    for panel in axes[len(columns) :]:
        panel.set_visible(False)
    kept = ["model", "name", "how", "ambiguous", target, f"{target}_low", f"{target}_high"]
    return Drawn(
        name="judge_against_concrete",
        caption="Each point is a model; lines are the judge's own 95 % intervals. Red: its names "
        "in the tables are matched with doubt.",
        figure=figure,
        table=table[[*kept, *columns]].assign(logit=x),
    )


def _title(name: str, row: Estimate) -> str:
    return f"{name}: r = {row.value:.2f} [{row.low:.2f}, {row.high:.2f}], n = {row.n}"


def _logit(per_cent: float) -> float:
    return math.log(per_cent / (100 - per_cent))
