"""Lay plain prose out as markdown: headings, bullets and bold key words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import Dose, line_break, share, some_of
from sosprobe.perturbations.text import edited, key_span, paragraphs
from sosprobe.surface import Span
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_HEADINGS = ("Overview", "Details", "Further points", "More", "Closing")
_LONGEST_BOLD = 3
"""Words of a bold span at the most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Markdown:
    """Turn each paragraph into a heading and bullets with bold key words.

    Parameters
    ----------
    dose
        Share of the sentences that become bullets and get bold; headings come with
        a dose above one half.
    headings, bullets, bold
        Which marks to use.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Markdown(), "Water boils at 100 degrees. Steam rises.")
    ## Overview||- **Water boils** at 100 degrees.|- **Steam rises**.
    """

    dose: Dose = 1.0
    headings: bool = True
    bullets: bool = True
    bold: bool = True
    about = About(
        kind="style",
        bias="markdown",
        keeps=MEANING,
        moves=(
            *("characters", "words", "sentences", "paragraphs", "reading_ease", "diversity"),
            *("bold", "bullet", "heading"),
        ),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with markdown marks, or why it has no place for them."""
        text = response.text
        groups = paragraphs(text)
        count = sum(len(group) for group in groups)
        if not count:
            return Rejected(reason="no-site", detail="no plain paragraph")
        wanted = some_of(self.dose, count)
        edits: list[Edit] = []
        done = 0
        for number, group in enumerate(groups):
            chosen = group[: max(0, wanted - done)]
            if not chosen:
                break
            edits += self._laid_out(text, chosen, group[len(chosen) :], number)
            done += len(chosen)
        return Rewrite(response=edited(response, edits), edits=tuple(edits), dose=done / count)

    def _laid_out(
        self, text: str, chosen: Sequence[Span], rest: Sequence[Span], number: int
    ) -> list[Edit]:
        """Return the edits that lay out the chosen sentences of a paragraph."""
        end = line_break(text)
        edits: list[Edit] = []
        for position, (start, stop) in enumerate(chosen):
            left = start if position == 0 else chosen[position - 1][1]
            before = ("" if position == 0 else end) if self.bullets else text[left:start]
            if position == 0 and self.headings and share(self.dose) > 0.5:
                before = f"## {_HEADINGS[min(number, len(_HEADINGS) - 1)]}{2 * end}"
            edits.append(Edit(start=left, end=start, new=before + "- " * self.bullets))
            span = key_span(text, start, stop, _LONGEST_BOLD) if self.bold else None
            edits += [Edit(start=place, end=place, new="**") for place in span or ()]
        if rest and self.bullets:
            edits.append(Edit(start=chosen[-1][1], end=rest[0][0], new=2 * end))
        return edits


PERTURBATIONS.add("markdown", Markdown)
