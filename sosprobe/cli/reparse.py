"""Show what another reading of a run's replies changes, and write its report."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from sosprobe.cli.tables import print_results
from sosprobe.errors import SetupError
from sosprobe.probes.reparse import Change, reparse


def reparse_folder(run: Path, template: str, out: Path) -> int:
    """Read the run again, print what changed, write the report; return the exit code."""
    if out.exists() and out.resolve() == run.expanduser().resolve():
        raise SetupError(f"{out} is the run itself; name another folder with --out.")
    console = Console(highlight=False, emoji=False)
    done = reparse(run, template)
    total = len(done.results.frame)
    print_results(console, done.results)
    console.print(f"{done.changed} of {total} verdicts changed.", markup=False)
    for change in done.changes:
        console.print(f"  {_sentence(change)}", markup=False)
    if done.missing:
        console.print(
            f"{done.missing} trials have no stored reply and keep what they had.", markup=False
        )
    from sosprobe.analysis.report import write_report  # matplotlib is slow to import

    report = write_report(done.results, out)
    console.print(f"Report: {report.resolve()}", soft_wrap=True, markup=False)
    return 0


def _sentence(change: Change) -> str:
    if change.before == change.after:
        return f"{change.count} {change.before}, with another preference"
    return f"{change.count} from {change.before} to {change.after}"
