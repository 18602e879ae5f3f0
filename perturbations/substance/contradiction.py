"""Contradict oneself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.sites import added, foreign, pick
from sosprobe.perturbations.substance.negated import negations
from sosprobe.perturbations.text import replaced, sentences
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_POINTS_BACK = re.compile(
    r"(?:It|Its|They|Their|This|That|These|Those|He|His|She|Her|Such|Each|Neither|Both|In this"
    r"|In that|In these|For this|By this|With this|Above|Below)\b|.*\b(?:it|they|them|this|these)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Add a sentence that says the opposite of one that stands in the response.

    The statement stays where it is; its negation, in the same words, follows the last whole
    sentence. A statement that points back to another by a pronoun is left alone.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Contradiction(), "Glass is a solid. It has no fixed melting point.")
    Glass is a solid. It has no fixed melting point. Glass is not a solid.
    """

    about = About(
        kind="substance",
        bias="self-contradiction",
        keeps=(
            *("operators", "code", "links", "quotes", "order", "constraints", "language", "layout"),
        ),
        moves=ADDED,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response that contradicts itself, or why no statement is safe to negate."""
        text = response.text
        reason = foreign(text)
        if reason is not None:
            return reason
        ends = [end for _, end in sentences(text) if text[end - 1] in ".!?"]
        options = [
            replaced(text, [edit])[start : end + len(edit.new) - (edit.end - edit.start)]
            for (start, end), edit in negations(text)
            if not _POINTS_BACK.match(text, start, end)
        ]
        options = [option for option in options if option not in text]
        if not options or not ends:
            return Rejected(reason="no-site", detail="no statement that is safe to negate")
        opposite = pick(options, "contradiction", item.id)
        return added(response, Edit(start=ends[-1], end=ends[-1], new=f" {opposite}"))


PERTURBATIONS.add("contradiction", Contradiction)
