"""What the paper shows and its public files cannot give, with the reason."""

from __future__ import annotations

from collections.abc import Callable

from sosprobe.analysis.bench.section import NotRecomputed
from sosprobe.probes.reproduce.folder import BENCH_NAMES, BOOTSTRAPS, OFFICIAL
from sosprobe.probes.reproduce.judged_part import CRITERIA

_ALWAYS = (
    (
        "Figure 1, the judge's pipeline",
        "A drawing without numbers.",
    ),
    (
        "Table 1, eight top models on four benchmarks",
        "Which eight models is not known, and the values of HELM and Chatbot Arena are not among "
        "the files. Arena-Hard against LiveBench over other models stands in for a part of it.",
    ),
    (
        "Table 2, verdicts by criterion, and their correlations for each of four judges",
        "The judges' verdicts are not among the files. sosprobe run with a template that asks for "
        "criteria measures the same for a judge of your own.",
    ),
    (
        "Table 3, the loss of score for each infraction",
        "The rewritten answers and the judge's verdicts on them are not among the files. sosprobe "
        "run makes such rewrites and measures their effect, with controls.",
    ),
    (
        "The table of other questions and other judge templates (explicit bias)",
        "Neither the templates' texts nor the verdicts are among the files.",
    ),
    (
        "Fine-tuning sets by size, as the paper has them",
        "The sizes of the sets are not among the files. Only five are in the names of models.",
    ),
    (
        "The paper's own p-values and intervals for its main result",
        "Its definition of normalised accuracy and of the intervals is not known; several are "
        "tried and shown side by side.",
    ),
)
_FILES = {
    OFFICIAL: "Arena-Hard against LiveBench over general models",
    BOOTSTRAPS: "Judged benchmarks against votes of people",
    BENCH_NAMES: "The names that judged benchmarks give to one model",
    CRITERIA: "Each criterion's leaderboard against that of style, for other judges",
}


def not_recomputed(there: Callable[[str], bool]) -> list[NotRecomputed]:
    """Return what is not recomputed; `there` says whether a file is in the folder."""
    found = [NotRecomputed(what=what, reason=reason) for what, reason in _ALWAYS]
    found += [
        NotRecomputed(what=what, reason=f"{name} is not in the folder.")
        for name, what in _FILES.items()
        if not there(name)
    ]
    return found
