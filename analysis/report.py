"""Write a run down: one HTML page that opens from disk, tables, figures and the manifest."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

import pandas as pd

from sosprobe.analysis.display import printable
from sosprobe.analysis.figures import FIGURES, Plot, figures
from sosprobe.analysis.outcome import base_name
from sosprobe.analysis.page import page
from sosprobe.analysis.results import Results
from sosprobe.analysis.svg import svg
from sosprobe.types import PLAIN, Estimate

FIGURE_FILES = ("csv", "pdf", "png")
_PLAIN = ("boolean", "integer", "floating", "empty")


def write_report(results: Results, folder: Path) -> Path:
    """Write everything about a run into `folder` and return the path of the page.

    Writes `report.html`, `estimates.csv`, `trials.parquet`, `rejects.csv`, `manifest.json`, and in
    `figures/` each figure as PDF and PNG beside the CSV that it draws. Files of an earlier report
    in the same folder are replaced. Half a surrogate pair, which no file can hold, becomes `?`.
    """
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    substances = _substances(results.frame)
    drawn = figures(results.estimates, substances)
    for name in FIGURES:
        _write_figure(drawn.get(name), name, folder / "figures")
    with whole(folder / "estimates.csv") as path:
        storable(_table(results.estimates)).to_csv(path, index=False)
    with whole(folder / "trials.parquet") as path:
        storable(results.frame).to_parquet(path, index=False)
    if results.members is not None:
        with whole(folder / "members.parquet") as path:
            storable(results.members).to_parquet(path, index=False)
    with whole(folder / "rejects.csv") as path:
        storable(results.rejects).to_csv(path, index=False)
    manifest = json.dumps(
        dict(results.manifest), indent=2, sort_keys=True, ensure_ascii=False, default=str
    )
    _write(folder / "manifest.json", f"{manifest}\n")
    pictures = {name: svg(plot.figure, name) for name, plot in drawn.items()}
    return _write(folder / "report.html", page(results, pictures, manifest, substances))


@contextmanager
def whole(path: Path) -> Generator[Path]:
    """Give a path to write to, and put what was written in the place of `path` at the end.

    Who reads `path` meanwhile, and a second run that writes the same report, finds a whole file.
    """
    part = path.with_name(f".{uuid4().hex}{path.suffix}")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def storable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with text that UTF-8 can hold, and one type in each column."""
    fixed = frame.copy()
    for name in frame.columns:
        column = frame[name]
        # What pandas sees as one type of number or truth value needs no mending.
        if column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) not in _PLAIN:
            fixed[name] = column.map(lambda cell: printable(str(cell)), na_action="ignore")
    return fixed


def _write_figure(plot: Plot | None, name: str, folder: Path) -> None:
    """Write a figure and its rows; if it was not drawn, remove what an earlier report left."""
    files = {ending: folder / f"{name}.{ending}" for ending in FIGURE_FILES}
    if plot is None:
        for path in files.values():
            path.unlink(missing_ok=True)
        return
    # Without a date the same run gives the same bytes.
    with whole(files["pdf"]) as path:
        plot.figure.savefig(path, metadata={"CreationDate": None})
    with whole(files["png"]) as path:
        plot.figure.savefig(path, dpi=160)
    table = _table([row for _, row in plot.rows])
    table.insert(0, "group", [group for group, _ in plot.rows])
    with whole(files["csv"]) as path:
        storable(table).to_csv(path, index=False)


def _substances(frame: pd.DataFrame) -> set[str]:
    """Return the names of the arms that change substance."""
    if frame.empty:
        return set()
    return {base_name(str(arm)) for arm in frame["b_substance"].unique()} - {PLAIN, ""}


def _table(rows: Sequence[Estimate]) -> pd.DataFrame:
    """Return estimates as a table, one row each, with the fields as columns."""
    fields = list(Estimate.__dataclass_fields__)
    records = [asdict(row) for row in rows]
    # `object` keeps text that pandas' own text type refuses; `storable` mends it.
    return pd.DataFrame(records, columns=fields, dtype=object)


def _write(path: Path, text: str) -> Path:
    with whole(path) as part:
        part.write_text(printable(text), encoding="utf-8", newline="\n")
    return path
