"""Metrics on which nearly all models have the same score."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from sosprobe.analysis.arrays import floats
from sosprobe.analysis.bench.finding import Finding
from sosprobe.analysis.bench.suite import Benchmark

_MOST = 0.5
_ROUNDED = 10**6  # where the size is not known, equal means equal to six digits


def metric_degeneracies(own: pd.DataFrame, benchmark: Benchmark) -> list[Finding]:
    """Say on which published metrics of a benchmark more than half of the models are exactly alike.

    All at zero: no model ever gives the right answer under this metric. All at one share: nearly
    all models give one and the same answer throughout, so the score is the share of that label.
    Metrics that do not count in the aggregates are looked at too: they tell about the task.
    """
    findings: list[Finding] = []
    for metric, rows in own.groupby("metric", sort=False):
        for part, mine in rows.groupby("part", sort=False):
            values = floats(mine["value"])
            if len(values) < 3:
                continue
            size = int(mine["n"].max()) if mine["n"].notna().any() else _ROUNDED
            right, times = Counter(round(value * size) for value in values).most_common(1)[0]
            common = right / size
            if times / len(values) <= _MOST:
                continue
            name = f"{metric!s} of {part!s}" if part else str(metric)
            counts = str(metric) in benchmark.metrics
            text = f"{name} is 0 for {times} of {len(values)} models."
            if right:
                share = f" ({right} of {size})" if size != _ROUNDED else ""
                text = (
                    f"{name} is {common:.4f}{share} for {times} of {len(values)} models, as if all "
                    f"gave one answer; the range is {values.min():.4f} to {values.max():.4f}."
                )
            findings.append(
                Finding(
                    check="degenerate metric",
                    benchmark=benchmark.name,
                    level="problem" if counts else "warning",
                    text=f"{text} {'It counts.' if counts else 'Another metric counts.'}",
                    value=common,
                    models=times,
                )
            )
    return findings
