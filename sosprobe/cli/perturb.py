"""Rewrite the responses of a file, and write rewrites down for a person to look at."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sosprobe.analysis.review_page import write_review_page
from sosprobe.errors import BadInput, SetupError
from sosprobe.perturbations.compose import needs_writer
from sosprobe.probes.asking import Asking, asking
from sosprobe.probes.experiment import Settings, prepare
from sosprobe.probes.perturb_file import Tally, perturb_file
from sosprobe.probes.reader import Reader
from sosprobe.probes.review import shown, write_sheet
from sosprobe.store import SqliteStore


def rewrite_file(
    source: Path,
    target: Path,
    spec: str,
    *,
    column: str,
    ledger: Path | None,
    writer: tuple[str, str],
    reader: tuple[str, str],
) -> int:
    """Rewrite a file, print what was kept and rejected, and return the exit code."""
    if not source.expanduser().is_file():
        raise BadInput(source, "there is no such file")
    if needs_writer(spec) and not writer[0]:
        raise SetupError(f"{spec!r} is written by a model. Name one: --writer openai:gpt-4o-mini")
    with ExitStack() as stack:
        store = _Store(target.with_suffix(".sqlite"), stack)
        write = store.asking(*writer) if needs_writer(spec) else None
        read = store.asking(*reader) if reader[0] else None
        tally = perturb_file(
            source.expanduser(),
            target,
            spec,
            column=column,
            ledger=ledger,
            writer=write,
            reads=Reader(ask=read).check if read else None,
        )
    console = Console(highlight=False, emoji=False)
    console.print(_table(spec, tally))
    console.print(f"{tally.kept} of {tally.total} responses rewritten: {target}", markup=False)
    return 0 if tally.kept else 1


def write_review(settings: Settings, out: Path) -> int:
    """Write a sheet and a page of the rewrites that a run would use; return the exit code."""
    out.mkdir(parents=True, exist_ok=True)
    store = SqliteStore(out / "store.sqlite") if settings.writer else None
    experiment = prepare(settings, store=store)
    rows = list(shown(experiment.plan.workshop))
    sheet = write_sheet(rows, out / "review.csv")
    page = write_review_page(rows, out / "review.html")
    console = Console(highlight=False, emoji=False)
    console.print(
        f"{len(rows)} rewrites to look at, {len(experiment.plan.workshop.rejects)} rejected by the "
        f"gate. Open {page.resolve()}, or fill in the column decision of {sheet.resolve()} (accept "
        "or reject). Then: sosprobe run --decisions FILE, with the same arms.",
        markup=False,
        soft_wrap=True,
    )
    return 0


class _Store:
    """Where replies are kept, made when a model is asked for the first time."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self._path = path
        self._stack = stack

    @cached_property
    def _store(self) -> SqliteStore:
        store = SqliteStore(self._path)
        self._stack.callback(store.close)
        return store

    def asking(self, spec: str, base_url: str) -> Asking:
        """Return a model whose replies are kept here."""
        return self._stack.enter_context(asking(spec, base_url, self._store))


def _table(spec: str, tally: Tally) -> Table:
    table = Table("outcome", "responses", "for example", title=Text(spec), title_justify="left")
    table.add_row("kept", str(tally.kept), "")
    for reason, count in tally.rejected.most_common():
        table.add_row(Text(reason), str(count), Text(tally.examples[reason]))
    return table
