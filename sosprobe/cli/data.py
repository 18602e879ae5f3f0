"""Check a set of items, and say what is wrong with which file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import typer

from sosprobe.data.probe_set import items, shipped
from sosprobe.probes.item_check import problems


def check(folder: Path | None) -> int:
    """Print the problems of a set; return the exit code."""
    chosen = shipped() if folder is None else items(folder)
    found = [(item.id, problem) for item in chosen for problem in problems(item)]
    for name, problem in found:
        typer.echo(f"{name}: {problem}")
    counts = Counter(item.category for item in chosen)
    listed = ", ".join(f"{count} {category}" for category, count in sorted(counts.items()))
    typer.echo(f"{len(chosen)} items ({listed}), {len(found)} problems")
    return 2 if found else 0
