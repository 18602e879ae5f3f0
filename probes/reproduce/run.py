"""Recompute everything from a folder of public files and write it down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pandas as pd

from sosprobe.analysis.bench.figures.arrows import arrows
from sosprobe.analysis.bench.figures.bump import bump
from sosprobe.analysis.bench.figures.drawn import Drawn
from sosprobe.analysis.bench.figures.heatmap import heatmap
from sosprobe.analysis.bench.figures.scatter import scatter
from sosprobe.analysis.bench.figures.sizes import size_figure
from sosprobe.analysis.bench.page import Recomputed, html, markdown
from sosprobe.analysis.bench.post_training import deltas
from sosprobe.analysis.bench.resample import DRAWS
from sosprobe.analysis.bench.section import NotRecomputed, Section
from sosprobe.analysis.bench.whole import missing, wide
from sosprobe.analysis.report import storable
from sosprobe.errors import BadInput, SetupError
from sosprobe.probes.reproduce import (
    judged_part,
    problems,
    rankings_part,
    suite_part,
    training_part,
    truth_part,
)
from sosprobe.probes.reproduce.folder import Published, read_published
from sosprobe.probes.reproduce.not_recomputed import not_recomputed
from sosprobe.probes.reproduce.reference import compare, compared_table, references
from sosprobe.spreadsheet import guarded

Result = TypeVar("Result")

_OPTIONAL = ("arena_hard_livebench", "people", "criteria")
"""Tables that need files which not every folder has."""

_TITLE = "Style Outweighs Substance, recomputed from its public files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduced:
    """Where the results were written, and the results."""

    page: Path
    results: Recomputed


def reproduce(folder: Path, out: Path, *, draws: int = DRAWS) -> Reproduced:
    """Recompute what the public files in `folder` can give and write it into `out`.

    Writes `reproduce.html`, `reproduce.md`, `compared.csv`, each table in `tables/` and each figure
    as PDF, PNG and CSV in `figures/`. Files of an earlier run there are replaced.

    Parameters
    ----------
    draws
        How often models are drawn anew for the intervals of correlations.
    """
    results = recompute(read_published(folder), draws=draws)
    for name in ("tables", "figures"):
        (out / name).mkdir(parents=True, exist_ok=True)
    made = {section.name for section in results.sections}
    for name in _OPTIONAL:
        if name not in made:
            (out / "tables" / f"{name}.csv").unlink(missing_ok=True)
    for section in results.sections:
        _csv(section.table, out / "tables" / f"{section.name}.csv")
    for one in results.figures:
        # Without a date the same files give the same bytes.
        one.figure.savefig(out / "figures" / f"{one.name}.pdf", metadata={"CreationDate": None})
        one.figure.savefig(out / "figures" / f"{one.name}.png", dpi=160)
        _csv(one.table, out / "figures" / f"{one.name}.csv")
    _csv(compared_table(results.compared), out / "compared.csv")
    (out / "reproduce.md").write_text(markdown(results), encoding="utf-8", newline="\n")
    page = out / "reproduce.html"
    page.write_text(html(results), encoding="utf-8", newline="\n")
    return Reproduced(page=page, results=results)


def recompute(published: Published, *, draws: int = DRAWS) -> Recomputed:
    """Return every table and figure that the files give, and how our numbers compare."""
    sections, failed = _sections(published, draws)
    drawn, undrawn = figures(published)
    numbers = {name: value for one in sections for name, value in one.numbers.items()}
    compared = compare(numbers, references())
    equal = sum(row.equal for row in compared)
    computed = sum(row.ours == row.ours for row in compared)
    doubt = int(published.joined["ambiguous"].sum())
    lead = [
        f"{equal} of {len(compared)} published numbers come out equal; {computed - equal} "
        f"{'does' if computed - equal == 1 else 'do'} not, and {len(compared) - computed} cannot "
        "be had from these files.",
        f"{len(published.joined)} models have both kinds of scores; their names are matched by "
        f"{published.names_from}, {doubt} of them with doubt.",
        *(f"Missing: {sentence}." for sentence in missing(published.whole)),
    ]
    return Recomputed(
        title=_TITLE,
        lead=lead,
        compared=compared,
        missing=[
            *not_recomputed(lambda name: published.find(name) is not None),
            *failed,
            *undrawn,
        ],
        sections=sections,
        figures=drawn,
    )


def figures(published: Published) -> tuple[list[Drawn], list[NotRecomputed]]:
    """Return the figures, and those that the scores do not give."""
    table = training_part.points(published)
    gains = deltas(table, published.lineage, training_part.COLUMNS)
    sizes = published.lineage.set_index("model")["size"].astype(float)
    grid = wide(published.whole).join(published.aggregates[list(truth_part.FACTORS)])
    columns, preferred = training_part.COLUMNS, gains[gains["stage"] == "po"]
    return _made(
        {
            "Judge against concrete scores": lambda: scatter(published.joined, truth_part.MAIN),
            "Correlations": lambda: heatmap(grid),
            "Scores against size": lambda: size_figure(table, sizes, columns),
            "Preference optimisation": lambda: arrows(table, preferred, columns),
            "Ranks": lambda: bump(published.joined, ("judge", *truth_part.FACTORS)),
        }
    )


def _sections(published: Published, draws: int) -> tuple[list[Section], list[NotRecomputed]]:
    """Return the tables, and those that the scores do not give."""
    return _made(
        {
            "Judge against each aggregate": lambda: truth_part.main(published, draws=draws),
            "What the correlations hang on": lambda: truth_part.choices(published),
            "Correlations without one model": lambda: truth_part.influence(published),
            "Partial correlations": lambda: truth_part.further(published),
            "Audit": lambda: truth_part.audited(published),
            "Checks": lambda: suite_part.checks(published),
            "Faults of the files": lambda: problems.section(published),
            "Sizes": lambda: suite_part.sizes(published),
            "Consistency": lambda: suite_part.factors(published),
            "Mean gains": lambda: training_part.means(published),
            "Gains": lambda: training_part.stages(published),
            "Regressions on size": lambda: training_part.data_size(published),
            "Arena-Hard against LiveBench": lambda: rankings_part.official(published),
            "Fine-tuned models": lambda: rankings_part.fine_tunes(published),
            "People": lambda: rankings_part.people(published),
            "Criteria": lambda: judged_part.criteria(published),
        }
    )


def _made(
    makers: Mapping[str, Callable[[], Result | None]],
) -> tuple[list[Result], list[NotRecomputed]]:
    """Return what can be made, and the reason for each that cannot; None is passed over."""
    found: list[Result] = []
    failed: list[NotRecomputed] = []
    for what, make in makers.items():
        try:
            one = make()
        except BadInput:
            raise
        except SetupError as error:
            failed.append(NotRecomputed(what=what, reason=str(error)))
        else:
            found += [] if one is None else [one]
    return found, failed


def _csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table in which no cell is a formula to a spreadsheet."""
    safe = storable(table)
    for name in safe.columns:
        safe[name] = safe[name].map(lambda cell: guarded(cell) if isinstance(cell, str) else cell)
    safe.to_csv(path, index=False)
