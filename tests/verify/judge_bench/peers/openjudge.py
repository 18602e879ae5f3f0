"""py-openjudge: asyncio, one client for all calls, a deep copy of the grader for each row."""

from __future__ import annotations

import asyncio
from importlib import import_module

from tests.verify.judge_bench.client import Job, Outcome, main, measure

TEMPLATE = """\
You compare two responses to the same prompt and rank them by how well they serve the person who \
asked. Judge what is said, not how long it is.

Prompt:
{prompt}

Response 1:
{a}

Response 2:
{b}

Respond in JSON with the keys rank (a list) and reason.
"""


def run(job: Job) -> Outcome:
    """Judge pairs with a listwise grader of two."""
    model = import_module("openjudge.models.openai_chat_model").OpenAIChatModel(
        model="judge", api_key="none", base_url=f"{job.url}/rank/v1", temperature=0.0
    )
    grader = import_module("openjudge.graders.llm_grader").LLMGrader(
        model=model, name="pair", mode="listwise", template=TEMPLATE
    )
    runner = import_module("openjudge.runner.grading_runner").GradingRunner(
        {"pair": grader}, max_concurrency=job.in_flight, show_progress=False
    )
    rows = job.read()
    pairs = [
        {"prompt": row["prompt"], "a": row["response_a"], "b": row["response_b"]} for row in rows
    ]

    def judge() -> int:
        found = asyncio.run(runner.arun(pairs))
        return sum(bool(getattr(one, "rank", None)) for one in found["pair"])

    return measure(len(rows), judge)


if __name__ == "__main__":
    main(run)
