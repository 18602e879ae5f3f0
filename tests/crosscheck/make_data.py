"""Draw the verdicts that sosprobe, R and pyfixest are compared on.

Usage: `python -m tests.crosscheck.make_data`. The drawn table is kept, so that nobody has to draw
the same numbers again.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
ARMS = (
    ("markdown", "none"),
    ("none", "factual_error"),
    ("markdown", "factual_error"),
    ("lengthen", "none"),
)
JUDGES = {"first": 0.4, "second": -0.3, "third": 0.2}


def draw(items: int, seed: int) -> pd.DataFrame:
    """Return verdicts of three judges on five levels, with intercepts of items and judges."""
    rng = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    for item in range(items):
        own, longer = rng.normal(0, 0.8), rng.normal(0, 0.3)
        for judge, lean in JUDGES.items():
            for style, substance in ARMS:
                length = 0.3 * (style == "markdown") + 0.5 * (style == "lengthen")
                length = round(length + longer * (style != "none"), 3)
                content = 0.6 * (style == "markdown") - 1.5 * (substance != "none")
                for swapped in (False, True):
                    hidden = own + lean + content + 0.5 * length + 0.4 * (1 if swapped else -1)
                    level = int(np.digitize(hidden + rng.logistic(), [-1.5, -0.2, 0.2, 1.5])) - 2
                    rows.append(
                        {
                            "item": f"i{item:02d}",
                            "judge": judge,
                            "b_style": style,
                            "b_substance": substance,
                            "dose": float(style != "none"),
                            "length": length,
                            "swapped": swapped,
                            "preference": 0.5 + 0.5 * np.sign(level),
                            "strength": abs(level),
                        }
                    )
    return pd.DataFrame(rows)


if __name__ == "__main__":
    draw(60, 7).to_csv(HERE / "verdicts.csv", index=False)
