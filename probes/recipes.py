"""Sets of arms under one name."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.errors import UnknownName


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The arms of a run."""

    does: str
    styles: tuple[str, ...]
    substances: tuple[str, ...]
    controls: tuple[str, ...] = ("identity", "twin")


RECIPES: dict[str, Recipe] = {
    "quick": Recipe(
        does="Markdown and length against one factual error.",
        styles=("markdown", "lengthen"),
        substances=("factual_error",),
    ),
    "infractions": Recipe(
        does="The four damages of arXiv 2409.15268, the rewriter as control; needs a writer.",
        styles=("sarcastic", "concise", "undiverse"),
        substances=("wrong_answer",),
        controls=("identity", "paraphrase"),
    ),
    "surface": Recipe(
        does="What looks: markdown by its parts, emoji, length, tone, authority.",
        styles=(
            "bold",
            "bullets",
            "headings",
            "markdown",
            "emoji",
            "lengthen",
            "confident",
            "polite",
            "cheerful",
            "authority",
            "citation_markers",
        ),
        substances=("factual_error",),
    ),
    "substance": Recipe(
        does="What counts: errors, omissions, bugs, broken demands, careless advice.",
        styles=("markdown",),
        substances=(
            "factual_error",
            "arithmetic_error",
            "code_mutant",
            "omission",
            "truncation",
            "contradiction",
            "constraint_violation",
            "unsafe_advice",
            "off_topic",
            "over_refusal",
        ),
    ),
    "attacks": Recipe(
        does="Texts that aim at the judge: injections, forged verdicts, empty answers.",
        styles=(
            "injection",
            "fake_verdict",
            "fake_reasoning",
            "rubric_stuffing",
            "flattery_judge",
            "master_key",
            "empty_response",
            "null_model",
        ),
        substances=(),
        controls=("identity",),
    ),
}


def recipe(name: str) -> Recipe:
    """Return the recipe of a name."""
    if name not in RECIPES:
        raise UnknownName("recipe", name, RECIPES)
    return RECIPES[name]
