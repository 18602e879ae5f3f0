"""What fine-tuning and preference optimisation add to each factor and to the judge's score."""

from __future__ import annotations

import pandas as pd

from sosprobe.analysis.bench.cell import cell
from sosprobe.analysis.bench.post_training import deltas, kinds, mean_deltas, scaling
from sosprobe.analysis.bench.section import Section
from sosprobe.analysis.estimators import tidy
from sosprobe.probes.reproduce.folder import Published

JUDGE = "Arena"
COLUMNS = ("WK", "IF", "Safety", "Overall_3", JUDGE)
_BASE = "Llama-3-8B"


def points(published: Published) -> pd.DataFrame:
    """Return aggregates times 100 and the judge's score, one row a model under the harness's name.

    Models that only the judge scored keep the leaderboard's name and have no aggregates.
    """
    names = {match.other: match.model for match in published.matched.matches}
    board = published.leaderboard.set_index("model")["score"].rename(index=names)
    table = 100 * published.aggregates
    table = table.reindex(
        [*table.index, *(name for name in board.index if name not in table.index)]
    )
    return table.assign(**{JUDGE: board.reindex(table.index)})


def stages(published: Published) -> Section:
    """Return what each model has more than the one it was made from."""
    found = deltas(points(published), published.lineage, COLUMNS)
    numbers = {
        f"delta/{row['model']}/{name}": float(row[name])
        for row in found.to_dict("records")
        for name in COLUMNS
    }
    return Section(
        name="stages",
        title="What each stage of post-training adds, in points",
        text="Each model less the one it was made from (sft: fine-tuned on answers; po: then on "
        "preferences; other: several stages that are not apart). Which model was made from "
        "which is read off the names.",
        table=found,
        numbers=numbers,
    )


def means(published: Published) -> Section:
    """Return the mean gain of fine-tuning from the base and of preferences after it."""
    found = deltas(points(published), published.lineage, COLUMNS)
    llama = found[(found["stage"] == "sft") & (found["parent"] == _BASE)]
    preferences = found[found["stage"] == "po"]
    rows = mean_deltas(pd.concat([llama, preferences]), COLUMNS, by=("stage",))
    numbers = {f"mean delta/{row.term.replace(', ', '/')}": row.value for row in rows}
    kind_of = published.lineage.set_index("model")["kind"]
    rows += kinds(llama, kind_of, COLUMNS)
    base = published.aggregates.loc[published.aggregates.index == _BASE]
    numbers["base/WK_lb"] = 100 * cell(base, _BASE, "WK_lb")
    numbers["base/WK_eleuther"] = 100 * cell(base, _BASE, "WK_eleuther")
    fine_tuned = published.aggregates[published.aggregates.index.isin(list(llama["model"]))]
    numbers["sft/WK_eleuther"] = 100 * float(fine_tuned["WK_eleuther"].mean())
    for name in (_BASE, f"{_BASE}-Instruct"):
        if name in published.aggregates.index:
            numbers[f"safety/{name}"] = 100 * cell(published.aggregates, name, "Safety")
    return Section(
        name="stage_means",
        title="The mean gain of each stage, and of each kind of fine-tuning data",
        text="Fine-tuning from the base Llama-3-8B against preferences after fine-tuning. Models "
        "that share a parent are not independent, and most of those trained on preferences do. The "
        "kind of a set is our reading of its name.",
        table=tidy(rows),
        numbers=numbers,
    )


def data_size(published: Published) -> Section:
    """Return the regressions on the size of the fine-tuning set."""
    sizes = published.lineage.set_index("model")["size"].astype(float)
    rows, fits = scaling(points(published), sizes, COLUMNS)
    numbers: dict[str, float] = {}
    for fit in fits[fits["without"] == ""].to_dict("records"):
        for what in ("slope", "r2", "p"):
            numbers[f"scaling/{fit['aggregate']}/{what}"] = float(fit[what])
    return Section(
        name="scaling",
        title="Scores against the size of the fine-tuning set",
        text="Least squares on log10 of the number of examples, for the sets whose size is in the "
        "model's name. So few points, which differ in more than size, demonstrate the computation "
        "and prove nothing.",
        table=tidy(rows),
        numbers=numbers,
    )
