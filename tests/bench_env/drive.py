"""Ask the row of sums in a process of its own, which a test kills: python -m ... URL DATA OUT N."""

from __future__ import annotations

import sys
from pathlib import Path

from sosprobe.probes.bench.engine.harness import LmEval
from sosprobe.probes.bench.engine.model import Model
from sosprobe.probes.bench.engine.records import Folder
from sosprobe.probes.bench.engine.run import look, run
from tests.bench_env.sums import sums_job


def adder(url: str, in_flight: int) -> Model:
    """Return the server's model."""
    return Model(provider="openai", name="adder", base_url=f"{url}/v1", in_flight=in_flight)


def main(url: str, data: str, out: str, in_flight: str) -> None:
    """Ask what is left."""
    model, harness = adder(url, int(in_flight)), LmEval()
    folder = Folder.of(Path(out), model)
    jobs = [sums_job(Path(data)), sums_job(Path(data), row="again")]
    outcome = run(look(jobs, model, harness, folder, limit=0), model, harness, folder, limit=0)
    print(len(outcome.done), [one.reason for one in outcome.failed])


if __name__ == "__main__":
    main(*sys.argv[1:])
