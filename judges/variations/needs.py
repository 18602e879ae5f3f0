"""What a template has to have so that it can be varied."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Literal

from sosprobe.errors import SetupError
from sosprobe.judges.template import Template

Slot = Literal["first", "second"]
"""Which of the two responses shown."""


def place(template: Template, name: str) -> Template:
    """Return the template if it has the place `name`.

    Raises
    ------
    SetupError
        If it has not.
    """
    if name not in template.places:
        raise SetupError(
            f"Template {template.name!r} has no place {{{{{name}}}}}, so this cannot be varied."
        )
    return template


def pair(template: Template) -> Template:
    """Return the template if it shows two responses.

    Raises
    ------
    SetupError
        If it does not.
    """
    if template.shows != "pair":
        raise SetupError(f"Template {template.name!r} shows no pair, so this cannot be varied.")
    return template


def levels(template: Template) -> Template:
    """Return the template if a judge answers it with one of several levels."""
    if template.verdict != "levels":
        raise SetupError(f"Template {template.name!r} asks for no level, so none can be varied.")
    return place(template, "task")


def without(template: Template, dropped: Collection[str]) -> Template:
    """Return the template without some of its levels; it must have one of them.

    Raises
    ------
    SetupError
        If it has none, so that nothing would be varied.
    """
    legend = tuple(entry for entry in levels(template).legend if entry[1] not in dropped)
    if legend == template.legend:
        raise SetupError(f"Template {template.name!r} offers none of {', '.join(dropped)}.")
    return replace(template, legend=legend)


def with_context(template: Template, sentence: str) -> Template:
    """Return the template with a sentence about the responses before the task.

    `{one}` and `{other}` in the sentence are what the two responses are called.
    """
    place(pair(template), "context")
    one, other = template.labels
    said = sentence.format(one=f"Response {one}", other=f"Response {other}")
    return replace(template, context=" ".join(part for part in (template.context, said) if part))


def favoured(sentence: str, slot: Slot) -> str:
    """Return a sentence that speaks for `{one}`, turned to the response in `slot`."""
    if slot not in ("first", "second"):
        raise SetupError(f"A variation favours the response shown first or second, not {slot!r}.")
    if slot == "first":
        return sentence
    return sentence.replace("{one}", "\0").replace("{other}", "{one}").replace("\0", "{other}")
