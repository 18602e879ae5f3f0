"""How the ranks of models change from one score to the next."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sosprobe.analysis.arrays import floats
from sosprobe.analysis.bench.figures.drawn import BLUE, GREY, RED, Drawn, blank, say
from sosprobe.analysis.drawing import FONT, INK, drawable
from sosprobe.errors import SetupError


def bump(table: pd.DataFrame, columns: Sequence[str], *, label: str = "model") -> Drawn:
    """Return a line a model through its rank by each score, rank 1 on top.

    Equal scores share the mean of their ranks. The models that the first score ranks first and last
    are coloured.
    """
    known = table.dropna(subset=list(columns)).reset_index(drop=True)
    if len(known) < 2:
        raise SetupError(f"{len(known)} models have every score; 2 or more can be ranked.")
    ranks = known[list(columns)].rank(ascending=False)
    n = len(known)
    figure, (axes,) = blank(3.4 + 1.5 * len(columns), 0.8 + 0.22 * n)
    first = ranks[columns[0]]
    for k in range(n):
        y = floats(ranks.iloc[k])
        colour = BLUE if k == first.idxmin() else RED if k == first.idxmax() else GREY
        axes.plot(range(len(columns)), y, color=colour, linewidth=1.2, marker="o", markersize=3)
        name = drawable(str(known[label].iloc[k]))
        say(axes, -0.08, y[0], f"{name}", align="right")
        say(axes, len(columns) - 0.92, y[-1], name)
    axes.set_xlim(-1.6, len(columns) + 0.6)
    axes.set_ylim(n + 0.7, 0.3)
    axes.set_xticks(range(len(columns)), list(columns), family=FONT, color=INK, fontsize=8.5)
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    return Drawn(
        name="ranks",
        caption=f"Ranks of {n} models; blue and red are first and last by {columns[0]}.",
        figure=figure,
        table=pd.concat([known[[label]], ranks], axis=1),
    )
