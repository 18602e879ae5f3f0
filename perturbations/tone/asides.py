"""Short asides of a feeling: they say how the writer feels and nothing about the subject."""

from __future__ import annotations

from collections.abc import Sequence

from sosprobe.perturbations.sites import Dose, Site, at_sites, foreign, number_of
from sosprobe.perturbations.text import is_whole, sentences
from sosprobe.types import Edit, Item, Rejected, Response, Rewrite

CHEERFUL = (
    "It is a joy to write this down.",
    "Saying this makes me happy.",
    "These lines were written in a cheerful mood.",
    "My heart is full of joy as the answer goes on.",
    "What a pleasure it is to come to this point.",
    "Writing about this is such fun to me.",
    "I am glad as these words go down.",
    "What a happy feeling comes with this part.",
)
SAD = (
    "It is a sad thing to write this down.",
    "Saying this makes me unhappy.",
    "These lines were written in a gloomy mood.",
    "My heart is sad as the answer goes on.",
    "What a miserable feeling it is to come to this point.",
    "Writing about this is painful to me.",
    "I am sad as these words go down.",
    "What a lonely feeling comes with this part.",
)
ANGRY = (
    "It is an outrage to have to write this down.",
    "Saying this makes me angry.",
    "These lines were written in an angry mood.",
    "My voice is furious as the answer goes on.",
    "How annoying it is to come to this point.",
    "I hate having to write about this.",
    "I am furious as these words go down.",
    "What an angry feeling comes with this part.",
)
FEARFUL = (
    "It makes me scared to write this down.",
    "Saying this makes me afraid.",
    "These lines were written in a worried mood.",
    "My heart is full of fear as the answer goes on.",
    "How frightening it is to come to this point.",
    "I dread having to write about this.",
    "I am scared as these words go down.",
    "What a dreadful feeling comes with this part.",
)


def with_asides(
    item: Item, response: Response, lines: Sequence[str], dose: Dose
) -> Rewrite | Rejected:
    """Return the response with an aside after every second sentence, from the first one on."""
    text = response.text
    reason = foreign(text)
    if reason is not None:
        return reason
    ends = [end for start, end in sentences(text) if is_whole(text, start, end)][::2]
    first = number_of(item.id)
    sites: list[Site] = [
        (Edit(start=end, end=end, new=f" {lines[(first + n) % len(lines)]}"),)
        for n, end in enumerate(ends)
    ]
    return at_sites(item, response, sites, dose, missing="sentence that an aside can follow")
