"""Show what a perturbation makes of a text: for the examples that stand beside each one."""

from __future__ import annotations

from sosprobe.perturbations.gate import apply
from sosprobe.types import Item, Perturbation, Rejected, Response


def show(perturbation: Perturbation, text: str, *, prompt: str = "?") -> None:
    """Print the rewrite of `text` on one line, `|` for a line break, or why there is none."""
    response = Response(text=text)
    item = Item(id="example", prompt=prompt, category="other", responses={"reference": response})
    made = apply(perturbation, item, response)
    if isinstance(made, Rejected):
        print(f"declined: {made.reason}")
    else:
        print(made.response.text.replace("\n", "|"))
