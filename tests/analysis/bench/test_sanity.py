"""Each planted fault is found under its name, a sound benchmark has none; the audit mends it."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

from sosprobe.analysis.bench.audit import audit
from sosprobe.analysis.bench.finding import findings_table
from sosprobe.analysis.bench.sanity import sanity
from sosprobe.analysis.bench.suite import Benchmark
from sosprobe.analysis.bench.whole import whole_scores
from tests.analysis.bench.tables import one_part, plain, scores, spread_out

SOUND = spread_out(8, 0.3, 0.8)


def found(table: pd.DataFrame, *suite: Benchmark) -> dict[str, str]:
    """Return the level of each check that found something."""
    return {one.check: one.level for one in sanity(table, suite) if one.check != "consistency"}


def test_a_sound_benchmark_has_no_finding() -> None:
    benchmark = replace(plain("A"), chance=0.1, promised=400)
    assert found(one_part("A", SOUND), benchmark) == {}


def test_a_benchmark_that_nobody_ran_is_said_to_be_missing() -> None:
    assert found(one_part("A", SOUND), plain("B")) == {"missing": "warning"}


def test_models_that_differ_by_less_than_an_error_have_no_spread() -> None:
    assert found(one_part("A", spread_out(8, 0.300, 0.304)), plain("A"))["no spread"] == "problem"


def test_a_narrow_spread_that_is_measured_well_is_a_spread() -> None:
    assert found(one_part("A", spread_out(8, 0.300, 0.304), 10_000_000), plain("A")) == {}


def test_models_that_only_guess_are_at_chance() -> None:
    benchmark = replace(plain("A"), chance=0.5)
    assert found(one_part("A", spread_out(8, 0.47, 0.53)), benchmark)["at chance"] == "problem"


def test_one_right_answer_throughout_shows_an_answer_token_prior() -> None:
    benchmark = replace(plain("A"), labels={"no": 400})
    wanted = {"constant answer": "problem", "answer-token prior": "problem"}
    assert found(one_part("A", [0.01, 0.02, 0.05, 0.97, 0.99]), benchmark) == wanted
    some = found(one_part("A", [0.2, 0.4, 0.5, 0.6, 0.97]), benchmark)
    assert some["answer-token prior"] == "warning"


def test_the_share_of_the_commonest_label_is_set_against_the_models() -> None:
    benchmark = replace(plain("A"), labels={"safe": 300, "unsafe": 100})
    row = next(
        one for one in sanity(one_part("A", SOUND), (benchmark,)) if one.check == "constant answer"
    )
    assert (row.level, row.value) == ("note", 0.75)
    assert row.models == sum(value <= 0.79 for value in SOUND)


def test_other_sizes_than_promised_are_reported() -> None:
    assert found(one_part("A", SOUND, 700), replace(plain("A"), promised=1400))["size"] == "warning"
    assert found(one_part("A", SOUND, 700), replace(plain("A"), promised=690)) == {}


def test_parts_that_hold_one_another_are_counted_once_by_the_audit() -> None:
    benchmark = replace(plain("A"), nested=("small", "large"))
    table = pd.concat(
        [one_part("A", SOUND, n).assign(part=part) for part, n in (("small", 100), ("large", 500))]
    )
    assert found(table, benchmark)["nested parts"] == "problem"
    step = next(
        one for one in audit(table, (benchmark,)) if one.name == "nested parts counted once"
    )
    assert (step.benchmarks, step.changed) == (("A",), 8)
    assert set(step.scores["part"]) == {"large"}


def test_scores_to_a_tenth_of_a_per_cent_without_errors_are_noted() -> None:
    rough = one_part("A", [0.301, 0.412, 0.55, 0.7]).assign(se=math.nan, n=None)
    assert found(rough, plain("A")) == {"precision": "note"}
    assert found(rough.assign(value=[0.3, 0.4, 0.55, 0.7]), plain("A")) == {"precision": "warning"}
    assert found(rough.assign(value=rough["value"] + 1e-4), plain("A")) == {}


@pytest.mark.parametrize(("metric", "level"), [("acc", "problem"), ("acc_norm", "warning")])
def test_a_metric_on_which_models_are_alike_is_degenerate(metric: str, level: str) -> None:
    alike = one_part("A", [0.0] * 6 + [0.4, 0.5]).assign(metric=metric)
    other = one_part("A", SOUND).assign(metric="acc" if metric == "acc_norm" else "other")
    assert found(pd.concat([alike, other]), plain("A"))["degenerate metric"] == level


def truth(name: str, yes: int = 40, no: int = 360) -> Benchmark:
    return replace(
        plain(name), gold="truth", choices=("True", "False"), labels={"no": no, "yes": yes}
    )


def test_a_truth_value_read_as_a_place_is_an_inversion_and_is_turned() -> None:
    table = one_part("A", [0.9, 0.899, 0.6, 0.5, 0.3])
    row = next(one for one in sanity(table, (truth("A"),)) if one.check == "inverted labels")
    assert (row.level, row.models) == ("problem", 2)
    step = audit(table, (truth("A"),))[1]
    assert step.scores["value"].tolist() == pytest.approx([0.1, 0.101, 0.4, 0.5, 0.7])
    assert step.changed == 5


@pytest.mark.parametrize("choices", [("False", "True"), ("no", "Yes"), ()])
def test_truth_values_in_their_place_are_no_inversion(choices: tuple[str, ...]) -> None:
    benchmark = replace(truth("A"), choices=choices)
    assert "inverted labels" not in found(one_part("A", SOUND), benchmark)


def test_a_benchmark_against_its_factor_is_named() -> None:
    table = pd.concat(
        [one_part("A", SOUND), one_part("B", SOUND), one_part("C", list(reversed(SOUND)))]
    )
    rows = sanity(table, (plain("A"), plain("B"), plain("C")))
    against = {one.benchmark: one.value for one in rows if one.check == "against its factor"}
    assert against["C"] == pytest.approx(-1)
    assert any(one.check == "consistency" and one.level == "warning" for one in rows)


def test_every_step_of_the_audit_is_there_and_leaves_the_one_before_alone() -> None:
    prior = replace(plain("P"), labels={"no": 400})
    guess = replace(plain("G"), chance=0.5)
    suite = (plain("A"), prior, guess, plain("S"))
    table = pd.concat(
        [
            one_part("A", SOUND),
            one_part("P", spread_out(8, 0.0, 0.09)),
            one_part("G", spread_out(8, 0.47, 0.53)),
            one_part("S", [0.3] * 8),
        ]
    )
    before = table.copy()
    steps = audit(table, suite)
    assert [(step.benchmarks, step.changed, len(step.suite)) for step in steps] == [
        ((), 0, 4),
        ((), 0, 4),
        ((), 0, 4),
        (("P",), 8, 3),
        (("S",), 8, 2),
        (("G",), 8, 1),
    ]
    assert set(steps[-1].scores["benchmark"]) == {"A"}
    pd.testing.assert_frame_equal(table, before)


def test_findings_become_a_table_and_errors_stay_with_scores() -> None:
    table = findings_table(sanity(scores(("m", "A", "", 0.5, 0.1, 25)), (plain("B"),)))
    assert table["check"].tolist() == ["missing"]
    assert len(whole_scores(scores(("m", "A", "", 0.5, 0.1, 25)), [plain("A")])) == 1
