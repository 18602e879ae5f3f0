"""What components there are, in a line each."""

from __future__ import annotations

import inspect

from sosprobe.analysis.estimators import ESTIMATORS
from sosprobe.data.load import LOADERS
from sosprobe.data.verdicts import FORMATS
from sosprobe.judges import JUDGES
from sosprobe.judges.template_file import load_template, template_names
from sosprobe.judges.variations import VARIATIONS
from sosprobe.perturbations import PERTURBATIONS


def components() -> dict[str, dict[str, str]]:
    """Return the name and the first line of the description of each component, by kind."""
    return {
        "judges": {name: _first_line(JUDGES.maker(name)) for name in JUDGES.names()},
        "perturbations": {
            name: _first_line(PERTURBATIONS.maker(name)) for name in PERTURBATIONS.names()
        },
        "variations": {name: _first_line(VARIATIONS.maker(name)) for name in VARIATIONS.names()},
        "templates": {name: load_template(name).description for name in template_names()},
        "data": {
            "probe": "The items that come with sosprobe.",
            **{name: _first_line(inspect.getmodule(make)) for name, make in LOADERS.items()},
            "FILE": "Your own pairs (JSONL, CSV, Parquet): prompt, response_a, response_b.",
        },
        "verdicts": {name: _first_line(inspect.getmodule(read)) for name, read in FORMATS.items()},
        "estimators": {name: _first_line(make) for name, make in ESTIMATORS.items()},
    }


def markdown() -> str:
    """Return the components as the tables of the README."""
    parts: list[str] = []
    for kind, names in components().items():
        rows = "\n".join(f"| `{name}` | {text} |" for name, text in names.items())
        parts.append(f"| {kind} | |\n|---|---|\n{rows}\n")
    return "\n".join(parts)


def _first_line(component: object) -> str:
    return (inspect.getdoc(component) or "").partition("\n")[0].replace("`", "")
