"""Check the instruments: what perturbations move, and how far a reader can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sosprobe.data.load import load
from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.compose import needs_writer
from sosprobe.probes.asking import asking
from sosprobe.probes.design import sample
from sosprobe.probes.manipulation import Check, manipulation
from sosprobe.probes.reader import Rate, Reader, error_rates
from sosprobe.store import SqliteStore


def moves(specs: Sequence[str], data: str, items: int) -> int:
    """Print what perturbations move; exit code 1 if one moves what it declares fixed."""
    console = Console(highlight=False, emoji=False)
    chosen = sample(load(data), items, 0)
    names = specs or [name for name in PERTURBATIONS.names() if not needs_writer(name)]
    surprised = False
    for spec in names:
        check = manipulation(spec, chosen)
        console.print(_moves_table(check))
        surprised = surprised or bool(check.surprises)
    return 1 if surprised else 0


def rates_of(judge: str, base_url: str, data: str, items: int, out: Path) -> int:
    """Print a reader's error rates on rewrites of known worth; return the exit code."""
    store = SqliteStore(out)
    with asking(judge, base_url, store) as ask:
        rates = error_rates(Reader(ask=ask), sample(load(data), items, 0))
    store.close()
    console = Console(highlight=False, emoji=False)
    console.print(_rates_table(judge, rates))
    return 0


def _moves_table(check: Check) -> Table:
    title = f"{check.spec}: {check.kept} of {check.items} responses rewritten"
    table = Table(title=Text(title), title_justify="left")
    for heading in ("feature", "before", "after", "moved, SD", "95 % interval", "meant"):
        table.add_column(heading, justify="left" if heading in ("feature", "meant") else "right")
    for row in check.moved:
        if row.value or row.meant:
            table.add_row(
                row.feature,
                f"{row.before:.2f}",
                f"{row.after:.2f}",
                f"{row.value:+.2f}",
                f"[{row.low:+.2f}, {row.high:+.2f}]".replace("[", r"\["),
                "yes" if row.meant else "NO" if row.feature in check.surprises else "small",
            )
    return table


def _rates_table(judge: str, rates: Sequence[Rate]) -> Table:
    table = Table(title=Text(f"{judge} as a reader"), title_justify="left")
    for heading in ("rewrites", "claims", "read", "objections", "no answer", "error rate"):
        table.add_column(heading)
    for rate in rates:
        value, low, high = rate.error
        error = f"{value:.0f} % ({low:.0f} to {high:.0f})" if rate.read else "not read"
        table.add_row(
            rate.perturbation,
            "kept" if rate.good else "changed",
            str(rate.read),
            str(rate.objections),
            str(rate.unread),
            error,
        )
    return table
