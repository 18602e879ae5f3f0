"""Write the task files that point the harness at prepared data."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path

import yaml

from sosprobe.errors import MissingExtra, SetupError
from sosprobe.probes.bench.rows.registry import row_of
from sosprobe.probes.bench.rows.row import Instrument, Row

TASKS = Path(__file__).resolve().parent.parent / "tasks"
"""Task files of this project, which the written ones include."""

_GENERATED = {"ifeval": "ifeval", "math": "math", "bbq": "bbq", "saladbench": "several"}
_THEIRS = {
    "musr": "leaderboard/musr/musr_{part}.yaml",
    "gpqa": "leaderboard/gpqa/gpqa_{part}_zeroshot.yaml",
    "bbh": "leaderboard/bbh_mc/{part}.yaml",
    "wmdp": "wmdp/wmdp_{part}.yaml",
    "toxigen": "toxigen/toxigen.yaml",
}
"""Where the harness has the published form of a row, below its folder of tasks."""

_SPLITS = {"gpqa": "train", "musr": "{part}"}


def task_config(
    row: Row | str,
    instrument: Instrument,
    files: Mapping[str, Path],
    *,
    as_published: bool = False,
) -> Mapping[str, str]:
    """Return the path of each part's task file, which is written beside the part's data.

    The file is named as its task. By likelihood, rows that the harness has are asked in its own
    words, all others in this project's; generated answers always in this project's.

    Parameters
    ----------
    as_published
        Whether JailbreakHub and DTToxicity count as right what the published run did: it took the
        flag for the place of the label among True and False, so that right and wrong change places.

    Raises
    ------
    SetupError
        If the row has no such instrument.
    MissingExtra
        If the published form is the harness's and the harness is not installed.
    """
    row = row_of(row) if isinstance(row, str) else row
    if instrument not in row.tasks:
        there = ", ".join(row.tasks) or "none"
        raise SetupError(f"The row {row.name} has no instrument {instrument}; there are: {there}.")
    return {
        part: str(_written(row, part, instrument, path, as_published=as_published))
        for part, path in files.items()
    }


def _written(
    row: Row, part: str, instrument: Instrument, path: Path, *, as_published: bool
) -> Path:
    name = f"sosprobe_{row.name}" if part == row.name else f"sosprobe_{row.name}_{part}"
    split = "test"
    if instrument == "generate":
        base = TASKS / f"{_GENERATED.get(row.name, 'choice')}_generate.yaml"
    elif row.name in _THEIRS:
        base = _harness() / _THEIRS[row.name].format(part=part)
        split = _SPLITS.get(row.name, split).format(part=part)
    else:
        base = TASKS / f"choice_loglikelihood{'_as_published' if as_published else ''}.yaml"
    content = {
        "include": str(base),
        "task": f"{name}_{instrument}",
        "dataset_path": "json",
        "dataset_name": None,
        "dataset_kwargs": {"data_files": {split: str(path.resolve())}},
    }
    if split == "test" and row.name == "toxigen":
        content["training_split"] = None
    target = path.with_name(f"{name}_{instrument}.yaml")
    target.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return target


def _harness() -> Path:
    """Return the harness's folder of tasks, without loading it."""
    found = importlib.util.find_spec("lm_eval")
    if found is None or found.origin is None:
        raise MissingExtra(
            "The harness lm_eval",
            "python -m venv .venv-bench",
            '.venv-bench/bin/pip install "sosprobe[bench]"',
        )
    return Path(found.origin).parent / "tasks"
