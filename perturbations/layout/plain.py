"""Take the layout away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import added, line_break
from sosprobe.perturbations.text import is_code_like, is_free
from sosprobe.surface import Span, blocks
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_MARK = re.compile(
    r"""
    ^[ \t]*(?:\#{1,6}[ \t]+|[-*+•][ \t]+(?=\S))      # headings, bullets
    | ^[ \t]*(?:-{3,}|\*{3,}|_{3,})[ \t]*(?:\r?\n|\Z) # rules
    | \*\*(?=\S)|(?<=\S)\*\*                          # bold
    | (?<![*\w\\])\*(?=[^\s*][^*\n]*[^\s*]\*(?![*\w])|[^\s*]\*(?![*\w]))  # italics, their start
    | (?<=[^\s*])\*(?![*\w])                          # and their end
    """,
    re.MULTILINE | re.VERBOSE,
)
_BLANK_LINES = re.compile(r"(?:\r?\n[ \t]*){2,}(?=[^\s])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    r"""Strip the markdown marks and the blank lines between paragraphs.

    Code, tables, quotations and the numbers of numbered lists stay as they are.

    Parameters
    ----------
    breaks
        Whether the blank lines go too; without it a text that has no mark is declined.

    References
    ----------
    Liu et al. (2024), RM-Bench, arXiv 2410.16184, have each answer in plain text and in markdown.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Plain(), "# Steam\n\n- **Water** boils.\n- It *rises*.")
    Steam|Water boils.|It rises.
    """

    breaks: bool = True
    about = About(
        kind="style",
        bias="markdown",
        keeps=MEANING,
        moves=(
            *("characters", "sentences", "paragraphs", "bold", "italic", "bullet", "heading"),
            "reading_ease",
        ),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response without marks, or why it has none."""
        text = response.text
        fixed = [
            (a, b)
            for kind, a, b in blocks(text)
            if kind in ("code", "table", "html", "quote")
            or any(is_code_like(line) for line in text[a:b].splitlines())
        ]
        edits = [Edit(start=a, end=b, new="") for a, b in _marks(text, fixed)]
        if self.breaks:
            edits += _joined(text, fixed, edits)
        if not edits:
            return Rejected(reason="no-site", detail="no mark of markdown")
        return added(response, *sorted(edits, key=lambda edit: edit.start))


def _marks(text: str, fixed: list[Span]) -> Iterator[Span]:
    """Yield where the marks outside code and the like are."""
    for match in _MARK.finditer(text):
        start, end = match.span()
        if is_free(text, start, end) and not any(a <= start < b for a, b in fixed):
            yield start, end


def _joined(text: str, fixed: list[Span], marks: list[Edit]) -> Iterator[Edit]:
    """Yield edits that leave one line break of several, but not next to what is fixed."""
    for match in _BLANK_LINES.finditer(text):
        start, end = match.span()
        near = any(a <= end and start <= b for a, b in fixed)
        if match.start() and is_free(text, start, end) and not near:
            yield Edit(start=start, end=end, new=line_break(text))


PERTURBATIONS.add("plain", Plain)
