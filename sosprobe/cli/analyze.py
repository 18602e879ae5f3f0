"""Analyse verdicts that others made: read them, estimate, print, write the report."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from rich.console import Console

from sosprobe import __version__
from sosprobe.analysis.estimate import estimate
from sosprobe.analysis.estimators import MODELS
from sosprobe.analysis.frame import validate
from sosprobe.analysis.headline import headline
from sosprobe.analysis.results import Results
from sosprobe.cli.tables import print_results
from sosprobe.data.verdicts import read_verdicts
from sosprobe.errors import BadInput, SetupError, UnknownName


def analyze(
    path: Path,
    form: str,
    *,
    judge: str,
    template: str,
    by: str,
    models: str,
    margin: float,
    out: Path | None,
) -> int:
    """Analyse the verdicts in `path` and return the exit code."""
    console = Console(highlight=False, emoji=False)
    frame = read(path, form)
    for column, wanted in (("judge", judge), ("template", template)):
        frame = _only(frame, column, wanted)
    names = sorted(frame["judge"].unique())
    if len(names) > 1 and by != "judge":
        console.print(
            f"{len(names)} judges are taken together; --judge NAME takes one ({', '.join(names)}),"
            " --by judge tells them apart.",
            markup=False,
        )
    results = summarise(frame, path, form, by=by, models=split_models(models), margin=margin)
    print_results(console, results)
    if out is not None:
        from sosprobe.analysis.report import write_report  # matplotlib is slow to import

        report = write_report(results, out)
        console.print(f"Report: {report.resolve()}", soft_wrap=True, markup=False)
    return 0


def read(path: Path, form: str) -> pd.DataFrame:
    """Return the validated frame of the verdicts in a file."""
    if not path.expanduser().exists():
        raise BadInput(path, "there is no such file")
    found = read_verdicts(path.expanduser(), form)
    try:
        return validate(found)
    except SetupError as error:
        raise BadInput(path, str(error)) from None


def summarise(
    frame: pd.DataFrame, path: Path, form: str, *, by: str, models: Sequence[str], margin: float
) -> Results:
    """Return the estimates of a frame with what the report says about where they come from."""
    estimates = estimate(frame, by=by, models=models, margin=margin)
    whole = path.expanduser()
    files = sorted(f for f in whole.rglob("*") if f.is_file()) if whole.is_dir() else [whole]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
    outcomes = {str(k): int(n) for k, n in frame["outcome"].value_counts().items()}
    return Results(
        frame=frame,
        estimates=estimates,
        headline=headline(frame, estimates),
        manifest={
            "sosprobe": __version__,
            "python": platform.python_version(),
            "data": {"name": path.name, "format": form, "sha256": digest},
            "counts": {"trials": len(frame), "outcomes": outcomes},
        },
        rejects=pd.DataFrame(columns=["item", "perturbation", "reason", "detail"]),
        kept={},
        prompts={},
        texts={},
        replies={},
    )


def split_models(text: str) -> tuple[str, ...]:
    """Split `linear+gee` into names; `all` is every one."""
    if text == "all":
        return MODELS
    names = tuple(name for name in text.split("+") if name)
    for name in names:
        if name not in MODELS:
            raise UnknownName("model", name, [*MODELS, "all"])
    return names


def _only(frame: pd.DataFrame, column: str, wanted: str) -> pd.DataFrame:
    """Return the rows whose column holds `wanted`; all of them if nothing is wanted."""
    if not wanted:
        return frame
    kept = frame[frame[column] == wanted]
    if kept.empty:
        raise UnknownName(column, wanted, frame[column].astype(str).unique())
    return kept
