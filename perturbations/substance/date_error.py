"""State a wrong date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.sites import Site, pick
from sosprobe.perturbations.substance.made_false import KEEPS, made_false
from sosprobe.perturbations.substance.places import found, is_stated
from sosprobe.perturbations.text import is_function_word
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_MONTHS = tuple(
    """
    January February March April May June July August September October November December
    """.split()
)
_DAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
_DAYS_IN = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_YEAR = re.compile(
    r"(?<![\w.,:/$€£#~−+'’-])(?P<first>1[0-9]\d\d|20[0-4]\d)"
    r"(?:(?P<gap>\s?[-–—]\s?| to | until )(?P<second>1[0-9]\d\d|20[0-4]\d))?(?![\w/:%'’-]|[.,]\d)"
)
_DECADE = re.compile(r"(?<=\bthe )(?P<first>1[5-9]\d0|20[0-2]0)s\b")
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b(?!['’-])")
_DAY = re.compile(rf"\b(?:{'|'.join(_DAYS)})(?=s?\b)(?!['’-])")
_WHEN = re.compile(
    r"(?:\b(?:in|since|by|until|till|from|before|after|during|through|year|spring|summer|autumn"
    rf"|fall|winter|early|late|{'|'.join(_MONTHS)})|\d,?|,|\()\s*$",
    re.IGNORECASE,
)
_IN_MONTH = re.compile(
    r"(?:\b(?:in|of|since|until|till|by|early|late|mid|during|through|each|every|last|next|from)"
    r"|\b\d{1,2}(?:st|nd|rd|th)?)\s$"
)
_CITED = re.compile(r"\($|[^\d\s],\s*$")
"""What stands before a year that closes parentheses, where those are a reference: (Lee, 1999)."""
_HEDGE = re.compile(r"\b(?:about|around|circa|c\.|ca\.|approximately|roughly|perhaps)\s*$")
_LEAST_YEARS = 15
_MOST_YEARS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class DateError:
    """State a wrong year, month or day of the week in place of the right one.

    Without marks a year moves by 15 to 60 years (both ends of a span together), a month by three
    months or more, a day of the week by two days or more.

    Parameters
    ----------
    errors
        How many dates become wrong; 0 means all of them.

    References
    ----------
    The factual errors of Humans or LLMs as the Judge (Chen et al., 2024), here by rule.

    >>> from sosprobe.perturbations.examples import show
    >>> show(DateError(), "The tower was opened in 1889. It is 330 metres tall.")
    The tower was opened in 1942. It is 330 metres tall.
    """

    errors: int = 1
    about = About(kind="substance", bias="misinformation", keeps=KEEPS)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with wrong dates, or why it states none."""
        return made_false(item, response, "date", _dates, self.errors)


def _dates(item: Item, text: str) -> list[Site]:
    """Return the swaps of a stated date for another."""
    return [
        *_years(item, text),
        *_names(item, text, _MONTH, _MONTHS, 3),
        *_names(item, text, _DAY, _DAYS, 2),
    ]


def _years(item: Item, text: str) -> Iterator[Site]:
    for pattern in (_YEAR, _DECADE):
        for match, before, after in found(text, pattern):
            word = re.match(r"\s([a-z]+)", after)
            counts = word is not None and not is_function_word(word[1])
            dated = pattern is _DECADE or (_WHEN.search(before) and not counts)
            cited = after.startswith(")") and match[0].isdigit() and _CITED.search(before)
            if not dated or cited or _HEDGE.search(before) or not is_stated(before, after):
                continue
            years = [name for name in ("first", "second") if match.groupdict().get(name)]
            step = 10 if pattern is _DECADE else 1
            by = _shift([int(match[name]) for name in years], step, item.id, match.start())
            yield tuple(
                Edit(start=match.start(name), end=match.end(name), new=str(int(match[name]) + by))
                for name in years
            )


def _shift(years: Sequence[int], step: int, *seed: object) -> int:
    """Return by how many years to move: back, or on where that stays before the year 2000."""
    moves = [n for n in range(_LEAST_YEARS, _MOST_YEARS + 1) if n % step == 0 and n % 100]
    options = [-n for n in moves if years[0] - n >= 1000]
    options += [n for n in moves if years[-1] + n < 2000]
    return pick(options, "year", *seed)


def _names(
    item: Item, text: str, pattern: re.Pattern[str], names: tuple[str, ...], apart: int
) -> Iterator[Site]:
    for match, before, after in found(text, pattern):
        month = names is _MONTHS
        dated = _IN_MONTH.search(before) or re.match(r" \d", after)
        named = re.search(r"[a-z,] [A-Z][a-z]+ $", before) or re.match(r" [A-Z]", after)
        if (month and not dated) or (not month and named) or not is_stated(before, after):
            continue
        old = names.index(match[0])
        day = re.match(r" (\d{1,2})\b", after) or re.search(r"\b(\d{1,2})(?:\w\w)? $", before)
        options = [
            name
            for n, name in enumerate(names)
            if min((n - old) % len(names), (old - n) % len(names)) >= apart
            and name not in text
            and not (month and day and int(day[1]) > _DAYS_IN[n])
        ]
        if options:
            new = pick(options, "date", item.id, match.start())
            yield (Edit(start=match.start(), end=match.end(), new=new),)


PERTURBATIONS.add("date_error", DateError)
