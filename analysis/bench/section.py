"""One table of a page of recomputed results, with the numbers in it that can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A table, what it shows, and its single numbers by name."""

    name: str
    """Short, for a file name."""
    title: str
    text: str
    table: pd.DataFrame
    numbers: Mapping[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One of our numbers beside the one that was published."""

    name: str
    ours: float
    """Not-a-number where it was not computed."""
    published: float
    tolerance: float
    equal: bool
    source: str
    reason: str
    """Why they differ, or why there is no number of ours; empty where they are equal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRecomputed:
    """A table or figure of the paper that its public files cannot give, and why."""

    what: str
    reason: str
