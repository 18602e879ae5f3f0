"""State a wrong number."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.sites import Site, pick
from sosprobe.perturbations.substance.made_false import KEEPS, made_false
from sosprobe.perturbations.substance.places import found, is_stated
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_DIGITS = re.compile(r"\d[\d,.]*\d|\d")
_NUMBER = re.compile(
    r"(?<![\w.,:/\\^#~≈<>≤≥−–—+*×÷'’-])(?:\d{1,3}(?:,\d{3})+|[1-9]\d*|0(?=\.))(?:\.\d+)?"
    r"(?![\w^²³/\\:×÷'’]|[.,]\d|[-–—]\w|\*\w|\s?[-−–—+×÷*/=<>^]\s?[\d(]|\))"
)
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_SKIP_AFTER = re.compile(
    r"\s?(?:or (?:so|more|less|fewer|\d)|(?:to|and|through|out of|in|x|×) [$€£]?\d|plus\b|\+|[(\[√]"
    r"|%?\s?[-+−×*/]\s|[ap]\.?m\b|o['’]clock|BCE?\b|AD\b|CE\b)"
    rf"|\s(?:of )?{_MONTH}\b"
)
_SKIP_BEFORE = re.compile(
    rf"""\b(?:
      about|around|approximately|approx\.|roughly|nearly|almost|over|under|above|below|some|every
    | at[ ](?:least|most)|(?:more|less|fewer|greater|better)[ ]than|up[ ]to|circa|ca\.|close[ ]to
    | within|between|between[ ]\S+[ ]and|from|\d+[ ](?:to|or|and)|(?:maximum|minimum)[ ]of
    | fig(?:ure|\.)|table|chapter|section|step|page|no\.|number|part|volume|question|problem
    | example|exercise|equation|theorem|appendix|level|grade|class|type|option|version|article
    | room|route|item|line|note|day|week|year|phase|stage|rule|tip|point|case|method
    | statement
    | {_MONTH}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.
    )\s[$€£]?$ | (?:[-−+×÷*/<>~≈^#±\[]|\w\(|\dx|\d[ ]x)\s?[$€£]?$ | \d\s$""",
    re.IGNORECASE | re.VERBOSE,
)
_YEAR = re.compile(r"1\d{3}|20\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberError:
    """State a wrong number of as many digits in place of a right one.

    Without marks it takes a number that a sentence states for sure (no year, range, estimate,
    label, example or condition) and changes its first digit by a third of the value or more.

    Parameters
    ----------
    errors
        How many numbers become wrong; 0 means all of them.

    References
    ----------
    The factual errors of Humans or LLMs as the Judge (Chen et al., 2024), here by rule.

    >>> from sosprobe.perturbations.examples import show
    >>> show(NumberError(), "The tower was opened in 1889. It is 330 metres tall.")
    The tower was opened in 1889. It is 930 metres tall.
    """

    errors: int = 1
    about = About(kind="substance", bias="numeric error", keeps=KEEPS)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with wrong numbers, or why it states none."""
        return made_false(item, response, "number", numbers, self.errors)


def numbers(item: Item, text: str) -> list[Site]:
    """Return the swaps of a stated number for another."""
    taken = set(_DIGITS.findall(text)) | set(_DIGITS.findall(item.prompt))
    sites: list[Site] = []
    for match, before, after in found(text, _NUMBER):
        year = _YEAR.fullmatch(match[0])
        skip = _SKIP_BEFORE.search(before) or _SKIP_AFTER.match(after)
        if year or skip or not is_stated(before, after):
            continue
        percent = re.match(r"\s?(?:%|per ?cent)", after) is not None
        new = other(match[0], taken, item.id, match.start(), most=100 if percent else None)
        if new:
            sites.append((Edit(start=match.start(), end=match.end(), new=new),))
    return sites


def other(
    number: str, taken: Collection[str], *seed: object, most: float | None = None
) -> str | None:
    """Return a number that differs from `number` in its first digit and clearly in value.

    >>> other("2.5", {"4.5"}, "seed"), other("1", (), "seed")
    ('1.5', None)
    """
    old = float(number.replace(",", ""))
    at = next((n for n, digit in enumerate(number) if digit in "123456789"), None)
    if (old <= 1 and "." not in number) or at is None:
        return None
    near: list[str] = []
    for digit in "123456789":
        new = number[:at] + digit + number[at + 1 :]
        value = float(new.replace(",", ""))
        clear = 1.3 <= max(old, value) / min(old, value) <= 4
        whole = "." in number or (abs(value - old) >= 2 and value > 1)
        if clear and whole and new not in taken and (most is None or value <= most):
            near.append(new)
    return pick(near, "number", number, *seed) if near else None


PERTURBATIONS.add("number_error", NumberError)
