"""Figures of a run: the effects of the arms, and the coefficients of the logit."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

from matplotlib.figure import Figure

from sosprobe.types import Estimate

_COLOURS = {"style": "#0072B2", "substance": "#D55E00", "both": "#7A4E9E", "control": "#666666"}
"""Colours that colour-blind readers can tell apart (after Okabe and Ito)."""

_SUBSTANCE = ("factual_error", "omission", "unsafe_advice", "constraint_violation")
_CONTROLS = ("neutral", "position")


def figures(estimates: Sequence[Estimate]) -> dict[str, tuple[Figure, list[Estimate]]]:
    """Return each figure that the estimates support, with the rows that it draws."""
    drawn: dict[str, tuple[Figure, list[Estimate]]] = {}
    for name, table, label in (
        ("effects", "effect", "preference for the rewrite, percentage points above one half"),
        ("logit", "logit", "log-odds of preferring the rewrite"),
        ("matrix", "matrix", "right response preferred, %"),
    ):
        rows = [row for row in estimates if row.table == table and not math.isnan(row.low)]
        if rows:
            drawn[name] = (forest(rows, label, reference=50.0 if table == "matrix" else 0.0), rows)
    return drawn


def forest(rows: Sequence[Estimate], label: str, *, reference: float) -> Figure:
    """Return a forest plot: one line a row with its 95 % interval, and a line at `reference`."""
    figure = Figure(figsize=(8, 0.9 + 0.42 * len(rows)), layout="constrained")
    axes = figure.subplots()
    axes.axvline(reference, color="#999999", linewidth=1, zorder=0)
    for place, row in enumerate(rows):
        colour = _COLOURS[kind(row.term)]
        axes.plot([row.low, row.high], [place, place], color=colour, linewidth=2)
        axes.plot([row.value], [place], "o", color=colour, markersize=6)
    axes.set_yticks(range(len(rows)), [row.term for row in rows])
    axes.invert_yaxis()
    axes.set_xlabel(label)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.margins(y=0.5 / max(1, len(rows)))
    return figure


def kind(term: str) -> str:
    """Say what a term changes: style, substance, both or nothing that should matter."""
    parts = term.replace(" x ", "+").split("+")
    wrong = any(part.partition(":")[0] in _SUBSTANCE for part in parts)
    if wrong:
        return "both" if len(parts) > 1 else "substance"
    return "control" if parts[0].partition(":")[0] in _CONTROLS else "style"


def svg(figure: Figure) -> str:
    """Return the figure as one `<svg>` element, to be put into a page."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]
