"""Rewrite a response and let the gate decide: the one way in which rewrites are made."""

from __future__ import annotations

from sosprobe.perturbations.compose import build
from sosprobe.perturbations.invariants import check
from sosprobe.types import Item, Perturbation, Rejected, Response, Rewrite


def rewrite(spec: str, text: str, *, prompt: str = "", name: str = "") -> Rewrite | Rejected:
    """Return the rewrite of a text, or the reason why there is none.

    Parameters
    ----------
    spec
        A perturbation, with parameters if any, or several joined by `+`.
    name
        What a choice by chance depends on; the text itself if it is empty.

    >>> made = rewrite("lengthen+markdown", "Water boils at 100 degrees. Steam rises.")
    >>> made.dose
    1.0
    >>> rewrite("factual_error", "Nothing is marked here.").reason
    'no-facts'
    """
    response = Response(text=text)
    item = Item(id=name or text, prompt=prompt, category="other", responses={"reference": response})
    return apply(build(spec), item, response)


def apply(perturbation: Perturbation, item: Item, response: Response) -> Rewrite | Rejected:
    """Return the rewrite of `response` if it keeps what it promises, else the reason."""
    made = perturbation.rewrite(item, response)
    if isinstance(made, Rejected):
        return made
    if perturbation.about.kind != "control" and made.response.text == response.text:
        return Rejected(reason="unchanged", detail="the rewrite equals the response")
    return check(item, response, made, perturbation.about.keeps) or made
