"""The commands that ask a model the concrete benchmarks of the suite."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from sosprobe.cli.options import BaseUrl

bench_app = typer.Typer(
    help="Ask a model the benchmarks of the suite, whose answers are known.", no_args_is_help=True
)

Out = Annotated[Path, typer.Option(help="Folder of results, records and answers.")]


@bench_app.command("list")
def list_rows() -> None:
    """List the rows: factor, items, instruments, where the data is had and access asked for."""
    from sosprobe.cli.bench_tables import list_table

    list_table()


@bench_app.command("run")
def run(
    model: Annotated[
        str, typer.Option(help="openai:MODEL, hf:PATH, vllm:PATH, or local[:GGUF].")
    ] = "local",
    base_url: BaseUrl = "",
    tokenizer: Annotated[
        str, typer.Option(help="Its tokenizer, for likelihoods over an endpoint: name or folder.")
    ] = "",
    rows: Annotated[
        str, typer.Option(help="all, wk, if, safety, or names of rows, joined by commas.")
    ] = "all",
    instrument: Annotated[
        Literal["auto", "generate", "loglikelihood"],
        typer.Option(help="auto: generate at an endpoint, loglikelihood in this process."),
    ] = "auto",
    data: Annotated[
        Path | None, typer.Option(help="Folder of local files; none: the hub, where it has them.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="Items of each part; 0 for all.")] = 0,
    in_flight: Annotated[int, typer.Option(min=1, help="Open requests, or the batch size.")] = 4,
    max_length: Annotated[
        int, typer.Option(min=64, help="Tokens that the model reads and writes at most.")
    ] = 4096,
    label: Annotated[str, typer.Option(help="The model's name in tables.")] = "",
    livebench: Annotated[
        Path | None, typer.Option(help="A checkout of LiveBench's repository.")
    ] = None,
    livebench_python: Annotated[
        str, typer.Option(help="The Python that has LiveBench's dependencies.")
    ] = "",
    livebench_release: Annotated[str, typer.Option(help="LiveBench's release.")] = "2024-11-25",
    price: Annotated[str, typer.Option(help="IN,OUT: dollars for a million tokens.")] = "",
    prices: Annotated[
        Path | None, typer.Option(help="A table of prices by model, as probes/prices.toml.")
    ] = None,
    out: Out = Path("sosprobe-bench"),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count and price; score nothing.")
    ] = False,
) -> None:
    """Ask a model the rows; the same command goes on where it stopped. Exit 1 if a row failed."""
    from sosprobe.cli.bench_run import execute
    from sosprobe.cli.run import split_price
    from sosprobe.probes.bench.engine.livebench import Checkout
    from sosprobe.probes.bench.engine.model import model_of
    from sosprobe.probes.bench.engine.session import Wish
    from sosprobe.probes.prices import prices as price_table

    checkout = None
    if livebench is not None:
        checkout = Checkout(
            path=livebench.resolve(), release=livebench_release, python=livebench_python
        )
    wish = Wish(
        rows=rows,
        instrument=None if instrument == "auto" else instrument,
        data=data,
        limit=limit,
        out=out,
        checkout=checkout,
    )
    asked = model_of(
        model,
        base_url=base_url,
        tokenizer=tokenizer,
        in_flight=in_flight,
        max_length=max_length,
        label=label,
    )
    known = price_table(split_price(price), prices)
    raise typer.Exit(execute(wish, asked, known, dry_run=dry_run))


@bench_app.command("table")
def table(
    out: Annotated[Path, typer.Argument(help="Folder of `bench run`.")] = Path("sosprobe-bench"),
    judge_scores: Annotated[
        Path | None, typer.Option(help="CSV with `model` and `judge`: a judge's opinion beside it.")
    ] = None,
) -> None:
    """Write scores.csv of all models of a folder, and show rows and factors."""
    from sosprobe.cli.bench_tables import score_tables

    raise typer.Exit(score_tables(out, judge_scores))
