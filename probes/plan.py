"""Lay out a run before anything is asked: its trials, its questions, its size."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from sosprobe.errors import SetupError
from sosprobe.judges.template import Template
from sosprobe.probes.arrange import arranged
from sosprobe.probes.budget import estimated
from sosprobe.probes.design import Factorial, Pairs
from sosprobe.probes.question import Question
from sosprobe.probes.rewrites import Workshop
from sosprobe.store import key
from sosprobe.surface import words
from sosprobe.types import PLAIN, Item, Judge, Messages, Rejected, Side, Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A trial and the template that puts it to a judge."""

    trial: Trial
    template: Template

    @property
    def shown(self) -> tuple[Side, ...]:
        """All sides that the judge sees, in the order shown."""
        if self.trial.among:
            return self.trial.among
        a, b = self.trial.a, self.trial.b
        return (b, a) if self.trial.swapped else (a, b)

    @property
    def places(self) -> tuple[int, int]:
        """Where the two sides stand in what is shown, the first shown first."""
        ends = (self.trial.b, self.trial.a) if self.trial.swapped else (self.trial.a, self.trial.b)
        if not self.trial.among:
            return 0, 1
        return self.shown.index(ends[0]), self.shown.index(ends[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much a plan asks of a judge."""

    questions: int
    tokens_in: int
    """Estimated."""
    tokens_out: int
    """Estimated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that a run will ask of a judge; messages are made when they are needed."""

    asked: tuple[Asked, ...] = field(repr=False)
    templates: tuple[Template, ...]
    """The template, and its variations after it."""
    workshop: Workshop = field(repr=False)
    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    """What is known of each item besides its prompt, by place of the template."""

    def render(self, entry: Asked) -> tuple[tuple[Messages, ...], int]:
        """Return the messages of each question of a trial, and how many markers were escaped."""
        item = self.workshop.items[entry.trial.item]
        texts = [text_of(self.workshop, item.id, side) for side in entry.shown]
        known = self.known.get(item.id, {})
        if entry.template.shows != "one":
            messages, markers = entry.template.render(item.prompt, *texts, **known)
            return (messages,), markers
        each = [entry.template.render(item.prompt, text, **known) for text in texts]
        return tuple(messages for messages, _ in each), sum(markers for _, markers in each)

    def keyed(self, judge: Judge) -> tuple[tuple[Question, ...], ...]:
        """Return the questions of each trial as they are put to `judge`."""
        return tuple(tuple(self._questions(entry, judge)) for entry in self.asked)

    def oracle(self) -> dict[str, Mapping[str, float]]:
        """Return what the response shown first has more of, by the content of the question."""
        return {
            self.render(entry)[0][0][-1]["content"]: _features(entry.trial, self.workshop)
            for entry in self.asked
            if entry.template.shows == "pair"
        }

    def _questions(self, entry: Asked, judge: Judge) -> Iterator[Question]:
        repeat, form = entry.trial.repeat, entry.template.form
        rendered, markers = self.render(entry)
        for number, messages in enumerate(rendered):
            yield Question(
                key=key(judge.identity, messages, repeat, form),
                render=partial(self._one, entry, number),
                repeat=repeat,
                form=form,
                tokens_in=estimated(messages),
                tokens_out=entry.template.kind.tokens_out,
                markers=markers if number == 0 else 0,
            )

    def _one(self, entry: Asked, number: int) -> Messages:
        return self.render(entry)[0][number]


def size_of(questions: Sequence[tuple[Question, ...]]) -> Size:
    """Return how many different questions there are, and about how many tokens they take."""
    unique = {question.key: question for trial in questions for question in trial}
    return Size(
        questions=len(unique),
        tokens_in=sum(question.tokens_in for question in unique.values()),
        tokens_out=sum(question.tokens_out for question in unique.values()),
    )


def prepared(
    items: Sequence[Item],
    design: Factorial | Pairs,
    *,
    writer: Callable[[Messages, int], str] | None = None,
    reads: Callable[[str, str], Rejected | None] | None = None,
    at_once: int = 1,
    accepts: Callable[[str, str, str], bool] = lambda item, side, text: True,
) -> Workshop:
    """Return the workshop that makes the rewrites of a design.

    Parameters
    ----------
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
    return workshop


def make_plan(
    workshop: Workshop,
    trials: Sequence[Trial],
    *templates: Template,
    asides: Mapping[str, Mapping[str, str]] | None = None,
) -> Plan:
    """Return the plan of `trials`, asked with each of `templates`.

    Parameters
    ----------
    templates
        The template, and its variations.
    asides
        What a judge was asked beforehand, by item and place.

    Raises
    ------
    SetupError
        If a template needs something that an item has not: a reference, a rubric.
    """
    asked = tuple(
        Asked(trial=trial, template=template)
        for template in templates
        for trial in arranged(trials, template.shows)
    )
    wanted = {place for template in templates for place in template.places}
    known = {
        name: {
            **{place: text for place, text in bring(item).items() if text and place in wanted},
            **(asides or {}).get(name, {}),
        }
        for name, item in workshop.items.items()
    }
    for template in templates:
        for name in {entry.trial.item for entry in asked}:
            for place in template.needs:
                if not known[name].get(place):
                    raise SetupError(
                        f"Template {template.name!r} needs a {place} of each item; {name} has none."
                        " Give it in the data, or take another template (sosprobe list)."
                    )
    return Plan(asked=asked, templates=templates, workshop=workshop, known=known)


def bring(item: Item) -> dict[str, str]:
    """Return what an item brings for the places of a template; empty where it has nothing."""
    own = item.responses.get("reference")
    reference = item.answer or (own.text if own is not None else "")
    return {"reference": reference, "rubric": item.rubric}


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
