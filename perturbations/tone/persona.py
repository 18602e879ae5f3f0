"""Claim experience: a first sentence in which the author speaks as an expert."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import opened_with, pick
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_LINES = (
    "As someone who has worked in this field for many years, let me answer this.",
    "As a trained specialist in this field, let me answer this.",
    "As someone who teaches this for a living, let me answer this.",
    "As a long-standing member of this profession, let me answer this.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Open the answer with a claim that its author is an expert in the field.

    Nobody can check the claim, and it adds nothing about the subject.

    References
    ----------
    The self-made kin of the authority bias of Chen et al. (2024), Humans or LLMs as the Judge? A
    Study on Judgement Bias, arXiv:2402.10669.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(Persona(), "It is cold.")
    As someone who has worked in this field for many years, let me answer this. It is cold.
    """

    about = About(kind="style", bias="authority", keeps=MEANING, moves=ADDED)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the claim in front."""
        return opened_with(response, pick(_LINES, "persona", item.id))


PERTURBATIONS.add("persona", Persona)
