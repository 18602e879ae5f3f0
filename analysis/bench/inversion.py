"""Suspect labels that were turned round on the way into a benchmark."""

from __future__ import annotations

import pandas as pd

from sosprobe.analysis.bench.finding import Finding
from sosprobe.analysis.bench.suite import Benchmark

_CLOSE = 0.01


def misread(benchmark: Benchmark) -> bool:
    """Say whether a truth value, read as the place of a choice, picks the choice that denies it.

    A harness that wants the place of the right choice takes False for 0 and True for 1. With the
    choices (True, False) every label then stands for its opposite.

    >>> misread(Benchmark(name="x", factor="Safety", metrics=(), gold="truth",
    ...                   choices=("True", "False")))
    True
    >>> misread(Benchmark(name="x", factor="Safety", metrics=(), gold="truth",
    ...                   choices=("No", "Yes")))
    False
    """
    if benchmark.gold != "truth" or len(benchmark.choices) != 2:
        return False
    yes = {"true", "yes", "1"}
    return benchmark.choices[int(True)].strip().lower() not in yes


def inversion(rows: pd.DataFrame, benchmark: Benchmark) -> list[Finding]:
    """Say whether a benchmark's labels are read upside down, and whether its scores look like it.

    What is known of the task decides. The scores are a sign only: models that always give the first
    choice then score the share of the labels that it denies, so they pile up there.
    """
    if not misread(benchmark):
        return []
    first = benchmark.choices[0]
    text = (
        "The right answer is a truth value read as a place among "
        f"{', '.join(benchmark.choices)}, so every label stands for its opposite."
    )
    known = rows.dropna(subset=["accuracy"])
    piled = 0
    share = benchmark.constant
    if share is not None:
        most = max(benchmark.labels, key=lambda name: benchmark.labels[name])
        piled = int(((known["accuracy"] - share).abs() <= _CLOSE).sum())
        best = float(known["accuracy"].max()) if len(known) else float("nan")
        text += (
            f" Always {first!r} then scores {share:.4f}, the share of {most!r}; {piled} of "
            f"{len(known)} models lie within {_CLOSE} of that and the best has {best:.4f}."
        )
    return [
        Finding(
            check="inverted labels",
            benchmark=benchmark.name,
            level="problem",
            text=text,
            value=share if share is not None else float("nan"),
            models=piled or len(known),
        )
    ]
