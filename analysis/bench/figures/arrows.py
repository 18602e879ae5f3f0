"""What preference optimisation does to each model it starts from."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from sosprobe.analysis.bench.cell import cell
from sosprobe.analysis.bench.figures.drawn import BLUE, GREY, RED, Drawn, blank, name_axes
from sosprobe.analysis.drawing import FONT, drawable
from sosprobe.errors import SetupError


def arrows(table: pd.DataFrame, found: pd.DataFrame, columns: Sequence[str]) -> Drawn:
    """Return one panel a score; an arrow runs from a parent's score to its child's.

    Parameters
    ----------
    table
        One row a model (the index), one column a score.
    found
        `model, parent` and the gains, as `post_training.deltas` returns them.
    """
    children = found.reset_index(drop=True)
    if children.empty:
        raise SetupError("No model with a score was made from another one with a score.")
    figure, axes = blank(1.6 + 2.2 * len(columns), 0.9 + 0.34 * len(children), 1, len(columns))
    rows: list[dict[str, object]] = []
    for panel, name in zip(axes, columns, strict=True):
        for place, child in enumerate(children.to_dict("records")):
            model, parent = str(child["model"]), str(child["parent"])
            start, end = cell(table, parent, name), cell(table, model, name)
            rows.append({"score": name, "model": model, "parent": parent, "from": start, "to": end})
            if start != start or end != end:
                _nothing(panel, place)
                continue
            colour = BLUE if end >= start else RED
            panel.annotate(
                "",
                xy=(end, place),
                xytext=(start, place),
                arrowprops={"arrowstyle": "->", "color": colour, "lw": 1.6},
            )
            panel.plot([start, end], [place, place], linestyle="none")
        panel.set_ylim(len(children) - 0.5, -0.5)
        panel.set_yticks(range(len(children)), [""] * len(children))
        name_axes(panel, "points", "", name)
    axes[0].set_yticks(
        range(len(children)), [drawable(str(name)) for name in children["model"]], fontsize=7.5
    )
    return Drawn(
        name="preferences",
        caption="From the fine-tuned model to the one trained on preferences after it; red: worse.",
        figure=figure,
        table=pd.DataFrame(rows),
    )


def _nothing(panel: Axes, place: int) -> None:
    """Say in a row that there is no score."""
    panel.text(
        0.5,
        place,
        "no score",
        transform=panel.get_yaxis_transform(),
        color=GREY,
        family=FONT,
        fontsize=7,
        horizontalalignment="center",
        verticalalignment="center",
    )
