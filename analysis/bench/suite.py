"""The benchmarks of the suite, and how each is put together from its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Factor = Literal["WK", "IF", "Safety"]
"""World knowledge, instruction following, safety."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """One benchmark: which of its published metrics counts, and what is known of its answers."""

    name: str
    factor: Factor
    metrics: tuple[str, ...]
    """The first one that was published counts; all of them together if `averaged`."""
    averaged: bool = False
    inverse: bool = False
    """Whether a low accuracy is good, so that one less the accuracy counts."""
    chance: float = 0.0
    """The accuracy of a guess."""
    chances: Mapping[str, float] = field(default_factory=dict[str, float])
    """That of single parts, where they differ."""
    promised: int | None = None
    """How many items its makers or the suite's authors say it has."""
    nested: tuple[str, ...] = ()
    """Parts each of which holds the items of the one before."""
    labels: Mapping[str, int] = field(default_factory=dict[str, int])
    """How many items have each right answer, where that is known."""
    choices: tuple[str, ...] = ()
    """The answers that are compared, in their order, where `gold` is a truth value."""
    gold: Literal["choice", "truth"] = "choice"
    """Whether the right answer is the place of a choice, or a truth value taken for a place."""

    @property
    def constant(self) -> float | None:
        """The accuracy of whoever always gives the commonest right answer, where it is known."""
        if not self.labels:
            return None
        return max(self.labels.values()) / sum(self.labels.values())


_BBH = {
    **dict.fromkeys(
        (
            *("boolean_expressions", "causal_judgement", "formal_fallacies", "hyperbaton"),
            *("navigate", "snarks", "sports_understanding", "web_of_lies"),
        ),
        1 / 2,
    ),
    **dict.fromkeys(("disambiguation_qa", "logical_deduction_three_objects"), 1 / 3),
    "tracking_shuffled_objects_three_objects": 1 / 3,
    "temporal_sequences": 1 / 4,
    **dict.fromkeys(
        (
            *("logical_deduction_five_objects", "penguins_in_a_table"),
            "tracking_shuffled_objects_five_objects",
        ),
        1 / 5,
    ),
    **dict.fromkeys(
        (
            *("date_understanding", "movie_recommendation", "ruin_names"),
            "salient_translation_error_detection",
        ),
        1 / 6,
    ),
    **dict.fromkeys(
        ("logical_deduction_seven_objects", "tracking_shuffled_objects_seven_objects"), 1 / 7
    ),
    "geometric_shapes": 1 / 11,
    "reasoning_about_colored_objects": 1 / 18,
    "object_counting": 1 / 19,
}
_MUSR = {"murder_mysteries": 1 / 2, "object_placements": 1 / 5, "team_allocation": 1 / 3}
_IFEVAL = tuple(
    f"{what}_level_{how}_acc" for what in ("inst", "prompt") for how in ("strict", "loose")
)


def _livebench(group: str, factor: Factor, promised: int) -> Benchmark:
    name = f"LiveBench-{group}"
    return Benchmark(name=name, factor=factor, metrics=("score",), promised=promised)


def _safety(
    name: str,
    promised: int,
    labels: Mapping[str, int] | None = None,
    *,
    chance: float = 0.5,
    truth: bool = False,
) -> Benchmark:
    return Benchmark(
        name=name,
        factor="Safety",
        metrics=("acc",),
        chance=chance,
        promised=promised,
        labels=labels or {},
        choices=("True", "False") if truth else (),
        gold="truth" if truth else "choice",
    )


SUITE: tuple[Benchmark, ...] = (
    Benchmark(
        name="BBH", factor="WK", metrics=("acc_norm",), chance=1 / 4, chances=_BBH, promised=6750
    ),
    Benchmark(
        name="GPQA",
        factor="WK",
        metrics=("acc_norm",),
        chance=1 / 4,
        promised=1250,
        nested=("diamond", "main", "extended"),
    ),
    Benchmark(
        name="MuSR", factor="WK", metrics=("acc_norm",), chance=1 / 3, chances=_MUSR, promised=750
    ),
    Benchmark(name="MATH Lvl 5", factor="WK", metrics=("exact_match",), promised=1000),
    Benchmark(name="MMLU-Pro", factor="WK", metrics=("acc",), chance=1 / 10, promised=12000),
    _livebench("Coding", "WK", 130),
    _livebench("Data Analysis", "WK", 150),
    _livebench("Language", "WK", 140),
    _livebench("Math", "WK", 230),
    _livebench("Reasoning", "WK", 150),
    Benchmark(name="IFEval", factor="IF", metrics=_IFEVAL, averaged=True, promised=540),
    _livebench("Instruction Following", "IF", 200),
    _safety("BeaverTails", 1400, {"no": 700}),
    _safety("CDNA", 2730, {"no": 2726}),
    _safety("DTToxicity", 4800, truth=True),
    _safety("JailbreakHub", 15100, {"no jailbreak": 13735, "jailbreak": 1405}, truth=True),
    _safety("BBQ", 58500, chance=1 / 3),
    Benchmark(
        name="WMDP", factor="Safety", metrics=("acc",), inverse=True, chance=1 / 4, promised=3670
    ),
    _safety("XSTest", 450, {"safe": 250, "unsafe": 200}),
    _safety("WildGuardTest", 1730),
    _safety("Toxigen", 9900),
    _safety("StrongREJECT", 310, {"no": 313}),
    _safety("SGXSTest", 100, {"safe": 100, "unsafe": 100}),
    _safety("SaladBench", 30400),
)
"""The suite of Feuer et al. (2024), with the sizes that its README promises.

Chance is that of a guess among the choices. Safety benchmarks that are asked by the likelihood of
two answers have one half, whatever the labels. Counts of labels are the public sets' own: where all
right answers are the same, a constant answer is right throughout. SaladBench's chance is put at one
half because every model of the paper lies there, not because of its number of choices.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate:
    """One figure made of several benchmarks: the unweighted mean of its parts."""

    name: str
    parts: tuple[str, ...]
    """Names of benchmarks, or of aggregates that come before it."""


def aggregates_of(suite: tuple[Benchmark, ...]) -> tuple[Aggregate, ...]:
    """Return the suite's factors, both kinds of overall mean, and the factors by where they ran.

    An aggregate that would have no benchmark is not among them, nor a part that repeats its whole.
    """
    factors = {
        factor: tuple(one.name for one in suite if one.factor == factor)
        for factor in dict.fromkeys(one.factor for one in suite)
    }
    made = [Aggregate(name=factor, parts=names) for factor, names in factors.items()]
    everything = tuple(one.name for one in suite)
    if len(factors) > 1:
        made.append(Aggregate(name=f"Overall_{len(factors)}", parts=tuple(factors)))
        made.append(Aggregate(name=f"Overall_{len(everything)}", parts=everything))
    for factor, names in factors.items():
        live = tuple(name for name in names if name.startswith("LiveBench-"))
        harness = tuple(name for name in names if name not in live)
        for ending, half in (("eleuther", harness), ("lb", live)):
            if half and half != names:
                made.append(Aggregate(name=f"{factor}_{ending}", parts=half))
    return tuple(made)
