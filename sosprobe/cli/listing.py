"""What components there are."""

from __future__ import annotations

from sosprobe.data.load import LOADERS
from sosprobe.judges import JUDGES
from sosprobe.judges.template import template_names
from sosprobe.perturbations import PERTURBATIONS


def components() -> dict[str, list[str]]:
    """Return the names of all components by kind."""
    return {
        "judges": JUDGES.names(),
        "perturbations": PERTURBATIONS.names(),
        "templates": template_names(),
        "data": ["probe", *LOADERS, "FILE.jsonl", "FILE.csv", "FILE.parquet"],
    }
