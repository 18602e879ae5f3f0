"""The judge's scores against the concrete ones: the main result, and what it hangs on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sosprobe.analysis.bench.aggregate import aggregate, spread
from sosprobe.analysis.bench.audit import audit
from sosprobe.analysis.bench.join import join
from sosprobe.analysis.bench.normalise import NORMALISATIONS
from sosprobe.analysis.bench.section import Section
from sosprobe.analysis.bench.suite import SUITE, aggregates_of
from sosprobe.analysis.bench.truth import on_logit, partial, resampled, truth, windows, without_each
from sosprobe.analysis.bench.whole import whole_scores
from sosprobe.analysis.estimators import tidy
from sosprobe.probes.reproduce.folder import Published
from sosprobe.types import Estimate

FACTORS = ("WK", "IF", "Safety")
MAIN = (*FACTORS, "Overall_3")
ALL = (*MAIN, "Overall_24", "WK_eleuther", "IF_eleuther", "WK_lb")
_SEED = 0


def main(published: Published, *, draws: int) -> Section:
    """Return the correlation of the judge's score with each aggregate."""
    table = published.joined
    few = truth(table, FACTORS)
    rows = [*few, *truth(table, [name for name in ALL if name not in FACTORS])]
    numbers = _numbers("truth", rows)
    for row in rows:
        name, _, kind = row.term.partition(", ")
        numbers[f"truth/{name}/n"] = row.n
        if kind == "pearson":
            numbers |= {f"fisher/{name}/low": row.low, f"fisher/{name}/high": row.high}
    # One generator for the four in this order, as in the reference computation.
    rng = np.random.default_rng(_SEED)
    drawn = resampled(table, MAIN, rng=rng, draws=draws)
    for row in drawn:
        name = row.term.partition(", ")[0]
        numbers |= {f"bootstrap/{name}/low": row.low, f"bootstrap/{name}/high": row.high}
    drawn += resampled(table, ALL[len(MAIN) :], rng=rng, draws=draws)
    drawn += resampled(table, ALL, rng=rng, kind="spearman", draws=draws)
    for row in few:
        name, _, kind = row.term.partition(", ")
        numbers[f"bonferroni/{name}/{kind}"] = min(1.0, len(FACTORS) * (row.p or 0.0))
    return Section(
        name="truth",
        title="The judge's score against each aggregate",
        text="Pearson, Spearman and Kendall (tau-b) over the models with both scores. Intervals "
        "are Fisher's, and below them those of models drawn anew. Adjusted p-values are Holm's "
        "over the three factors, and over the five other means by themselves. A p above 0.05 is "
        "no evidence that there is nothing.",
        table=tidy([*rows, *drawn]),
        numbers=numbers,
    )


def choices(published: Published) -> Section:
    """Return how the correlations change with the scale, a model, the names and the mean."""
    table = published.joined
    rows: list[dict[str, object]] = []
    numbers: dict[str, float] = {}

    def add(choice: str, found: list[Estimate]) -> None:
        for row in found:
            name, _, kind = row.term.partition(", ")
            if kind in ("pearson", "spearman"):
                numbers[f"{choice}/{name}/{kind}"] = row.value
                rows.append(
                    {
                        "choice": choice,
                        "aggregate": name,
                        "kind": kind,
                        **{
                            "r": row.value,
                            "low": row.low,
                            "high": row.high,
                            "p": row.p,
                            "n": row.n,
                        },
                    }
                )

    add("as it is", truth(table, MAIN))
    add("logit of the judge's score", truth(on_logit(table), MAIN))
    first = str(without_each(table, MAIN).iloc[0]["without"])
    add(f"without {first}", truth(table[table["model"] != first], MAIN))
    add("without ambiguous names", truth(table[~table["ambiguous"]], MAIN))
    for name in NORMALISATIONS:
        scaled = spread(aggregate(published.whole, aggregates_of(SUITE), normalisation=name))
        if name != "raw":
            joined = join(scaled, published.leaderboard, published.matched)
            add(f"normalised by {name}", truth(joined, MAIN))
    return Section(
        name="choices",
        title="What the correlations hang on",
        text="The same correlations under other choices: log-odds of the judge's score, without "
        f"the most influential model ({first}), without models whose names are matched with doubt, "
        "and with benchmarks put on another scale before they are averaged.",
        table=pd.DataFrame(rows),
        numbers=numbers,
    )


def influence(published: Published) -> Section:
    """Return how much each model moves each correlation."""
    table = without_each(published.joined, MAIN)
    numbers = {
        f"without {row['without']}/{row['aggregate']}": float(row["r"])
        for row in table.to_dict("records")
    }
    return Section(
        name="influence",
        title="Each correlation without one model",
        text="Pearson's r when one model is left out, the largest change first.",
        table=table,
        numbers=numbers,
    )


def further(published: Published) -> Section:
    """Return partial correlations, and those over the judge's top eight models."""
    rows = partial(published.joined, FACTORS)
    rows += windows(published.joined, MAIN, tops=(8,))
    return Section(
        name="partial",
        title="One factor with the others held fixed, and the top eight models alone",
        text="World knowledge and instruction following go together, so what one of them has alone "
        "is a partial correlation. Eight models are few: the intervals say so.",
        table=tidy(rows),
        numbers=_numbers("partial", rows),
    )


def audited(published: Published) -> Section:
    """Return the correlations after each step of the audit."""
    rows: list[dict[str, object]] = []
    numbers: dict[str, float] = {}
    for step in audit(published.scores):
        found = aggregate(whole_scores(step.scores, step.suite), aggregates_of(step.suite))
        joined = join(spread(found), published.leaderboard, published.matched)
        names = [name for name in MAIN if name in joined.columns]
        for row in truth(joined, names):
            name, _, kind = row.term.partition(", ")
            if kind == "kendall":
                continue
            numbers[f"audit/{step.name}/{name}/{kind}"] = row.value
            rows.append(
                {
                    "step": step.name,
                    "reason": step.reason,
                    "benchmarks": ", ".join(step.benchmarks),
                    "scores changed": step.changed,
                    "left": len(step.suite),
                    "aggregate": name,
                    "kind": kind,
                    **{"r": row.value, "low": row.low, "high": row.high, "p": row.p},
                }
            )
    return Section(
        name="audit",
        title="The same after the faults of the benchmarks are mended or left out",
        text="Each step stands on top of the one before. The audit was made after seeing the "
        "scores, so it shows what the published figures hang on, and is no test of its own.",
        table=pd.DataFrame(rows),
        numbers=numbers,
    )


def _numbers(begin: str, rows: list[Estimate]) -> dict[str, float]:
    numbers: dict[str, float] = {}
    for row in rows:
        term = row.term.replace(", ", "/")
        numbers[f"{begin}/{term}"] = row.value
        if row.p is not None:
            numbers[f"{begin}/{term} p"] = row.p
    return numbers
