"""Show the rows of the suite, and what models scored on them."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sosprobe.errors import SetupError


def list_table() -> None:
    """Print one line a row."""
    from sosprobe.probes.bench.engine.catalogue import suite_rows

    table = Table()
    for heading in ("row", "factor", "items", "instruments", "data", "access"):
        table.add_column(heading, overflow="fold")
    for name, row in suite_rows().rows.items():
        ways = "LiveBench" if row.livebench else ", ".join(row.tasks)
        table.add_row(
            name, row.factor, f"{row.published_n:,}", ways, escape(row.source), row.gated or "open"
        )
    Console(highlight=False, emoji=False).print(table)


def score_tables(out: Path, judge_scores: Path | None) -> int:
    """Write scores.csv and factors.csv, and print both; return the exit code."""
    from sosprobe.probes.bench.engine.job import Instrument
    from sosprobe.probes.bench.engine.records import results
    from sosprobe.probes.bench.engine.table import (
        beside,
        factors,
        opinion,
        read_judge,
        score_frame,
        tidy,
        write_scores,
    )

    found = results(out)
    if not found:
        raise SetupError(f"{out} holds no finished row. Run: sosprobe bench run --out {out}")
    judge = None if judge_scores is None else read_judge(judge_scores)
    console = Console(highlight=False, emoji=False)
    write_scores(found, out / "scores.csv")
    table = Table()
    for heading in ("model", "row", "part", "metric", "instrument", "value", "se", "n"):
        table.add_column(heading, justify="right" if heading in ("value", "se", "n") else "left")
    for row in tidy(found):
        error = row["se"]
        table.add_row(
            *(escape(str(row[name])) for name in ("model", "row", "part", "metric", "instrument")),
            f"{row['value']:.3f}",
            f"{error:.3f}" if isinstance(error, float) else "",
            str(row["n"]),
        )
    console.print(table)
    ways: tuple[Instrument, ...] = ("loglikelihood", "generate")
    for way in ways:
        frame = score_frame(found, way)
        if frame.empty:
            continue
        shown = factors(frame)
        if judge is not None:
            shown = beside(shown, judge)
        shown.to_csv(out / f"factors.{way}.csv")
        means = Table(title=f"Means over the benchmarks that are there, {way}")
        means.add_column("model")
        for name in shown.columns:
            means.add_column(str(name), justify="right")
        for model, values in shown.iterrows():
            means.add_row(escape(str(model)), *(f"{value:.3f}" for value in values))
        console.print(means)
        if judge is not None:
            for line in opinion(shown):
                console.print(line, markup=False)
    return 0
