"""Run an experiment with a progress bar, write its report, print its table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console

from sosprobe.analysis.results import Results
from sosprobe.cli.progress import Progress
from sosprobe.cli.tables import print_results
from sosprobe.errors import SetupError
from sosprobe.probes.experiment import Experiment, Settings, prepare
from sosprobe.store import SqliteStore


def named(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the names among `texts`; `none` and the empty text are no names."""
    return tuple(name for name in texts if name and name != "none")


def chosen(texts: Sequence[str], otherwise: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names among `texts`, or those of the recipe if the user gave none at all."""
    return named(texts) if texts else otherwise


def split_price(text: str) -> tuple[float, float] | None:
    """Read `IN,OUT`, dollars for a million tokens."""
    if not text:
        return None
    try:
        dear_in, dear_out = (float(part) for part in text.split(","))
    except ValueError:
        raise SetupError(f"--price takes IN,OUT, for example 0.15,0.6; not {text!r}.") from None
    return dear_in, dear_out


def execute(settings: Settings, out: Path, *, dry_run: bool, max_failed: float) -> int:
    """Run, report and return the exit code."""
    console = Console(highlight=False, emoji=False)
    early = (
        SqliteStore(out / "store.sqlite")
        if (settings.writer or settings.reader) and not dry_run
        else None
    )
    experiment = prepare(settings, only_count=dry_run, store=early)
    _announce(console, experiment)
    if dry_run:
        return 0
    store = early or SqliteStore(out / "store.sqlite")
    try:
        with Progress(console, experiment.plan.questions) as progress:
            results = experiment.run(store, progress.update)
    except KeyboardInterrupt:
        console.print(
            f"\nStopped; {len(store)} replies are in {out / 'store.sqlite'}. Run the same command"
            " again to go on: nothing that is stored is asked again.",
            markup=False,
        )
        return 130
    finally:
        store.close()
    from sosprobe.analysis.report import write_report  # matplotlib is slow to import

    report = write_report(results, out)
    print_results(console, results)
    console.print(f"Report: {report.resolve()}", soft_wrap=True, markup=False)
    return 1 if _failed_share(results) > max_failed else 0


def _announce(console: Console, experiment: Experiment) -> None:
    """Say what is going to be asked, and what it is expected to cost."""
    plan = experiment.plan
    cost = experiment.cost(plan.tokens_in, plan.tokens_out)
    parts: Iterable[str] = (
        f"{len(plan.workshop.items)} items, {len(plan.asked)} trials, {plan.questions} questions",
        f"about {plan.tokens_in:,} tokens in and {plan.tokens_out:,} out",
        "price not known (give --price IN,OUT)" if cost is None else f"about ${cost:.2f}",
    )
    console.print(f"{experiment.settings.judge}: {'; '.join(parts)}.", markup=False)
    rejected = len(plan.workshop.rejects)
    if rejected:
        console.print(f"{rejected} rewrites were rejected; the report says why.", markup=False)


def _failed_share(results: Results) -> float:
    """Return the share of trials without a verdict."""
    lost = results.frame["preference"].isna()
    return float(lost.mean()) if len(lost) else 0.0
