"""A figure with the table that it draws, and what all of them share."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sosprobe.analysis.drawing import FONT, INK, LINE

BLUE, RED, GREY = "#0072b2", "#d55e00", "#5f6670"
"""Colours that colour-blind readers can tell apart (after Okabe and Ito)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A figure, what it shows, and the numbers in it."""

    name: str
    caption: str
    figure: Figure
    table: pd.DataFrame


def blank(
    width: float, height: float, rows: int = 1, columns: int = 1
) -> tuple[Figure, list[Axes]]:
    """Return an empty figure with its axes from left to right and top to bottom."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    grid = figure.subplots(rows, columns, squeeze=False)
    axes: list[Axes] = [grid[row, column] for row in range(rows) for column in range(columns)]
    for one in axes:
        one.spines[["top", "right"]].set_visible(False)
        one.spines[["left", "bottom"]].set_color(LINE)
        one.tick_params(color=LINE, labelcolor=INK, labelfontfamily=FONT, labelsize=8)
    return figure, axes


def say(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    *,
    size: float = 7,
    align: str = "left",
    ink: str = INK,
) -> None:
    """Write a text at a place of the data."""
    axes.text(
        x,
        y,
        text,
        color=ink,
        family=FONT,
        fontsize=size,
        horizontalalignment=align,
        verticalalignment="center",
        parse_math=False,
    )


def name_axes(axes: Axes, x: str = "", y: str = "", title: str = "") -> None:
    """Name the axes, and the panel."""
    axes.set_xlabel(x, color=INK, family=FONT, fontsize=8.5)
    axes.set_ylabel(y, color=INK, family=FONT, fontsize=8.5)
    axes.set_title(title, color=INK, family=FONT, fontsize=9, loc="left")
