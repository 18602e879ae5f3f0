"""Put a run on one page that opens from disk and loads nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sosprobe.analysis.about import explanation, heading
from sosprobe.analysis.diff import LONGEST
from sosprobe.analysis.display import interval, note, number, p_value, quantity
from sosprobe.analysis.figures import group
from sosprobe.analysis.outcome import arm_label
from sosprobe.analysis.pairs import pairs
from sosprobe.analysis.results import Results
from sosprobe.types import Estimate, Outcome

_KNOWN = (
    *("effect", "accuracy", "matrix", "logit", "margin"),
    *("exchange", "curve", "crossing", "position", "bounds"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """How the trials of an arm ended."""

    arm: str
    counts: tuple[int, ...]
    """One an outcome, in the order of `Outcome`."""
    other: int
    """Trials whose outcome has a name that nobody knows."""
    kept: int
    total: int

    @property
    def lost(self) -> int:
        """How many gave no preference."""
        return self.total - self.kept

    @property
    def share(self) -> str:
        """How many per cent were lost."""
        return f"{100 * self.lost / self.total:.1f} %" if self.total else number(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrites:
    """What became of the rewrites of a perturbation."""

    perturbation: str
    kept: int
    rejected: tuple[tuple[str, int, str], ...]
    """Reason, how often, and an example."""


def page(
    results: Results, pictures: Mapping[str, str], manifest: str, substances: Collection[str]
) -> str:
    """Return the page.

    Everything is escaped but the pictures, which hold no text.

    Parameters
    ----------
    pictures
        An SVG element for each figure.
    manifest
        The manifest as JSON.
    substances
        Names of the arms that change substance.
    """
    environment = Environment(
        loader=PackageLoader("sosprobe.analysis", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=number,
        quantity=quantity,
        interval=interval,
        p=p_value,
        note=note,
        heading=heading,
        explanation=explanation,
    )
    frame = results.frame
    tables: dict[str, list[Estimate]] = {name: [] for name in _KNOWN}
    for row in results.estimates:
        tables.setdefault(row.table, []).append(row)
    tables["effect"] = [row for _, row in group(tables["effect"], substances)]
    grid, rest = style_grid(tables["matrix"])
    categories = [str(name) for name in frame["category"].dropna().unique()] if len(frame) else []
    return environment.get_template("report.html").render(
        judges=_names(frame, "judge"),
        asked=_names(frame, "template"),
        trials=len(frame),
        items=frame["item"].nunique() if len(frame) else 0,
        headline=results.headline,
        pictures={name: Markup(picture) for name, picture in pictures.items()},
        tables=tables,
        others={name: rows for name, rows in tables.items() if name not in _KNOWN},
        grid=grid,
        grid_rest=rest,
        outcomes=[str(outcome) for outcome in Outcome],
        ledger=ledger(frame),
        rewrites=rewrites(results.kept, results.rejects),
        pairs=list(pairs(results)),
        categories=sorted(categories),
        longest=LONGEST,
        manifest=manifest,
    )


def ledger(frame: pd.DataFrame) -> list[Ledger]:
    """Count the outcomes of all trials, and of each arm in the order in which it was asked."""
    if frame.empty:
        return []
    outcomes = frame["outcome"].astype(str)
    rows = [_count("all", outcomes)]
    for arm, mine in outcomes.groupby(arm_label(frame), sort=False):
        rows.append(_count(str(arm), mine))
    return rows


def _count(arm: str, outcomes: pd.Series[str]) -> Ledger:
    counts = tuple(int((outcomes == str(outcome)).sum()) for outcome in Outcome)
    kept = sum(n for outcome, n in zip(Outcome, counts, strict=True) if outcome.counted)
    total = len(outcomes)
    return Ledger(arm=arm, counts=counts, other=total - sum(counts), kept=kept, total=total)


def rewrites(kept: Mapping[str, int], rejects: pd.DataFrame) -> list[Rewrites]:
    """Count what was used and what was rejected of each perturbation."""
    reasons: dict[str, list[tuple[str, int, str]]] = {name: [] for name in kept}
    if len(rejects):
        for (name, reason), found in rejects.groupby(["perturbation", "reason"], sort=True):
            detail = str(found["detail"].iloc[0] or "")[:300]
            example = f"{found['item'].iloc[0]}: {detail}" if detail else str(found["item"].iloc[0])
            reasons.setdefault(str(name), []).append((str(reason), len(found), example))
    return [
        Rewrites(perturbation=name, kept=kept.get(name, 0), rejected=tuple(found))
        for name, found in reasons.items()
    ]


def style_grid(
    rows: Sequence[Estimate],
) -> tuple[dict[str, dict[str, Estimate]], list[Estimate]]:
    """Return the matrix of styles as rows and columns, and the estimates that are not part of it.

    A term of the matrix reads `chosen_concise > rejected_markdown`.
    """
    grid: dict[str, dict[str, Estimate]] = {}
    rest: list[Estimate] = []
    for row in rows:
        chosen, arrow, rejected = row.term.partition(" > ")
        if arrow:
            grid.setdefault(chosen, {})[rejected] = row
        else:
            rest.append(row)
    return grid, rest


def _names(frame: pd.DataFrame, column: str) -> list[str]:
    return [str(name) for name in frame[column].dropna().unique()] if len(frame) else []
