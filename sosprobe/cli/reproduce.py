"""Recompute what the paper's public files give, and print how it compares."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

_SHOWN = 3


def reproduce(
    folder: Annotated[
        Path,
        typer.Argument(
            help="The folder `artifacts` of the paper's repository, or one with folders like it."
        ),
    ],
    out: Annotated[
        Path, typer.Option(help="Folder for the page, the tables and the figures.")
    ] = Path("reproduced"),
    download: Annotated[
        bool, typer.Option(help="Download the files into FOLDER first; needs a network.")
    ] = False,
    draws: Annotated[
        int, typer.Option(min=100, max=1_000_000, help="Draws for the intervals of correlations.")
    ] = 10_000,
) -> None:
    """Recompute the paper's results from its public files and compare them; nothing is asked."""
    # matplotlib is slow to import.
    from sosprobe.probes.reproduce.download import download as fetch
    from sosprobe.probes.reproduce.run import reproduce as run

    console = Console(highlight=False, emoji=False)
    if download:
        for path in fetch(folder.expanduser()):
            console.print(f"Checked: {path}", soft_wrap=True, markup=False)
    made = run(folder.expanduser(), out.expanduser(), draws=draws)
    for sentence in made.results.lead:
        console.print(sentence, markup=False)
    missing: dict[str, list[str]] = {}
    for row in made.results.unequal:
        if math.isnan(row.ours):
            missing.setdefault(row.reason, []).append(row.name)
        else:
            console.print(
                f"Differs: {row.name} is {row.ours:.5g}, published {row.published:g}. {row.reason}",
                markup=False,
            )
    for reason, names in missing.items():
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        console.print(f"Not computed: {', '.join(names[:_SHOWN])}{more}. {reason}", markup=False)
    console.print(f"Page: {made.page.resolve()}", soft_wrap=True, markup=False)
