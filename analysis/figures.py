"""Figures of a run: the effects of the arms, the logit's coefficients, the matrix of styles."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sosprobe.analysis.curve_figure import curve_figure
from sosprobe.analysis.display import MISSING, interval, number
from sosprobe.analysis.drawing import FONT, INK, LINE, drawable
from sosprobe.analysis.outcome import base_name
from sosprobe.types import Estimate

COLOURS = {"control": "#5f6670", "style": "#0072b2", "substance": "#d55e00", "both": "#aa4499"}
"""Colours that colour-blind readers can tell apart (after Okabe and Ito, and Tol)."""

_SHAPES = {"control": "^", "style": "o", "substance": "s", "both": "D"}
_TITLES = {
    "control": "Controls",
    "style": "Style",
    "substance": "Substance",
    "both": "Style and substance",
}
_CONTROLS = ("identity", "neutral", "twin", "position", "pair")
_FLOOR = "identity"
_SUBSTANCES = ("factual_error", "omission", "unsafe_advice", "constraint_violation")

PLOTS = {
    "effects": ("effect", "preference for the rewrite, percentage points above one half", 0.0),
    "logit": ("logit", "log-odds of preferring the response that has it", 0.0),
    "matrix": ("matrix", "right response preferred, % (line: chance)", 50.0),
}
"""Name of each forest plot, with the table that it draws, its axis and its reference line."""

FIGURES = (*PLOTS, "curve")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A figure with the rows that it draws, from top to bottom, and the group of each."""

    figure: Figure
    rows: tuple[tuple[str, Estimate], ...]


def figures(estimates: Sequence[Estimate], substances: Collection[str] = ()) -> dict[str, Plot]:
    """Return each figure that the estimates support.

    Parameters
    ----------
    estimates
        All estimates of a run; those without a value are listed in the figure but not drawn.
    substances
        Names of arms that change substance, beside those that are shipped.
    """
    plots: dict[str, Plot] = {}
    for name, (table, label, reference) in PLOTS.items():
        found = [row for row in estimates if row.table == table]
        if any(math.isfinite(row.value) for row in found):
            grouped = name != "matrix"
            rows = group(found, substances) if grouped else [("style", row) for row in found]
            plots[name] = Plot(
                figure=forest(rows, label, reference=reference, headings=grouped), rows=tuple(rows)
            )
    curve = [row for row in estimates if row.table == "curve"]
    if any(math.isfinite(row.value) for row in curve):
        crossings = [row for row in estimates if row.table == "crossing"]
        rows = [("style", row) for row in (*curve, *crossings)]
        plots["curve"] = Plot(figure=curve_figure(curve, crossings), rows=tuple(rows))
    return plots


def group(rows: Sequence[Estimate], substances: Collection[str] = ()) -> list[tuple[str, Estimate]]:
    """Return the rows by group, each with the name of its group; the A/A floor comes first."""
    named = [(kind(row.term, substances), row) for row in rows]
    order = list(COLOURS)
    return sorted(named, key=lambda pair: (order.index(pair[0]), pair[1].term != _FLOOR))


def kind(term: str, substances: Collection[str] = ()) -> str:
    """Say what a term changes: style, substance, both or nothing that should matter.

    >>> [kind(term) for term in ("neutral", "markdown:dose=0.5", "omission", "lengthen+omission")]
    ['control', 'style', 'substance', 'both']
    """
    parts = base_name(term.replace(" x ", "+")).split("+")
    if any(part in _SUBSTANCES or part in substances for part in parts):
        return "both" if len(parts) > 1 else "substance"
    return "control" if parts[0] in _CONTROLS else "style"


def forest(
    rows: Sequence[tuple[str, Estimate]], label: str, *, reference: float, headings: bool = True
) -> Figure:
    """Return a forest plot: one line a row with its 95 % interval, and a line at `reference`."""
    lines: list[tuple[str, Estimate | None]] = []
    for place, (name, row) in enumerate(rows):
        if headings and (place == 0 or rows[place - 1][0] != name):
            lines.append((name, None))
        lines.append((name, row))
    figure = Figure(figsize=(8.4, 0.95 + 0.3 * len(lines)), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    left, right = _limits([row for _, row in rows], reference)
    axes.set_xlim(left, right)
    axes.set_ylim(len(lines) - 0.3, -0.7)
    axes.axvline(reference, color=LINE, linewidth=1, zorder=0)
    for y, (name, line) in enumerate(lines):
        if line is None:
            _write(axes, -0.025, y, _TITLES[name], align="right", bold=True)
            continue
        floor = " (A/A floor)" if line.term == _FLOOR and line.table == "effect" else ""
        _write(axes, -0.025, y, drawable(line.term) + floor, align="right")
        _write(axes, 1.025, y, _numbers(line), align="left")
        _draw(axes, y, name, line, (left, right))
    axes.set_yticks([])
    axes.set_xlabel(label, color=INK, family=FONT, fontsize=9)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(LINE)
    axes.tick_params(axis="x", color=LINE, labelcolor=INK, labelfontfamily=FONT, labelsize=9)
    return figure


def _numbers(row: Estimate) -> str:
    value = number(row.value, row.unit)
    return value if value == MISSING else f"{value}  {interval(row)}"


def _limits(rows: Sequence[Estimate], reference: float) -> tuple[float, float]:
    """Return the ends of the axis: every finite number, and some air."""
    numbers = [n for row in rows for n in (row.low, row.value, row.high) if math.isfinite(n)]
    low, high = min([reference, *numbers]), max([reference, *numbers])
    air = 0.06 * (high - low) or 1.0
    return low - air, high + air


def _draw(axes: Axes, y: int, name: str, row: Estimate, ends: tuple[float, float]) -> None:
    """Draw a row: a point, its interval, and an arrow where the interval has no end."""
    if not math.isfinite(row.value):
        return
    colour = COLOURS[name]
    known = not (math.isnan(row.low) or math.isnan(row.high))
    if known:
        low, high = max(row.low, ends[0]), min(row.high, ends[1])
        axes.plot([low, high], [y, y], color=colour, linewidth=2, solid_capstyle="butt")
        for bound, end, arrow in ((row.low, low, "<"), (row.high, high, ">")):
            if math.isinf(bound):
                axes.plot([end], [y], arrow, color=colour, markersize=6, clip_on=False)
    # A hollow point has no interval.
    face = colour if known else "none"
    axes.plot([row.value], [y], _SHAPES[name], color=colour, markerfacecolor=face, markersize=6.5)


def _write(axes: Axes, x: float, y: int, text: str, *, align: str, bold: bool = False) -> None:
    """Write beside the axes: `x` as a share of their width, `y` in rows."""
    axes.text(
        x,
        y,
        text,
        transform=axes.get_yaxis_transform(),
        horizontalalignment=align,
        verticalalignment="center",
        color=INK,
        family=FONT,
        fontsize=9,
        fontweight="bold" if bold else "normal",
        parse_math=False,
    )
