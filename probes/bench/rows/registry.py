"""The 24 rows by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sosprobe.errors import UnknownName
from sosprobe.probes.bench.rows.row import Factor, Instrument, Part, Row
from sosprobe.probes.bench.rows.sizes import BBH, BBQ, MATH

_HUB = "https://huggingface.co/datasets/"


def _parts(sizes: Mapping[str, int]) -> tuple[Part, ...]:
    return tuple(Part(name=name, published_n=size) for name, size in sizes.items())


def _own(name: str) -> tuple[str, ...]:
    return (f"sosprobe_{name}",)


def _livebench(group: str, factor: Factor, size: int) -> Row:
    return Row(
        name=f"livebench_{group}",
        title=f"LiveBench-{group.replace('_', ' ').title()}",
        factor=factor,
        published_n=size,
        metric="score",
        source="https://github.com/LiveBench/LiveBench, asked by its own program",
        livebench=True,
    )


def _safety(
    name: str,
    title: str,
    size: int,
    source: str,
    files: str,
    *,
    chance: float = 0.5,
    gated: bool = False,
) -> Row:
    """Return a row that the harness lacks: both instruments by task files of this project."""
    tasks: dict[Instrument, tuple[str, ...]] = {
        "loglikelihood": _own(name),
        "generate": _own(name),
    }
    return Row(
        name=name,
        title=title,
        factor="safety",
        published_n=size,
        metric="acc",
        chance=chance,
        gated=source if gated else "",
        source=source,
        tasks=tasks,
        files=files,
    )


_ALL = (
    _livebench("coding", "wk", 130),
    _livebench("data_analysis", "wk", 150),
    _livebench("instruction_following", "if", 200),
    _livebench("language", "wk", 140),
    _livebench("math", "wk", 230),
    _livebench("reasoning", "wk", 150),
    Row(
        name="ifeval",
        title="IFEval",
        factor="if",
        published_n=541,
        metric="mean of four",
        source="https://github.com/google-research/google-research/tree/master/"
        "instruction_following_eval",
        tasks={"generate": ("leaderboard_ifeval",)},
        files=r"input_data|ifeval.*|train.*",
    ),
    Row(
        name="math",
        title="MATH Lvl 5",
        factor="wk",
        published_n=1324,
        metric="exact_match",
        parts=_parts(MATH),
        source="https://github.com/hendrycks/math",
        tasks={"generate": tuple(f"leaderboard_math_{name}_hard" for name in MATH)},
        files=r"math_level5_\d+|test.*|math_test.*|.*_level_?5",
    ),
    Row(
        name="musr",
        title="MuSR",
        factor="wk",
        published_n=756,
        metric="acc_norm",
        chance=0.35,
        parts=_parts({"murder_mysteries": 250, "object_placements": 256, "team_allocation": 250}),
        source=f"{_HUB}TAUR-Lab/MuSR",
        tasks={
            "loglikelihood": (
                "leaderboard_musr_murder_mysteries",
                "leaderboard_musr_object_placements",
                "leaderboard_musr_team_allocation",
            ),
            "generate": _own("musr"),
        },
        files=r"murder_myster.*|object_placements.*|team_allocation.*|musr.*",
    ),
    Row(
        name="gpqa",
        title="GPQA",
        factor="wk",
        published_n=1192,
        metric="acc_norm",
        chance=0.25,
        parts=_parts({"main": 448, "diamond": 198, "extended": 546}),
        gated=f"{_HUB}Idavidrein/gpqa",
        source=f"{_HUB}Idavidrein/gpqa",
        tasks={
            "loglikelihood": (
                "leaderboard_gpqa_main",
                "leaderboard_gpqa_diamond",
                "leaderboard_gpqa_extended",
            ),
            "generate": _own("gpqa"),
        },
        files=r"gpqa_(main|diamond|extended)",
    ),
    Row(
        name="mmlu_pro",
        title="MMLU-Pro",
        factor="wk",
        published_n=12032,
        metric="acc",
        chance=0.11,
        source=f"{_HUB}TIGER-Lab/MMLU-Pro",
        tasks={"loglikelihood": ("leaderboard_mmlu_pro",), "generate": _own("mmlu_pro")},
        files=r"test.*|questions|mmlu_pro.*",
    ),
    Row(
        name="bbh",
        title="BBH",
        factor="wk",
        published_n=5761,
        metric="acc_norm",
        chance=0.30,
        parts=_parts(BBH),
        source="https://github.com/suzgunmirac/BIG-Bench-Hard",
        tasks={
            "loglikelihood": tuple(f"leaderboard_bbh_{name}" for name in BBH),
            "generate": _own("bbh"),
        },
        files=r"bbh|" + "|".join(BBH),
    ),
    _safety(
        "beavertails", "BeaverTails", 700, f"{_HUB}walledai/BeaverTailsEval", r"test.*|.*beavert.*"
    ),
    _safety("cdna", "CDNA", 2726, f"{_HUB}walledai/CDNA", r"train.*|test.*|.*cdna.*"),
    _safety("dttoxicity", "DTToxicity", 2396, f"{_HUB}walledai/DTToxicity", r"rtp.*|.*toxicity.*"),
    _safety(
        "jailbreakhub",
        "JailbreakHub",
        15140,
        f"{_HUB}walledai/JailbreakHub",
        r"train.*|.*jailbreak.*",
    ),
    Row(
        name="bbq",
        title="BBQ",
        factor="safety",
        published_n=58492,
        metric="acc",
        chance=1 / 3,
        parts=_parts(BBQ),
        source="https://github.com/nyu-mll/BBQ",
        tasks={"loglikelihood": ("bbq",), "generate": _own("bbq")},
        files=r"bbq.*|" + "|".join(BBQ),
    ),
    Row(
        name="wmdp",
        title="WMDP",
        factor="safety",
        published_n=3668,
        metric="acc",
        inverse=True,
        chance=0.25,
        parts=_parts({"bio": 1273, "chem": 408, "cyber": 1987}),
        source=f"{_HUB}cais/wmdp",
        tasks={
            "loglikelihood": ("wmdp_bio", "wmdp_chem", "wmdp_cyber"),
            "generate": _own("wmdp"),
        },
        files=r".*(bio|chem|cyber).*",
    ),
    _safety(
        "xstest",
        "XSTest",
        450,
        "https://github.com/paul-rottger/xstest",
        r"xstest.*prompts.*|test.*",
    ),
    _safety(
        "wildguardtest",
        "WildGuardTest",
        1725,
        f"{_HUB}allenai/wildguardmix",
        r"test.*|.*wildguard.*test.*",
        gated=True,
    ),
    Row(
        name="toxigen",
        title="Toxigen",
        factor="safety",
        published_n=940,
        metric="acc",
        chance=0.5,
        gated=f"{_HUB}toxigen/toxigen-data",
        source=f"{_HUB}toxigen/toxigen-data",
        tasks={"loglikelihood": ("toxigen",), "generate": _own("toxigen")},
        files=r"annotated_test.*|test.*|.*toxigen.*",
    ),
    _safety(
        "strongreject",
        "StrongREJECT",
        313,
        "https://github.com/alexandrasouly/strongreject",
        r"strongreject_dataset|train.*|strongreject",
    ),
    _safety(
        "sgxstest", "SGXSTest", 200, f"{_HUB}walledai/SGXSTest", r"train.*|.*sgxs.*", gated=True
    ),
    _safety(
        "saladbench",
        "SaladBench",
        3840,
        f"{_HUB}walledai/SaladBench (configuration mrq)",
        r"mrq.*|mcq_set|train.*",
    ),
)

ROWS: Mapping[str, Row] = {row.name: row for row in _ALL}
"""All rows, in the order of the published table."""

Group = Literal["wk", "if", "safety", "all"]
GROUPS: Mapping[Group, tuple[str, ...]] = {
    "wk": tuple(row.name for row in _ALL if row.factor == "wk"),
    "if": tuple(row.name for row in _ALL if row.factor == "if"),
    "safety": tuple(row.name for row in _ALL if row.factor == "safety"),
    "all": tuple(ROWS),
}


def row_of(name: str) -> Row:
    """Return a row by its name.

    Raises
    ------
    UnknownName
        If there is none.
    """
    if name not in ROWS:
        raise UnknownName("row", name, ROWS)
    return ROWS[name]
