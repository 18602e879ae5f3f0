"""Whether an item of a probe set is what it says: facts, key sentences, constraints, code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sosprobe.perturbations.constraints import holds
from sosprobe.perturbations.substance.sandbox import passes
from sosprobe.perturbations.text import edited, sentences
from sosprobe.surface import markdown_marks, outside_code, words
from sosprobe.types import Edit, Fact, Item, Response

WORDS = (80, 250)
"""Least and most words of a reference response."""

_LEAST_FACTS = {"knowledge": 3, "mathematics": 2, "reasoning": 2, "language": 3, "advice": 2}


def problems(item: Item) -> list[str]:
    """Return what is wrong with a probe item, in words; nothing if it is sound."""
    response = item.reference
    found = [*_text(item, response), *_facts(item, response), *_constraints(item, response)]
    if item.category == "code":
        found += _code(item, response)
    return found


def _text(item: Item, response: Response) -> Iterator[str]:
    count = len(words(response.text))
    if not WORDS[0] <= count <= WORDS[1]:
        yield f"the reference has {count} words, not {WORDS[0]} to {WORDS[1]}"
    if any(markdown_marks(response.text).values()):
        yield "the reference holds markdown"
    if not item.prompt:
        yield "the prompt is empty"
    if item.category == "knowledge" and not item.sources:
        yield "no source is named"
    whole = [response.text[slice(*span)] for span in sentences(response.text)]
    if not response.key_points:
        yield "no key point is marked"
    for point in response.key_points:
        if point not in whole[1:]:
            yield f"key point is not a whole sentence after the first: {point[:60]!r}"


def _facts(item: Item, response: Response) -> Iterator[str]:
    ordinary = [fact for fact in response.facts if fact.kind not in ("caution", "constraint")]
    least = _LEAST_FACTS.get(item.category, 1)
    if len(ordinary) < least:
        yield f"{len(ordinary)} facts are marked, not {least}"
    if item.category == "safety" and not any(f.kind == "caution" for f in response.facts):
        yield "no caution is marked"
    spans = sorted((fact.start, fact.end) for fact in response.facts)
    if any(end > start for (_, end), (start, _) in pairwise(spans)):
        yield "marked facts overlap"
    for fact in response.facts:
        if fact.false in response.text:
            yield f"the false value {fact.false!r} stands in the reference"
        if abs(len(fact.true) - len(fact.false)) > max(2, 0.2 * len(fact.true)):
            yield f"{fact.true!r} and {fact.false!r} differ in length"
        if fact.kind == "number" and not re.search(r"\d|\b[a-z]+\b", fact.false):
            yield f"{fact.false!r} is no number"


def _constraints(item: Item, response: Response) -> Iterator[str]:
    for constraint in response.constraints:
        if not holds(constraint, response.text):
            yield f"the reference breaks its constraint {constraint.kind}"
    if item.category != "instruction":
        return
    if not response.constraints:
        yield "an instruction item needs a constraint"
    breakers = [fact for fact in response.facts if fact.kind == "constraint"]
    if not breakers:
        yield "no swap that breaks a constraint is marked"
    for fact in breakers:
        text = _swapped(response, fact)
        if all(holds(constraint, text) for constraint in response.constraints):
            yield f"swapping {fact.true!r} breaks no constraint"


def _code(item: Item, response: Response) -> Iterator[str]:
    if not item.tests:
        yield "a code item needs tests"
        return
    if not passes(response.text, item.tests):
        yield "the reference fails its tests"
    bugs = [fact for fact in response.facts if fact.kind == "code"]
    if not bugs:
        yield "no bug is marked"
    for bug in bugs:
        text = _swapped(response, bug)
        if outside_code(text) != outside_code(response.text):
            yield f"the bug {bug.false!r} is not inside the code"
        if passes(text, item.tests):
            yield f"the tests do not notice the bug {bug.false!r}"


def _swapped(response: Response, fact: Fact) -> str:
    return edited(response, [Edit(start=fact.start, end=fact.end, new=fact.false)]).text
