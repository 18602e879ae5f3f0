"""Run the suite with a bar for each row, and say what failed."""

from __future__ import annotations

from types import TracebackType

from rich import progress as bars
from rich.console import Console
from rich.table import Table

from sosprobe.cli.bench_tables import score_tables
from sosprobe.probes.bench.engine.catalogue import TASKS, suite_rows
from sosprobe.probes.bench.engine.estimate import Estimated
from sosprobe.probes.bench.engine.harness import LmEval
from sosprobe.probes.bench.engine.job import Failed
from sosprobe.probes.bench.engine.local import reachable
from sosprobe.probes.bench.engine.model import Model
from sosprobe.probes.bench.engine.records import RowResult
from sosprobe.probes.bench.engine.session import Plan, Wish, ask, choose, price
from sosprobe.probes.prices import Prices


class Bars:
    """Show how far each row is; plain lines where there is no terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = bars.Progress(
            bars.TextColumn("{task.description}"),
            bars.BarColumn(),
            bars.MofNCompleteColumn(),
            bars.TimeElapsedColumn(),
            bars.TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._task: bars.TaskID | None = None
        self._total = 0

    def __enter__(self) -> Bars:
        """Start drawing."""
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop drawing."""
        self._bar.stop()

    def started(self, name: str, requests: int) -> None:
        """Begin a row."""
        self._total = requests
        self._task = self._bar.add_task(name, total=requests or None)
        if not self._console.is_terminal:
            self._console.print(f"{name}: {requests or 'unknown'} questions", markup=False)

    def answered(self) -> None:
        """Count one answer."""
        if self._task is not None:
            self._bar.advance(self._task)

    def ended(self, result: RowResult | Failed) -> None:
        """End a row."""
        if self._task is not None:
            self._bar.update(self._task, completed=self._total)
        if not self._console.is_terminal:
            word = f"failed: {result.reason}" if isinstance(result, Failed) else "done"
            self._console.print(f"{result.row}.{result.instrument}: {word}", markup=False)


def execute(wish: Wish, model: Model, prices: Prices, *, dry_run: bool) -> int:
    """Ask the rows; return the exit code, 1 if a row failed."""
    console = Console(stderr=True, highlight=False, emoji=False)
    harness = LmEval((TASKS,))
    with reachable(model) as known:
        plan = choose(wish, suite_rows(), known, harness)
        _estimates(console, plan, price(plan, known, prices))
        if dry_run:
            _failures(console, plan.todo.failed)
            return 1 if plan.todo.failed else 0
        with Bars(console) as shown:
            outcome = ask(
                plan,
                wish,
                known,
                harness,
                started=shown.started,
                answered=shown.answered,
                ended=shown.ended,
            )
    if outcome.done:
        score_tables(wish.out, None)
    _failures(console, outcome.failed)
    console.print(
        f"{len(outcome.done)} rows done, {outcome.reused} of them before; "
        f"{len(outcome.failed)} failed.",
        markup=False,
    )
    return 1 if outcome.failed else 0


def _estimates(console: Console, plan: Plan, found: dict[str, Estimated]) -> None:
    """Show what is left to ask, before anything is asked."""
    if not found and not plan.groups:
        return
    table = Table(title="To ask (answers at their longest, time at its shortest)")
    for heading in ("row", "items", "questions", "tokens in", "tokens out", "dollars", "time"):
        table.add_column(heading, justify="left" if heading == "row" else "right")
    for name, one in found.items():
        table.add_row(
            name,
            f"{one.load.items:,}",
            f"{one.load.requests:,}",
            f"{one.tokens_in:,}",
            f"{one.tokens_out:,}",
            _dollars(one.dollars),
            _time(one.seconds),
        )
    dollars = [one.dollars for one in found.values()]
    seconds = [one.seconds for one in found.values()]
    table.add_section()
    table.add_row(
        "all",
        f"{sum(one.load.items for one in found.values()):,}",
        f"{sum(one.load.requests for one in found.values()):,}",
        f"{sum(one.tokens_in for one in found.values()):,}",
        f"{sum(one.tokens_out for one in found.values()):,}",
        _dollars(None if None in dollars else sum(one or 0.0 for one in dollars)),
        _time(None if None in seconds else sum(one or 0.0 for one in seconds)),
    )
    console.print(table)
    if plan.groups:
        console.print(f"And LiveBench, not counted: {', '.join(plan.groups)}.", markup=False)


def _failures(console: Console, failed: list[Failed] | tuple[Failed, ...]) -> None:
    for one in failed:
        console.print(f"{one.row} ({one.instrument}) not asked: {one.reason}", markup=False)


def _dollars(value: float | None) -> str:
    return "?" if value is None else f"{value:.2f}"


def _time(seconds: float | None) -> str:
    if seconds is None:
        return "?"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
