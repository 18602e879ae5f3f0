"""Print results as tables in the terminal."""

from __future__ import annotations

import math

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sosprobe.analysis.display import interval, note, p_value, quantity
from sosprobe.analysis.results import Results
from sosprobe.types import Estimate

_TITLES = {
    "effect": "Preference for the rewritten response, points above one half",
    "logit": "Logit of the preference, log-odds",
    "exchange": "Exchange rate: style that offsets one loss of substance",
    "crossing": "Gap in substance at which style stops winning",
    "robust": "Right in plain clothes against wrong",
    "explained": "Deviance explained on new items",
    "accuracy": "Preference for the better response",
    "matrix": "Right against wrong, by style",
    "position": "Position",
    "variation": "Variations of the judge prompt",
    "control": "Controls",
    "flip": "Verdicts that differ from the one on two equal texts",
    "equivalence": "Within the margin of zero: a small p shows it",
}
_ASKED_FOR = {
    "linear": "Linear probability, points",
    "ordered": "Ordered logit, log-odds",
    "gee": "Logit by GEE, log-odds",
    "conditional": "Conditional logit by item, log-odds",
    "mixed": "Mixed logit, log-odds",
}


def print_results(console: Console, results: Results) -> None:
    """Print each table of estimates that there is, then the headline."""
    split = {row.table: row.table for row in results.estimates if " by " in row.table}
    for name, title in (_TITLES | _ASKED_FOR | split).items():
        rows = [row for row in results.estimates if row.table == name]
        if rows:
            console.print(_table(title, rows))
    for sentence in results.headline:
        console.print(f"* {sentence}", markup=False)


def _table(title: str, rows: list[Estimate]) -> Table:
    table = Table(title=Text(title), title_justify="left")
    table.add_column("term")
    level = 90 if rows[0].table == "equivalence" else 95
    for heading in ("value", f"{level} % interval", "p", "items"):
        table.add_column(heading, justify="right")
    for row in rows:
        p = row.p_adjusted if row.p_adjusted is not None else row.p
        between = note(row) if math.isnan(row.low) else interval(row)
        shown_p = "" if p is None else p_value(p)
        cells = (row.term, quantity(row), between, shown_p, str(row.clusters))
        table.add_row(*(Text(cell) for cell in cells))
    return table
