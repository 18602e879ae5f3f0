"""Recomputed results as one HTML page and as Markdown; every text in them is escaped."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from sosprobe.analysis.bench.figures.drawn import Drawn
from sosprobe.analysis.bench.section import Compared, NotRecomputed, Section
from sosprobe.analysis.display import MISSING, printable

_MOST = 40
"""Rows of a table that the Markdown shows."""

_MARKS = str.maketrans({mark: f"\\{mark}" for mark in r"\`*_{}[]<>#|~!"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """Everything that a page shows."""

    title: str
    lead: Sequence[str]
    compared: Sequence[Compared]
    missing: Sequence[NotRecomputed]
    sections: Sequence[Section]
    figures: Sequence[Drawn]

    @property
    def unequal(self) -> list[Compared]:
        """The numbers that differ or are missing."""
        return [row for row in self.compared if not row.equal]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    name: str
    title: str
    text: str
    columns: list[str]
    rows: list[list[object]]


def html(results: Recomputed) -> str:
    """Return the page; it opens from disk and loads nothing."""
    environment = Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("sosprobe.analysis.bench", "templates"),
                PackageLoader("sosprobe.analysis", "templates"),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(cell=shown)
    return environment.get_template("reproduce.html").render(
        title=results.title,
        lead=results.lead,
        compared=results.compared,
        unequal=results.unequal,
        missing=results.missing,
        sections=[_rows(one) for one in results.sections],
        figures=[
            {"name": one.name, "caption": one.caption, "picture": _picture(one)}
            for one in results.figures
        ],
    )


def markdown(results: Recomputed) -> str:
    """Return the same as Markdown, without the figures but with their names."""
    parts = [f"# {escaped(results.title)}", *(escaped(sentence) for sentence in results.lead)]
    parts.append("## Ours beside published numbers")
    equal = len(results.compared) - len(results.unequal)
    parts.append(f"{equal} of {len(results.compared)} are equal. The others:")
    columns = ["number", "ours", "published", "source", "reason"]
    rows: list[list[object]] = [
        [row.name, row.ours, row.published, row.source, row.reason] for row in results.unequal
    ]
    parts.append(_table(columns, rows) if rows else "None.")
    parts.append("## Not recomputed")
    parts.append(_table(["what", "reason"], [[one.what, one.reason] for one in results.missing]))
    for section in map(_rows, results.sections):
        parts += [f"## {escaped(section.title)}", escaped(section.text)]
        parts.append(_table(section.columns, section.rows[:_MOST]))
        if len(section.rows) > _MOST:
            more = len(section.rows) - _MOST
            parts.append(f"{more} more rows are in `tables/{section.name}.csv`.")
    parts.append("## Figures")
    parts += [f"* `figures/{one.name}.pdf`: {escaped(one.caption)}" for one in results.figures]
    return "\n\n".join(parts) + "\n"


def shown(value: object) -> str:
    """Show a cell: numbers to four digits, nothing as a dash.

    >>> [shown(value) for value in (0.13468, 12032.0, 4.6e-9, float("nan"), True, "x")]
    ['0.1347', '12032', '4.6e-09', '–', 'yes', 'x']
    """
    if value is None or value is pd.NA:
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, float):
        return printable(str(value))
    if math.isnan(value):
        return MISSING
    if value.is_integer():
        return f"{value:.0f}"
    return f"{value:.4f}" if abs(value) >= 0.00005 else f"{value:.2g}"


def escaped(text: str) -> str:
    r"""Return text whose marks Markdown does not read, on one line.

    >>> print(escaped("a|b <i>*x*"))
    a\|b \<i\>\*x\*
    """
    return " ".join(printable(text).split()).translate(_MARKS)


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [columns, ["---"] * len(columns)]
    head = [" | ".join(escaped(name) for name in columns), " | ".join(lines[1])]
    body = [" | ".join(escaped(shown(value)) for value in row) for row in rows]
    return "\n".join(f"| {line} |" for line in (*head, *body))


def _rows(section: Section) -> _Shown:
    """Return a section's table without columns that hold nothing."""
    table = section.table
    empty = table.isna().all() | (table.astype(str) == "").all()
    kept = table.loc[:, ~empty] if len(table) else table
    return _Shown(
        name=section.name,
        title=section.title,
        text=section.text,
        columns=[str(name) for name in kept.columns],
        rows=[list(row) for row in kept.astype(object).itertuples(index=False, name=None)],
    )


def _picture(one: Drawn) -> str:
    buffer = io.BytesIO()
    one.figure.savefig(buffer, format="png", dpi=110)
    return base64.b64encode(buffer.getvalue()).decode("ascii")
