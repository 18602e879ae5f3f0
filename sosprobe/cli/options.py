"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Styles = Annotated[
    list[str],
    typer.Option(help="A style arm, several joined by `+` in order, or none; may be repeated."),
]
Substances = Annotated[list[str], typer.Option(help="A substance arm, likewise.")]
Controls = Annotated[
    list[str],
    typer.Option(help="A control arm, likewise; `twin`: each style arm's length alone."),
]
Items = Annotated[int, typer.Option(min=0, help="How many items, balanced; 0 for all.")]
BaseUrl = Annotated[str, typer.Option(help="Address of an OpenAI-compatible endpoint.")]
Writer = Annotated[
    str, typer.Option(help="The model that writes what rules cannot, named as a judge.")
]
WriterUrl = Annotated[str, typer.Option(help="Address of the writer's endpoint.")]
ReaderName = Annotated[
    str, typer.Option(help="A model that compares the claims of what the writer wrote.")
]
ReaderUrl = Annotated[str, typer.Option(help="Address of the reader's endpoint.")]
Ledger = Annotated[
    Path | None, typer.Option(help="CSV of the responses without a rewrite, and why.")
]
