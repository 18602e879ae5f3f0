"""Which names in several tables are one model, and where each model comes from."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

import pandas as pd

from sosprobe.data.fields import Row
from sosprobe.data.scores.cells import count, label, no_twins, table_rows
from sosprobe.errors import BadInput

STAGES = ("base", "sft", "po", "other")
"""What a model is: pretrained, fine-tuned on answers, then on preferences, or several at once."""

_PUBLISHED = {
    "eleuther_wandb": "harness",
    "arena_hard_auto": "judge",
    "livebench_groups": "livebench",
}


def read_name_map(path: Path, *columns: str) -> pd.DataFrame:
    """Return a map of names: one row a model, one column a table, empty where it is not there.

    Columns are `harness`, `judge` and `livebench` (or the names of the paper's files) unless others
    are named; `ambiguous` (yes or no) and `reason` may stand beside them.
    """
    rows = table_rows(path)
    wanted = columns or tuple(_PUBLISHED.values())
    there = {_PUBLISHED.get(name, name): name for name in rows[0].fields}
    for name in wanted:
        if name not in there:
            other = next((old for old, new in _PUBLISHED.items() if new == name), "")
            also = f" (or `{other}`)" if other else ""
            raise BadInput(path, f"has no column `{name}`{also}", line=1)
        no_twins([row for row in rows if row.text(there[name]).strip()], there[name])
    return pd.DataFrame(
        [
            {name: row.text(there[name]).strip() for name in wanted}
            | {"ambiguous": _yes(row), "reason": row.text("reason", "")}
            for row in rows
        ]
    )


def shipped_name_map() -> pd.DataFrame:
    """Return our map of the models in the paper's files, with the reason for each row."""
    with as_file(files("sosprobe.data.scores") / "names.csv") as path:
        return read_name_map(path)


def read_lineage(path: Path) -> pd.DataFrame:
    """Return where models come from: `model, parent, stage, set, kind, size, size_source, reason`.

    A parent need not be a row itself: nobody may have scored it. `size` is how many examples the
    model was fine-tuned on, and missing where nobody says.
    """
    rows = table_rows(path, "model", "parent", "stage")
    no_twins(rows, "model")
    table = pd.DataFrame([_model(row) for row in rows]).astype({"size": "Int64"})
    _no_circle(path, rows)
    return table


def shipped_lineage() -> pd.DataFrame:
    """Return where the models in the paper's files come from, as far as their names say it."""
    with as_file(files("sosprobe.data.scores") / "lineage.csv") as path:
        return read_lineage(path)


def _model(row: Row) -> dict[str, object]:
    stage = label(row, "stage")
    if stage not in STAGES:
        raise row.error(f"field `stage` must be one of {', '.join(STAGES)}, not {stage!r}")
    texts = ("parent", "set", "kind", "size_source", "reason")
    return {
        "model": label(row, "model"),
        "stage": stage,
        "size": count(row, "size"),
        **{name: row.text(name, "").strip() for name in texts},
    }


def _no_circle(path: Path, rows: Sequence[Row]) -> None:
    """Refuse a model that is its own ancestor."""
    parents = {label(row, "model"): row.text("parent").strip() for row in rows}
    for row in rows:
        model = name = label(row, "model")
        for _ in parents:
            name = parents.get(name, "")
            if name == model:
                raise BadInput(path, f"field `parent`: {model!r} comes from itself", line=row.line)


def _yes(row: Row) -> bool:
    said = row.text("ambiguous", "no").strip().lower()
    if said not in ("yes", "no", ""):
        raise row.error(f"field `ambiguous` must be yes or no, not {said!r}")
    return said == "yes"
