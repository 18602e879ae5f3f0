"""Draw the exchange-rate curve: how often style wins against the substance that it lacks."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sosprobe.analysis.drawing import FONT, INK, LINE, drawable
from sosprobe.types import Estimate

_HUES = ("#0072b2", "#d55e00", "#009e73", "#aa4499", "#5f6670")
_BETWEEN = " at gap "


def curve_figure(curve: Sequence[Estimate], crossings: Sequence[Estimate]) -> Figure:
    """Return one line a style with its 95 % band, and a mark where it crosses one half.

    Parameters
    ----------
    curve
        Rows of the table `curve`, whose terms read `style at gap 0.50`.
    crossings
        Rows of the table `crossing`.
    """
    figure = Figure(figsize=(7.2, 4.2), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.axhline(50.0, color=LINE, linewidth=1, zorder=0)
    styles = list(dict.fromkeys(row.term.partition(_BETWEEN)[0] for row in curve))
    for place, style in enumerate(styles):
        rows = [row for row in curve if row.term.partition(_BETWEEN)[0] == style]
        gaps = [float(row.term.partition(_BETWEEN)[2]) for row in rows]
        hue = _HUES[place % len(_HUES)]
        axes.fill_between(
            gaps, [r.low for r in rows], [r.high for r in rows], color=hue, alpha=0.16, linewidth=0
        )
        axes.plot(gaps, [row.value for row in rows], color=hue, linewidth=2, label=drawable(style))
        for row in crossings:
            if row.term == style and math.isfinite(row.value) and 0 <= row.value <= max(gaps):
                axes.plot([row.value], [50.0], "o", color=hue, markersize=6.5)
    axes.set_ylim(0, 100)
    axes.margins(x=0)
    axes.set_xlabel("substance that the styled response lacks", color=INK, family=FONT, fontsize=9)
    axes.set_ylabel("styled response preferred, %", color=INK, family=FONT, fontsize=9)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["bottom", "left"]].set_color(LINE)
    axes.tick_params(color=LINE, labelcolor=INK, labelfontfamily=FONT, labelsize=9)
    if styles:
        axes.legend(frameon=False, labelcolor=INK, prop={"family": FONT, "size": 9})
    return figure
