"""What a run keeps in its folder: a result and the items' records of each row, whole or not at all.

FOLDER/<model>/<row>.<instrument>.json         scores, and what they were made of
FOLDER/<model>/<row>.<instrument>.items.jsonl  one record an item
FOLDER/<model>/cache/                          every answer, the moment it came
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from sosprobe.errors import BadInput
from sosprobe.probes.bench.engine.job import Job, digest
from sosprobe.probes.bench.engine.model import Model


@dataclass(frozen=True, slots=True, kw_only=True)
class RowScore:
    """One number that came out of a row."""

    part: str
    metric: str
    value: float
    se: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """A row that was asked to its end."""

    fingerprint: str
    model: str
    row: str
    title: str
    factor: str
    instrument: str
    scores: tuple[RowScore, ...]
    requests: int
    empty: int
    """Answers in which the model said nothing; they count as wrong."""
    problems: tuple[str, ...]
    limit: int
    data: str
    harness: str
    identity: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Folder:
    """Where one model's rows are kept."""

    path: Path

    @classmethod
    def of(cls, out: Path, model: Model) -> Folder:
        """Return the folder of `model` in `out`; another tokenizer or address is another model."""
        plain = "".join(c if c.isalnum() or c in "-_." else "-" for c in model.shown) or "model"
        return cls(out / f"{plain}-{digest(model.identity)[:8]}")

    def cache(self, job: Job) -> Path:
        """Return the beginning of the file name of a row's answers.

        Answers are looked up by their question, so that they stay good for another limit.
        """
        (self.path / "cache").mkdir(parents=True, exist_ok=True)
        return self.path / "cache" / job.name

    def items(self, job: Job) -> Path:
        """Return the file of a row's records."""
        return self.path / f"{job.name}.items.jsonl"

    def result(self, job: Job) -> Path:
        """Return the file of a row's result."""
        return self.path / f"{job.name}.json"

    def finished(self, job: Job, fingerprint: str) -> RowResult | None:
        """Return the result of a row that was asked to its end in the same way, or None."""
        path = self.result(job)
        if not path.exists() or not self.items(job).exists():
            return None
        found = read_result(path)
        return found if found.fingerprint == fingerprint else None

    def keep(self, job: Job, result: RowResult, records: Iterable[Mapping[str, object]]) -> None:
        """Write a row's records, and its result last: a row with a result is whole."""
        lines = [json.dumps(record, ensure_ascii=False, default=str) for record in records]
        _whole(self.items(job), "".join(f"{line}\n" for line in lines))
        _whole(self.result(job), json.dumps(asdict(result), ensure_ascii=False, indent=1) + "\n")


def fingerprint(job: Job, model: Model, limit: int, harness: str) -> str:
    """Return what tells one way to ask a row from every other."""
    return digest(
        {
            "model": model.identity,
            "row": job.row,
            "instrument": job.instrument,
            # A task file's folder is no part of the task: results may be moved.
            "tasks": [Path(one).name if isinstance(one, str) else one for one in job.tasks],
            "rules": job.rules,
            "metrics": job.metrics,
            "data": job.data,
            "limit": limit,
            "harness": harness,
        }
    )


def read_result(path: Path) -> RowResult:
    """Return the result of a row from its file.

    Raises
    ------
    BadInput
        If it is no such file.
    """
    try:
        fields = cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))
        scores = tuple(RowScore(**score) for score in fields.pop("scores"))
        problems = tuple(str(one) for one in fields.pop("problems"))
        result = RowResult(scores=scores, problems=problems, **fields)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadInput(path, f"is no result of a row ({error}); delete it to ask again") from error
    if any(not math.isfinite(score.value) for score in result.scores):
        raise BadInput(path, "holds a score that is no number; delete it to ask again")
    return result


def results(out: Path) -> list[RowResult]:
    """Return the results of all rows and models in a folder, in order of their names."""
    return [
        read_result(path)
        for path in sorted(out.glob("*/*.json"))
        if path.name.endswith((".generate.json", ".loglikelihood.json"))
    ]


def _whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all, even after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with partial.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
