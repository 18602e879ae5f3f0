"""Lay plain prose out as markdown: headings, bullets and bold key words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.text import edited, is_function_word, sentences
from sosprobe.surface import Span, code_spans
from sosprobe.types import Edit, Item, Kind, Rejected, Response, Rewrite

_HEADINGS = ("Overview", "Details", "Further points", "More", "Closing")
_TOKEN = re.compile(r"\w[\w'’-]*")
_LONGEST_BOLD = 3
"""Words of a bold span at the most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Markdown:
    """Turn each paragraph into a heading and bullets with bold key words.

    Parameters
    ----------
    dose
        Share of the sentences that become bullets and get bold, from 0 to 1; headings come with
        a dose above one half.
    headings, bullets, bold
        Which marks to use.
    """

    dose: float = 1.0
    headings: bool = True
    bullets: bool = True
    bold: bool = True
    kind: Kind = "style"
    keeps: tuple[str, ...] = MEANING

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with markdown marks, or why it has no place for them."""
        text = response.text
        paragraphs = _paragraphs(text)
        count = sum(len(paragraph) for paragraph in paragraphs)
        if not count:
            return Rejected(reason="no-site", detail="no plain paragraph")
        wanted = max(1, round(self.dose * count))
        edits: list[Edit] = []
        done = 0
        for number, paragraph in enumerate(paragraphs):
            chosen = paragraph[: max(0, wanted - done)]
            if not chosen:
                break
            heading = ""
            if self.headings and self.dose > 0.5:
                heading = f"## {_HEADINGS[min(number, len(_HEADINGS) - 1)]}\n\n"
            for position, (start, end) in enumerate(chosen):
                before = heading if position == 0 else ("\n" if self.bullets else " ")
                left = start if position == 0 else chosen[position - 1][1]
                edits += _marks(text, left, start, end, before, self.bullets, self.bold)
            done += len(chosen)
            rest = paragraph[len(chosen) :]
            if rest and self.bullets:
                edits.append(Edit(start=chosen[-1][1], end=rest[0][0], new="\n\n"))
        return Rewrite(response=edited(response, edits), edits=tuple(edits), dose=done / count)


def _paragraphs(text: str) -> list[list[Span]]:
    """Group the sentences of prose by the line that they stand on."""
    groups: list[list[Span]] = []
    for span in sentences(text):
        if groups and "\n" not in text[groups[-1][-1][1] : span[0]]:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _marks(
    text: str, left: int, start: int, end: int, before: str, bullets: bool, bold: bool
) -> list[Edit]:
    """Return the edits that set one sentence: the break before it, its bullet, its bold span."""
    span = _key_span(text, start, end) if bold else None
    opening = Edit(start=left, end=start, new=before + ("- " if bullets else ""))
    if span is None:
        return [opening]
    return [opening, *(Edit(start=place, end=place, new="**") for place in span)]


def _key_span(text: str, start: int, end: int) -> Span | None:
    """Return the first run of words that carry content, outside code."""
    code = code_spans(text)
    run: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text, start, end):
        in_code = any(left <= token.start() < right for left, right in code)
        joined = not run or text[run[-1].end() : token.start()] == " "
        if is_function_word(token[0]) or in_code or not joined or len(run) == _LONGEST_BOLD:
            if run:
                break
            continue
        run.append(token)
    return (run[0].start(), run[-1].end()) if run else None


PERTURBATIONS.add("markdown", Markdown)
