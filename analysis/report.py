"""Write a run down: one HTML page that opens from disk, tables, figures and the manifest."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from sosprobe.analysis.diff import word_diff
from sosprobe.analysis.figures import figures, svg
from sosprobe.analysis.outcome import arm_label
from sosprobe.analysis.results import Results
from sosprobe.types import Estimate, Outcome

SHOWN = 20_000
"""Characters of a text that the page shows."""

_TABLES = {
    "effect": "Effect of each arm",
    "logit": "Logit of the preference",
    "margin": "Average marginal effects",
    "exchange": "Exchange rate of style against substance",
    "accuracy": "Preference for the better response",
    "matrix": "Right against wrong, by style",
    "position": "Position",
    "control": "Controls",
    "bounds": "Bounds: had every lost verdict gone the other way",
}


def write_report(results: Results, folder: Path) -> Path:
    """Write everything about a run into `folder` and return the path of the page.

    Writes `report.html`, `estimates.csv`, `trials.parquet`, `rejects.csv`, `manifest.json`, and in
    `figures/` each figure as PDF and PNG beside the CSV that it draws.
    """
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    drawn = figures(results.estimates)
    for name, (figure, rows) in drawn.items():
        for ending in ("pdf", "png"):
            figure.savefig(folder / "figures" / f"{name}.{ending}", dpi=160)
        _table(rows).to_csv(folder / "figures" / f"{name}.csv", index=False)
    _table(results.estimates).to_csv(folder / "estimates.csv", index=False)
    results.frame.to_parquet(folder / "trials.parquet", index=False)
    results.rejects.to_csv(folder / "rejects.csv", index=False)
    manifest = json.dumps(results.manifest, indent=2, sort_keys=True)
    (folder / "manifest.json").write_text(manifest + "\n", encoding="utf-8")
    page = folder / "report.html"
    text = _page(results, {name: svg(figure) for name, (figure, _) in drawn.items()}, manifest)
    page.write_text(text, encoding="utf-8", errors="replace")
    return page


def _page(results: Results, pictures: Mapping[str, str], manifest: str) -> str:
    """Return the page; everything but the pictures, which are ours, is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    loader = PackageLoader("sosprobe.analysis", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["number"] = number
    environment.filters["interval"] = interval
    environment.filters["p"] = p_value
    named = {row.table for row in results.estimates}
    return environment.get_template("report.html").render(
        judge=_first(results.frame, "judge"),
        template=_first(results.frame, "template"),
        trials=len(results.frame),
        headline=results.headline,
        pictures={name: Markup(picture) for name, picture in pictures.items()},
        tables={
            _TABLES.get(name, name): [row for row in results.estimates if row.table == name]
            for name in [*_TABLES, *sorted(named - set(_TABLES))]
            if name in named
        },
        outcomes=list(Outcome),
        ledger=_ledger(results.frame),
        kept=results.kept,
        rejected=_rejected(results.rejects),
        pairs=list(_pairs(results)),
        categories=sorted({str(name) for name in results.frame["category"]}),
        manifest=manifest,
    )


def _ledger(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Count the outcomes of each arm, and of all."""
    if frame.empty:
        return []
    counts = pd.crosstab(arm_label(frame), frame["outcome"].astype(str))
    rows = [{"arm": "all", "counts": {str(k): int(v) for k, v in counts.sum().items()}}]
    for arm, row in counts.iterrows():
        rows.append({"arm": str(arm), "counts": {str(k): int(v) for k, v in row.items()}})
    return rows


def _rejected(rejects: pd.DataFrame) -> list[tuple[str, str, int, str]]:
    """Count the rejects by perturbation and reason, with one example each."""
    rows: list[tuple[str, str, int, str]] = []
    for (name, reason), group in rejects.groupby(["perturbation", "reason"], sort=True):
        example = f"{group['item'].iloc[0]}: {group['detail'].iloc[0]}"
        rows.append((str(name), str(reason), len(group), example))
    return rows


def _pairs(results: Results) -> list[dict[str, Any]]:
    """Return what the browser shows of each pair: texts, diff, and every verdict on it."""
    frame = results.frame
    if frame.empty:
        return []
    labelled = frame.assign(a=_labels(frame, "a"), b=_labels(frame, "b"))
    pairs: list[dict[str, Any]] = []
    for (item, a, b), group in labelled.groupby(["item", "a", "b"], sort=False):
        before, after = (results.texts.get((str(item), str(side)), "") for side in (a, b))
        pairs.append(
            {
                "item": str(item),
                "category": str(group["category"].iloc[0]),
                "a": str(a),
                "b": str(b),
                "outcomes": " ".join(sorted({str(outcome) for outcome in group["outcome"]})),
                "prompt": _clip(results.prompts.get(str(item), "")),
                "before": _clip(before),
                "after": _clip(after),
                "diff": word_diff(before, after) if len(before) + len(after) <= 2 * SHOWN else None,
                "verdicts": [_verdict(row, results.replies) for row in group.to_dict("records")],
            }
        )
    return pairs


def _verdict(row: Mapping[Any, Any], replies: Mapping[str, str]) -> dict[str, Any]:
    return {
        "shown_first": "b" if row["swapped"] else "a",
        "outcome": row["outcome"],
        "preference": row["preference"],
        "soft": row["soft"],
        "detail": row["detail"],
        "finish": row["finish_reason"],
        "markers": row["markers"],
        "reply": _clip(replies.get(row["key"], "")),
    }


def _labels(frame: pd.DataFrame, side: str) -> list[str]:
    """Return the label of a side of each trial, as `Side.label` has it."""
    columns = zip(*(frame[f"{side}_{n}"] for n in ("response", "style", "substance")), strict=True)
    return [
        "+".join([str(r), *(str(arm) for arm in arms if arm != "none")]) for r, *arms in columns
    ]


def _clip(text: str) -> str:
    """Return the beginning of a long text, and say how much is left out."""
    if len(text) <= SHOWN:
        return text
    return f"{text[:SHOWN]}\n... {len(text) - SHOWN:,} more characters are not shown"


def number(value: float | None) -> str:
    """Show a number with a sensible number of digits.

    >>> [number(value) for value in (12.345, 0.1234, 0.00123, float("nan"), None)]
    ['12.3', '0.12', '0.0012', '-', '-']
    """
    if value is None or math.isnan(value):
        return "-"
    if abs(value) >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if abs(value) >= 0.01 or value == 0 else f"{value:.2g}"


def interval(row: Estimate) -> str:
    """Show an interval."""
    if math.isnan(row.low) and math.isnan(row.high):
        return "-"
    return f"{number(row.low)} to {number(row.high)}"


def p_value(value: float | None) -> str:
    """Show a p-value."""
    if value is None or math.isnan(value):
        return ""
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def _first(frame: pd.DataFrame, column: str) -> str:
    return str(frame[column].iloc[0]) if len(frame) else ""


def _table(rows: Sequence[Estimate]) -> pd.DataFrame:
    return pd.DataFrame([asdict(row) for row in rows], columns=list(Estimate.__dataclass_fields__))
