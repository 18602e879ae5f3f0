"""Works that nobody wrote, by people who do not exist, and nothing that names a subject."""

from __future__ import annotations

from typing import NamedTuple

from sosprobe.perturbations.sites import number_of, shuffled

AUTHORS = (
    "Hester Quillby",
    "Tobias Wexcombe",
    "Linnea Brackholm",
    "Anselm Durrowby",
    "Orla Fennimond",
    "Casimir Haldreth",
)
_TITLES = (
    "The Tarnwick Handbook",
    "The Oskerby Companion",
    "The Lissdale Manual",
    "The Varnholt Reference",
    "The Pellingstow Reader",
    "The Dunmarrow Compendium",
)
_PRESSES = (
    "Harrowmere Press",
    "Tallowgate Books",
    "Northwickham House",
    "Bellacourt Editions",
    "Fernhythe Press",
    "Quarrendale Books",
)
_FIRST_YEAR, _YEARS = 1991, 28


class Work(NamedTuple):
    """A book that was never written."""

    author: str
    title: str
    press: str
    year: int


def works(*seed: object) -> list[Work]:
    """Return the invented works in an order, and with years, that depend on `seed` alone."""
    years = [_FIRST_YEAR + number_of("year", n, *seed) % _YEARS for n in range(len(AUTHORS))]
    parts = [shuffled(options, n, *seed) for n, options in enumerate((AUTHORS, _TITLES, _PRESSES))]
    return [Work(*work) for work in zip(*parts, years, strict=True)]
