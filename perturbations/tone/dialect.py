"""Spell the American or the British way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from sosprobe.errors import UnknownName
from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import added, foreign
from sosprobe.perturbations.text import is_free, sentences
from sosprobe.perturbations.tone.spellings import spellings
from sosprobe.surface import blocks
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_WORD = re.compile(r"[A-Za-z]+")
_LINE_START = re.compile(r"[\W\d_]*")
_PLACES = ("prose", "list", "heading")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """Respell words the American or the British way, by a list of spellings.

    There is no dose, for a mixture of spellings would be a mistake of its own. Units (metre, litre)
    and names keep their spelling, so that quantities and entities stay the same, and so does an
    American word with more than one British spelling (program, tire). No feature moves by it.

    Parameters
    ----------
    to
        Whose spelling to use.

    References
    ----------
    Dhole et al. (2021), NL-Augmenter, arXiv:2112.02721, has such a rewrite.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(Dialect(), "The colour of the harbour is grey.")
    The color of the harbor is gray.
    >>> show(Dialect(to="british"), "The traveler analyzed it.")
    The traveller analysed it.
    """

    to: Literal["american", "british"] = "american"
    about = About(
        kind="style",
        bias="dialect",
        keeps=(
            *meaning_without("order"),
            *("layout", "sentences", "length", "band"),
        ),
        idempotent=True,
    )

    def __post_init__(self) -> None:
        if self.to not in ("american", "british"):
            raise UnknownName("spelling", self.to, ("american", "british"))

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the respelled response, or why it has no word that is spelled otherwise."""
        text = response.text
        reason = foreign(text)
        if reason is not None:
            return reason
        other = spellings(self.to)
        starts = {start for start, _ in sentences(text)}
        edits: list[Edit] = []
        for kind, left, right in blocks(text):
            for match in _WORD.finditer(text, left, right) if kind in _PLACES else ():
                new = other.get(match[0].lower())
                if new is None or not is_free(text, *match.span()):
                    continue
                line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
                begins = match.start() in starts or _LINE_START.fullmatch(line)
                if match[0] == match[0].capitalize() and begins:
                    new = new.capitalize()
                elif not match[0].islower():
                    continue
                edits.append(Edit(start=match.start(), end=match.end(), new=new))
        if not edits:
            return Rejected(reason="no-site", detail="no word that is spelled otherwise")
        return added(response, *edits)


PERTURBATIONS.add("dialect", Dialect)
