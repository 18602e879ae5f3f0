"""The page about the speed of judging, from what was measured."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from statistics import median

import pandas as pd

from tests.verify.judge_bench.house import Run
from tests.verify.judge_bench.server import LATENCY, SHARES
from tests.verify.judge_bench.work import WORDS_A, WORDS_B
from tests.verify.pages import markdown

OURS = "sosprobe"
BARE = "bare aiohttp"
BARE_BAR, FASTEST_BAR, MEDIAN_BAR = 0.85, 2.0, 5.0

_INTRO = """\
# Speed of judging

Made by `make bench-judge`; do not edit. {rounds} rounds in which all clients take turns, on one \
machine with {cores} cores that client and server share ({system}; load before the run \
{load:.1f}), against a loopback server that \
answers after {latency:.0f} ms over connections that are kept. Each client is a process of its own \
and judges pairs of {a} and {b} words. A rate is that of calls seen at the server, from the first \
question to the last answer, so start-up and imports are outside; rows/s are rows with a verdict \
by the client's own clock, with what it does before its first and after its last call. Numbers \
are medians over the rounds, with the range; a ratio is taken within a round.

* sosprobe is run from Python as a user does it: a file of pairs, the judge `openai:judge`, the \
template `pairwise`, a store on disk, the progress of the command line as in a terminal, every \
reply parsed to a verdict. Each pair is asked in both orders; a row is one of them.
* The bare client has one aiohttp session and so many workers, sends the same bodies and reads the \
JSON of the answers: no store, no parser, no progress, no second try.
* The peers have an environment each, with telemetry, progress and logs off as far as they allow. \
inspect-ai writes a full log of every sample, which is more than the others do.
"""


def page(runs: Sequence[Run], missing: Mapping[str, str], load: float = 0.0) -> str:
    """Return the page; `load` is that of the machine before the run."""
    clean = [run for run in runs if not run.faults]
    faulty = [run for run in runs if run.faults]
    levels = sorted({run.in_flight for run in clean})
    rounds = max(len(_of(clean, run.client, run.in_flight)) for run in clean)
    parts = [
        _INTRO.format(
            rounds=rounds,
            cores=os.cpu_count(),
            system=f"{platform.system()}, Python {platform.python_version()}",
            latency=1000 * LATENCY,
            load=load,
            a=WORDS_A,
            b=WORDS_B,
        ),
        "\n".join(bar for level in levels for bar in bars(clean, level))
        + "\n"
        + lost_bar(runs)
        + "\n",
    ]
    parts += [
        f"## {level} in flight\n\nThe wait alone allows {level / LATENCY:,.0f} calls/s.\n\n"
        f"{markdown(table(clean, level))}\n"
        for level in levels
    ]
    shares = ", ".join(f"{100 * share:g} % {name}" for name, share in _faults().items())
    parts.append(
        f"## With faults\n\n{shares}, one run each. The bare client tries nothing twice.\n\n"
        f"{markdown(fault_table(faulty))}\n"
    )
    parts.append(f"## Besides\n\n{besides(clean)}\n{server_says(clean)}\n")
    parts += [f"{name} {problem}\n" for name, problem in missing.items()]
    return "\n".join(parts)


def bars(runs: Sequence[Run], level: int) -> list[str]:
    """Return what came of each bar, a line of a list each."""
    peers = [name for name in _names(runs) if name not in (OURS, BARE)]
    found: list[str] = []
    for what, by in (
        ("at the server", _rate),
        ("with all that it does before the first and after the last call", _whole),
    ):
        ratios = _ratios(runs, level, [BARE], max, by)
        found.append(
            _bar(level, f"{what} sosprobe reaches", "of the bare client", ratios, BARE_BAR)
        )
    if not peers:
        return found
    fastest = max(peers, key=lambda name: median(map(_rate, _of(runs, name, level))))
    ceiling = level / LATENCY / median(map(_rate, _of(runs, fastest, level)))
    ratios = _ratios(runs, level, peers, max, _rate)
    note = f" (the wait alone allows {ceiling:.2f})" if ceiling < 1.5 * FASTEST_BAR else ""
    whom = f"times the fastest peer, {fastest}{note}"
    found.append(_bar(level, "it is", whom, ratios, FASTEST_BAR))
    ratios = _ratios(runs, level, peers, median, _rate)
    found.append(_bar(level, "it is", "times the median of the peers", ratios, MEDIAN_BAR))
    return found


def lost_bar(runs: Sequence[Run]) -> str:
    """Return how many rows sosprobe lost under faults."""
    lost = sum(run.lost for run in runs if run.client == OURS)
    asked = sum(run.outcome.rows for run in runs if run.client == OURS and run.faults)
    return (
        f"* Rows lost by sosprobe in all runs, {asked:,} rows of them under faults: {lost}; "
        f"the bar is 0: {'met' if not lost else 'NOT met'}."
    )


def table(runs: Sequence[Run], level: int) -> pd.DataFrame:
    """Return one row a client."""
    rows: list[dict[str, object]] = []
    for name in _names(runs):
        mine = _of(runs, name, level)
        if not mine:
            continue
        errors = [run.outcome.error for run in mine if run.outcome.error]
        rows.append(
            {
                "client": name,
                "rows": mine[0].outcome.rows,
                "calls/s": _spread([run.rate for run in mine], 0),
                "rows/s, all included": _spread([_whole(run) for run in mine], 0),
                "sosprobe is": ""
                if name == OURS
                else f"{_spread(_ratios(runs, level, [name], max, _rate), 2)} times",
                "client CPU, ms a call": _spread([run.cpu for run in mine], 2),
                "peak memory, MiB": _spread([run.outcome.memory for run in mine], 0),
                "connections": max(run.tally.connections for run in mine),
                "open at once": max(run.tally.most_open for run in mine),
                "rows lost": sum(run.lost for run in mine),
                "errors": "; ".join(dict.fromkeys(errors)),
            }
        )
    return _full(rows)


def fault_table(runs: Sequence[Run]) -> pd.DataFrame:
    """Return one row a run under faults."""
    return _full(
        [
            {
                "client": run.client,
                "in flight": run.in_flight,
                "rows": run.outcome.rows,
                "rows lost": run.lost,
                "calls": run.tally.calls,
                "429, 500, reset": f"{run.tally.busy}, {run.tally.broken}, {run.tally.reset}",
                "rows/s": f"{_whole(run):.0f}",
                "connections": run.tally.connections,
                "errors": run.outcome.error,
            }
            for run in sorted(runs, key=lambda run: (_names(runs).index(run.client), run.in_flight))
        ]
    )


def besides(runs: Sequence[Run]) -> str:
    """Return what sosprobe does outside the rate."""
    lines: list[str] = []
    for level in sorted({run.in_flight for run in runs}):
        mine = _of(runs, OURS, level)
        if not mine:
            continue
        told = [
            f"{what} {median(run.outcome.besides[what] for run in mine):.1f} s"
            for what in mine[0].outcome.besides
        ]
        lines.append(f"* {mine[0].outcome.rows:,} rows of sosprobe: {', '.join(told)}.")
    return "\n".join(lines)


def server_says(runs: Sequence[Run]) -> str:
    """Return how far the server was from being the limit."""
    long = [run for run in runs if run.client == BARE] or list(runs)
    cost = median(run.tally.cpu / max(1, run.tally.calls) for run in long)
    busiest = max(run.tally.cpu / max(1e-9, run.tally.last - run.tally.first) for run in runs)
    return (
        f"* The server spends {1e6 * cost:.0f} microseconds of a core on a call, so that it could "
        f"answer {1 / cost:,.0f} a second alone; it was never busy more than "
        f"{100 * busiest:.0f} % of the time."
    )


def _faults() -> dict[str, float]:
    names = {"busy": "status 429", "broken": "status 500", "reset": "connection resets"}
    return {names[name]: share for name, share in SHARES.items()}


def _bar(level: int, what: str, whom: str, ratios: Sequence[float], bar: float) -> str:
    met = "met" if median(ratios) >= bar else "NOT met"
    return f"* {level} in flight: {what} {_spread(ratios, 2)} {whom}; the bar is {bar:g}: {met}."


def _ratios(
    runs: Sequence[Run],
    level: int,
    others: Sequence[str],
    choose: Callable[[list[float]], float],
    by: Callable[[Run], float],
) -> list[float]:
    """Return, round by round, how many times what `choose` takes of the others sosprobe is."""
    rounds = [_of(runs, name, level) for name in others]
    return [
        by(ours) / max(1e-9, choose([by(theirs[number]) for theirs in rounds]))
        for number, ours in enumerate(_of(runs, OURS, level))
    ]


def _rate(run: Run) -> float:
    return run.rate


def _whole(run: Run) -> float:
    """Return rows with a verdict a second, by the client's own clock."""
    return run.outcome.verdicts / max(1e-9, run.outcome.wall)


def _of(runs: Sequence[Run], client: str, level: int) -> list[Run]:
    """Return a client's runs, in the order of the rounds."""
    return [run for run in runs if run.client == client and run.in_flight == level]


def _names(runs: Sequence[Run]) -> list[str]:
    """Return the clients in the order of the first round."""
    return list(dict.fromkeys(run.client for run in runs))


def _spread(values: Sequence[float], digits: int) -> str:
    """Return the median, and the range where there is one."""
    low, middle, high = min(values), median(values), max(values)
    if f"{low:.{digits}f}" == f"{high:.{digits}f}":
        return f"{middle:,.{digits}f}"
    return f"{middle:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"


def _full(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Return a table without the columns that would be empty."""
    found = pd.DataFrame(rows)
    return found[[name for name in found if found[name].astype(str).any()]]
