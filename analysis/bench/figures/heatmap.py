"""How every benchmark and factor goes with every other one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sosprobe.analysis.bench.figures.drawn import Drawn, blank, say
from sosprobe.analysis.drawing import FONT, INK

_DARK = 0.7
"""Beyond this the colour is too dark for dark letters."""


def heatmap(table: pd.DataFrame, *, kind: str = "pearson") -> Drawn:
    """Return the correlations between columns over models, as a coloured grid with numbers.

    Parameters
    ----------
    table
        One row a model; columns that do not vary correlate with nothing and stay white.
    """
    matrix = table.corr(method="spearman" if kind == "spearman" else "pearson")
    values = matrix.to_numpy(dtype=float)
    n = len(matrix)
    figure, (axes,) = blank(1.6 + 0.42 * n, 1.3 + 0.42 * n)
    axes.imshow(np.nan_to_num(values), cmap="PuOr_r", vmin=-1, vmax=1)
    for row in range(n):
        for column in range(n):
            value = values[row, column]
            if np.isfinite(value) and row != column:
                shown = f"{value:.2f}".replace("0.", ".")
                ink = "white" if abs(value) > _DARK else INK
                say(axes, column, row, shown, size=6, align="center", ink=ink)
    names = [str(name) for name in matrix.columns]
    axes.set_xticks(range(n), names, rotation=90, family=FONT, color=INK, fontsize=7.5)
    axes.set_yticks(range(n), names, family=FONT, color=INK, fontsize=7.5)
    axes.spines[:].set_visible(False)
    return Drawn(
        name="correlations",
        caption=f"{kind.title()} correlations over {len(table)} models.",
        figure=figure,
        table=matrix.rename_axis("benchmark").reset_index(),
    )
