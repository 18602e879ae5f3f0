"""Kill a run at random moments and count what the server was asked: `python -m tests.verify.chaos`.

A run of `sosprobe run` against a loopback server is killed with SIGKILL again and again, then run
to its end. Nothing may be lost, and at most the questions in flight at a kill may be asked twice.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from tests.loopback import Answer, Loopback

IN_FLIGHT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run under kills came to."""

    verdicts: int
    requests: int
    repeated: int
    kills: int


def torment(folder: Path, *, pairs: int, kills: int, latency: float, seed: int) -> Outcome:
    """Run `pairs` x 2 trials under `kills` kills, resume to the end, and count."""
    rows = [
        {"prompt": f"Question {n}?", "response_a": f"first {n}", "response_b": f"second {n}"}
        for n in range(pairs)
    ]
    data = folder / "pairs.jsonl"
    data.write_text("\n".join(json.dumps(row) for row in rows))
    rng = random.Random(seed)

    def handle(path: str, body: Any) -> Answer:
        time.sleep(latency)
        message = {"role": "assistant", "content": "Verdict: [[A>B]]"}
        usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return 200, {}, {"model": "m", "choices": [choice], "usage": usage}

    with Loopback(handle) as server:
        command = [sys.executable, "-m", "sosprobe", "run", "--judge", "openai:m"]
        command += ["--base-url", f"{server.url}/v1", "--data", str(data)]
        command += ["--in-flight", str(IN_FLIGHT), "--out", str(folder / "out")]
        killed = 0
        while killed < kills:
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            before = len(server.requests)
            # A moment between the first request of this run and the share that is left for it.
            wanted = before + rng.randint(1, max(1, 2 * pairs // (kills + 1)))
            while process.poll() is None and len(server.requests) < wanted:
                time.sleep(0.001)
            time.sleep(rng.random() * latency)
            if process.poll() is not None:
                break
            process.kill()
            process.wait()
            killed += 1
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        asked = Counter(json.dumps(body["messages"]) for body in server.requests)
    frame = pd.read_parquet(folder / "out" / "trials.parquet")
    assert "Report:" in done.stdout
    return Outcome(
        verdicts=int(frame["preference"].notna().sum()),
        requests=sum(asked.values()),
        repeated=sum(asked.values()) - len(asked),
        kills=killed,
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        result = torment(Path(name), pairs=200, kills=10, latency=0.05, seed=1)
    print(result)
    assert result.verdicts == 400, "verdicts were lost"
    assert result.kills == 10, "the run ended before it could be killed ten times"
    assert result.repeated <= IN_FLIGHT * result.kills, "more was repeated than was in flight"
    print("400 verdicts after 10 kills; nothing lost")
