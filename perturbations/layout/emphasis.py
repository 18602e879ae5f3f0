"""Marks around the key words of sentences: what bold and italics share."""

from __future__ import annotations

import re

from sosprobe.perturbations.sites import Dose, Site, at_sites, foreign
from sosprobe.perturbations.text import key_span, sentences
from sosprobe.surface import Span
from sosprobe.types import Edit, Item, Rejected, Response, Rewrite

_LONGEST = 3
"""Words of a marked span at the most."""
_MARKED = re.compile(r"[*`#|<>]|__|\b_\w")


def emphasised(item: Item, response: Response, mark: str, dose: Dose) -> Rewrite | Rejected:
    """Return the response with `mark` around the key words of a share of its sentences."""
    text = response.text
    reason = foreign(text)  # key words are what English function words leave
    if reason is not None:
        return reason
    sites: list[Site] = []
    for start, end in sentences(text):
        span = None if _MARKED.search(text, start, end) else key_words(text, start, end)
        if span is not None:
            sites.append(tuple(Edit(start=place, end=place, new=mark) for place in span))
    return at_sites(item, response, sites, dose, missing="key words without a mark")


def key_words(text: str, start: int, end: int) -> Span | None:
    """Return the first key words of a sentence that hold no number and are no number's unit."""
    span = key_span(text, start, end, _LONGEST)
    while span is not None:
        left, right = span
        if not re.search(r"\d", text[left:right]) and not re.search(r"\d\W*$", text[start:left]):
            return span
        span = key_span(text, right, end, _LONGEST)
    return None
