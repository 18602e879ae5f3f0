"""A panel's verdict is its members', and their agreement has the values of the textbooks."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from sosprobe.analysis.criterion_verdicts import criterion_verdicts
from sosprobe.analysis.frame import validate
from sosprobe.analysis.panel import agreement_of, combined


def verdicts(**judges: list[float | None]) -> pd.DataFrame:
    """Return a frame in which each judge gives the verdicts listed, one an item."""
    rows = [
        {"item": f"q{number}", "judge": judge, "preference": value, "swapped": False}
        for judge, values in judges.items()
        for number, value in enumerate(values)
    ]
    return validate(pd.DataFrame(rows))


def values(frame: pd.DataFrame) -> dict[str, float]:
    return {row.term: row.value for row in agreement_of(frame)}


def test_krippendorffs_own_example_of_two_coders() -> None:
    # Krippendorff (2011), Computing Krippendorff's alpha-reliability, section A: alpha = 0.095.
    one = [0.0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    other = [1.0, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    found = values(verdicts(one=list(one), other=list(other)))
    assert found["all judges: alpha"] == pytest.approx(0.095, abs=5e-4)
    assert found["one & other: same verdict"] == pytest.approx(60)
    # Cohen's kappa by hand: observed 0.6, expected 0.8 x 0.6 + 0.2 x 0.4 = 0.56.
    assert found["one & other: kappa"] == pytest.approx((0.6 - 0.56) / (1 - 0.56))


def test_alpha_takes_verdicts_that_are_missing() -> None:
    full = verdicts(a=[0.0, 1, 0.5, 1, 0, 1], b=[0.0, 1, 0.5, 1, 0, 1], c=[None] * 6)
    assert values(full)["all judges: alpha"] == pytest.approx(1)


def test_the_vote_is_the_majority_and_a_judge_without_a_verdict_has_none() -> None:
    frame = verdicts(
        a=[1.0, 1, 0, 0.5, None, None], b=[1.0, 0, 0, 0.5, 1, None], c=[0.0, 0.5, 1, 1, 1, 0]
    )
    panel = combined(frame, "vote")
    assert panel["preference"].tolist()[:5] == [1, 0.5, 0, 1, 1]
    assert np.isnan(panel["preference"].iloc[5])
    assert panel["outcome"].tolist() == ["valid", "tie", "valid", "valid", "valid", "invalid"]
    assert "1 of 3" in panel["detail"].iloc[5]
    mean = combined(frame, "mean")["preference"].tolist()
    assert mean[:5] == pytest.approx([2 / 3, 0.5, 1 / 3, 2 / 3, 1])


def test_a_panel_of_equals_says_what_each_of_them_says() -> None:
    one = [0.0, 1, 0.5, None, 1]
    panel = combined(verdicts(a=list(one), b=list(one), c=list(one)))
    expected = pd.Series([np.nan if value is None else value for value in one], name="preference")
    pd.testing.assert_series_equal(panel["preference"], expected)


def test_the_order_of_judges_does_not_matter() -> None:
    rng = np.random.default_rng(0)
    marks: dict[str, list[float | None]] = {
        name: [float(value) / 2 for value in rng.integers(0, 3, 30)] for name in "abc"
    }
    first = combined(verdicts(**marks))["preference"]
    for names in itertools.permutations("abc"):
        again = combined(verdicts(**{name: marks[name] for name in names}))["preference"]
        assert first.tolist() == again.tolist()


def test_the_criterion_that_a_judge_follows_has_all_the_weight() -> None:
    rng = np.random.default_rng(1)
    truth, looks = rng.choice([0.0, 0.25, 0.75, 1.0], (2, 200))
    frame = validate(
        pd.DataFrame(
            {
                "item": [f"q{number % 50}" for number in range(200)],
                "repeat": [number // 50 for number in range(200)],
                "preference": (truth > 0.5).astype(float),
                "strength": np.where(np.isin(truth, (0.0, 1.0)), 2, 1),
                "criterion_truth": truth,
                "criterion_looks": looks,
            }
        )
    )
    weights = {row.term: row.value for row in criterion_verdicts(frame) if row.table == "criterion"}
    assert weights["truth"] == pytest.approx(1, abs=1e-6)
    assert weights["looks"] == pytest.approx(0, abs=1e-6)
