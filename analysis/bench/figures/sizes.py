"""Scores against the size of the fine-tuning set."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from sosprobe.analysis.arrays import floats
from sosprobe.analysis.bench.figures.drawn import BLUE, GREY, Drawn, blank, name_axes, say
from sosprobe.analysis.drawing import drawable
from sosprobe.errors import SetupError


def size_figure(table: pd.DataFrame, sizes: pd.Series[float], columns: Sequence[str]) -> Drawn:
    """Return one panel a score with the least-squares line on log10 of the size."""
    known = sizes.dropna()
    models = [str(name) for name in known.index if name in table.index]
    if len(models) < 3:
        raise SetupError(f"{len(models)} models have a size; 3 or more are needed.")
    x = np.log10(floats(known[models]))
    figure, axes = blank(2.6 * len(columns), 2.8, 1, len(columns))
    for panel, name in zip(axes, columns, strict=True):
        y = floats(table.loc[models, name])
        there = np.isfinite(y)
        if there.sum() < 3:
            name_axes(panel, "examples (log scale)", "points", f"{name}: n = {there.sum()}")
            continue
        fit = stats.linregress(x[there], y[there])
        ends = np.array([x.min(), x.max()])
        panel.plot(ends, float(fit.intercept) + float(fit.slope) * ends, color=GREY, linewidth=1)
        panel.scatter(x, y, color=BLUE, s=18, zorder=3)
        for k, model in enumerate(models):
            say(panel, x[k], y[k], f" {drawable(model.rpartition('-8B-')[2])}", size=5.5)
        ticks = [100_000, 200_000, 300_000]
        panel.set_xticks(
            [float(np.log10(tick)) for tick in ticks], [f"{t // 1000}k" for t in ticks]
        )
        r2 = float(fit.rvalue) ** 2
        name_axes(
            panel, "examples (log scale)", "points", f"{name}: R² = {r2:.2f}, n = {there.sum()}"
        )
    shown = table.loc[models, list(columns)].assign(size=floats(known[models]))
    return Drawn(
        name="data_size",
        caption="Sets whose size is in the model's name. The sets differ in more than size.",
        figure=figure,
        table=shown.rename_axis("model").reset_index(),
    )
