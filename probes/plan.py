"""Lay out a run before anything is asked: its trials, its messages, its size and price."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib import resources
from itertools import product

from sosprobe.judges.template import Template
from sosprobe.probes.design import Factorial, Pairs
from sosprobe.probes.rewrites import Workshop
from sosprobe.probes.runner import Question
from sosprobe.store import key
from sosprobe.surface import words
from sosprobe.types import PLAIN, Item, Judge, Messages, Rejected, Side, Trial

CHARACTERS_PER_TOKEN = 4.0
"""A rough figure for English, for estimates only; what was really used is in the report."""

_REPLY_TOKENS = {"levels": 180, "token": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A trial with the messages that put it to a judge."""

    trial: Trial
    template: Template
    messages: Messages
    markers: int
    """Verdict markers inside the texts that were escaped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that a run will ask."""

    asked: tuple[Asked, ...]
    templates: tuple[Template, ...]
    """The template, and its variations after it."""
    workshop: Workshop

    @property
    def questions(self) -> int:
        """How many different questions there are."""
        return len({(repr(entry.messages), entry.trial.repeat) for entry in self.asked})

    @property
    def tokens_in(self) -> int:
        """Estimated tokens of all different questions."""
        unique = {(repr(entry.messages), entry.trial.repeat): entry for entry in self.asked}
        total = sum(len(m["content"]) for entry in unique.values() for m in entry.messages)
        return round(total / CHARACTERS_PER_TOKEN)

    @property
    def tokens_out(self) -> int:
        """Estimated tokens of all replies."""
        return self.questions * _REPLY_TOKENS[self.templates[0].verdict]

    def keyed(self, judge: Judge) -> list[Question]:
        """Return the questions as they are put to `judge`, one a trial."""
        return [
            Question(
                key=key(judge.identity, entry.messages, entry.trial.repeat),
                messages=entry.messages,
                repeat=entry.trial.repeat,
            )
            for entry in self.asked
        ]

    def oracle(self) -> dict[str, Mapping[str, float]]:
        """Return what the response shown first has more of, by the content of the question."""
        return {
            entry.messages[-1]["content"]: _features(entry.trial, self.workshop)
            for entry in self.asked
        }


def make_plan(
    items: Sequence[Item],
    design: Factorial | Pairs,
    *templates: Template,
    writer: Callable[[Messages, int], str] | None = None,
    reads: Callable[[str, str], Rejected | None] | None = None,
    at_once: int = 1,
    accepts: Callable[[str, str, str], bool] = lambda item, side, text: True,
) -> Plan:
    """Return the plan of `design` over `items`, rendered with each of `templates`.

    Parameters
    ----------
    templates
        The template, and its variations.
    writer, reads, accepts
        See `Workshop`.
    at_once
        Of how many items the rewrites are made at the same time, where a model writes them.
    """
    workshop = Workshop(
        items={item.id: item for item in items}, writer=writer, reads=reads, accepts=accepts
    )
    if writer is not None and isinstance(design, Factorial):
        with ThreadPoolExecutor(at_once) as pool:
            list(pool.map(partial(_made, design, workshop), workshop.items))
    asked: list[Asked] = []
    for template, trial in product(templates, design.trials(workshop)):
        first, second = (trial.b, trial.a) if trial.swapped else (trial.a, trial.b)
        messages, markers = template.render(
            workshop.items[trial.item].prompt,
            text_of(workshop, trial.item, first),
            text_of(workshop, trial.item, second),
        )
        asked.append(Asked(trial=trial, template=template, messages=messages, markers=markers))
    return Plan(asked=tuple(asked), templates=templates, workshop=workshop)


def _made(design: Factorial, workshop: Workshop, item: str) -> None:
    """Make every rewrite of an item that a design asks for."""
    list(design.pairs(item, workshop))


def text_of(workshop: Workshop, item: str, side: Side) -> str:
    """Return the text of a side that the design made sure of."""
    response = workshop.response(item, side)
    if response is None:
        raise LookupError(f"{item} has no {side.label}")
    return response.text


def log_ratio(text_a: str, text_b: str) -> float:
    """Return log2 of the words of b over the words of a; an empty text counts as one word."""
    return math.log2(max(1, len(words(text_b))) / max(1, len(words(text_a))))


def price(model: str, tokens_in: int, tokens_out: int) -> float | None:
    """Return the estimated price in US dollars; None if the model's price is not known."""
    table = tomllib.loads((resources.files("sosprobe.probes") / "prices.toml").read_text("utf-8"))
    known: dict[str, dict[str, float]] = table["usd_per_million_tokens"]
    if model not in known:
        return None
    return (tokens_in * known[model]["in"] + tokens_out * known[model]["out"]) / 1e6


def _features(trial: Trial, workshop: Workshop) -> dict[str, float]:
    """Return the planted judge's features: shown first less shown second."""
    sign = -1.0 if not trial.swapped else 1.0
    text_a, text_b = (text_of(workshop, trial.item, side) for side in (trial.a, trial.b))
    features = {"length": log_ratio(text_a, text_b)}
    for side, weight in ((trial.b, 1.0), (trial.a, -1.0)):
        wrong = side.substance != PLAIN
        parts = [part.partition(":")[0] for part in side.style.split("+")]
        styled = [part for part in parts if part in ("markdown", "confident", "authority")]
        for style in styled:
            features[style] = features.get(style, 0.0) + weight * trial.dose
        if wrong:
            features["error"] = features.get("error", 0.0) + weight
        if styled and wrong:
            features["product"] = features.get("product", 0.0) + weight * trial.dose
    return {name: sign * value for name, value in features.items()}
