"""Speed of judging against the peers: `python -m tests.verify.judge_bench.run docs/judge_speed.md`.

A second argument, or the variable PEERS, names the folder of the peers' environments, else
`build/peers`; they are installed on the first run. All clients take turns against one server, again
and again, so that a ratio compares neighbours in time. What was measured is kept in `runs.json`
beside that folder.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from tests.verify.judge_bench import house, questions, table, work
from tests.verify.judge_bench.house import Client, Run, Server
from tests.verify.judge_bench.peers import PEERS, environment

IN_FLIGHT: tuple[int, ...] = (32, 128)
ROUNDS = 5
OURS = {32: 4000, 128: 8000}
"""Rows that the fast clients judge, by questions in flight: about five seconds of work."""
THEIRS = 800


def main(path: Path, peers: Path) -> None:
    """Install the peers, run everything, and write the page."""
    peers.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=peers.parent) as scratch:
        clients, missing = those(peers, Path(scratch))
        load = os.getloadavg()[0]
        runs = list(measured(clients, Path(scratch)))
    kept = [asdict(run) for run in runs]
    (peers.parent / "runs.json").write_text(
        json.dumps({"runs": kept, "missing": missing, "load": load})
    )
    text = table.page(runs, missing, load)
    path.write_text(text)
    print(text)


def those(peers: Path, scratch: Path) -> tuple[list[Client], dict[str, str]]:
    """Return who takes part, and why a peer does not."""
    most = max(OURS.values())
    # Two trials a pair: each is asked in both orders.
    pairs = work.write(scratch / "pairs.jsonl", most // 2)
    bodies = questions.write(scratch / "bodies.jsonl", pairs)
    clients = [
        Client(name=table.OURS, module="ours", rows=OURS, pairs=pairs),
        Client(name=table.BARE, module="bare", rows=OURS, pairs=bodies),
    ]
    missing: dict[str, str] = {}
    for peer in PEERS:
        python, problem = environment(peer, peers)
        if problem:
            missing[peer.title] = problem
            continue
        rows = {in_flight: THEIRS for in_flight in IN_FLIGHT}
        clients.append(
            Client(name=peer.title, module=peer.module, python=python, rows=rows, pairs=pairs)
        )
    return clients, missing


def measured(clients: list[Client], scratch: Path) -> Iterator[Run]:
    """Yield every run, those with faults last; in odd rounds the order is turned round."""
    with Server() as server:
        for number in range(ROUNDS + 1):
            faults = number == ROUNDS
            for client in clients[:: -1 if number % 2 else 1]:
                for in_flight in IN_FLIGHT:
                    yield _told(
                        house.run(
                            client, server, in_flight=in_flight, faults=faults, scratch=scratch
                        )
                    )


def _told(run: Run) -> Run:
    """Say how a run went, and pass it on."""
    faults = " with faults" if run.faults else ""
    print(
        f"{run.client}, {run.in_flight} in flight{faults}: {run.rate:.0f} calls/s,"
        f" {run.cpu:.2f} ms each, {run.lost} lost {run.outcome.error}",
        file=sys.stderr,
        flush=True,
    )
    return run


if __name__ == "__main__":
    where = sys.argv[2] if len(sys.argv) > 2 else os.environ.get("PEERS") or "build/peers"
    main(Path(sys.argv[1]), Path(where).absolute())
