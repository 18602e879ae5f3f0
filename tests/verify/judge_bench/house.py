"""Start the server and the clients, each in a process of its own, and read what came of them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.verify.judge_bench.client import Job, Outcome, outcome_in
from tests.verify.judge_bench.server import Tally

ROOT = Path(__file__).parents[3]
PACKAGE = "tests.verify.judge_bench"
PATIENCE = 600.0
"""Seconds that a client may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Something that judges."""

    name: str
    module: str
    """Its runner, below this package."""
    python: str = sys.executable
    rows: Mapping[int, int]
    """How many rows it judges in a run, by questions in flight."""
    pairs: Path
    """The file that it reads them from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of one client: what it says, and what the server saw."""

    client: str
    in_flight: int
    faults: bool
    outcome: Outcome
    tally: Tally

    @property
    def rate(self) -> float:
        """Calls a second, from the first question to the last answer, seen at the server."""
        return self.tally.calls / max(1e-9, self.tally.last - self.tally.first)

    @property
    def cpu(self) -> float:
        """Processor milliseconds of the client for each call."""
        return 1000 * self.outcome.cpu / max(1, self.tally.calls)

    @property
    def lost(self) -> int:
        """Rows that have no verdict."""
        return self.outcome.rows - self.outcome.verdicts


class Server:
    """The server, for as long as the `with` block lasts."""

    def __enter__(self) -> Server:
        """Start it; it ends with this process, too."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"{PACKAGE}.server"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        self._process.communicate()

    def begin(self, *, faults: bool) -> None:
        """Have it count from nothing, with or without faults."""
        self._say("begin/faults" if faults else "begin")

    def tally(self) -> Tally:
        """Return what it has counted."""
        return Tally(**self._say("tally"))

    def _say(self, word: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/control/{word}", timeout=30) as response:
            found: dict[str, Any] = json.load(response)
        return found


def run(client: Client, server: Server, *, in_flight: int, faults: bool, scratch: Path) -> Run:
    """Run a client once against the server."""
    folder = Path(tempfile.mkdtemp(dir=scratch))
    job = Job(
        url=server.url,
        pairs=str(client.pairs),
        rows=client.rows[in_flight],
        in_flight=in_flight,
        folder=str(folder),
    )
    server.begin(faults=faults)
    command = [client.python, "-m", f"{PACKAGE}.{client.module}", json.dumps(asdict(job))]
    with (folder / "said.txt").open("w") as said:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    try:
        outcome = outcome_in(folder)
    except FileNotFoundError:
        last = (folder / "said.txt").read_text(errors="replace").strip().splitlines()[-1:]
        outcome = Outcome(rows=job.rows, error=f"ended with {process.returncode}: {last}")
    tally = server.tally()
    shutil.rmtree(folder)
    return Run(client=client.name, in_flight=in_flight, faults=faults, outcome=outcome, tally=tally)
