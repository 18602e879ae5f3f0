"""Rewrite the responses of a file, and write rewrites down for a person to look at."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sosprobe.analysis.review_page import write_review_page
from sosprobe.errors import BadInput, SetupError
from sosprobe.judges import JUDGES
from sosprobe.perturbations.compose import needs_writer
from sosprobe.probes.asking import Asking
from sosprobe.probes.experiment import Settings, prepare
from sosprobe.probes.perturb_file import Tally, perturb_file
from sosprobe.probes.review import shown, write_sheet
from sosprobe.store import SqliteStore


def rewrite_file(
    source: Path,
    target: Path,
    spec: str,
    *,
    column: str,
    ledger: Path | None,
    writer: str,
    url: str,
) -> int:
    """Rewrite a file, print what was kept and rejected, and return the exit code."""
    if not source.expanduser().is_file():
        raise BadInput(source, "there is no such file")
    if needs_writer(spec) and not writer:
        raise SetupError(f"{spec!r} is written by a model. Name one: --writer openai:gpt-4o-mini")
    more = {"base_url": url} if url else {}
    store = SqliteStore(target.with_suffix(".sqlite")) if needs_writer(spec) else None
    asking = Asking(judge=JUDGES.build(writer, **more), store=store) if store else nullcontext()
    with asking as ask:
        tally = perturb_file(
            source.expanduser(), target, spec, column=column, ledger=ledger, writer=ask
        )
    if store is not None:
        store.close()
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


def _table(spec: str, tally: Tally) -> Table:
    table = Table("outcome", "responses", "for example", title=Text(spec), title_justify="left")
    table.add_row("kept", str(tally.kept), "")
    for reason, count in tally.rejected.most_common():
        table.add_row(Text(reason), str(count), Text(tally.examples[reason]))
    return table
