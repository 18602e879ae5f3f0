"""alpaca-eval: threads, a new client for each call, rows in chunks with a cache file after each."""

from __future__ import annotations

import logging
import os
from importlib import import_module
from pathlib import Path

from tests.verify.judge_bench.client import PROMPT, Job, Outcome, main, measure

CONFIG = """
bench:
  prompt_template: "bench/prompt.txt"
  fn_completions: "openai_completions"
  completions_kwargs:
    model_name: "judge"
    max_tokens: 1024
    temperature: 0
    price_per_token: 0
  fn_completion_parser: "regex_parser"
  completion_parser_kwargs:
    outputs_to_match:
      1: '\\[\\[A>B'
      2: '\\[\\[B>A'
  batch_size: 1
"""


def run(job: Job) -> Outcome:
    """Judge pairs with the annotator that a user builds from a configuration file."""
    os.environ |= {
        "OPENAI_API_KEY": "none",
        "OPENAI_API_BASE": f"{job.url}/words/v1",
        "OPENAI_MAX_CONCURRENCY": str(job.in_flight),
    }
    folder = Path(job.folder)
    (folder / "bench").mkdir()
    (folder / "bench" / "configs.yaml").write_text(CONFIG)
    asked = PROMPT.format(prompt="{instruction}", a="{output_1}", b="{output_2}")
    chat = f"<|im_start|>user\n{asked}<|im_end|>\n"
    (folder / "bench" / "prompt.txt").write_text(chat)
    annotator = import_module("alpaca_eval.annotators").PairwiseAnnotator(
        annotators_config="bench/configs.yaml",
        base_dir=job.folder,
        caching_path=str(folder / "cache.json"),
    )
    logging.disable(logging.WARNING)  # it says lines for each call otherwise
    rows = [
        {"instruction": row["prompt"], "output_1": row["response_a"], "output_2": row["response_b"]}
        for row in job.read()
    ]

    def judge() -> int:
        # A chunk ends when its last row does; 128 rows are the default, too few for 128 in flight.
        done = annotator.annotate_pairs(rows, chunksize=max(128, 4 * job.in_flight))
        return sum(row["preference"] in (1, 2) for row in done)

    return measure(len(rows), judge)


if __name__ == "__main__":
    main(run)
