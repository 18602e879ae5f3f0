"""Ask rows one after another; a row that fails is a line in the table and the others finish."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sosprobe.errors import SosprobeError
from sosprobe.probes.bench.engine.harness import Harness, Load
from sosprobe.probes.bench.engine.job import Failed, Job
from sosprobe.probes.bench.engine.model import Model
from sosprobe.probes.bench.engine.records import Folder, RowResult, fingerprint
from sosprobe.probes.bench.engine.samples import empty, records, scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the rows of a run ended."""

    done: tuple[RowResult, ...]
    failed: tuple[Failed, ...]
    reused: int
    """Rows that an earlier run had finished."""


@dataclass(slots=True, kw_only=True)
class Todo:
    """The rows that are left, those that are done, and those that cannot be asked."""

    jobs: list[Job] = field(default_factory=list[Job])
    loads: dict[str, Load] = field(default_factory=dict[str, Load])
    done: list[RowResult] = field(default_factory=list[RowResult])
    failed: list[Failed] = field(default_factory=list[Failed])


def look(
    jobs: Sequence[Job], model: Model, harness: Harness, folder: Folder, *, limit: int
) -> Todo:
    """Find out what is left to ask, and build its questions; nothing is asked."""
    todo = Todo()
    for job in jobs:
        done = folder.finished(job, fingerprint(job, model, limit, harness.version))
        if done is not None:
            todo.done.append(done)
            continue
        try:
            todo.loads[job.name] = harness.load(job, model, limit)
        except Exception as error:
            # Whatever the harness and the libraries under it raise: a row that cannot be built
            # must not keep the others from being asked.
            todo.failed.append(_failed(job, error))
        else:
            todo.jobs.append(job)
    return todo


def run(
    todo: Todo,
    model: Model,
    harness: Harness,
    folder: Folder,
    *,
    limit: int,
    started: Callable[[Job, Load], None] = lambda job, load: None,
    answered: Callable[[], None] = lambda: None,
    ended: Callable[[RowResult | Failed], None] = lambda result: None,
) -> Outcome:
    """Ask what is left, and keep each row the moment it is whole."""
    done, failed = list(todo.done), list(todo.failed)
    for job in todo.jobs:
        load = todo.loads[job.name]
        started(job, load)
        try:
            found = harness.ask(job, model, cache=folder.cache(job), limit=limit, tell=answered)
            result = _result(job, model, harness, found, limit=limit, requests=load.requests)
            folder.keep(job, result, records(job, found))
        except Exception as error:
            # As above: a server that goes away or a data set that cannot be had ends its row only.
            failed.append(_failed(job, error))
            ended(failed[-1])
        else:
            done.append(result)
            ended(result)
    return Outcome(done=tuple(done), failed=tuple(failed), reused=len(todo.done))


def _result(
    job: Job,
    model: Model,
    harness: Harness,
    found: Mapping[str, Any],
    *,
    limit: int,
    requests: int,
) -> RowResult:
    return RowResult(
        fingerprint=fingerprint(job, model, limit, harness.version),
        model=model.shown,
        row=job.row,
        title=job.title,
        factor=job.factor,
        instrument=job.instrument,
        scores=scores(job, found),
        requests=requests,
        empty=empty(job, found),
        problems=job.problems,
        limit=limit,
        data=job.data,
        harness=harness.version,
        identity=model.identity,
    )


def _failed(job: Job, error: Exception) -> Failed:
    """Return a row's failure in one line; of a foreign error the kind is told too."""
    words = " ".join(str(error).split()) or "no reason given"
    known = isinstance(error, SosprobeError)
    reason = words if known else f"{type(error).__name__}: {words}"
    return Failed(row=job.row, instrument=job.instrument, reason=reason[:500])
