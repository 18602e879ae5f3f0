"""Intervals of means hold for few clusters and rare outcomes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sosprobe.analysis.interval import clustered, mean, mover, wild

EFFECT = (-0.5, 0.5)


def drawn(rng: np.random.Generator, items: int, chance: float) -> tuple[float, float]:
    """Return the interval of one drawn set of verdicts, one an item."""
    hits = (rng.random(items) < chance).astype(float)
    found = mean(clustered(hits, np.arange(items), scale=(0.0, 1.0), hard=True))
    return found.low, found.high


@pytest.mark.parametrize(("items", "chance"), [(40, 0.5), (40, 0.95), (100, 0.02), (20, 0.2)])
def test_a_share_is_covered_about_95_times_in_100(items: int, chance: float) -> None:
    rng = np.random.default_rng(5)
    held = [low <= chance <= high for low, high in (drawn(rng, items, chance) for _ in range(1000))]
    assert 0.93 < np.mean(held) < 0.985


def test_rare_flips_are_not_given_too_narrow_an_interval() -> None:
    # A judge that takes the first response whatever it says, but for one item in forty: a plain t
    # interval over items covers its preference in eight runs of ten.
    rng = np.random.default_rng(1)
    held: list[bool] = []
    plain: list[bool] = []
    for _ in range(1000):
        flipped = rng.random(60) < 0.03
        values = np.where(flipped, 0.5, 0.0)
        found = mean(clustered(values, np.arange(60), scale=EFFECT, hard=True))
        held.append(found.low <= 0.015 <= found.high)
        half = 2.0 * values.std(ddof=1) / math.sqrt(60)
        plain.append(abs(values.mean() - 0.015) <= half)
    assert np.mean(plain) < 0.9 < 0.93 < np.mean(held)


def test_few_soft_items_have_the_sign_flip_interval() -> None:
    values = np.array([0.1, 0.2, -0.05, 0.15, 0.3, 0.02])
    data = clustered(values, np.arange(6), scale=EFFECT, hard=False)
    found = mean(data)
    # By hand: of 64 patterns of signs those whose sum is at least as far from zero.
    signs = 1 - 2 * (np.arange(64)[:, None] >> np.arange(6) & 1)
    expected = (np.abs(signs @ values) >= abs(values.sum()) - 1e-12).mean()
    assert found.p == pytest.approx(expected)
    assert found.low < values.mean() < found.high
    for end in (found.low, found.high):
        at_end = wild(lambda value: data.means - value, data.value, data.error, null=end)[2]
        assert at_end == pytest.approx(0.05, abs=0.04)


@given(
    st.lists(st.sampled_from([-0.5, 0.0, 0.5]), min_size=40, max_size=90),
    st.integers(min_value=0, max_value=3),
)
def test_an_interval_holds_its_value_stays_in_the_scale_and_turns_round(
    values: list[float], seed: int
) -> None:
    array = np.random.default_rng(seed).permutation(values)
    items = np.arange(len(array))
    found = mean(clustered(array, items, scale=EFFECT, hard=True))
    turned = mean(clustered(-array, items, scale=EFFECT, hard=True))
    assert -0.5 <= found.low <= found.value <= found.high <= 0.5
    assert found.low < found.high
    assert turned.low == pytest.approx(-found.high, abs=1e-12)
    assert turned.p == pytest.approx(found.p)


@pytest.mark.parametrize(("hits", "count"), [(0, 30), (30, 30), (7, 50)])
def test_a_plain_share_has_wilsons_interval_with_students_quantile(hits: int, count: int) -> None:
    values = np.repeat([1.0, 0.0], [hits, count - hits])
    data = clustered(values, np.arange(count), scale=(0.0, 1.0), hard=True)
    t, share = 2.2, hits / count
    size = count if hits in (0, count) else (count - 1)  # the sample variance divides by n - 1
    centre = (share + t**2 / (2 * size)) / (1 + t**2 / size)
    half = t / (1 + t**2 / size) * math.sqrt(share * (1 - share) / size + t**2 / (4 * size**2))
    assert mover(data, t) == pytest.approx((max(0, centre - half), min(1, centre + half)))


def test_p_and_interval_say_the_same() -> None:
    rng = np.random.default_rng(2)
    for chance in np.linspace(0.3, 0.7, 41):
        values = np.where(rng.random(80) < chance, 0.5, -0.5)
        found = mean(clustered(values, np.arange(80), scale=EFFECT, hard=True))
        assert (found.p < 0.05) == (not found.low <= 0 <= found.high)


def test_many_verdicts_of_one_item_count_as_one_item() -> None:
    rng = np.random.default_rng(3)
    once = rng.normal(0, 0.2, 50)
    often = np.repeat(once, 20)
    few = mean(clustered(once, np.arange(50), scale=EFFECT, hard=False))
    many = mean(clustered(often, np.arange(1000) // 20, scale=EFFECT, hard=False))
    assert (many.low, many.high) == pytest.approx((few.low, few.high))
    assert few.p == pytest.approx(stats.ttest_1samp(once, 0).pvalue)
