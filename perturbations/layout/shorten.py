"""Drop words that carry no claim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import Dose, at_sites
from sosprobe.perturbations.text import is_free, sentences
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_OPENING = re.compile(
    r"""
    (?:
        (?: It(?:[ ]is|['’]s)[ ](?:also[ ])?(?:worth|important[ ]to|useful[ ]to)[ ]
            (?:note|noting|mention|mentioning)
          | It[ ]should[ ](?:also[ ])?be[ ]noted | (?:Please[ ])?[Nn]ote | [Kk]eep[ ]in[ ]mind
        )[ ]that[ ]
      | (?: In[ ]fact | Of[ ]course | As[ ]a[ ]matter[ ]of[ ]fact | Basically | Essentially
          | Actually | Overall | Needless[ ]to[ ]say | Therefore | Thus | Hence | Moreover
          | Furthermore | Additionally | In[ ]addition | In[ ]short | In[ ]summary
          | In[ ]conclusion | To[ ]sum[ ]up | All[ ]in[ ]all
        ),[ ]
    )(?=[a-z])
    """,
    re.VERBOSE,
)
_INSIDE = re.compile(
    r"""
    ,[ ](?:of[ ]course|in[ ]fact|therefore|thus|moreover|basically|essentially|actually),(?=[ ])
    | (?<!\bbut)(?<!\bnot)(?<!n't)(?<!n’t)(?<!,)
      [ ](?: therefore | thus | also(?![ ](?:known|called)) | in[ ]fact | of[ ]course | basically
           | actually )(?=[ ][a-z])
    | (?<!\bnot)[ ]as[ ]well(?=[.,])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shorten:
    """Drop connectives and stock phrases that carry no claim: therefore, also, it is worth noting.

    Contrasts (however), examples and words of degree carry one and stay. The check of the order of
    words cannot hold; that numbers, negations and names are untouched still does.

    Parameters
    ----------
    dose
        Share of these words that go.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Shorten(), "It is worth noting that the pot is hot. The lid is therefore hot as well.")
    The pot is hot. The lid is hot.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="brevity",
        keeps=(
            *meaning_without("order"),
            *("layout", "sentences"),
        ),
        moves=("characters", "words"),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the shorter response, or why it has nothing to lose."""
        sites = [(edit,) for edit in _droppable(response.text)]
        return at_sites(item, response, sites, self.dose, missing="words without a claim")


def _droppable(text: str) -> Iterator[Edit]:
    """Yield the edits that drop such words."""
    for left, right in sentences(text):
        opening = _OPENING.match(text, left, right)
        if opening and is_free(text, left, opening.end() + 1):
            capital = text[opening.end()].upper()
            yield Edit(start=left, end=opening.end() + 1, new=capital)
            left = opening.end() + 1
        for match in _INSIDE.finditer(text, left, right):
            if is_free(text, *match.span()):
                yield Edit(start=match.start(), end=match.end(), new="")


PERTURBATIONS.add("shorten", Shorten)
