"""A row of sums, and a server that can add: for real questions whose answers are known."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sosprobe.probes.bench.engine.job import Instrument, Job
from tests.loopback import Answer

WRONG = 3
"""Every so many sums the server is wrong."""


def write_sums(path: Path, count: int) -> None:
    """Write `count` sums, each with two choices."""
    rows = [
        {"question": f"{n} + {n} =", "answer": str(2 * n), "choices": [str(2 * n), str(2 * n + 1)]}
        for n in range(count)
    ]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def sums_job(path: Path, instrument: Instrument = "generate", row: str = "sums") -> Job:
    """Return the row as the harness reads it."""
    task: dict[str, object] = {
        "task": f"sosprobe_{row}_{instrument}",
        "dataset_path": "json",
        "dataset_kwargs": {"data_files": {"test": str(path)}},
        "test_split": "test",
        "doc_to_text": "{{question}}",
        "metadata": {"version": 1},
    }
    if instrument == "generate":
        task |= {
            "output_type": "generate_until",
            "doc_to_target": "{{answer}}",
            "generation_kwargs": {"until": [], "do_sample": False, "max_gen_toks": 8},
            "metric_list": [
                {"metric": "exact_match", "aggregation": "mean", "higher_is_better": True}
            ],
        }
    else:
        task |= {
            "output_type": "multiple_choice",
            "doc_to_choice": "choices",
            "doc_to_target": 0,
            "metric_list": [{"metric": "acc", "aggregation": "mean", "higher_is_better": True}],
        }
    return Job(
        row=row,
        title="XSTest",
        factor="safety",
        instrument=instrument,
        tasks=(task,),
        data=path.name,
    )


def add(path: str, body: Any) -> Answer:
    """Answer a sum in a chat; every third sum of its kind is wrong."""
    question = body["messages"][-1]["content"]
    found = re.search(r"(\d+) \+ (\d+)", question)
    total = int(found[1]) + int(found[2]) if found else -1
    said = total + 1 if found and int(found[1]) % WRONG == 0 else total
    choice = {"index": 0, "message": {"role": "assistant", "content": str(said)}}
    return 200, {}, {"choices": [choice], "model": "adder"}
