"""Tables of the pages under docs/."""

from __future__ import annotations

import pandas as pd


def markdown(table: pd.DataFrame) -> str:
    """Return a table in markdown; what is missing is left empty."""
    lines = [list(table.columns), ["---"] * len(table.columns)]
    lines += [
        ["" if pd.isna(value) else str(value) for value in row]
        for row in table.itertuples(index=False)
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
