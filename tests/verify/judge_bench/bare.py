"""A bare client: one aiohttp session, so many workers, no store, no parser, no progress.

Its questions are those that sosprobe asks, written to a file beforehand, one a line.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp

from tests.verify.judge_bench.client import Job, Outcome, main, measure


def run(job: Job) -> Outcome:
    """Ask every question once; one that fails is lost."""
    with Path(job.pairs).open(encoding="utf-8") as file:
        bodies = [json.loads(line) for line, _ in zip(file, range(job.rows), strict=False)]
    return measure(len(bodies), lambda: asyncio.run(ask(job, bodies)))


async def ask(job: Job, bodies: list[dict[str, Any]]) -> int:
    """Return how many questions have an answer with words in it."""
    url = f"{job.url}/words/v1/chat/completions"
    waiting = iter(bodies)
    connector = aiohttp.TCPConnector(limit=job.in_flight)
    async with aiohttp.ClientSession(connector=connector) as session:
        workers = [_work(session, url, waiting) for _ in range(job.in_flight)]
        return sum(await asyncio.gather(*workers))


async def _work(session: aiohttp.ClientSession, url: str, waiting: Iterator[dict[str, Any]]) -> int:
    done = 0
    for body in waiting:
        try:
            async with session.post(url, json=body) as response:
                data: Any = await response.json()
        except aiohttp.ClientError:
            continue  # bare means that nothing is tried again
        done += response.status == 200 and bool(data["choices"][0]["message"]["content"])
    return done


if __name__ == "__main__":
    main(run)
