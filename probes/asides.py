"""Ask a judge about each item beforehand: metrics to check by, an answer of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sosprobe.judges.template import Template
from sosprobe.probes.delivery import Delivery, ask_all
from sosprobe.probes.plan import bring
from sosprobe.probes.question import Question
from sosprobe.probes.rewrites import Reject
from sosprobe.types import Item

PRETENDED = "x" * 400
"""What stands for an answer where nothing is asked, only counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asides:
    """What a judge said beforehand, by item and place, and which items it said nothing about."""

    known: dict[str, dict[str, str]]
    missing: tuple[Reject, ...] = ()


def pretended(template: Template, items: Sequence[Item]) -> Asides:
    """Return answers that nobody gave, to count what would be asked."""
    places = [place for place, _ in template.asides]
    return Asides(known={item.id: dict.fromkeys(places, PRETENDED) for item in items})


async def asked(template: Template, items: Sequence[Item], delivery: Delivery) -> Asides:
    """Return what the judge says about each item; an item without an answer is left out."""
    questions: dict[tuple[str, str], Question] = {}
    for item in items:
        brings = {place: text for place, text in bring(item).items() if text}
        for place, _ in template.asides:
            messages = template.ask_aside(place, item.prompt, **brings)
            questions[item.id, place] = Question.of(delivery.judge.identity, messages)
    answers = await ask_all(questions.values(), delivery)
    known: dict[str, dict[str, str]] = {}
    missing: list[Reject] = []
    for (name, place), question in questions.items():
        reply = answers.replies.get(question.key)
        if reply is not None and reply.text.strip() and reply.finish_reason == "stop":
            known.setdefault(name, {})[place] = reply.text.strip()
            continue
        failure = answers.failures.get(question.key)
        why = failure.detail if failure else answers.stopped or "the answer is empty or cut short"
        missing.append(Reject(item=name, perturbation=f"({place})", reason="aside", detail=why))
    for reject in missing:
        known.pop(reject.item, None)
    return Asides(known=known, missing=tuple(missing))
