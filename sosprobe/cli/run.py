"""Run an experiment with a progress bar, write its report, print its table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console

from sosprobe.analysis.panel import COMBINATIONS, Combine
from sosprobe.analysis.results import Results
from sosprobe.cli.progress import Progress
from sosprobe.cli.tables import print_results
from sosprobe.errors import SetupError, UnknownName
from sosprobe.probes.experiment import prepare
from sosprobe.probes.running import Experiment, Unfinished
from sosprobe.probes.settings import Settings
from sosprobe.store import SqliteStore

UNFINISHED = 3
"""Exit code of a run that stopped before everything was asked, and can be resumed."""


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


def combination(text: str) -> Combine:
    """Read how the verdicts of a panel become one."""
    for known in COMBINATIONS:
        if text == known:
            return known
    raise UnknownName("combination", text, COMBINATIONS)


def execute(settings: Settings, out: Path, *, dry_run: bool, max_failed: float) -> int:
    """Run, report and return the exit code."""
    console = Console(highlight=False, emoji=False)
    if dry_run:
        _announce(console, prepare(settings, only_count=True))
        return 0
    store = SqliteStore(out / "store.sqlite")
    try:
        experiment = prepare(settings, store=store)
        questions = _announce(console, experiment)
        with Progress(console, questions) as progress:
            results = experiment.run(store, progress.update)
    except Unfinished as error:
        console.print(str(error), soft_wrap=True, markup=False)
        return UNFINISHED
    except KeyboardInterrupt:
        console.print(
            f"\nStopped; {len(store)} replies are in {out / 'store.sqlite'}. Run the same command"
            " again to go on: nothing that is stored is asked again.",
            markup=False,
        )
        return 130
    finally:
        store.close()
    return finish(console, results, out, max_failed=max_failed)


def finish(console: Console, results: Results, out: Path, *, max_failed: float) -> int:
    """Write the report, print the results, and return the exit code."""
    from sosprobe.analysis.report import write_report  # matplotlib is slow to import

    try:
        report = write_report(results, out)
    except OSError as error:
        raise SetupError(
            f"The report cannot be written to {out} ({error.strerror or error}). Mend that and run "
            "the same command again: nothing that is stored is asked again."
        ) from error
    print_results(console, results)
    console.print(f"Report: {report.resolve()}", soft_wrap=True, markup=False)
    counts = results.manifest["counts"]
    if isinstance(counts, dict) and counts.get("stopped"):
        return UNFINISHED
    return 1 if _failed_share(results) > max_failed else 0


def _announce(console: Console, experiment: Experiment) -> int:
    """Say what is going to be asked and what it is expected to cost; return how many questions."""
    size = experiment.size()
    cost = experiment.expected_cost()
    half = " at half the price, as a batch" if experiment.settings.discounted and cost else ""
    trials = sum(len(member.plan.asked) for member in experiment.members)
    parts: Iterable[str] = (
        f"{len(experiment.plan.workshop.items)} items, {trials} trials, {size.questions} questions",
        f"about {size.tokens_in:,} tokens in and {size.tokens_out:,} out",
        "price not known (give --price IN,OUT)" if cost is None else f"about ${cost:.2f}{half}",
    )
    names = ", ".join(member.name for member in experiment.members)
    console.print(f"{names}: {'; '.join(parts)}.", markup=False)
    rejected = len(experiment.plan.workshop.rejects) + len(experiment.missing)
    if rejected:
        console.print(f"{rejected} rewrites were rejected; the report says why.", markup=False)
    return size.questions


def _failed_share(results: Results) -> float:
    """Return the share of trials without a verdict."""
    lost = results.frame["preference"].isna()
    return float(lost.mean()) if len(lost) else 0.0
