"""Lay the sentences of paragraphs out below each other: what bullets, numbers and tables share."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from sosprobe.perturbations.sites import Dose, line_break, some_of
from sosprobe.perturbations.text import edited, paragraphs
from sosprobe.surface import Span
from sosprobe.types import Edit, Rejected, Response, Rewrite

_OPENS_BLOCK = re.compile(r"[-*+•>|#~=]|```|\[|\d{1,9}[.)](?:\s|$)")
"""What would be read as a mark if it stood at the start of a line."""


def in_rows(
    response: Response,
    dose: Dose,
    *,
    opening: Callable[[int], str],
    closing: str = "",
    head: Sequence[str] = (),
    fits: Callable[[str], bool] = lambda sentence: True,
) -> Rewrite | Rejected:
    """Return the response with a row for each sentence of its paragraphs, from the front.

    A paragraph of one sentence stays as it is, and so does a last sentence that leads over to what
    follows (it ends in a colon).

    Parameters
    ----------
    opening, closing
        What stands before (by the row's number, from 0) and after a sentence.
    head
        Lines above the rows of each paragraph.
    fits
        Whether a sentence may become a row; a paragraph with one that may not stays.
    """
    text = response.text
    groups = [group for group in map(_rows(text), paragraphs(text)) if len(group) > 1]
    groups = [group for group in groups if all(fits(text[a:b]) for a, b in group)]
    count = sum(map(len, groups))
    if not count:
        return Rejected(reason="no-site", detail="no paragraph of several sentences")
    wanted = some_of(dose, count)
    end = line_break(text)
    above = "".join(line + end for line in head)
    edits: list[Edit] = []
    done = last = 0
    for group in groups:
        chosen = group[: wanted - done]
        if not chosen:
            break
        first = chosen[0][0]
        joined = bool(edits) and not text[last:first].strip()
        gap = "" if joined else blank_before(text, first)
        edits.append(Edit(start=first, end=first, new=gap + above + opening(done)))
        for number, (one, other) in enumerate(pairwise(chosen), done + 1):
            between = closing + end + opening(number)
            edits.append(Edit(start=one[1], end=other[0], new=between))
        last = chosen[-1][1]
        follows = last + len(text[last:]) - len(text[last:].lstrip(" \t"))
        stop = follows if text[follows : follows + 1] not in ("", "\r", "\n") else last
        edits.append(Edit(start=last, end=stop, new=closing + blank_after(text, last)))
        done += len(chosen)
    edits = [edit for edit in edits if edit.new or edit.end > edit.start]
    return Rewrite(response=edited(response, edits), edits=tuple(edits), dose=done / count)


def opens_block(text: str, start: int) -> bool:
    """Say whether what stands at `start` would be a mark at the start of a line."""
    return _OPENS_BLOCK.match(text, start) is not None


def blank_before(text: str, start: int) -> str:
    """Return the line breaks that are missing for a blank line before `start`."""
    before = text[:start]
    return _missing(text, before[len(before.rstrip()) :]) if before.strip() else ""


def blank_after(text: str, end: int) -> str:
    """Return the line breaks that are missing for a blank line after `end`."""
    after = text[end:]
    return _missing(text, after[: len(after) - len(after.lstrip())]) if after.strip() else ""


def _missing(text: str, gap: str) -> str:
    return line_break(text) * max(0, 2 - gap.count("\n"))


def _rows(text: str) -> Callable[[Sequence[Span]], Sequence[Span]]:
    """Return what picks the sentences of a paragraph that can be rows."""

    def pick(group: Sequence[Span]) -> Sequence[Span]:
        if any(opens_block(text, start) for start, _ in group):
            return ()
        return group[:-1] if text[group[-1][1] - 1] == ":" else group

    return pick
