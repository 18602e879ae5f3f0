"""Every command and its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sosprobe import __version__
from sosprobe.cli.bench import bench_app
from sosprobe.cli.measure import run
from sosprobe.cli.options import BaseUrl
from sosprobe.cli.reproduce import reproduce
from sosprobe.cli.rewrites import manipulation, perturb, read, review
from sosprobe.cli.store import store_app
from sosprobe.cli.template import template_app

app = typer.Typer(
    name="sosprobe",
    help="Measure how much an LLM judge rewards style over substance.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
data_app = typer.Typer(help="Look after sets of items.", no_args_is_help=True)
app.add_typer(data_app, name="data")
app.add_typer(store_app, name="store")
app.add_typer(bench_app, name="bench")
app.add_typer(template_app, name="template")
app.command()(run)
app.command()(reproduce)
app.command()(perturb)
app.command()(review)
app.command()(manipulation)
app.command("reader")(read)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sosprobe {__version__}")
        raise typer.Exit


@app.callback()
def _app(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Measure how much an LLM judge rewards style over substance."""


@app.command()
def analyze(
    file: Annotated[
        Path, typer.Argument(help="A file of verdicts that somebody made, or a folder of logs.")
    ],
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="table, alpaca_eval, arena_hard, llmbar, mt_bench, mt_bench_single, judgebench, "
            "reward_bench, lm_eval or inspect.",
        ),
    ] = "table",
    judge: Annotated[str, typer.Option(help="Take this judge's verdicts alone.")] = "",
    template: Annotated[str, typer.Option(help="Take the verdicts of this template alone.")] = "",
    by: Annotated[
        str, typer.Option(help="A column: effects for each of its values, as well.")
    ] = "",
    models: Annotated[
        str,
        typer.Option(
            help="Further regressions: linear, ordered_logit, gee, conditional_logit, mixed_logit, "
            "joined by `+`, or all."
        ),
    ] = "",
    margin: Annotated[
        float, typer.Option(min=0.1, max=50, help="Points within which an effect counts as none.")
    ] = 5.0,
    out: Annotated[Path | None, typer.Option(help="Folder for the report.")] = None,
) -> None:
    """Analyse verdicts that were made elsewhere; nothing is asked."""
    from sosprobe.cli.analyze import analyze

    raise typer.Exit(
        analyze(
            file,
            form,
            judge=judge,
            template=template,
            by=by,
            models=models,
            margin=margin,
            out=out,
        )
    )


@app.command()
def doctor(
    judge: Annotated[str, typer.Argument(help="A judge, as for `run --judge`.")] = "local",
    base_url: BaseUrl = "",
) -> None:
    """Ask a judge up to three tiny questions, and say what it can do and what is missing."""
    from sosprobe.cli.doctor import diagnose

    raise typer.Exit(diagnose(judge, base_url))


@app.command("parse-audit")
def parse_audit(
    template: Annotated[str, typer.Argument(help="A shipped name or a .toml file.")],
    show_all: Annotated[bool, typer.Option("--all", help="Show every reply.")] = False,
) -> None:
    """Try a template's parser on nasty replies; nothing is asked. Exit 1 if one is read wrongly."""
    from sosprobe.cli.audit import parse_audit

    raise typer.Exit(parse_audit(template, show_all=show_all))


@app.command("list")
def list_components(
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="As the tables of the README.")
    ] = False,
) -> None:
    """List the judges, perturbations, templates and data sets there are."""
    from sosprobe.cli.listing import components, markdown

    if as_markdown:
        typer.echo(markdown(), nl=False)
        return
    for kind, names in components().items():
        typer.echo(f"{kind}:")
        for name, text in names.items():
            typer.echo(f"  {name:22} {text}")


@data_app.command("check")
def data_check(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of <category>/<name>.toml; none: the shipped set.")
    ] = None,
) -> None:
    """Check every item: schema, marked facts, key sentences, constraints, tests of code."""
    from sosprobe.cli.data import check

    raise typer.Exit(check(folder))
