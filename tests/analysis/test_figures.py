"""A figure shows every row once, in groups, and every label as it is."""

from __future__ import annotations

import io
import math
from itertools import pairwise

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from sosprobe.analysis.drawing import drawable
from sosprobe.analysis.figures import figures, group, kind
from sosprobe.analysis.svg import svg
from sosprobe.types import Estimate


def effect(term: str, value: float = 3.0, half: float = 2.0) -> Estimate:
    return Estimate(
        table="effect", term=term, value=value, low=value - half, high=value + half,
        unit="pp", n=40, clusters=20,
    )  # fmt: skip


def drawn(rows: list[Estimate]) -> tuple[Figure, list[Text]]:
    figure = figures(rows)["effects"].figure
    figure.savefig(io.BytesIO(), format="png")
    return figure, list(figure.axes[0].texts)


@pytest.mark.parametrize("arms", [1, 12, 40])
def test_no_label_overlaps_another_or_leaves_the_figure(arms: int) -> None:
    terms = [f"style_{n}:dose=0.5+factual_error" if n % 2 else f"style_{n}" for n in range(arms)]
    figure, texts = drawn([effect(term) for term in terms])
    shown = [text.get_text() for text in texts]
    assert set(terms) <= set(shown)
    boxes = [text.get_window_extent() for text in texts]
    assert not any(a.overlaps(b) for a, b in pairwise(sorted(boxes, key=lambda box: -box.y0)))
    assert all(figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1 for box in boxes)


def test_the_floor_comes_first_and_groups_stand_together() -> None:
    terms = ["omission", "markdown", "markdown+omission", "neutral", "lengthen", "identity"]
    groups = group([effect(term) for term in terms])
    assert [row.term for _, row in groups] == [
        "identity", "neutral", "markdown", "lengthen", "omission", "markdown+omission",
    ]  # fmt: skip


def test_an_arm_of_somebody_elses_is_substance_if_the_run_says_so() -> None:
    assert kind("lies") == "style"
    assert kind("lies", {"lies"}) == "substance"
    assert kind("markdown+lies", {"lies"}) == "both"


def test_a_row_without_value_or_end_is_listed() -> None:
    rows = [
        effect("plain"), effect("endless", half=math.inf), effect("unknown", math.nan),
        effect("single", half=math.nan),
    ]  # fmt: skip
    _, texts = drawn(rows)
    shown = [text.get_text() for text in texts]
    assert {row.term for row in rows} <= set(shown)
    assert "–" in shown
    assert "+3.0  [-∞, +∞]" in shown


def test_a_table_without_any_value_has_no_figure() -> None:
    assert figures([effect("markdown", math.nan)]) == {}


def test_a_label_is_drawn_as_it_is_whatever_it_holds() -> None:
    figure, texts = drawn([effect("$\\frac{ \\undefined$"), effect("\ud800 \U0001f9d1 日\n-->")])
    assert any("frac" in text.get_text() for text in texts)
    picture = svg(figure, "effects")
    assert picture.startswith("<svg")
    assert "<!--" not in picture
    assert "frac" not in picture
    assert len(drawable("x" * 1000)) < 50
