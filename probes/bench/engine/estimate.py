"""What a run will take, before anything is asked."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.probes.bench.engine.harness import Load
from sosprobe.probes.bench.engine.model import Model
from sosprobe.probes.prices import Prices

CHARACTERS = 4.0
"""Characters of a token of English, about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimated:
    """Tokens, dollars and seconds of a row; at most, as far as answers are concerned."""

    load: Load
    tokens_in: int
    tokens_out: int
    dollars: float | None
    """None where the price is not known."""
    seconds: float | None
    """None where nobody knows how long one question takes."""


def estimate(load: Load, model: Model, prices: Prices, seconds_each: float | None) -> Estimated:
    """Return what a row takes if none of its answers is there yet.

    Parameters
    ----------
    seconds_each
        Seconds of one request with a short answer, so that the time is a lower bound.
    """
    tokens_in = round(load.characters / CHARACTERS)
    identity = {"provider": "vllm" if not model.over_http else model.provider, "model": model.name}
    price = prices.of(identity)
    waves = load.requests / max(1, model.in_flight)
    return Estimated(
        load=load,
        tokens_in=tokens_in,
        tokens_out=load.answer_tokens,
        dollars=None if price is None else price.of(tokens_in, load.answer_tokens),
        seconds=None if seconds_each is None else waves * seconds_each,
    )
