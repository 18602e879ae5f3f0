"""The command that measures a judge."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sosprobe.cli.options import (
    BaseUrl,
    Controls,
    Items,
    ReaderName,
    ReaderUrl,
    Styles,
    Substances,
    Writer,
    WriterUrl,
)


def run(
    judge: Annotated[
        list[str],
        typer.Option(
            help="local, openai:MODEL, anthropic:MODEL, planted:position=0.4 ... (sosprobe list); "
            "several are a panel."
        ),
    ] = ["local"],
    combine: Annotated[
        str, typer.Option(help="The verdict of a panel: its vote, or the mean.")
    ] = "vote",
    base_url: BaseUrl = "",
    data: Annotated[
        str,
        typer.Option(
            help="probe, probe:FOLDER, llmbar:FOLDER, rm_bench:FOLDER, or a file of pairs."
        ),
    ] = "probe",
    recipe: Annotated[
        str, typer.Option(help="A set of arms: quick, infractions, surface, substance, attacks.")
    ] = "quick",
    style: Styles = [],
    substance: Substances = [],
    control: Controls = [],
    items: Items = 0,
    repeats: Annotated[int, typer.Option(min=1, help="How often each question is asked.")] = 1,
    seed: Annotated[int, typer.Option(help="Seed of the sample and of a planted judge.")] = 0,
    template: Annotated[
        str, typer.Option(help="Judge prompt: a shipped name or a .toml file.")
    ] = "",
    vary: Annotated[
        list[str],
        typer.Option(help="Ask all trials with a variation of the template too; may be repeated."),
    ] = [],
    writer: Writer = "",
    writer_base_url: WriterUrl = "",
    reader: ReaderName = "",
    reader_base_url: ReaderUrl = "",
    decisions: Annotated[
        Path | None, typer.Option(help="A review sheet: rewrites rejected there are left out.")
    ] = None,
    in_flight: Annotated[
        int, typer.Option(min=0, help="Open questions; 0: as many as the endpoint bears.")
    ] = 0,
    attempts: Annotated[int, typer.Option(min=1, help="Attempts at a question.")] = 6,
    price: Annotated[str, typer.Option(help="IN,OUT: dollars for a million tokens.")] = "",
    prices: Annotated[
        Path | None, typer.Option(help="A table of prices by model, as probes/prices.toml.")
    ] = None,
    budget: Annotated[
        float | None, typer.Option(help="Dollars after which it stops; the same command goes on.")
    ] = None,
    max_calls: Annotated[
        int | None, typer.Option(help="Calls after which it stops; the same command goes on.")
    ] = None,
    rpm: Annotated[float, typer.Option(min=0, help="Most requests a minute; 0: no limit.")] = 0,
    tpm: Annotated[float, typer.Option(min=0, help="Most tokens a minute; 0: no limit.")] = 0,
    batch: Annotated[
        bool,
        typer.Option("--batch", help="Ask by provider batches: half the price, within a day."),
    ] = False,
    batch_file: Annotated[
        Path | None,
        typer.Option(help="Folder: write batches to files there, for `vllm run-batch`."),
    ] = None,
    wait: Annotated[
        bool, typer.Option("--wait", help="With batches: wait until they are answered.")
    ] = False,
    abandon: Annotated[
        bool, typer.Option("--abandon", help="Cancel batches of earlier runs that still run.")
    ] = False,
    max_failed: Annotated[
        float, typer.Option(min=0, max=1, help="Exit 1 above this share of failed trials.")
    ] = 0.05,
    out: Annotated[Path, typer.Option(help="Folder of the store and the report.")] = Path(
        "sosprobe-run"
    ),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count and price; ask nothing.")
    ] = False,
) -> None:
    """Judge rewritten pairs, and report what moved the judge."""
    from sosprobe.cli.run import chosen, combination, execute, named, split_price
    from sosprobe.probes import recipes
    from sosprobe.probes.settings import Settings

    arms = recipes.recipe(recipe)

    settings = Settings(
        judge=judge[0],
        panel=tuple(judge[1:]),
        combine=combination(combine),
        base_url=base_url,
        data=data,
        styles=chosen(style, arms.styles),
        substances=chosen(substance, arms.substances),
        controls=chosen(control, arms.controls),
        items=items,
        repeats=repeats,
        seed=seed,
        template=template,
        variations=named(vary),
        writer=writer,
        writer_base_url=writer_base_url,
        reader=reader,
        reader_base_url=reader_base_url,
        decisions=decisions,
        in_flight=in_flight,
        attempts=attempts,
        price=split_price(price),
        prices=prices,
        budget=budget,
        max_calls=max_calls,
        requests_per_minute=rpm,
        tokens_per_minute=tpm,
        batch=batch,
        batch_folder=batch_file,
        wait=wait,
        abandon=abandon,
    )
    raise typer.Exit(execute(settings, out, dry_run=dry_run, max_failed=max_failed))
