"""The same regressions by pyfixest: `python tests/crosscheck/pyfixest_reference.py`.

Needs pyfixest, which sosprobe does not install. Writes pyfixest.csv: model, term, estimate, error.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).parent
TERMS = ["position", "length", "markdown", "error", "product"]


def main() -> None:
    """Fit, and write the table."""
    pf: Any = import_module("pyfixest")  # not a dependency, so type checkers do not know it
    data = pd.read_csv(HERE / "verdicts.csv")
    data["position"] = data["swapped"].map({True: 1.0, False: -1.0})
    data["markdown"] = (data["b_style"] == "markdown") * data["dose"]
    data["error"] = (data["b_substance"] == "factual_error").astype(float)
    data["product"] = data["markdown"] * data["error"]
    data["lean"] = data["preference"] - 0.5
    hard = data[data["preference"] != 0.5]
    right = f"{' + '.join(TERMS)} - 1"
    ssc: Any = pf.ssc(k_adj=True, k_fixef="none", G_adj=True, G_df="conventional")
    fits = {
        "linear": pf.feols(f"lean ~ {right}", data, vcov={"CRV1": "item"}, ssc=ssc),
        "linear two-way": pf.feols(f"lean ~ {right}", data, vcov={"CRV1": "item + judge"}, ssc=ssc),
        "logit, no ties": pf.feglm(
            f"preference ~ {right}",
            hard,
            family="logit",
            vcov={"CRV1": "item"},
            ssc=ssc,
            iwls_tol=1e-14,
        ),
    }
    rows = [
        (model, term, fit.coef()[term], fit.se()[term])
        for model, fit in fits.items()
        for term in TERMS
    ]
    table = pd.DataFrame(rows, columns=["model", "term", "estimate", "error"])
    table.to_csv(HERE / "pyfixest.csv", index=False, float_format="%.12g")
    print(pf.__version__)


if __name__ == "__main__":
    main()
