"""verdict: a pool of threads over a graph, LiteLLM and instructor below; its limiter is off."""

from __future__ import annotations

from importlib import import_module

from tests.verify.judge_bench.client import PROMPT, Job, Outcome, main, measure

ATTEMPTS = 6
"""As many as sosprobe makes."""


def run(job: Job) -> Outcome:
    """Judge pairs with the pairwise unit, which has its model call a function with the choice."""
    package = import_module("verdict")
    schema = import_module("verdict.schema").Schema
    import_module("verdict.util.ratelimit").disable()
    model = import_module("verdict.model").vLLMModel(
        "judge", api_base=f"{job.url}/call/v1", api_key="none"
    )
    unit = import_module("verdict.common.judge").PairwiseJudgeUnit()
    asked = PROMPT.format(prompt="{source.prompt}", a="{source.a}", b="{source.b}")
    # Its default is one attempt, after which a failed row ends the whole run.
    asks = unit.prompt(asked).via(model, retries=ATTEMPTS, temperature=0.0, max_tokens=1024)
    pipeline = package.Pipeline() >> asks
    rows = job.read()
    pairs = [
        schema.of(prompt=row["prompt"], a=row["response_a"], b=row["response_b"]) for row in rows
    ]

    def judge() -> int:
        frame, columns = pipeline.run_from_list(
            pairs, max_workers=job.in_flight, display=False, graceful=True
        )
        return int(frame[columns[0]].isin(["A", "B"]).sum()) if columns else 0

    return measure(len(rows), judge)


if __name__ == "__main__":
    main(run)
