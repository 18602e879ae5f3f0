"""Drop hedges that are single adverbs, such as perhaps or usually."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import Site, at_sites, foreign
from sosprobe.perturbations.text import is_free, sentences
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_HEDGE = re.compile(
    r"(?:(?P<word>[\w'’-]+)(?P<gap>,? |: )|^)"
    r"(?P<hedge>(?:(?:very|quite|most) )?"
    r"(?:perhaps|maybe|probably|possibly|presumably|arguably|usually|generally|typically))"
    r"(?P<after>, (?=\w)| (?=\w)|(?=[.,;:!]))",
    re.IGNORECASE,
)
_NEEDED_BEFORE = frozenset(
    "a an not no never as than more less how or so too even n't cannot can't".split()
)
"""Words that would be left without what they belong to."""
_NEEDED_AFTER = re.compile(r"(?:not\b|speaking\b|and\b|or\b|but\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertive:
    """Drop single adverbs that hedge: perhaps, maybe, probably, usually, generally and the like.

    This makes claims surer than they were: a statement of what is usual becomes one without
    exception, which may be false. So an accurate judge has some reason to prefer the text before;
    `confident` is the arm that leaves every hedge alone. Verbs (may, seems), degrees (nearly,
    about) and frequencies (often, sometimes) stay, for they are part of what is claimed.

    References
    ----------
    Zhou et al. (2026), JudgeBiasBench, arXiv:2603.08091 (assertiveness); Zhou, Jurafsky and
    Hashimoto (2023), Navigating the Grey Area, arXiv:2302.13439.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(Assertive(), "Perhaps it will snow. It is usually cold, and it may rain.")
    It will snow. It is cold, and it may rain.
    """

    about = About(
        kind="style",
        bias="assertiveness",
        keeps=(
            *meaning_without("order"),
            *("layout", "sentences"),
        ),
        moves=("hedges", "reading_ease", "characters"),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response without those hedges, or why it has none."""
        text = response.text
        reason = foreign(text)
        if reason is not None:
            return reason
        sites: list[Site] = []
        for start, end in sentences(text):
            sentence = text[start:end]
            for match in _HEDGE.finditer(sentence):
                edit = _dropped(match, start)
                if edit is not None and is_free(text, edit.start, edit.end):
                    sites.append((edit,))
        return at_sites(item, response, sites, 1.0, missing="adverb that hedges")


def _dropped(match: re.Match[str], start: int) -> Edit | None:
    """Return the edit that drops the hedge, or None where the rest would not be a sentence."""
    sentence = match.string
    word = (match["word"] or "").casefold()
    left, right = match.start("hedge"), match.end()
    follows = sentence[right:]
    needed = word in _NEEDED_BEFORE or word.endswith(("n't", "n’t")) or word[-1:].isdigit()
    if needed or _NEEDED_AFTER.match(follows) or len(follows.split()) + left < 3:
        return None
    if left == 0:
        if not follows[:1].isalpha():
            return None
        return Edit(start=start, end=start + right + 1, new=follows[0].upper())
    if match["after"] == "" or (match["gap"] == ", " and match["after"] == ", "):
        left = match.end("word")
        new = " " if match["after"] else ""
        return Edit(start=start + left, end=start + right, new=new)
    return Edit(start=start + left, end=start + right, new="")


PERTURBATIONS.add("assertive", Assertive)
