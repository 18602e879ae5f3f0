"""Everything a report shows about one run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sosprobe.types import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What was measured in one run, ready to be written."""

    frame: pd.DataFrame
    """One row a trial: `sosprobe.analysis.frame.COLUMNS`."""
    estimates: Sequence[Estimate]
    headline: Sequence[str]
    """Sentences that say what was found, most important first."""
    manifest: Mapping[str, object]
    """Versions, hashes, seed, template, judge, counts, cost."""
    rejects: pd.DataFrame
    """One row a rewrite that was not used: item, perturbation, reason, detail."""
    kept: Mapping[str, int]
    """How many rewrites of each perturbation were used."""
    prompts: Mapping[str, str]
    """The prompt of each item."""
    texts: Mapping[tuple[str, str], str]
    """The text of each side, by item and side label."""
    replies: Mapping[str, str]
    """The judge's raw reply, by store key."""
    members: pd.DataFrame | None = None
    """The verdicts of each judge of a panel; `frame` then holds those of the panel."""
