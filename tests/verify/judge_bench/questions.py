"""What sosprobe asks over a file of pairs, as the bodies of requests: work for the bare client."""

from __future__ import annotations

import json
from pathlib import Path

from sosprobe.probes.experiment import prepare
from sosprobe.probes.settings import Settings


def settings(pairs: Path, url: str, in_flight: int) -> Settings:
    """Return a run as a user asks for it: the pairs of a file, each in both orders."""
    return Settings(
        judge="openai:judge",
        base_url=f"{url}/words/v1",
        data=str(pairs),
        template="pairwise",
        in_flight=in_flight,
    )


def write(path: Path, pairs: Path) -> Path:
    """Write the body of each question to a JSONL file and return its path."""
    plan = prepare(settings(pairs, "http://127.0.0.1:1", 1)).plan
    with path.open("w", encoding="utf-8") as file:
        for entry in plan.asked:
            for messages in plan.render(entry)[0]:
                body = {"model": "judge", "max_tokens": 1024, "temperature": 0.0}
                file.write(json.dumps({**body, "messages": list(messages)}) + "\n")
    return path
