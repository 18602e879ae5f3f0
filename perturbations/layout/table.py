"""Put sentences into a table."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.layout.rows import in_rows
from sosprobe.perturbations.sites import Dose, foreign
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_HEAD = ("| Point | Statement |", "|---|---|")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Put the sentences of each paragraph into a table, a lettered row for each.

    The check of names reads prose alone and cannot see into a table; the check of the order of
    words sees all of them.

    Parameters
    ----------
    dose
        Share of the sentences that become rows, from the front.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Table(), "Water boils. Steam rises.")
    | Point | Statement |||---|---||| A | Water boils. ||| B | Steam rises. |
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="markdown",
        keeps=meaning_without("entities"),
        moves=(*("characters", "words", "sentences", "table", "reading_ease", "diversity"),),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response as a table, or why no paragraph fits into one."""
        reason = foreign(response.text)
        if reason is not None:
            return reason
        return in_rows(response, self.dose, opening=_opening, closing=" |", head=_HEAD, fits=_fits)


def _opening(number: int) -> str:
    """Return the first cell: a letter, two from the twenty-seventh row on."""
    lap, place = divmod(number, 26)
    return f"| {chr(ord('A') + lap - 1) if lap else ''}{chr(ord('A') + place)} | "


def _fits(sentence: str) -> bool:
    """Say whether a cell can hold the sentence."""
    return not set(sentence) & set("|\r\n")


PERTURBATIONS.add("table", Table)
