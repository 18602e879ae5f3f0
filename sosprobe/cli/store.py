"""The commands that look after a store of replies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

store_app = typer.Typer(help="Look after the stored replies of a judge.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="A store, for example sosprobe-run/store.sqlite.")]


@store_app.command("check")
def check_store(path: File) -> None:
    """Read a store to its end and count what is in it; exit 1 if anything is wrong."""
    from sosprobe.store.check import check

    found = check(path)
    for judge, count in sorted(found.replies.items()):
        typer.echo(f"{count:>8} replies of {judge or 'a judge that is not named'}")
    typer.echo(f"{sum(found.replies.values()):>8} replies in all")
    typer.echo(f"{found.failures:>8} failed attempts")
    typer.echo(f"{found.batches:>8} open batches")
    for problem in found.problems:
        typer.echo(f"{path}: {problem}", err=True)
    typer.echo(f"{len(found.problems)} problems")
    raise typer.Exit(1 if found.problems else 0)


@store_app.command("merge")
def merge_stores(
    into: Annotated[Path, typer.Argument(help="The store to add to; made if there is none.")],
    sources: Annotated[list[Path], typer.Argument(metavar="FROM...", help="Stores to add.")],
) -> None:
    """Add the replies of some stores to another; the first reply to a question stays."""
    from sosprobe.store.merge import merge

    for source in sources:
        done = merge(into, source)
        typer.echo(
            f"{source}: {done.added} replies added, {done.known} known, "
            f"{done.conflicting} left out because another reply has their key"
        )


@store_app.command("export")
def export_store(
    path: File, out: Annotated[Path, typer.Argument(help="A .parquet or .jsonl file to write.")]
) -> None:
    """Write every reply with its key and judge to a table; exit 1 if some cannot be read."""
    from sosprobe.store.export import export

    count, broken = export(path, out)
    typer.echo(f"{count} replies are in {out}.")
    if broken:
        typer.echo(f"{broken} replies cannot be read: sosprobe store check {path}", err=True)
        raise typer.Exit(1)


@store_app.command("reparse")
def reparse_run(
    run: Annotated[Path, typer.Argument(help="The folder of a run.")],
    out: Annotated[Path, typer.Option(help="Folder for the new table and report.")],
    template: Annotated[
        str, typer.Option(help="What reads the replies: a shipped name or a .toml file.")
    ],
) -> None:
    """Read the replies of a run again with another template; nothing is asked."""
    from sosprobe.cli.reparse import reparse_folder

    raise typer.Exit(reparse_folder(run, template, out))
