"""Go on after the answer with something else."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import closed_with, shuffled
from sosprobe.perturbations.text import is_function_word
from sosprobe.surface import words
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_TEXTS = (
    "A walk in the evening leads past the bakery, the small park and the row of old houses by the "
    "canal. The lamps come on one after the other, and the street grows quiet.",
    "The kitchen table stands by the window, with a bowl of apples on it and a chair on either "
    "side. In the morning the sun falls across the wood, and somebody puts the kettle on.",
    "On the shelf above the desk there are a few postcards, a ball of string and a jar of buttons. "
    "The postcards show the sea, a lighthouse and a market square full of people.",
    "The train leaves the station in the early afternoon and follows the river for a while. Fields "
    "pass by, then a village with a white church, and a child waves from a gate.",
    "Rain has been falling on the garden since yesterday evening. The paving stones shine, a drain "
    "gurgles beside the shed, and a blackbird sits under the hedge.",
    "The orchestra tunes while people look for their seats. A latecomer squeezes along the row, "
    "coats rustle, and then the curtain opens on a painted forest.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """Go on after the complete answer with a paragraph about something else.

    Of our paragraphs it takes one that shares the fewest words with question and answer.

    References
    ----------
    Park et al. (2024), OffsetBias, arXiv 2407.06551, find that judges like answers that continue
    the text of the prompt; here the answer itself goes on, so the question stays answered.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Continuation(), "It is cold.")  # doctest: +ELLIPSIS
    It is cold.||Rain has been falling on the garden since yesterday evening. The paving stones ...
    """

    about = About(
        kind="style", bias="content continuation", keeps=MEANING, moves=(*ADDED, "paragraphs")
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the paragraph at its end."""
        said = _content(f"{item.prompt} {response.text}")
        texts = shuffled(_TEXTS, "continuation", item.id)
        chosen = min(texts, key=lambda text: len(_content(text) & said))
        return closed_with(response, chosen, apart=True)


def _content(text: str) -> set[str]:
    """Return the words of `text` that carry content."""
    return {word for word in words(text.casefold()) if not is_function_word(word)}


PERTURBATIONS.add("continuation", Continuation)
