"""What a variation of the judge prompt does to verdicts on the very same pairs."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sosprobe.analysis.arrays import codes, floats
from sosprobe.analysis.interval import clustered, share, shift
from sosprobe.analysis.outcome import is_soft, preferred
from sosprobe.types import Estimate

VARIED = "~"
"""What stands between the name of a template and that of its variation."""

_SAME = (
    *("judge", "item", "a_response", "a_style", "a_substance"),
    *("b_response", "b_style", "b_substance", "swapped", "repeat"),
)


def is_varied(frame: pd.DataFrame) -> pd.Series[bool]:
    """Say of each trial whether it was asked with a variation of a template."""
    return frame["template"].astype(str).str.contains(VARIED, regex=False)


def variations(frame: pd.DataFrame) -> list[Estimate]:
    """Return what each variation of a template moves, pair by pair and order by order.

    `differs`: share of the hard verdicts that differ from those on the same question under the
    template itself. `towards first`: how far the preference moves towards the response shown first,
    in points. `lost`: share of questions without a verdict. Clusters are items.
    """
    varied = is_varied(frame)
    if not varied.any():
        return []
    of = frame["template"].astype(str).str.partition(VARIED)[0]
    rows = frame.assign(y=preferred(frame), of=of)
    base = rows[~varied][[*_SAME, "of", "preference", "y"]]
    base = base.rename(columns={"preference": "own", "y": "own_y"})
    both = rows[varied].merge(base, on=["of", *_SAME])
    found: list[Estimate] = []
    for name, group in both.groupby("template", sort=False):
        found += _rows(str(name).partition(VARIED)[2], group, hard=not is_soft(frame))
    return found


def _rows(name: str, group: pd.DataFrame, *, hard: bool) -> Iterator[Estimate]:
    """Yield the numbers of one variation."""
    unit = (0.0, 1.0)
    known = group[group["preference"].notna() & group["own"].notna()]
    if len(known):
        differs = floats(known["preference"] != known["own"])
        data = clustered(differs, codes(known, ["item"]), scale=unit, hard=True)
        yield share("variation", f"{name}: differs", data)
    ordered = known[known["position"].fillna(0.0) != 0.0]
    if len(ordered):
        moved = floats((ordered["y"] - ordered["own_y"]) * ordered["position"])
        towards = clustered(moved, codes(ordered, ["item"]), scale=(-1.0, 1.0), hard=hard)
        yield shift("variation", f"{name}: towards first", towards)
    lost = clustered(
        floats(group["preference"].isna()), codes(group, ["item"]), scale=unit, hard=True
    )
    yield share("variation", f"{name}: lost", lost)
