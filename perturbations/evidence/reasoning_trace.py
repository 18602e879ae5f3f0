"""Show a long chain of thought that holds no thought about the subject."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import Dose, added, foreign, line_break, some_of
from sosprobe.surface import blocks
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_STEPS = (
    "Let me work through this step by step.",
    "First, let me look at what is being asked and at the kind of reply that is wanted.",
    "The question has to be read as a whole, and each part of it has to be taken into account.",
    "Next, let me gather what belongs to the question and set it out in order.",
    "Each point is then held against the question, to see where it has its place.",
    "After that, let me put the points into the order in which a reader looks for them.",
    "The wording comes next, so that the reply can be followed on a first reading.",
    "Let me go over the whole chain again from the first step to the last.",
    "Looking at all of this together, the parts fit with one another.",
)
_LAST = "With these steps done, here is the answer."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasoningTrace:
    """Open the answer with a long reasoning preamble that would fit any question.

    The trace stands as a paragraph of its own. It speaks of reading, ordering and checking in
    general terms, and takes no step of the answer.

    Parameters
    ----------
    dose
        Share of the nine steps that are shown.

    References
    ----------
    Bi, Tu and Ni (2026), How Long Reasoning Chains Influence LLMs' Judgment of Answer Factuality,
    arXiv:2604.06756. There the traces are real.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(ReasoningTrace(dose=0.1), "Yes.")
    Let me work through this step by step. With these steps done, here is the answer.||Yes.
    """

    dose: Dose = 1.0
    about = About(
        kind="style", bias="visible reasoning", keeps=MEANING, moves=(*ADDED, "paragraphs")
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the trace in front."""
        text = response.text
        reason = foreign(text)
        if reason is not None:
            return reason
        count = some_of(self.dose, len(_STEPS))
        trace = " ".join([*_STEPS[:count], _LAST])
        start = blocks(text)[0][1] if blocks(text) else 0
        made = added(response, Edit(start=start, end=start, new=f"{trace}{2 * line_break(text)}"))
        return replace(made, dose=count / len(_STEPS))


PERTURBATIONS.add("reasoning_trace", ReasoningTrace)
