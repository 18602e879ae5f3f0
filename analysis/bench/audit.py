"""Scores after the faults that the checks found are mended or left out, in named steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from sosprobe.analysis.bench.inversion import misread
from sosprobe.analysis.bench.sanity import near_chance, one_answer, spread
from sosprobe.analysis.bench.suite import SUITE, Benchmark
from sosprobe.analysis.bench.whole import whole_scores

Suite = tuple[Benchmark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one step of an audit did, and the scores after it."""

    name: str
    reason: str
    benchmarks: tuple[str, ...]
    """The benchmarks that it changed or left out."""
    changed: int
    """How many scores of a model on a part it turned or took away."""
    scores: pd.DataFrame
    suite: Suite


def audit(scores: pd.DataFrame, suite: Suite = SUITE) -> list[Step]:
    """Return the scores as they were published and after each step, each on top of the last.

    A step that finds nothing to do is there too, with a count of 0. What an audit leaves out is
    gone from the suite as well, so that an aggregate is a mean over what is left and says so by its
    number of benchmarks.
    """
    steps = [
        Step(
            name="as published",
            reason="Nothing is changed.",
            benchmarks=(),
            changed=0,
            scores=scores,
            suite=suite,
        )
    ]
    for make in (_turn, _largest, *(_leave_out(*rule) for rule in _RULES)):
        steps.append(make(steps[-1].scores, steps[-1].suite))
    return steps


def _turn(scores: pd.DataFrame, suite: Suite) -> Step:
    """Turn benchmarks round whose labels are read upside down."""
    names = tuple(one.name for one in suite if misread(one))
    mine = scores["benchmark"].isin(names)
    turned = scores.assign(value=scores["value"].where(~mine, 1 - scores["value"]))
    return Step(
        name="inverted labels turned",
        reason="A truth value was read as the place of a choice.",
        benchmarks=tuple(name for name in names if bool((scores["benchmark"] == name).any())),
        changed=int(mine.sum()),
        scores=turned,
        suite=suite,
    )


def _largest(scores: pd.DataFrame, suite: Suite) -> Step:
    """Keep the largest of parts that hold one another."""
    gone = pd.Series(False, index=scores.index)
    names: list[str] = []
    for one in suite:
        mine = (scores["benchmark"] == one.name) & scores["part"].isin(one.nested)
        sized = scores[mine].groupby("part")["n"].max().dropna()
        if len(sized) > 1:
            gone |= mine & (scores["part"] != sized.idxmax())
            names.append(one.name)
    return Step(
        name="nested parts counted once",
        reason="A part that another one holds would count its items again.",
        benchmarks=tuple(names),
        changed=int(gone.sum()),
        scores=scores[~gone],
        suite=suite,
    )


_Check = Callable[[pd.DataFrame, Benchmark], Sequence[object]]

_RULES: tuple[tuple[str, str, _Check], ...] = (
    (
        "answer-token priors left out",
        "One answer is always right, so the score is how likely a model makes it.",
        one_answer,
    ),
    (
        "benchmarks without spread left out",
        "Models differ by less than the error of one score.",
        spread,
    ),
    ("benchmarks at chance left out", "Most models score what a guess scores.", near_chance),
)


def _leave_out(name: str, reason: str, check: _Check) -> Callable[[pd.DataFrame, Suite], Step]:
    """Return the step that leaves out every benchmark that a check objects to."""

    def step(scores: pd.DataFrame, suite: Suite) -> Step:
        whole = whole_scores(scores, suite)
        bad = tuple(one.name for one in suite if check(whole[whole["benchmark"] == one.name], one))
        gone = scores["benchmark"].isin(bad)
        return Step(
            name=name,
            reason=reason,
            benchmarks=bad,
            changed=int(gone.sum()),
            scores=scores[~gone],
            suite=tuple(one for one in suite if one.name not in bad),
        )

    return step
