"""Which benchmark, and which part of it, a task of the harness or of LiveBench belongs to."""

from __future__ import annotations

from collections.abc import Mapping

from sosprobe.data.scores.score import TOTAL, Instrument

_GROUPS = (
    ("leaderboard_bbh", "BBH"),
    ("leaderboard_gpqa", "GPQA"),
    ("leaderboard_musr", "MuSR"),
    ("leaderboard_math", "MATH Lvl 5"),
    ("bbq", "BBQ"),
    ("wmdp", "WMDP"),
)
_WHOLE = {
    "leaderboard_mmlu_pro": "MMLU-Pro",
    "leaderboard_ifeval": "IFEval",
    "BeaverTailsEval": "BeaverTails",
    "toxigen": "Toxigen",
    "xstest": "XSTest",
}
_GENERATED = ("MATH Lvl 5", "IFEval")

LIVEBENCH: Mapping[str, tuple[str, ...]] = {
    "coding": ("LCB_generation", "coding_completion"),
    "data_analysis": ("cta", "tablejoin", "tablereformat"),
    "instruction_following": ("paraphrase", "simplify", "story_generation", "summarize"),
    "language": ("connections", "plot_unscrambling", "typos"),
    "math": ("AMPS_Hard", "math_comp", "olympiad"),
    "reasoning": ("web_of_lies_v2", "zebra_puzzle", "spatial"),
}
"""The tasks of each group of LiveBench, as its releases of 2024 have them."""

_GROUP_OF = {task: group for group, tasks in LIVEBENCH.items() for task in tasks}


def benchmark_of(task: str) -> tuple[str, str]:
    """Return the benchmark and the part of a task of the harness.

    >>> [benchmark_of(task) for task in ("leaderboard_bbh_snarks", "bbq", "xstest", "new_task")]
    [('BBH', 'snarks'), ('BBQ', '(total)'), ('XSTest', ''), ('new_task', '')]
    """
    if task in _WHOLE:
        return _WHOLE[task], ""
    for prefix, benchmark in _GROUPS:
        if task in (prefix, f"{prefix}_hard"):
            return benchmark, TOTAL
        if task.startswith(f"{prefix}_"):
            return benchmark, task.removeprefix(f"{prefix}_").removesuffix("_hard")
    return task, ""


def instrument_of(benchmark: str) -> Instrument:
    """Say how the harness takes answers for one of the benchmarks that are named here."""
    return "generate" if benchmark in _GENERATED else "loglikelihood"


def livebench(group: str) -> str:
    """Return the name of a group of LiveBench as a benchmark.

    >>> livebench("data_analysis")
    'LiveBench-Data Analysis'
    """
    return f"LiveBench-{group.replace('_', ' ').title()}"


def group_of(task: str) -> str | None:
    """Return the group of LiveBench that a task belongs to, None where it is not known."""
    return _GROUP_OF.get(task)
