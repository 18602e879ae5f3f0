"""Answer another question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import NAMES
from sosprobe.perturbations.sites import added, foreign, line_break, shuffled
from sosprobe.perturbations.substance.off_topics import TOPICS
from sosprobe.surface import words
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_GAP = re.compile(r"(?:\r?\n){2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OffTopic:
    """Answer another question instead, in plain prose of the same length.

    The answer is one of our own, on a topic that neither the prompt nor the response touches, and
    ends after the sentence that brings it closest to the length of the response.

    References
    ----------
    LLMBar (Zeng et al., 2023), arXiv:2310.07641, whose adversarial responses answer another
    instruction.

    >>> from sosprobe.perturbations.examples import show
    >>> show(OffTopic(), "The tower stands in Paris. It is 330 metres tall and made of iron.")
    Good bread needs little more than flour, water, salt and time.
    """

    about = About(
        kind="substance", bias="irrelevance", keeps=("band", "language"), moves=tuple(NAMES)
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the answer to another question, or why none is as long as the response."""
        text = response.text
        reason = foreign(text)
        if reason is not None:
            return reason
        wanted = len(words(text))
        touched = {word.casefold() for word in words(f"{item.prompt} {text}")}
        topics = [key for key in TOPICS if not touched & set(_forms(key))]
        if not topics:
            return Rejected(reason="no-topic", detail="the response touches every topic of ours")
        lines = TOPICS[shuffled(topics, "topic", item.id)[0]]
        totals = list(accumulate(len(words(line)) for line in lines))
        count = min(range(len(lines)), key=lambda n: abs(totals[n] - wanted)) + 1
        if not 0.75 <= totals[count - 1] / max(1, wanted) <= 1.25:
            return Rejected(reason="length", detail=f"no answer of ours has about {wanted} words")
        parts = len(_GAP.findall(text.strip())) + 1
        new = _laid_out(lines[:count], parts, line_break(text))
        return added(response, Edit(start=0, end=len(text), new=new))


def _forms(key: str) -> list[str]:
    """Return the words of a topic, each also in the plural."""
    return [form for word in key.split() for form in (word, f"{word}s", f"{word}es")]


def _laid_out(lines: Sequence[str], parts: int, end: str) -> str:
    """Return the sentences in at most so many paragraphs, of two sentences or more."""
    parts = max(1, min(parts, len(lines) // 2))
    cuts = [round(n * len(lines) / parts) for n in range(parts + 1)]
    return (2 * end).join(" ".join(lines[a:b]) for a, b in pairwise(cuts))


PERTURBATIONS.add("off_topic", OffTopic)
