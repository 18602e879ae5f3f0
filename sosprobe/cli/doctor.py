"""Find out whether a judge can be asked, and what it can do."""

from __future__ import annotations

import asyncio

import typer

from sosprobe.errors import MissingExtra
from sosprobe.judges import JUDGES
from sosprobe.probes.doctor import examine


def diagnose(spec: str, base_url: str) -> int:
    """Print what a judge can do; return the exit code, 2 if it cannot be asked."""
    address = {"base_url": base_url} if base_url else {}
    try:
        judge = JUDGES.build(spec, **address)
    except MissingExtra as error:
        typer.echo(str(error).replace(" Run: ", " Run:\n  ").replace(" && ", "\n  "))
        return 2
    for name, value in judge.identity.items():
        typer.echo(f"{name}: {value}")
    if judge.identity["provider"] in ("planted", "replay", "human"):
        typer.echo("This judge is not a model; there is nothing to test.")
        return 0
    findings = asyncio.run(examine(judge, spec, base_url))
    for finding in findings:
        typer.echo(f"{finding.what}: {finding.found}")
        if finding.advice:
            typer.echo(f"  {finding.advice}")
    return 2 if any(finding.fatal for finding in findings) else 0
