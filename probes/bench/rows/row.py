"""What is known of a row of the suite before anything is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Instrument = Literal["loglikelihood", "generate"]
"""How an answer is taken: by the likelihood of each choice, or from generated text."""
Factor = Literal["wk", "if", "safety"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A sub-task of a row, and how many items of it were published."""

    name: str
    published_n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One benchmark of the suite."""

    name: str
    title: str
    """Its name in tables of scores."""
    factor: Factor
    published_n: int
    metric: str
    """The metric of the published table."""
    inverse: bool = False
    """Whether a high value is bad, so that the suite takes 1 - value."""
    chance: float = 0.0
    """What guessing scores."""
    parts: tuple[Part, ...] = ()
    """Empty where the row is one task."""
    gated: str = ""
    """The page where access is asked for; empty if the set is open."""
    source: str
    """Where the data is had."""
    tasks: Mapping[Instrument, tuple[str, ...]] = field(
        default_factory=dict[Instrument, tuple[str, ...]]
    )
    """Tasks of the harness; those that begin with `sosprobe_` read prepared files only."""
    livebench: bool = False
    """Whether LiveBench's own program asks it; its result files are imported."""
    files: str = ""
    """A pattern of the usual names of its files, without their endings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A row's data as the task files read it."""

    files: Mapping[str, Path]
    """The file of each part; a row without parts has one, named as the row."""
    counts: Mapping[str, int]
    problems: tuple[str, ...] = ()
    """What is odd about the data: sizes other than published, parts that are not there."""
