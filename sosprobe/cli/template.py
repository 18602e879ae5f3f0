"""The commands that look after templates: show one, check some, read those of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

template_app = typer.Typer(help="Look after judge prompts.", no_args_is_help=True)

Named = Annotated[
    str, typer.Argument(help="A template's name, its file, or FORMAT:PATH#NAME of another tool.")
]

_EXAMPLE = (
    "How long does a boiled egg take to be hard?",
    "About ten minutes from the moment the water boils.",
    "About two minutes from the moment the water boils.",
)
"""A prompt and two responses."""


@template_app.command("show")
def show(
    template: Named,
    item: Annotated[
        str, typer.Option(help="An item of the shipped set to show, as <category>/<name>.")
    ] = "",
) -> None:
    """Print what a judge sees on an example, and how its reply is read."""
    from sosprobe.judges.importers.shown import shown_lines
    from sosprobe.judges.template_file import load_template

    for line in shown_lines(load_template(template), *_example(item)):
        typer.echo(line)


@template_app.command("lint")
def lint(
    templates: Annotated[list[str], typer.Argument(help="Templates, each as for `show`.")],
) -> None:
    """Check templates; exit 1 if one cannot be asked and read, 0 if it is only doubtful."""
    from sosprobe.errors import SetupError
    from sosprobe.judges.importers.lint import doubts_of
    from sosprobe.judges.template_file import load_template

    errors = warnings = 0
    for name in templates:
        try:
            doubts = doubts_of(load_template(name))
        except SetupError as error:
            errors += 1
            typer.echo(f"{name}: error: {str(error).removeprefix(f'{name}: ')}")
            continue
        warnings += len(doubts)
        for doubt in doubts:
            typer.echo(f"{name}: warning: {doubt}")
    typer.echo(f"{len(templates)} templates, {errors} errors, {warnings} warnings")
    raise typer.Exit(1 if errors else 0)


@template_app.command("import")
def import_(
    form: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help="alpaca_eval, arena_hard, fastchat, llmbar, prometheus or promptfoo.",
        ),
    ],
    path: Annotated[Path, typer.Argument(help="The other tool's file or folder.")],
    name: Annotated[str, typer.Option(help="Take this one prompt of the file.")] = "",
    out: Annotated[
        Path | None, typer.Option(help="A .toml file to write, or a folder; none: print.")
    ] = None,
) -> None:
    """Write the judge prompts of another tool as templates; say which cannot be, and why."""
    from sosprobe.judges.importers import import_templates
    from sosprobe.judges.importers.written import written

    found = import_templates(form, path, name)
    for line in written(found.templates, out):
        typer.echo(line)
    for one in found.skipped:
        typer.echo(f"skipped {one.name}: {one.reason}", err=True)
    for note in found.notes:
        typer.echo(f"note: {note}", err=True)


def _example(item: str) -> tuple[str, str, str]:
    """Return a prompt, its reference, and the same with its first fact made false."""
    from sosprobe.data.probe_set import shipped
    from sosprobe.errors import UnknownName

    if not item:
        return _EXAMPLE
    known = {one.id: one for one in shipped()}
    if item not in known:
        raise UnknownName("item", item, known)
    right = known[item].reference
    fact = right.facts[0]
    wrong = right.text[: fact.start] + fact.false + right.text[fact.end :]
    return known[item].prompt, right.text, wrong
