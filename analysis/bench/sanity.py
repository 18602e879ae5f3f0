"""Check what a table of scores can say about the benchmarks that made it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from sosprobe.analysis.arrays import Array, floats
from sosprobe.analysis.bench.aggregate import consistency, rest_correlations
from sosprobe.analysis.bench.finding import Finding, Level
from sosprobe.analysis.bench.inversion import inversion
from sosprobe.analysis.bench.metrics import metric_degeneracies
from sosprobe.analysis.bench.suite import SUITE, Benchmark, aggregates_of
from sosprobe.analysis.bench.whole import whole_scores, wide

_NARROW = 0.02
_ALIKE = 0.5
_LOOSE_ALPHA, _LOOSE_R = 0.7, 0.15
_OFF = 0.1
_END = 0.10


def sanity(scores: pd.DataFrame, suite: tuple[Benchmark, ...] = SUITE) -> list[Finding]:
    """Return what the checks find in the tidy table of scores, benchmark by benchmark."""
    whole = whole_scores(scores, suite)
    findings: list[Finding] = []
    checks: Sequence[Callable[[pd.DataFrame, Benchmark], list[Finding]]] = (
        constants,
        spread,
        near_chance,
        one_answer,
        sizes,
        precision,
    )
    for benchmark in suite:
        own = scores[scores["benchmark"] == benchmark.name]
        if own.empty:
            findings.append(
                Finding(
                    check="missing",
                    benchmark=benchmark.name,
                    level="warning",
                    text="No model has a score.",
                )
            )
            continue
        rows = whole[whole["benchmark"] == benchmark.name]
        for check in checks:
            findings += check(rows, benchmark)
        findings += nested(own, benchmark)
        findings += metric_degeneracies(own, benchmark)
        findings += inversion(rows, benchmark)
    return findings + factors(whole, suite)


def constants(rows: pd.DataFrame, benchmark: Benchmark) -> list[Finding]:
    """Say what a constant answer scores, and how many models do no better."""
    share = benchmark.constant
    if share is None or benchmark.gold == "truth":
        return []
    values, errors = _known(rows)
    beaten = int((values <= share + 2 * errors).sum())
    text = (
        f"Always the commonest right answer scores {share:.4f}; {beaten} of {len(values)} models "
        "are not clearly above."
    )
    if share == 1:
        text = (
            f"All right answers are {next(iter(benchmark.labels))!r}, so always giving it scores 1 "
            "and never 0."
        )
    return [
        _finding(
            "constant answer", benchmark, "problem" if share == 1 else "note", text, share, beaten
        )
    ]


def spread(rows: pd.DataFrame, benchmark: Benchmark) -> list[Finding]:
    """Say whether models differ by no more than drawing other items would make them differ."""
    values, errors = _known(rows)
    if len(values) < 3:
        return []
    width, noise = float(np.ptp(values)), float(np.sqrt((errors**2).mean()))
    sd = float(values.std(ddof=1))
    if width == 0 or (width < _NARROW and sd < noise):
        text = (
            f"{len(values)} models lie between {values.min():.4f} and {values.max():.4f}: their "
            f"standard deviation {sd:.4f} is below the error of one score, {noise:.4f}."
        )
        return [_finding("no spread", benchmark, "problem", text, width, len(values))]
    return []


def near_chance(rows: pd.DataFrame, benchmark: Benchmark) -> list[Finding]:
    """Say whether most models score what a guess scores."""
    known = rows.dropna(subset=["accuracy", "se"])
    if known.empty or not float(known["chance"].max()) or benchmark.constant == 1:
        return []
    away = (known["accuracy"] - known["chance"]).abs()
    near = int((away <= 2 * known["se"]).sum())
    if near / len(known) < _ALIKE:
        return []
    mean, chance = float(known["accuracy"].mean()), float(known["chance"].mean())
    text = (
        f"{near} of {len(known)} models lie within two standard errors of a guess ({chance:.3f}); "
        f"their mean is {mean:.3f}."
    )
    return [_finding("at chance", benchmark, "problem", text, mean - chance, near)]


def one_answer(rows: pd.DataFrame, benchmark: Benchmark) -> list[Finding]:
    """Say whether models give one and the same answer nearly always, where one is always right."""
    if benchmark.constant != 1:
        return []
    values, _ = _known(rows)
    low, high = int((values < _END).sum()), int((values > 1 - _END).sum())
    text = (
        f"{low} of {len(values)} models are below {_END:.2f} and {high} above {1 - _END:.2f}: the "
        "score is how likely the model makes one answer, whatever it is asked."
    )
    return [
        _finding(
            "answer-token prior",
            benchmark,
            "problem" if (low + high) * 2 > len(values) else "warning",
            text,
            (low + high) / max(1, len(values)),
            low + high,
        )
    ]


def sizes(rows: pd.DataFrame, benchmark: Benchmark) -> list[Finding]:
    """Compare how many items were promised with how many were run."""
    known = rows["n"].dropna()
    if not len(known) or not benchmark.promised:
        return []
    run = int(known.max())
    ratio = run / benchmark.promised
    if abs(ratio - 1) <= _OFF:
        return []
    text = f"{benchmark.promised:,} items were promised and {run:,} run ({100 * ratio:.0f} %)."
    return [_finding("size", benchmark, "warning", text, ratio, len(known))]


def nested(own: pd.DataFrame, benchmark: Benchmark) -> list[Finding]:
    """Say whether items count several times because one part holds another."""
    held = own[own["part"].isin(benchmark.nested)].groupby("part")["n"].max().dropna()
    if len(held) < 2:
        return []
    total, most = int(held.sum()), int(held.max())
    text = (
        f"The parts {', '.join(benchmark.nested)} hold one another: {most} different items count "
        f"as {total}."
    )
    return [
        _finding("nested parts", benchmark, "problem", text, total / most, own["model"].nunique())
    ]


def precision(rows: pd.DataFrame, benchmark: Benchmark) -> list[Finding]:
    """Say whether scores without an error were published to few digits."""
    known = rows[(rows["se_from"] != "published") & rows["accuracy"].notna()]
    if len(known) < 3 or benchmark.averaged:
        return []
    percents = 100 * floats(known["accuracy"])
    off = np.abs(percents * 10 - np.round(percents * 10))
    whole = int((np.abs(percents - np.round(percents)) < 1e-9).sum())
    if float(off.max()) > 1e-6:
        return []
    share = whole / len(percents)
    text = (
        f"Scores are given to 0.1 of a per cent, {whole} of {len(percents)} as whole numbers; no "
        "error is given."
    )
    return [
        _finding(
            "precision",
            benchmark,
            "warning" if share > _ALIKE else "note",
            text,
            share,
            len(percents),
        )
    ]


def factors(whole: pd.DataFrame, suite: tuple[Benchmark, ...]) -> list[Finding]:
    """Say which factors hardly hold together, and which benchmarks run against their factor."""
    values = wide(whole)
    findings: list[Finding] = []
    named = {benchmark.name: benchmark for benchmark in suite}
    table = consistency(values, aggregates_of(suite)).to_dict("records")
    for row in table:
        if row["aggregate"] not in {one.factor for one in suite}:
            continue
        alpha, r = float(row["alpha"]), float(row["mean_r"])
        loose = alpha < _LOOSE_ALPHA or r < _LOOSE_R
        text = (
            f"{row['k']} benchmarks, standardised alpha {alpha:.4f}, mean correlation {r:.4f} over "
            f"{row['models']} models."
        )
        findings.append(
            Finding(
                check="consistency",
                benchmark=str(row["aggregate"]),
                level="warning" if loose else "note",
                text=text + (" It is hardly one factor." if loose else ""),
                value=alpha,
                models=int(row["models"]),
            )
        )
    for factor in dict.fromkeys(one.factor for one in suite):
        parts = [name for name, one in named.items() if one.factor == factor]
        for name, r in rest_correlations(values, parts).items() if len(parts) > 2 else ():
            if r < 0:
                text = f"Correlates {r:.2f} with the mean of the other benchmarks of {factor}."
                findings.append(
                    _finding("against its factor", named[name], "warning", text, r, len(values))
                )
    return findings


def _known(rows: pd.DataFrame) -> tuple[Array, Array]:
    known = rows.dropna(subset=["accuracy"])
    return floats(known["accuracy"]), floats(known["se"].fillna(0.0))


def _finding(
    check: str, benchmark: Benchmark, level: Level, text: str, value: float, models: int
) -> Finding:
    return Finding(
        check=check,
        benchmark=benchmark.name,
        level=level,
        text=text,
        value=value,
        models=models,
    )
