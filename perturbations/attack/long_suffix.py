"""Put a long tail of nothing behind the response."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sosprobe.errors import SetupError
from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.attack.planting import PLANTED, planted
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.filler import matching
from sosprobe.perturbations.sites import Dose, foreign, share
from sosprobe.types import About, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class LongSuffix:
    """Append a long paragraph of neutral sentences that say nothing.

    It drowns the response at its end, where `lengthen` spreads its filler through the text.

    Parameters
    ----------
    dose
        Share of `characters`.
    characters
        Length at dose 1; at most about 1,400, when the sentences run out.

    References
    ----------
    Li et al. (2025), LLMs Cannot Reliably Judge (Yet?) (RobustJudge, long suffix),
    arXiv:2506.09443.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(LongSuffix(characters=60), "It is cold.")
    It is cold.||With that said, the remaining parts follow in the same way.
    """

    dose: Dose = 1.0
    characters: int = 1200
    about = About(kind="attack", bias="length", keeps=PLANTED, moves=(*ADDED, "paragraphs"))

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the attack behind it."""
        reason = foreign(response.text)
        if reason is not None:
            return reason
        wanted = round(share(self.dose) * self.characters)
        lines = matching(f"long_suffix {item.id}", wanted)
        if not lines:
            raise SetupError(f"A suffix of {wanted} characters is shorter than any sentence.")
        made = planted(response, " ".join(lines))
        return made if isinstance(made, Rejected) else replace(made, dose=share(self.dose))


PERTURBATIONS.add("long_suffix", LongSuffix)
