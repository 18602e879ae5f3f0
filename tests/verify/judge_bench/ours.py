"""sosprobe as a user runs it from Python: a file of pairs in, a verdict on each out.

The progress is drawn as in a terminal. The variable PROFILE names a file for a profile of judging,
which `python -m pstats` reads; the figures of such a run count for nothing.
"""

from __future__ import annotations

import asyncio
import cProfile
import os
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from sosprobe.cli.progress import Progress
from sosprobe.probes.experiment import prepare
from sosprobe.probes.running import Answered
from sosprobe.probes.tabulate import read, tabulate
from sosprobe.store import SqliteStore
from tests.verify.judge_bench.client import Job, Outcome, main, measure
from tests.verify.judge_bench.questions import settings


def run(job: Job) -> Outcome:
    """Lay the run out, ask and parse everything, then make the frame and the statistics."""
    began = time.perf_counter()
    store = SqliteStore(Path(job.folder) / "store.sqlite")
    experiment = prepare(settings(_pairs(job), job.url, job.in_flight), store=store)
    questions = experiment.size().questions
    planned = time.perf_counter() - began
    answered: list[Answered] = []
    with Path("terminal.txt").open("w") as terminal:
        console = Console(file=terminal, force_terminal=True, highlight=False, emoji=False)

        async def ask(progress: Progress) -> None:
            # It returns nothing, for the runner of the loop writes out what its task returns.
            answered.extend(await experiment.ask(store, progress.update))

        def judge() -> int:
            with Progress(console, questions) as progress:
                asyncio.run(ask(progress))
            return _verdicts(answered)

        outcome = _profiled(job, judge) if "PROFILE" in os.environ else measure(job.rows, judge)
    store.close()
    if answered:
        frame = _seconds(lambda: _frame(answered))
        both = _seconds(lambda: experiment.results(answered))
        outcome.besides = {"planning": planned, "frame": frame, "frame and statistics": both}
    return outcome


def _pairs(job: Job) -> Path:
    """Write the pairs of this run to a file; each is two rows, one for each order."""
    own = Path(job.folder) / "pairs.jsonl"
    with Path(job.pairs).open(encoding="utf-8") as file:
        own.write_text("".join(line for line, _ in zip(file, range(job.rows // 2), strict=False)))
    return own


def _verdicts(answered: list[Answered]) -> int:
    """Parse every reply, and count the trials with a preference."""
    return sum(
        read(entry, asked, one.answers).preference is not None
        for one in answered
        for entry, asked in zip(one.member.plan.asked, one.member.questions, strict=True)
    )


def _frame(answered: list[Answered]) -> None:
    """Make the frame of verdicts, which also measures every text and parses again."""
    for one in answered:
        tabulate(one.member.plan, one.member.questions, one.answers, judge=one.member.name)


def _seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _profiled(job: Job, judge: Callable[[], int]) -> Outcome:
    """Measure as always, and leave a profile."""
    profile = cProfile.Profile()
    profile.enable()
    outcome = measure(job.rows, judge)
    profile.disable()
    profile.dump_stats(os.environ["PROFILE"])
    return outcome


if __name__ == "__main__":
    main(run)
