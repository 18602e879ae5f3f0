"""Where a rule acts, how much of it there is, and the few ways in which text is added."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import Literal, TypeVar

from sosprobe.errors import SetupError, UnknownName
from sosprobe.perturbations.language import language
from sosprobe.perturbations.text import edited, paragraphs
from sosprobe.surface import blocks
from sosprobe.types import Edit, Item, Rejected, Response, Rewrite

T = TypeVar("T")
Dose = float | Literal["weak", "medium", "strong"]
"""The share of its sites that a rule acts on, above 0 and up to 1, or a name for one."""

LEVELS: dict[str, float] = {"weak": 1 / 3, "medium": 2 / 3, "strong": 1.0}
_ENDS = '.!?…"”)。！？'
"""Marks after one of which a sentence is over."""

Site = tuple[Edit, ...]
"""Edits that belong together: all of them are made or none."""


def share(dose: Dose) -> float:
    """Return a dose as a number.

    >>> share("strong"), share(0.25)
    (1.0, 0.25)
    """
    if isinstance(dose, str):
        if dose not in LEVELS:
            raise UnknownName("dose", dose, LEVELS)
        return LEVELS[dose]
    if not 0 < dose <= 1:
        raise SetupError(f"A dose lies above 0 and up to 1; {dose} does not.")
    return float(dose)


def some_of(dose: Dose, count: int) -> int:
    """Return how many of `count` sites a dose takes: its share, rounded, and at least one.

    >>> some_of("weak", 7), some_of("strong", 7), some_of(0.1, 2)
    (2, 7, 1)
    """
    return max(1, math.floor(share(dose) * count + 0.5))


def number_of(*seed: object) -> int:
    """Return a large whole number that depends on `seed` alone."""
    text = "\0".join(str(part) for part in seed)
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8], "big")


def pick(options: Sequence[T], *seed: object) -> T:
    """Return one of `options`, the same for the same seed."""
    return options[number_of(*seed) % len(options)]


def shuffled(options: Sequence[T], *seed: object) -> list[T]:
    """Return `options` in an order that depends on `seed` alone."""
    order = sorted(range(len(options)), key=lambda place: number_of(place, *seed))
    return [options[place] for place in order]


def at_sites(
    item: Item, response: Response, sites: Sequence[Site], dose: Dose, *, missing: str
) -> Rewrite | Rejected:
    """Return the response with a share of the sites edited; more for a higher dose, never others.

    Parameters
    ----------
    missing
        What was looked for, to say that there is none of it.
    """
    if not sites:
        return Rejected(reason="no-site", detail=f"no {missing}")
    wanted = some_of(dose, len(sites))
    chosen = shuffled(sites, item.id, missing)[:wanted]
    edits = sorted((edit for site in chosen for edit in site), key=lambda e: (e.start, e.end))
    return Rewrite(
        response=edited(response, edits), edits=tuple(edits), dose=len(chosen) / len(sites)
    )


def opened_with(response: Response, line: str) -> Rewrite | Rejected:
    """Return the response with a sentence in front of its first one."""
    text = response.text
    reason = foreign(text)
    if reason is not None:
        return reason
    first = paragraphs(text)[0][0][0] if paragraphs(text) else -1
    start = blocks(text)[0][1] if blocks(text) else 0
    at_prose = first >= 0 and not text[start:first].strip()
    place, end = (first, " ") if at_prose else (start, 2 * line_break(text))
    return added(response, Edit(start=place, end=place, new=f"{line}{end}"))


def closed_with(response: Response, line: str, *, apart: bool = False) -> Rewrite | Rejected:
    """Return the response with a sentence (or lines) after its last one.

    Parameters
    ----------
    apart
        Make it a paragraph of its own.
    """
    text = response.text
    reason = foreign(text)
    if reason is not None:
        return reason
    end = len(text.rstrip())
    at_prose = bool(paragraphs(text)) and paragraphs(text)[-1][-1][1] == end
    ended = text[end - 1] in _ENDS
    gap = " " if at_prose and ended and not apart else 2 * line_break(text)
    return added(response, Edit(start=end, end=end, new=f"{gap}{line}"))


def added(response: Response, *edits: Edit) -> Rewrite:
    """Return the response with all of `edits` made, at full dose."""
    return Rewrite(response=edited(response, edits), edits=edits, dose=1.0)


def line_break(text: str) -> str:
    """Return the line break that `text` uses."""
    return "\r\n" if "\r\n" in text else "\n"


def foreign(text: str) -> Rejected | None:
    """Return why no English sentence may be added to `text`: it is blank or not in English."""
    if not text.strip():
        return Rejected(reason="empty", detail="the response is blank")
    found = language(text)
    if found not in ("en", ""):
        return Rejected(reason="language", detail=f"the response seems to be in {found}")
    return None
