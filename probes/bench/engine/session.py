"""One call of the suite from what the user asked to what came out, in three steps.

`choose` finds out which rows can be asked, `price` what they take, `ask` asks them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sosprobe.errors import SosprobeError
from sosprobe.probes.bench.engine.endpoint import check_chat, check_echo
from sosprobe.probes.bench.engine.estimate import Estimated, estimate
from sosprobe.probes.bench.engine.harness import Harness, Load
from sosprobe.probes.bench.engine.job import Failed, Instrument, Job
from sosprobe.probes.bench.engine.livebench import PAGE, Checkout, run_group
from sosprobe.probes.bench.engine.model import Model
from sosprobe.probes.bench.engine.records import Folder, RowResult
from sosprobe.probes.bench.engine.run import Outcome, Todo, look, run
from sosprobe.probes.bench.engine.suite import Rows, chosen, job_of
from sosprobe.probes.prices import Prices

LIVE = "livebench_"
"""How the names of LiveBench's rows begin; its group follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the user asks for."""

    rows: str = "all"
    instrument: Instrument | None = None
    """None takes likelihoods from a model in this process, and generated text from an endpoint."""
    data: Path | None = None
    limit: int = 0
    """Items of each part; 0 for all."""
    out: Path = Path("sosprobe-bench")
    checkout: Checkout | None = None


@dataclass(slots=True, kw_only=True)
class Plan:
    """The rows of a run: what is done, what is left, what cannot be asked."""

    todo: Todo
    groups: list[str] = field(default_factory=list[str])
    """Groups of LiveBench."""
    seconds_each: float | None = None
    estimates: Mapping[str, Estimated] = field(default_factory=dict[str, Estimated])
    """By the job's name."""


def choose(wish: Wish, rows: Rows, model: Model, harness: Harness) -> Plan:
    """Return the rows that can be asked and those that cannot, each with its reason.

    An endpoint is asked a few words: whether it answers at all, and whether it tells likelihoods.

    Raises
    ------
    UnknownName
        If a row is not known.
    SetupError
        If the harness is not installed, or the endpoint answers nothing.
    """
    folder = Folder.of(wish.out, model)
    jobs: list[Job] = []
    failed: list[Failed] = []
    groups: list[str] = []
    for name in chosen(rows, wish.rows):
        if rows.rows[name].livebench:
            if wish.checkout is None:
                failed.append(
                    Failed(
                        row=name,
                        instrument="generate",
                        reason=f"LiveBench is no package: clone {PAGE}, install it as its README "
                        "says, and name the folder as --livebench",
                    )
                )
            else:
                groups.append(group_of(name))
            continue
        made = job_of(
            rows,
            name,
            wanted=wish.instrument,
            likelihoods=not model.over_http,
            data=wish.data,
            out=wish.out / "data",
        )
        if isinstance(made, Job):
            jobs.append(made)
        else:
            failed.append(made)
    todo = look(jobs, model, harness, folder, limit=wish.limit) if jobs else Todo()
    todo.failed[:0] = failed
    plan = Plan(todo=todo, groups=groups)
    if model.over_http and (todo.jobs or groups):
        _check(plan, model)
    return plan


def group_of(row: str) -> str:
    """Return the group of LiveBench that a row is.

    >>> group_of("livebench_math")
    'math'
    """
    return row.removeprefix(LIVE)


def price(plan: Plan, model: Model, prices: Prices) -> dict[str, Estimated]:
    """Return what each row that is left takes, by the job's name."""
    return {
        job.name: estimate(plan.todo.loads[job.name], model, prices, plan.seconds_each)
        for job in plan.todo.jobs
    }


def ask(
    plan: Plan,
    wish: Wish,
    model: Model,
    harness: Harness,
    *,
    started: Callable[[str, int], None] = lambda name, requests: None,
    answered: Callable[[], None] = lambda: None,
    ended: Callable[[RowResult | Failed], None] = lambda result: None,
) -> Outcome:
    """Ask what is left; LiveBench comes last."""
    folder = Folder.of(wish.out, model)

    def begin(job: Job, load: Load) -> None:
        started(job.name, load.requests)

    outcome = run(
        plan.todo,
        model,
        harness,
        folder,
        limit=wish.limit,
        started=begin,
        answered=answered,
        ended=ended,
    )
    done, failed = list(outcome.done), list(outcome.failed)
    for group in plan.groups:
        if wish.checkout is None:  # then there is no group
            break
        started(f"{LIVE}{group}", 0)
        try:
            result: RowResult | Failed = run_group(wish.checkout, model, group, folder)
        except SosprobeError as error:
            result = Failed(row=f"{LIVE}{group}", instrument="generate", reason=str(error))
        ended(result)
        if isinstance(result, Failed):
            failed.append(result)
        else:
            done.append(result)
    return Outcome(done=tuple(done), failed=tuple(failed), reused=outcome.reused)


def _check(plan: Plan, model: Model) -> None:
    """Ask the endpoint a few words; rows that it is not fit for move to those that failed."""
    todo = plan.todo
    if plan.groups or any(job.instrument == "generate" for job in todo.jobs):
        begun = time.monotonic()
        check_chat(model)
        plan.seconds_each = time.monotonic() - begun
    likely = [job for job in todo.jobs if job.instrument == "loglikelihood"]
    if not likely:
        return
    try:
        begun = time.monotonic()
        check_echo(model, ", ".join(job.row for job in likely))
        plan.seconds_each = plan.seconds_each or (time.monotonic() - begun) / 4
    except SosprobeError as error:
        todo.jobs = [job for job in todo.jobs if job not in likely]
        todo.failed += [
            Failed(row=job.row, instrument=job.instrument, reason=str(error)) for job in likely
        ]
