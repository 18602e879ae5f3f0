"""The rows of the suite, as the engine takes them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from sosprobe.probes.bench.engine.job import Instrument, TaskSpec
from sosprobe.probes.bench.engine.suite import PreparedLike, Rows
from sosprobe.probes.bench.rows.config import TASKS, task_config
from sosprobe.probes.bench.rows.prepare import prepare
from sosprobe.probes.bench.rows.registry import ROWS

__all__ = ["TASKS", "suite_rows"]


def suite_rows() -> Rows:
    """Return the rows that there are, with a hash of their prompts and rules."""
    return Rows(rows=ROWS, prepare=_prepared, configure=_configured, rules=_rules())


def _prepared(name: str, folder: Path, out: Path) -> PreparedLike:
    return prepare(name, folder, out / name)


def _configured(
    name: str, instrument: Instrument, files: Mapping[str, Path]
) -> Mapping[str, TaskSpec]:
    return dict(task_config(name, instrument, files))


def _rules() -> str:
    """Return a hash of the task files and of what reads answers: when it moves, rows are stale."""
    whole = hashlib.sha256()
    for folder in (TASKS, TASKS.with_name("rows")):
        for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.yaml")]):
            whole.update(f"{path.name}\n".encode() + path.read_bytes())
    return whole.hexdigest()[:16]
