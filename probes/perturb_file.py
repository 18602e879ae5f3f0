"""Rewrite the responses of a file line by line, and say what was kept and what was not."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sosprobe.data.fields import Row, json_rows
from sosprobe.errors import BadInput, SetupError
from sosprobe.perturbations.compose import build
from sosprobe.perturbations.gate import apply
from sosprobe.types import Item, Messages, Perturbation, Rejected, Response, Rewrite

LEDGER = ("line", "id", "perturbation", "reason", "detail")


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of the responses of a file."""

    kept: int = 0
    rejected: Counter[str] = field(default_factory=Counter[str])
    """How many were not rewritten, by reason."""
    examples: dict[str, str] = field(default_factory=dict[str, str])
    """The first detail of each reason, with its line."""

    @property
    def total(self) -> int:
        """How many responses there were."""
        return self.kept + self.rejected.total()


def perturb_file(
    source: Path,
    target: Path,
    spec: str,
    *,
    column: str = "response",
    ledger: Path | None = None,
    writer: Callable[[Messages, int], str] | None = None,
    reads: Callable[[str, str], Rejected | None] | None = None,
) -> Tally:
    """Write each rewritten response of a JSONL file to `target`, one line a response.

    A line of the result holds the fields of its source, the rewrite in `column`, and `original`,
    `perturbation`, `dose` and `edits` (start, end, new text; offsets in the original). A response
    without a rewrite has no line; the ledger, a CSV file, says why. One line is read at a time.

    Parameters
    ----------
    column
        The field that holds the response; `prompt` and `id` are used if they are there.
    writer, reads
        See `sosprobe.probes.rewrites.Workshop`; here every rewrite is read a second time.

    Raises
    ------
    BadInput
        If a line is malformed; names file, line and field.
    """
    if target.exists() and target.resolve() == source.resolve():
        raise SetupError(f"{target} is the file that is read; name another one to write.")
    perturbation = build(spec, writer)
    tally = Tally()
    with ExitStack() as stack:
        out = stack.enter_context(target.open("w", encoding="utf-8", newline="\n"))
        rejects = None
        if ledger is not None:
            sheet = stack.enter_context(
                ledger.open("w", encoding="utf-8", errors="replace", newline="")
            )
            rejects = csv.writer(sheet)
            rejects.writerow(LEDGER)
        for row in _rows(source, column):
            made = _rewritten(row, column, perturbation)
            if isinstance(made, Rewrite) and reads is not None:
                made = reads(row.text(column), made.response.text) or made
            if isinstance(made, Rewrite):
                tally.kept += 1
                out.write(json.dumps(_line(row, column, spec, made)) + "\n")
                continue
            tally.rejected[made.reason] += 1
            tally.examples.setdefault(made.reason, f"line {row.line}: {made.detail}")
            if rejects is not None:
                name = row.fields.get("id", "")
                rejects.writerow([row.line, name, spec, made.reason, made.detail])
    if not tally.total:
        raise BadInput(source, "holds no row")
    return tally


def _rows(source: Path, column: str) -> Iterator[Row]:
    for row in json_rows(source):
        row.text(column)  # says what is missing before anything is written for the line
        yield row


def _rewritten(row: Row, column: str, perturbation: Perturbation) -> Rewrite | Rejected:
    response = Response(text=row.text(column))
    prompt = row.text("prompt", "")
    name = str(row.fields.get("id") or f"{prompt}\0{response.text}")
    item = Item(id=name, prompt=prompt, category="other", responses={"reference": response})
    return apply(perturbation, item, response)


def _line(row: Row, column: str, spec: str, made: Rewrite) -> dict[str, object]:
    return {
        **row.fields,
        column: made.response.text,
        "original": row.text(column),
        "perturbation": spec,
        "dose": made.dose,
        "edits": [[edit.start, edit.end, edit.new] for edit in made.edits],
    }
