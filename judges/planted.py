"""A judge whose coefficients are known: the instrument's own calibration.

It decides by P(first shown) = 1 / (1 + exp(-u)), where u adds up the planted coefficients times
what the response shown first has more of than the second. What a text has more of, it is told by
an oracle, for no judge could know from a text alone whether it holds an error.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from sosprobe.judges import JUDGES
from sosprobe.types import Form, Messages, Reply

Features = Mapping[str, float]
"""What the response shown first has more of than the second, by name of the coefficient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedJudge:
    """Draw verdicts from a known model.

    Parameters
    ----------
    position
        Log-odds in favour of the response shown first.
    length
        Log-odds a doubling of the words.
    markdown, confident, authority
        Log-odds a full dose of the style arm.
    error
        Log-odds of any substance arm.
    product
        Log-odds more when a style arm and a substance arm meet on one side.
    noise
        Standard deviation of a normal deviate added to the log-odds of each question. It draws
        the coefficients of a logit towards zero, as unexplained taste does in a real judge.
    tie, invalid
        Probability of a tie, and of a reply without a verdict.
    seed
        Other seed, other draws.
    oracle
        Features of each question, by the content of its last message.
    """

    position: float = 0.0
    length: float = 0.0
    markdown: float = 0.0
    confident: float = 0.0
    authority: float = 0.0
    error: float = 0.0
    product: float = 0.0
    noise: float = 0.0
    tie: float = 0.0
    invalid: float = 0.0
    seed: int = 0
    oracle: Mapping[str, Features] = field(default_factory=dict[str, Features])

    in_flight = 64
    template = "pairwise"

    @property
    def coefficients(self) -> dict[str, float]:
        """The planted log-odds by name."""
        names = ("position", "length", "markdown", "confident", "authority", "error", "product")
        return {name: getattr(self, name) for name in names}

    @property
    def identity(self) -> Mapping[str, object]:
        """The planted model and its seed."""
        rest = {"noise": self.noise, "tie": self.tie, "invalid": self.invalid, "seed": self.seed}
        return {"provider": "planted", **self.coefficients, **rest}

    async def ask(self, messages: Messages, *, repeat: int = 0, form: Form | None = None) -> Reply:
        """Return a drawn verdict; the same question always draws the same."""
        content = messages[-1]["content"]
        name = json.dumps([self.seed, repeat, content])
        rng = random.Random(
            int.from_bytes(hashlib.sha256(name.encode("utf-8", "replace")).digest())
        )
        features = {**self.oracle[content], "position": 1.0}
        log_odds = sum(self.coefficients[key] * value for key, value in features.items())
        log_odds += self.noise * rng.gauss(0, 1)
        if rng.random() < self.invalid:
            text = "Both have their merits."
        elif rng.random() < self.tie:
            text = "Verdict: [[A=B]]"
        else:
            first = rng.random() < 1 / (1 + math.exp(-log_odds))
            text = f"Verdict: [[{'A>B' if first else 'B>A'}]]"
        count = len(content) // 4
        return Reply(text=text, model="planted", tokens_in=count, tokens_out=len(text) // 4)


JUDGES.add("planted", PlantedJudge)
