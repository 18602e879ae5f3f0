"""The curve, the shares and the robust accuracy show what was planted."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from sosprobe.analysis.curve import exchange_curve
from sosprobe.analysis.robust import robust_accuracy
from sosprobe.analysis.shares import shares
from sosprobe.types import Estimate
from tests.verify.scenes import Scene, draw, expected

BAR = Scene(name="bar", items=800, length=0.5, markdown=0.6, error=-1.5)


def frame(scene: Scene, seed: int = 0) -> pd.DataFrame:
    return draw(scene, np.random.default_rng(seed))


def terms(rows: list[Estimate], table: str) -> dict[str, Estimate]:
    return {row.term: row for row in rows if row.table == table}


def test_style_stops_winning_where_content_cancels() -> None:
    # Markdown is worth 0.6 and brings 0.4 doublings of length at 0.5 each: 0.8 in all, which a gap
    # of 0.8 / 1.5 cancels.
    row = terms(exchange_curve(frame(BAR)), "crossing")["markdown"]
    assert row.low <= 0.8 / 1.5 <= row.high
    exact = terms(exchange_curve(expected(BAR, 3000)), "crossing")["markdown"]
    assert exact.value == pytest.approx(0.8 / 1.5, abs=0.01)


def test_the_curve_falls_and_goes_through_one_half_at_the_crossing() -> None:
    rows = exchange_curve(frame(BAR))
    points = list(terms(rows, "curve").values())
    assert len(points) == 11
    assert all(a.value > b.value for a, b in pairwise(points))
    assert all(row.low < row.value < row.high for row in points)
    crossing = terms(rows, "crossing")["markdown"].value
    gaps = np.linspace(0, 1, 11)
    assert np.interp(-50, [-row.value for row in points], gaps) == pytest.approx(crossing, abs=0.01)


def test_a_judge_blind_to_substance_has_no_crossing() -> None:
    blind = Scene(name="blind", items=100, error=0.0)
    row = terms(exchange_curve(frame(blind)), "crossing")["markdown"]
    assert math.isnan(row.value)
    assert (row.low, row.high) == (-math.inf, math.inf)
    assert "undetermined" in row.note


def test_without_gaps_there_is_no_curve() -> None:
    data = frame(BAR)
    assert exchange_curve(data[data["b_substance"] == "none"]) == []


def test_shares_add_up_and_follow_what_was_planted() -> None:
    found = terms(shares(frame(BAR)), "explained")
    parts = [found[name].value for name in ("style", "substance", "position", "length")]
    assert sum(parts) == pytest.approx(found["all"].value)
    assert found["substance"].low > 0
    position = Scene(name="position", items=300, length=0, markdown=0, error=0, position=1.5)
    only = terms(shares(frame(position)), "explained")
    assert only["position"].value > 0.95 * only["all"].value
    assert abs(only["style"].value) < 1


def test_noise_explains_nothing_on_new_items() -> None:
    nothing = Scene(name="nothing", items=100, length=0, markdown=0, error=0, position=0)
    values = [terms(shares(frame(nothing, seed)), "explained")["all"].value for seed in range(20)]
    assert -4 < np.mean(values) < 0.5


def test_right_in_plain_clothes_loses_to_style_by_what_was_planted() -> None:
    vain = Scene(name="vain", items=300, markdown=3.0, error=-2.0, length=0.0, position=0.0)
    found = terms(robust_accuracy(frame(vain)), "robust")
    plain = found["plain right over plain factual_error"]
    styled = found["plain right over markdown factual_error"]
    lost = found["factual_error, lost by markdown"]
    assert plain.value > 60 > styled.value
    assert lost.value == pytest.approx(plain.value - styled.value)
    assert lost.low > 20
