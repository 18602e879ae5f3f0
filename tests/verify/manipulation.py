"""What every perturbation moves: `python -m tests.verify.manipulation docs/perturbations.md`."""

from __future__ import annotations

import inspect
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pandas as pd

from sosprobe.data.probe_set import shipped
from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.compose import build, needs_writer
from sosprobe.probes.manipulation import FIXED, Check, Moved, manipulation
from tests.verify.pages import markdown


def main(path: Path) -> None:
    """Check every perturbation that needs no model and write the page."""
    names = [name for name in PERTURBATIONS.names() if not needs_writer(name)]
    with ProcessPoolExecutor() as pool:
        checks = list(pool.map(check, names))
    path.write_text(page(checks), encoding="utf-8")
    surprises = {one.spec: one.surprises for one in checks if one.surprises}
    print(f"{len(checks)} perturbations; moved without being declared: {surprises or 'nothing'}")
    sys.exit(1 if surprises else 0)


def check(name: str) -> Check:
    """Return the manipulation check of one perturbation over the whole probe set."""
    return manipulation(name, shipped())


def page(checks: list[Check]) -> str:
    """Return the page."""
    rows: list[dict[str, object]] = []
    for one in checks:
        about = build(one.spec).about
        rows.append(
            {
                "perturbation": one.spec,
                "kind": about.kind,
                "shows": about.bias,
                "kept": one.kept,
                "moves, in standard deviations": "; ".join(
                    _moved(m)
                    for m in sorted(one.moved, key=lambda m: -abs(m.value))
                    if m.meant and m.value
                ),
                "what it does": _first_line(one.spec),
            }
        )
    return (
        "# Perturbations\n\n"
        "Made by `make verify-manipulation`; do not edit. Each perturbation that needs no model, "
        f"over the {checks[0].items} items of the probe set. `kept`: rewrites that passed the "
        "gate; the others were declined or rejected. `moves`: the features that it declares to "
        "move, as the mean difference in standard deviations of the untouched responses, with 95 % "
        "intervals (as means where nothing varied before: the untouched responses hold no mark). "
        f"Every other feature moved by less than {FIXED} standard deviations.\n\n"
        f"{markdown(pd.DataFrame(rows))}\n"
    )


def _moved(row: Moved) -> str:
    if abs(row.value) == float("inf"):
        return f"{row.feature} from {row.before:.1f} to {row.after:.1f}"
    return f"{row.feature} {row.value:+.2f} [{row.low:+.2f}, {row.high:+.2f}]"


def _first_line(name: str) -> str:
    return (inspect.getdoc(PERTURBATIONS.maker(name)) or "").partition("\n")[0].replace("|", "/")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
