"""Make jobs of the suite's rows, or say of each why it cannot be asked."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from sosprobe.errors import SosprobeError, UnknownName
from sosprobe.probes.bench.engine.job import Failed, Instrument, Job, TaskSpec

OWN = "sosprobe_"
"""How the names of tasks begin that read local files only."""

_TOKENS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")


class RowLike(Protocol):
    """What is asked of a row's description."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def factor(self) -> Literal["wk", "if", "safety"]: ...
    @property
    def published_n(self) -> int: ...
    @property
    def gated(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def tasks(self) -> Mapping[Instrument, tuple[str, ...]]: ...
    @property
    def livebench(self) -> bool: ...


class PreparedLike(Protocol):
    """What is asked of prepared data."""

    @property
    def files(self) -> Mapping[str, Path]: ...
    @property
    def problems(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows there are, and the two functions that make them ready."""

    rows: Mapping[str, RowLike]
    prepare: Callable[[str, Path, Path], PreparedLike]
    """Row, folder of the published files, folder for the prepared ones."""
    configure: Callable[[str, Instrument, Mapping[str, Path]], Mapping[str, TaskSpec]]
    """Row, instrument and prepared files by part in; tasks of the harness by part out."""
    rules: str = ""
    """A hash of the prompts and of the rules by which answers are read."""


def chosen(rows: Rows, words: str) -> list[str]:
    """Return the names of the rows that `words` names: groups and rows, joined by commas.

    Raises
    ------
    UnknownName
        If there is no such row or group.
    """
    names: list[str] = []
    for word in words.split(","):
        word = word.strip()
        if word == "all":
            found = tuple(rows.rows)
        elif word in ("wk", "if", "safety"):
            found = tuple(name for name, row in rows.rows.items() if row.factor == word)
        elif word in rows.rows:
            found = (word,)
        else:
            raise UnknownName("row", word, [*rows.rows, "all", "wk", "if", "safety"])
        names += [name for name in found if name not in names]
    return names


def job_of(
    rows: Rows,
    name: str,
    *,
    wanted: Instrument | None,
    likelihoods: bool,
    data: Path | None,
    out: Path,
) -> Job | Failed:
    """Return the job of a row, or why it cannot be asked.

    Parameters
    ----------
    wanted
        The instrument; None takes likelihoods where the row has them and the model tells them.
    likelihoods
        Whether the model is one that can tell them.
    """
    row = rows.rows[name]
    first: Instrument = "loglikelihood" if likelihoods else "generate"
    instrument = wanted or (first if first in row.tasks else "generate")
    if instrument not in row.tasks:
        there = ", ".join(row.tasks) or "none"
        return Failed(
            row=name,
            instrument=instrument,
            reason=f"has no tasks for the instrument {instrument}; there are: {there}",
        )
    if data is None:
        if reason := _unreachable(row, instrument):
            return Failed(row=name, instrument=instrument, reason=reason)
        return _job(row, instrument, row.tasks[instrument], {}, "hub", (), rows.rules)
    try:
        prepared = rows.prepare(name, data, out)
        configured = rows.configure(name, instrument, prepared.files)
    except SosprobeError as error:
        return Failed(row=name, instrument=instrument, reason=str(error))
    parts: dict[str, str] = {}
    for part, spec in configured.items():
        parts[_task_name(spec)] = part if len(configured) > 1 else ""
    return _job(
        row,
        instrument,
        tuple(configured.values()),
        parts,
        _digest(prepared.files),
        tuple(prepared.problems),
        rows.rules,
    )


def _unreachable(row: RowLike, instrument: Instrument) -> str:
    """Say why a row cannot be had from the hub; nothing if it can."""
    if any(task.startswith(OWN) for task in row.tasks[instrument]):
        return f"its data must lie in the folder that --data names; it is had from {row.source}" + (
            f", access is asked for at {row.gated}" if row.gated else ""
        )
    if row.gated and not any(os.environ.get(name) for name in _TOKENS):
        return (
            f"its data is gated: ask for access at {row.gated}, then run: export HF_TOKEN="
            f"YOUR_TOKEN; or name a folder with the files as --data"
        )
    return ""


def _job(
    row: RowLike,
    instrument: Instrument,
    tasks: Sequence[TaskSpec],
    parts: Mapping[str, str],
    data: str,
    problems: tuple[str, ...],
    rules: str,
) -> Job:
    return Job(
        row=row.name,
        title=row.title,
        factor=row.factor,
        instrument=instrument,
        tasks=tasks,
        parts=parts,
        data=data,
        problems=problems,
        rules=rules,
    )


def _task_name(spec: TaskSpec) -> str:
    """Return a task's name; the file of a task is named as the task."""
    return Path(spec).stem if isinstance(spec, str) else str(spec.get("task", ""))


def _digest(files: Mapping[str, Path]) -> str:
    whole = hashlib.sha256()
    for part in sorted(files):
        with files[part].open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{part}={content}\n".encode())
    return whole.hexdigest()[:16]
