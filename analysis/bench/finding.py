"""Something odd that a check found in a table of scores."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import pandas as pd

Level = Literal["problem", "warning", "note"]
"""The score does not mean what it says; it may mean less than it says; good to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One odd thing, where it is, and why it matters."""

    check: str
    benchmark: str
    level: Level
    text: str
    """A sentence with the numbers in it."""
    value: float = math.nan
    """The number that the check turns on."""
    models: int = 0
    """How many models show it."""


def findings_table(findings: Sequence[Finding]) -> pd.DataFrame:
    """Return findings as a table, one row each."""
    return pd.DataFrame(
        [asdict(one) for one in findings], columns=list(Finding.__dataclass_fields__)
    )
