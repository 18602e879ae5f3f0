"""Run LiveBench out of a checkout of its repository, and read what it judged.

LiveBench is no package. Its README has its script `run_livebench.py` started in the folder
`livebench` of the checkout, with an address for models of one's own; its judgments lie in
`data/live_bench/GROUP/TASK/model_judgment/ground_truth_judgment.jsonl`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sosprobe.data.scores import read_scores
from sosprobe.data.scores.tasks import LIVEBENCH, livebench
from sosprobe.errors import SetupError, UnknownName
from sosprobe.probes.bench.engine.job import Job, digest
from sosprobe.probes.bench.engine.model import KEY, Model
from sosprobe.probes.bench.engine.records import Folder, RowResult, RowScore

PAGE = "https://github.com/LiveBench/LiveBench"
RELEASE = "2024-11-25"
"""The last release whose questions are public."""

_SCRIPT = "run_livebench.py"
_JUDGMENTS = "model_judgment/ground_truth_judgment.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A checkout of LiveBench, and how it is run."""

    path: Path
    release: str = RELEASE
    python: str = ""
    """The Python that has LiveBench's dependencies; its own `.venv` if empty, else this one."""

    def __post_init__(self) -> None:
        """Refuse a folder that is no checkout."""
        if not (self.path / "livebench" / _SCRIPT).is_file():
            raise SetupError(
                f"{self.path} is no checkout of LiveBench: it has no livebench/{_SCRIPT}. Run: "
                f"git clone {PAGE}, and install it as its README says."
            )

    @property
    def program(self) -> Path:
        """The Python that is started."""
        own = self.path / ".venv" / "bin" / "python"
        return Path(self.python) if self.python else own if own.is_file() else Path(sys.executable)


def name_of(model: Model) -> str:
    """Return the name under which LiveBench keeps a model: lower case, plain."""
    return re.sub(r"[^a-z0-9._-]+", "-", f"{model.shown}-{digest(model.identity)[:8]}".lower())


def command(checkout: Checkout, model: Model, group: str) -> list[str]:
    """Return the command that asks and grades one group; it goes on where it stopped.

    The key is not in it: LiveBench is told the name of the variable that holds it.
    """
    words = [str(checkout.program), _SCRIPT, "--model", model.name, "--mode", "single"]
    words += ["--model-display-name", name_of(model), "--bench-name", f"live_bench/{group}"]
    words += ["--livebench-release-option", checkout.release, "--resume"]
    words += ["--parallel-requests", str(model.in_flight), "--api-base", model.base_url]
    if os.environ.get(KEY):
        words += ["--api-key-name", KEY]
    return words


def run_group(checkout: Checkout, model: Model, group: str, folder: Folder) -> RowResult:
    """Ask one group, and return its scores; LiveBench's own words go to a log beside them.

    Raises
    ------
    SetupError
        If LiveBench failed, with the last line it said and the place of the log.
    """
    if group not in LIVEBENCH:
        raise UnknownName("group of LiveBench", group, LIVEBENCH)
    if not model.over_http:
        raise SetupError(
            "LiveBench is asked over an endpoint here: serve the model, and name it as "
            "--model openai:MODEL --base-url URL."
        )
    folder.path.mkdir(parents=True, exist_ok=True)
    log = folder.path / f"livebench_{group}.log"
    # LiveBench starts further scripts as `python`, so its Python must be the first one found.
    path = f"{checkout.program.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    with log.open("wb") as out:
        try:
            ended = subprocess.run(
                command(checkout, model, group),
                cwd=checkout.path / "livebench",
                env={**os.environ, "PATH": path, "LIVEBENCH_API_KEY": os.environ.get(KEY, "EMPTY")},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                check=False,
            )
        except OSError as error:
            raise SetupError(f"{checkout.program} cannot be started: {error}") from error
    if ended.returncode:
        said = log.read_text("utf-8", "replace").strip().splitlines()
        last = said[-1] if said else "it said nothing"
        raise SetupError(f"LiveBench ended with {ended.returncode}: {last} (all of it: {log})")
    return collect(checkout, model, group, folder)


def collect(checkout: Checkout, model: Model, group: str, folder: Folder) -> RowResult:
    """Return the scores of one group from LiveBench's own files, and keep the judgments.

    Raises
    ------
    SetupError
        If there is no judgment of this model: LiveBench's exit code does not tell.
    """
    name = name_of(model)
    root = checkout.path / "livebench" / "data" / "live_bench" / group
    files = sorted(root.glob(f"*/{_JUDGMENTS}"))
    mine: list[Mapping[str, object]] = []
    scores: list[RowScore] = []
    for file in files:
        table = read_scores(file, "livebench_judgments")
        for row in table.to_dict("records"):
            if str(row["model"]).lower() == name:
                score = float(row["value"]), float(row["se"])
                part = str(row["part"])
                scores.append(
                    RowScore(
                        part=part, metric="score", value=score[0], se=score[1], n=int(row["n"])
                    )
                )
        mine += [line for line in _lines(file) if str(line.get("model", "")).lower() == name]
    if not scores:
        raise SetupError(
            f"LiveBench left no judgment of {name} in {root}; its log beside the results says why."
        )
    job = Job(
        row=f"livebench_{group}",
        title=livebench(group),
        factor="if" if group == "instruction_following" else "wk",
        instrument="generate",
        tasks=(group,),
    )
    result = RowResult(
        fingerprint=_fingerprint(checkout, model, mine),
        model=model.shown,
        row=job.row,
        title=job.title,
        factor=job.factor,
        instrument=job.instrument,
        scores=tuple(scores),
        requests=len(mine),
        empty=0,
        problems=tuple(f"no judgments of {task}" for task in _lacking(group, scores)),
        limit=0,
        data=f"LiveBench {checkout.release}",
        harness="LiveBench",
        identity=model.identity,
    )
    folder.keep(job, result, mine)
    return result


def _lacking(group: str, scores: Sequence[RowScore]) -> list[str]:
    there = {score.part for score in scores}
    return [task for task in LIVEBENCH[group] if task not in there]


def _lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def _fingerprint(checkout: Checkout, model: Model, mine: Sequence[Mapping[str, object]]) -> str:
    content = hashlib.sha256(json.dumps(mine, sort_keys=True).encode()).hexdigest()
    return digest({"model": model.identity, "release": checkout.release, "judgments": content})
