"""What every measured client does alike: read its job, time its judging, say what came of it.

It runs in the environments of the peers, so it imports nothing but the standard library.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

PROMPT = """\
You compare two responses to the same prompt and decide which one serves the person who asked \
better. Judge what is said, not how long it is.

Prompt:
{prompt}

Response A:
{a}

Response B:
{b}

Give your reasons in a few sentences, then end with one line: Verdict: [[A>B]] or Verdict: [[B>A]]
"""
"""What peers ask that come without a template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a client is told."""

    url: str
    """Address of the server, without a slash at the end."""
    pairs: str
    """JSONL file with `prompt`, `response_a` and `response_b`."""
    rows: int
    """How many of its lines are judged."""
    in_flight: int
    folder: str
    """An empty folder to work in; the outcome is left here."""

    def read(self) -> list[dict[str, str]]:
        """Return the pairs."""
        with Path(self.pairs).open(encoding="utf-8") as file:
            return [json.loads(line) for line, _ in zip(file, range(self.rows), strict=False)]


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a client says of its run."""

    rows: int
    verdicts: int = 0
    wall: float = 0.0
    cpu: float = 0.0
    """Seconds of judging, without imports and preparation; `cpu` of this process and its own."""
    memory: float = 0.0
    """Largest memory of the process, MiB."""
    before: float = 0.0
    """The same before judging began."""
    error: str = ""
    """What ended the run early, if anything did."""
    besides: dict[str, float] = field(default_factory=dict[str, float])
    """Seconds of what comes before and after judging."""


def measure(rows: int, judge: Callable[[], int]) -> Outcome:
    """Run `judge`, which returns how many rows have a verdict, and say what it took."""
    outcome = Outcome(rows=rows, before=_memory())
    start, spent = time.perf_counter(), _cpu()
    try:
        outcome.verdicts = judge()
    except Exception as error:
        outcome.error = f"{type(error).__name__}: {error}"[:300]
    outcome.wall, outcome.cpu = time.perf_counter() - start, _cpu() - spent
    outcome.memory = _memory()
    return outcome


def main(run: Callable[[Job], Outcome]) -> None:
    """Read the job from the command line, run it in its folder and leave the outcome there."""
    job = Job(**json.loads(sys.argv[1]))
    os.chdir(job.folder)
    outcome = run(job)
    (Path(job.folder) / "outcome.json").write_text(json.dumps(asdict(outcome)))


def outcome_in(folder: Path) -> Outcome:
    """Return the outcome that a client left."""
    fields: dict[str, Any] = json.loads((folder / "outcome.json").read_text())
    return Outcome(**fields)


def _cpu() -> float:
    """Return the processor seconds of this process and of those that it waited for."""
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def _memory() -> float:
    """Return the largest memory of this process so far, MiB.

    `getrusage` would count that of the process it was started from.
    """
    status = Path("/proc/self/status").read_text()
    (peak,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(peak) / 1024
