"""inspect-ai: asyncio, one client for all calls, a full log of every sample."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.verify.judge_bench.client import PROMPT, Job, Outcome, main, measure


def run(job: Job) -> Outcome:
    """Judge pairs as samples of a task whose scorer finds the verdict."""
    os.environ |= {
        "BENCH_API_KEY": "none",
        "BENCH_BASE_URL": f"{job.url}/words/v1",
        "INSPECT_LOG_DIR": str(Path(job.folder) / "logs"),
    }
    inspect = import_module("inspect_ai")
    datasets = import_module("inspect_ai.dataset")
    rows = job.read()
    asked = [
        datasets.Sample(
            input=PROMPT.format(prompt=row["prompt"], a=row["response_a"], b=row["response_b"]),
            target="A",
        )
        for row in rows
    ]
    task = inspect.Task(
        dataset=datasets.MemoryDataset(asked),
        solver=import_module("inspect_ai.solver").generate(),
        scorer=import_module("inspect_ai.scorer").pattern(r"\[\[([AB])"),
    )

    def judge() -> int:
        (log,) = inspect.eval(
            task,
            model="openai-api/bench/judge",
            max_connections=job.in_flight,
            max_samples=job.in_flight,
            max_tokens=1024,
            temperature=0.0,
            display="none",
        )
        samples: list[Any] = log.samples or []
        return sum(_answered(sample) for sample in samples)

    return measure(len(rows), judge)


def _answered(sample: Any) -> bool:
    """Say whether the scorer found a verdict."""
    scores: dict[str, Any] = sample.scores or {}
    return any(score.answer in ("A", "B") for score in scores.values())


if __name__ == "__main__":
    main(run)
