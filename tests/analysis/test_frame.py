"""The frame fills in what a table of verdicts does not say, and refuses what no trial can be."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from sosprobe.analysis.estimate import estimate
from sosprobe.analysis.frame import COLUMNS, read_frame, validate, write_frame
from sosprobe.analysis.headline import headline
from sosprobe.errors import BadInput, SetupError


def small(**more: object) -> pd.DataFrame:
    return pd.DataFrame({"item": ["x", "y"], "preference": [1.0, 0.5], **more})


def test_two_columns_are_enough() -> None:
    frame = validate(small())
    assert list(frame.columns) == list(COLUMNS)
    assert list(frame["outcome"]) == ["valid", "tie"]
    assert frame["position"].isna().all()
    assert (frame["a_response"] != frame["b_response"]).all()


def test_what_follows_from_other_columns_is_worked_out() -> None:
    table = small(a_words=[10, 40], b_words=[20, 10], swapped=["true", "false"], a_gold=[1, 0])
    frame = validate(table.assign(b_gold=[0, 1]))
    assert list(frame["length"]) == [1.0, -2.0]
    assert list(frame["position"]) == [1.0, -1.0]
    assert list(frame["gap"]) == [1.0, -1.0]


def test_named_arms_are_rewrites_of_one_response() -> None:
    frame = validate(small(b_style=["markdown", "none"]))
    assert (frame["a_response"] == frame["b_response"]).all()


def test_a_valid_frame_stays_as_it_is() -> None:
    frame = validate(small(extra=[1, 2]))
    pd.testing.assert_frame_equal(validate(frame), frame)
    assert list(frame.columns)[-1] == "extra"


def test_a_frame_comes_back_from_parquet(tmp_path: Path) -> None:
    frame = validate(small(b_style=["markdown", "none"], swapped=[True, False]))
    again = read_frame(write_frame(frame, tmp_path / "trials.parquet"))
    pd.testing.assert_frame_equal(again, frame)


def test_a_file_that_is_no_frame_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.parquet"
    path.write_bytes(b"not a table")
    with pytest.raises(BadInput, match=r"broken\.parquet"):
        read_frame(path)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (small(weight=[1.0, math.nan]), "'weight' holds missing"),
        (small(weight=[1.0, 0.0]), "'weight' holds missing, zero"),
        (small(weight=[1.0, math.inf]), "'weight'"),
        (small(length=["long", 1]), r"'length' holds 'long' in row 0; it takes numbers"),
        (small(swapped=["perhaps", "true"]), "'swapped' holds 'perhaps'"),
        (small().assign(preference=[1.5, 0.0]), "'preference' holds values outside 0 to 1"),
        (small(soft=[0.2, -0.1]), "'soft' holds values outside"),
        (small().assign(item=pd.Series(["x", None], dtype=object)), "rows without a name"),
        (small().assign(item=["x", "x"]), "1 trials stand there twice, the first: judge unnamed"),
    ],
)
def test_what_no_trial_can_be_is_refused(table: pd.DataFrame, said: str) -> None:
    with pytest.raises(SetupError, match=said):
        validate(table)


def many(**more: float) -> pd.DataFrame:
    """Return sixty pairs in both orders that a judge decides by a rule of thumb."""
    rows = [
        {
            "item": item,
            "b_style": "markdown",
            "dose": 1.0,
            "swapped": swapped,
            "preference": float((item * 7 + swapped * 3) % 5 > 1),
        }
        for item in range(60)
        for swapped in (False, True)
    ]
    return validate(pd.DataFrame(rows).assign(**more))


def test_one_item_gives_a_value_without_an_interval() -> None:
    rows = estimate(many().query("item == 0"))
    (effect,) = [row for row in rows if row.table == "effect"]
    assert math.isfinite(effect.value)
    assert math.isnan(effect.low)
    assert "one item" in effect.note


def test_verdicts_that_are_all_the_same_are_said_to_be() -> None:
    rows = estimate(many(preference=1.0))
    (effect,) = [row for row in rows if row.table == "effect"]
    assert effect.value == 50.0
    assert effect.low < 48
    assert "every item says the same" in effect.note
    logit = [row for row in rows if row.table == "logit"]
    assert logit
    assert all(math.isnan(row.value) and "the same" in row.note for row in logit)


def test_missing_orders_are_left_out_and_counted() -> None:
    frame = many()
    frame = frame.drop(frame.index[(frame["item"] < 10) & frame["swapped"]])
    rows = estimate(frame)
    (effect,) = [row for row in rows if row.table == "effect"]
    assert effect.clusters == 50
    assert "10 verdicts are in no effect" in " ".join(headline(frame, rows))


def test_one_order_alone_is_named_in_every_effect() -> None:
    frame = many()
    rows = estimate(frame[~frame["swapped"]])
    effects = [row for row in rows if row.table == "effect"]
    assert effects
    assert all("one order only" in row.note for row in effects)


def test_above_thirty_per_cent_lost_there_are_only_bounds() -> None:
    frame = many()
    frame.loc[frame["item"] < 19, "preference"] = math.nan
    rows = estimate(frame)
    assert {row.table for row in rows} == {"bounds"}
    (sentence,) = headline(frame, rows)
    assert "38 of 120 trials gave no verdict" in sentence
    frame = many()
    frame.loc[frame["item"] < 17, "preference"] = math.nan
    assert "effect" in {row.table for row in estimate(frame)}


def test_weights_count_trials_as_often_as_they_say() -> None:
    frame = many()
    heavy = frame["item"] < 10
    twice = pd.concat([frame, frame[heavy].assign(repeat=1)])
    by_weight = estimate(frame.assign(weight=heavy + 1.0))
    by_rows = estimate(twice)
    logit = [[row.value for row in rows if row.table == "logit"] for rows in (by_weight, by_rows)]
    assert logit[0] == pytest.approx(logit[1])


@pytest.mark.parametrize("name", ["swaped", "Swapped", "b_styles", "weigth"])
def test_a_misspelt_column_is_refused_with_the_name_that_was_meant(name: str) -> None:
    with pytest.raises(SetupError, match=f"'{name}' is not used; '.*' would be"):
        validate(small(**{name: [1, 1]}))


def test_many_arms_have_a_sentence_each_only_where_something_was_found() -> None:
    rows: list[dict[str, object]] = []
    for arm in range(10):
        for item in range(40):
            for swapped in (False, True):
                y = 1.0 if arm == 0 else float(swapped)
                row = {"item": f"i{item}", "b_style": f"arm{arm}", "swapped": swapped}
                rows.append({**row, "preference": y})
    frame = validate(pd.DataFrame(rows))
    said = headline(frame, estimate(frame))
    assert sum("rewards arm0" in sentence for sentence in said) == 1
    silent = [sentence for sentence in said if "cannot be shown" in sentence]
    assert len(silent) <= 1
    assert not any(
        sentence.startswith("The judge cannot be shown to react to arm3 (") for sentence in said
    )
