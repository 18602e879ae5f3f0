"""What each table of the report answers, in words."""

from __future__ import annotations

ABOUT: dict[str, tuple[str, str]] = {
    "curve": (
        "Style against substance",
        "How often a response in full style wins against an untouched one, the more substance it "
        "lacks. Both orders are averaged, and the length that the style brings is part of it.",
    ),
    "crossing": (
        "Where style stops winning",
        "The gap in substance at which the styled response wins as often as it loses. Intervals "
        "are Fieller's; they have no ends where the gap is not shown to move the judge.",
    ),
    "robust": (
        "Robust accuracy",
        "How often the untouched response beats its flawed rewrite, both plain and styled. A pair "
        "counts by its preference over both orders.",
    ),
    "explained": (
        "What the verdicts follow",
        "Deviance explained on items that were not fitted, split by Shapley's value: what each "
        "group of terms adds, averaged over all orders in which the groups may come. A useless "
        "group costs, so a share may lie below zero.",
    ),
    "variation": (
        "Variations of the prompt",
        "The same questions asked with one thing about the prompt changed: how often the hard "
        "verdict differs, how far the preference moves towards the response shown first, and how "
        "many verdicts were lost. A floor is how often a verdict differs when the very same "
        "question is repeated.",
    ),
    "criterion": (
        "Weights of the criteria",
        "Levels of the verdict over all for one level of a criterion, the others held fixed.",
    ),
    "criterion sd": (
        "Weights of the criteria, standardised",
        "The same in standard deviations.",
    ),
    "adherence": (
        "Do the criteria explain the verdict?",
        "R squared of the verdict over all on the verdicts by criterion, as published and on items "
        "that were not fitted.",
    ),
    "panel": (
        "The judges of the panel",
        "How far each two judges agree on the trials on which both have a verdict.",
    ),
    "control": ("Controls", "What should hold for any judge."),
    "flip": (
        "Flips against the A/A verdict",
        "How often the hard verdict differs from the one on two equal texts, read in the order "
        "shown. The row identity is the floor: the A/A verdict against itself on a repeat.",
    ),
    "equivalence": (
        "No effect worth speaking of",
        "Two one-sided tests. The interval is the 90 % one; p is that of an effect as large as the "
        "margin, so a small p shows that there is none.",
    ),
    "detectable": (
        "What could have been seen",
        "The smallest effect that 80 % of such runs would find at 5 %.",
    ),
    "sign_flip": (
        "Sign-flip test",
        "The mean effect, tested by turning the items' effects round at random.",
    ),
    "mcnemar": (
        "McNemar's test",
        "Items that favour the rewrite in both orders less those that disfavour it, in per cent.",
    ),
    "effect_bootstrap": ("Effects by the bootstrap", "The same effects, items drawn anew."),
    "logit_bootstrap": ("Logit by the bootstrap", "The same coefficients, items drawn anew."),
    "linear": ("Linear probability", "The logit's terms in a linear model, in points."),
    "ordered": ("Ordered logit", "Strength of the verdict on the logit's terms."),
    "gee": ("GEE", "The logit with trials of an item equally correlated."),
    "conditional": ("Conditional logit", "The logit with an intercept for each item."),
    "mixed": ("Mixed logit", "The logit with random intercepts of items and judges."),
}
"""Heading and explanation of each table that has no section of its own."""


def heading(table: str) -> str:
    """Return the heading of a table."""
    return ABOUT[table][0] if table in ABOUT else table


def explanation(table: str) -> str:
    """Return what a table answers; nothing for one that nobody described."""
    return ABOUT[table][1] if table in ABOUT else ""
