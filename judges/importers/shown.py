"""Say in lines what a judge sees of a template on an example, and how its reply is read."""

from __future__ import annotations

from collections.abc import Iterator

from sosprobe.judges.template import Template
from sosprobe.types import Messages


def shown_lines(template: Template, prompt: str, first: str, second: str) -> Iterator[str]:
    """Yield the facts of a template, then each of its messages on an example."""
    yield f"{template.name}: {template.description}".rstrip(": ")
    yield f"verdict: {template.verdict}, {_subject(template)}"
    yield from (f"read as: {line}" for line in _reading(template))
    yield f"needs: {', '.join(template.needs) or 'nothing besides prompt and responses'}"
    yield f"digest: {template.digest}"
    more = {name: f"(the item's {name})" for name in template.needs}
    for name, _ in template.asides:
        yield from _messages(f"asked beforehand, fills {name}", template.ask_aside(name, prompt))
        more[name] = f"(what was said to the question for {name})"
    responses = (first,) if template.shows == "one" else (first, second)
    messages, escaped = template.render(prompt, *responses, **more)
    yield from _messages("", messages)
    if escaped:
        yield f"({escaped} marks in the texts were broken, so that they read as no verdict)"


def _subject(template: Template) -> str:
    match template.shows:
        case "pair":
            return f"two responses at once, called {template.labels[0]} and {template.labels[1]}"
        case "one":
            return "each response alone"
        case "several":
            return "several responses at once"


def _reading(template: Template) -> Iterator[str]:
    """Yield how the verdict is written, a line for each level where there are levels."""
    low, high = template.scale
    legend = [f"{mark} = {level}" for mark, level in template.legend]
    match template.verdict:
        case "levels" | "criteria" if template.patterns:
            yield from (f"{level} where {wanted} is found" for level, wanted in template.patterns)
        case "levels" | "criteria":
            yield f"{template.wrap}, where X is one of {', '.join(legend)}"
        case "json":
            yield f"field {template.field} of an object, one of {', '.join(legend)}"
        case "json_score":
            yield f"field {template.field} of an object, from {low:g} to {high:g}"
        case "score":
            yield f"{template.wrap}, where X is a grade from {low:g} to {high:g}"
        case "scores" if template.where == "first_line":
            yield f"two grades from {low:g} to {high:g} on the first line"
        case "scores":
            yield f"{' and '.join(template.wraps)}, where X is a grade from {low:g} to {high:g}"
        case "token":
            yield f"{template.labels[0]} or {template.labels[1]}, by probability if there is one"
        case "best":
            yield f"{template.wrap}, where X is the letter of a response"
        case _:
            yield "a number and nothing else"
    if template.factors:
        names = ", ".join(name for name, _ in template.factors)
        yield f"((X)) after the name of each criterion: {names}"


def _messages(what: str, messages: Messages) -> Iterator[str]:
    for message in messages:
        title = f"{message['role']} ({what})" if what else message["role"]
        yield f"\n--- {title} ---"
        yield message["content"]
