"""A row, a harness and an endpoint that behave as a test tells them to."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from sosprobe.errors import BadInput
from sosprobe.probes.bench.engine.endpoint import SENTENCE
from sosprobe.probes.bench.engine.harness import Load
from sosprobe.probes.bench.engine.job import Instrument, Job
from sosprobe.probes.bench.engine.model import Model
from sosprobe.probes.bench.engine.suite import Rows
from tests.loopback import Answer, Handler

MODEL = Model(provider="hf", name="models/tiny")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """A row's description."""

    name: str
    title: str = "XSTest"
    factor: Literal["wk", "if", "safety"] = "safety"
    published_n: int = 4
    gated: str = ""
    source: str = "the page of the set"
    tasks: Mapping[Instrument, tuple[str, ...]] = field(
        default_factory=lambda: {"generate": ("theirs",), "loglikelihood": ("theirs",)}
    )
    livebench: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Prepared data."""

    files: Mapping[str, Path]
    problems: tuple[str, ...] = ()


def rows_of(*rows: StandIn) -> Rows:
    """Return a suite of these rows; a row's data is the file NAME.jsonl of the folder."""

    def prepare(name: str, folder: Path, out: Path) -> Ready:
        path = folder / f"{name}.jsonl"
        if not path.exists():
            raise BadInput(path, "there is no such file")
        return Ready(files={"main": path}, problems=("one item is odd",))

    def configure(
        name: str, instrument: Instrument, files: Mapping[str, Path]
    ) -> Mapping[str, Mapping[str, object]]:
        return {"main": {"task": f"sosprobe_{name}", "files": str(files["main"])}}

    return Rows(rows={row.name: row for row in rows}, prepare=prepare, configure=configure)


@dataclass(slots=True)
class Recited:
    """A harness that answers every item with `yes`, and fails where it is told to."""

    broken: Mapping[str, Exception] = field(default_factory=dict[str, Exception])
    unloadable: Mapping[str, Exception] = field(default_factory=dict[str, Exception])
    version: str = "recited 1"
    asked: list[str] = field(default_factory=list[str])

    def load(self, job: Job, model: Model, limit: int) -> Load:
        if job.row in self.unloadable:
            raise self.unloadable[job.row]
        return Load(items=4, requests=8, characters=4000, answer_tokens=80)

    def ask(
        self, job: Job, model: Model, *, cache: Path, limit: int, tell: Callable[[], None]
    ) -> Mapping[str, Any]:
        self.asked.append(job.name)
        tell()
        if job.row in self.broken:
            raise self.broken[job.row]
        samples: list[dict[str, object]] = [
            {
                "doc_id": number,
                "doc": {"question": f"is {number} even?"},
                "target": "yes",
                "arguments": [(f"is {number} even?", {"until": []})],
                "resps": [["yes"]],
                "filtered_resps": ["yes"],
                "filter": "none",
                "metrics": ["acc"],
                "acc": float(number % 2 == 0),
            }
            for number in range(4)
        ]
        task = str(job.tasks[0] if isinstance(job.tasks[0], str) else job.tasks[0]["task"])
        return {
            "results": {task: {"alias": task, "acc,none": 0.5, "acc_stderr,none": 0.25}},
            "samples": {task: samples},
            "n-samples": {task: {"original": 9, "effective": 4}},
        }


Fault = Literal["none", "shifted", "scaled", "no echo", "no logprobs", "chat only"]


def endpoint(fault: Fault) -> Handler:
    """Answer completions as a server does whose echo has `fault`.

    Its model counts: after each word of the sentence the next one has probability 0.7, 0.71 and so
    on, so that a row too early or too late shows.
    """
    words = SENTENCE.split()
    tokens = [word if not n else f" {word}" for n, word in enumerate(words)]

    def told(place: int) -> float:
        return math.log(0.4 + 0.03 * place)

    def top(place: int) -> dict[str, float]:
        token = tokens[place] if place < len(tokens) else " end"
        return {token: told(place), " x": -5.0}

    def handle(path: str, body: Any) -> Answer:
        if path.endswith("/chat/completions"):
            return 200, {}, {"choices": [{"index": 0, "message": {"content": "yes"}}]}
        if fault == "chat only":
            return 404, {}, {"error": "Not Found"}
        place = len(str(body["prompt"]).split())
        if not body.get("echo") or fault == "no echo":
            spoken = {
                "tokens": [" end"],
                "token_logprobs": [-0.1],
                "top_logprobs": [top(place)],
            }
            return 200, {}, {"choices": [{"index": 0, "text": " end", "logprobs": spoken}]}
        if fault == "no logprobs":
            return 200, {}, {"choices": [{"index": 0, "text": SENTENCE, "logprobs": None}]}
        tops: list[dict[str, float] | None] = [None, *(top(n) for n in range(1, place + 1))]
        said: list[float | None] = [None, *(told(n) for n in range(1, place + 1))]
        if fault == "shifted":
            said = [None, *(top(n + 1).get(tokens[n], -9.0) for n in range(1, place)), -0.1]
            tops = [None, *(top(n + 1) for n in range(1, place)), top(place)]
        if fault == "scaled":
            said = [None if one is None else one / 2 for one in said]
        spoken = {"tokens": [*tokens, " end"], "token_logprobs": said, "top_logprobs": tops}
        return 200, {}, {"choices": [{"index": 0, "text": f"{SENTENCE} end", "logprobs": spoken}]}

    return handle


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the records of a JSONL file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
