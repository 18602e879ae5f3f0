"""The suite: how many items each benchmark has, and how well its factors hold together."""

from __future__ import annotations

import pandas as pd

from sosprobe.analysis.arrays import floats
from sosprobe.analysis.bench.aggregate import consistency
from sosprobe.analysis.bench.finding import findings_table
from sosprobe.analysis.bench.sanity import sanity
from sosprobe.analysis.bench.section import Section
from sosprobe.analysis.bench.suite import SUITE, aggregates_of
from sosprobe.analysis.bench.truth import correlate
from sosprobe.analysis.bench.whole import TOTAL, wide
from sosprobe.probes.reproduce.folder import Published


def sizes(published: Published) -> Section:
    """Return each benchmark with the size that was promised and the one that was run."""
    promised = {one.name: one.promised or 0 for one in SUITE}
    found = published.whole.groupby("benchmark", sort=False)
    rows: list[dict[str, object]] = []
    numbers: dict[str, float] = {}
    for key, mine in found:
        name = str(key)
        run = int(mine["n"].max()) if mine["n"].notna().any() else None
        benchmark = next(one for one in SUITE if one.name == name)
        rows.append(
            {
                "benchmark": name,
                "factor": benchmark.factor,
                "promised": benchmark.promised,
                "run": run,
                "metric": ", ".join(benchmark.metrics),
                "models": int(mine["value"].notna().sum()),
                "mean": float(mine["value"].mean()),
                "lowest": float(mine["value"].min()),
                "highest": float(mine["value"].max()),
            }
        )
        if run is not None:
            numbers[f"size/{name}"] = run
        for end, value in (("lowest", mine["accuracy"].min()), ("highest", mine["accuracy"].max())):
            numbers[f"{end}/{name}"] = float(value)
    parts = published.scores[published.scores["part"] != ""].groupby(["benchmark", "part"])["n"]
    for (whole, part), held in parts:
        if held.notna().any() and part != TOTAL:
            numbers[f"size/{whole!s}/{part!s}"] = int(held.max())
    live = sum(size for name, size in promised.items() if name.startswith("LiveBench-"))
    run_all = sum(
        value for name, value in numbers.items() if name.count("/") == 1 and name[:5] == "size/"
    )
    numbers["size/promised in all"] = sum(promised.values())
    numbers["size/run in all"] = run_all + live
    numbers |= _totals(published.scores)
    return Section(
        name="suite",
        title="The suite, its sizes promised and run",
        text="Sizes are worked out from accuracies and their errors, which give one whole number "
        "for all models. LiveBench publishes no errors, so its sizes stay as promised.",
        table=pd.DataFrame(rows).astype({"promised": "Int64", "run": "Int64"}),
        numbers=numbers,
    )


def factors(published: Published) -> Section:
    """Return each factor's internal consistency, and the correlations between factors."""
    aggregates = aggregates_of(SUITE)
    table = consistency(wide(published.whole), aggregates)
    numbers: dict[str, float] = {}
    for row in table.to_dict("records"):
        numbers[f"alpha/{row['aggregate']}"] = float(row["alpha"])
        numbers[f"mean r/{row['aggregate']}"] = float(row["mean_r"])
    for first, second in (("WK", "IF"), ("Safety", "WK"), ("Safety", "IF")):
        x, y = (floats(published.aggregates[name]) for name in (first, second))
        for kind in ("pearson", "spearman"):
            numbers[f"factors/{first} {second}/{kind}"] = correlate(x, y, kind)
    yes_no = wide(published.whole)[["BeaverTails", "CDNA", "StrongREJECT"]].corr().to_numpy()
    numbers["yes or no/lowest r"] = float(min(yes_no[0, 1], yes_no[0, 2], yes_no[1, 2]))
    numbers["yes or no/highest r"] = float(max(yes_no[0, 1], yes_no[0, 2], yes_no[1, 2]))
    return Section(
        name="consistency",
        title="How far the benchmarks of a factor rank models alike",
        text="Standardised alpha and the mean correlation between benchmarks, over models.",
        table=table,
        numbers=numbers,
    )


def checks(published: Published) -> Section:
    """Return what the sanity checks find."""
    findings = sanity(published.scores)
    numbers = {f"found/{one.check}/{one.benchmark}": float(one.models) for one in findings}
    scores = published.scores
    for name in ("BeaverTails", "CDNA", "StrongREJECT"):
        values = floats(
            scores[(scores["benchmark"] == name) & (scores["metric"] == "acc")]["value"]
        )
        numbers[f"below .10/{name}"] = int((values < 0.1).sum())
    for name in ("XSTest", "Toxigen"):
        rows = scores[(scores["benchmark"] == name) & (scores["metric"] == "acc_norm")]
        if len(rows):
            numbers[f"commonest acc_norm/{name}"] = float(rows["value"].round(9).mode().iloc[0])
    inverted = next(one for one in SUITE if one.name == "JailbreakHub")
    numbers["constant/JailbreakHub"] = inverted.constant or 0.0
    return Section(
        name="checks",
        title="What the checks find in the scores",
        text="A problem means that a score does not say what its name says; a warning that it says "
        "less; a note is good to know.",
        table=findings_table(findings)[["level", "check", "benchmark", "text", "models"]],
        numbers=numbers,
    )


def _totals(scores: pd.DataFrame) -> dict[str, float]:
    """Return how far published totals lie from the size-weighted means of their parts."""
    numbers: dict[str, float] = {}
    for name in ("BBQ", "WMDP"):
        mine = scores[(scores["benchmark"] == name) & (scores["metric"] == "acc")]
        total = mine[mine["part"] == TOTAL].set_index("model")["value"]
        parts = mine[mine["part"] != TOTAL]
        weighted = (parts["value"] * parts["n"].astype(float)).groupby(parts["model"]).sum()
        mean = weighted / parts["n"].astype(float).groupby(parts["model"]).sum()
        numbers[f"total less parts/{name}"] = float((total - mean).abs().max())
    return numbers
