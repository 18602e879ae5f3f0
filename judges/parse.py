"""Read the levels and labels that verdicts are written in.

Rules, in this order: what the provider said about the ending counts first; only the text after the
last reasoning block counts; of the markers after the last cue (`Verdict:`) all must agree; without
a cue the last marker counts. A marker outside the template's legend is never bent into one inside.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from sosprobe.judges.reply_text import final_text, signs, unread
from sosprobe.types import Outcome, Reply, Verdict

LEVELS: dict[str, tuple[float, int]] = {
    "A>>B": (0.0, 2),
    "A>B": (0.0, 1),
    "A=B": (0.5, 0),
    "B>A": (1.0, 1),
    "B>>A": (1.0, 2),
}
"""Preference for the second response shown, and strength, of each five-level label."""

_MIRROR = {"A<B": "B>A", "A<<B": "B>>A", "B<A": "A>B", "B<<A": "A>>B", "B=A": "A=B"}


def parse_token(reply: Reply) -> Verdict:
    """Return the verdict of a one-letter answer, from token probabilities where there are any.

    The soft preference is P(B) / (P(A) + P(B)). A label that the provider does not list gets the
    probability of the least likely token listed, which it cannot exceed.
    """
    if reply.finish_reason == "content_filter":
        return Verdict(outcome=Outcome.REFUSED, detail="stopped by the provider's filter")
    if reply.logprobs:
        chance = label_chances(reply.logprobs)
        if chance is None:
            return Verdict(outcome=Outcome.INVALID, detail="neither A nor B among likely tokens")
        soft = chance["B"] / (chance["A"] + chance["B"])
        preference = 0.5 if soft == 0.5 else float(soft > 0.5)
        outcome = Outcome.TIE if preference == 0.5 else Outcome.VALID
        return Verdict(
            outcome=outcome, preference=preference, soft=soft, strength=outcome == "valid"
        )
    word = (final_text(reply.text) or "").strip(" \n\t.*`\"'()[]").upper()
    if word in ("A", "B"):
        return Verdict(outcome=Outcome.VALID, preference=float(word == "B"), strength=1)
    return unread(reply.text, "the reply is not one of the letters A and B")


def label_chances(logprobs: Mapping[str, float]) -> dict[str, float] | None:
    """Return the probability of the labels A and B, or None if neither is listed."""
    chance = {"A": 0.0, "B": 0.0}
    for token, value in logprobs.items():
        label = token.strip().lstrip("▁Ġ")
        if label in chance:
            chance[label] += math.exp(value)
    if not any(chance.values()):
        return None
    least = math.exp(min(logprobs.values()))
    return {label: value or least for label, value in chance.items()}


@lru_cache(maxsize=4096)
def label_of(inside: str) -> str | None:
    """Return the label between double brackets in one spelling; None if it is no verdict at all."""
    text = unicodedata.normalize("NFKC", signs(inside)).upper()
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    text = re.sub(r"[\s*_`\\]", "", text).replace("≫", ">>").replace("≪", "<<")
    if not re.fullmatch(r"[ABC]|TIE|[AB](?:>{1,3}|<{1,3}|=)[AB]", text):
        return None
    return _MIRROR.get(text, text)
