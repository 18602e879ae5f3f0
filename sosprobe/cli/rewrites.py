"""The commands that rewrite without asking a judge."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sosprobe.cli.options import (
    BaseUrl,
    Controls,
    Items,
    Ledger,
    ReaderName,
    ReaderUrl,
    Styles,
    Substances,
    Writer,
    WriterUrl,
)


def perturb(
    source: Annotated[Path, typer.Argument(help="JSONL: response, and maybe prompt and id.")],
    target: Annotated[Path, typer.Argument(help="JSONL to write.")],
    spec: Annotated[
        str, typer.Option("--with", help="A perturbation, or several joined by `+` in order.")
    ],
    column: Annotated[str, typer.Option(help="The field that holds the response.")] = "response",
    ledger: Ledger = None,
    writer: Writer = "",
    writer_base_url: WriterUrl = "",
    reader: ReaderName = "",
    reader_base_url: ReaderUrl = "",
) -> None:
    """Rewrite the responses of a file; what the gate rejects is counted by reason."""
    from sosprobe.cli.perturb import rewrite_file

    code = rewrite_file(
        source,
        target,
        spec,
        column=column,
        ledger=ledger,
        writer=(writer, writer_base_url),
        reader=(reader, reader_base_url),
    )
    raise typer.Exit(code)


def review(
    data: Annotated[str, typer.Option(help="probe or probe:FOLDER.")] = "probe",
    style: Styles = ["markdown"],
    substance: Substances = ["factual_error"],
    control: Controls = ["twin"],
    items: Items = 0,
    seed: Annotated[int, typer.Option(help="Seed of the sample.")] = 0,
    writer: Writer = "",
    writer_base_url: WriterUrl = "",
    out: Annotated[Path, typer.Option(help="Folder of the sheet and the page.")] = Path(
        "sosprobe-review"
    ),
) -> None:
    """Write the rewrites of a run on a sheet and a page, for a person to accept or reject."""
    from sosprobe.cli.perturb import write_review
    from sosprobe.cli.run import named
    from sosprobe.probes.experiment import Settings

    settings = Settings(
        judge="planted",
        data=data,
        styles=named(style),
        substances=named(substance),
        controls=named(control),
        items=items,
        seed=seed,
        writer=writer,
        writer_base_url=writer_base_url,
    )
    raise typer.Exit(write_review(settings, out))


def manipulation(
    names: Annotated[
        list[str] | None, typer.Argument(help="Perturbations; none: all that need no model.")
    ] = None,
    data: Annotated[str, typer.Option(help="probe or probe:FOLDER.")] = "probe",
    items: Items = 0,
) -> None:
    """Show what perturbations move; exit 1 if one moves what it declares fixed."""
    from sosprobe.cli.checks import moves

    raise typer.Exit(moves(names or [], data, items))


def read(
    judge: Annotated[str, typer.Argument(help="The model that reads, named as a judge.")],
    base_url: BaseUrl = "",
    data: Annotated[str, typer.Option(help="probe or probe:FOLDER.")] = "probe",
    items: Items = 20,
    out: Annotated[Path, typer.Option(help="Where its replies are stored.")] = Path(
        "sosprobe-reader.sqlite"
    ),
) -> None:
    """Measure how often a model misjudges rewrites whose claims are known to hold or not."""
    from sosprobe.cli.checks import rates_of

    raise typer.Exit(rates_of(judge, base_url, data, items, out))
