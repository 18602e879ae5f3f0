"""A JSON object whose one field holds the verdict: what structured output makes certain."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from sosprobe.judges.kinds.kind import Reading, Shows, text_in
from sosprobe.judges.kinds.levels import at_level
from sosprobe.judges.marks import broken
from sosprobe.judges.parse import LEVELS
from sosprobe.judges.relabel import reader
from sosprobe.judges.reply_text import answer_of, unread
from sosprobe.judges.wording import json_task
from sosprobe.types import Form, Outcome, Reply, Verdict

if TYPE_CHECKING:
    from sosprobe.judges.template import Template

_MOST = 200
"""Braces that are tried as the beginning of an object, from the last one back."""


@dataclass(frozen=True, slots=True)
class JsonObject:
    """A level in a field of a JSON object, for a pair."""

    shows: Shows = "pair"
    tokens_out: int = 120

    def task(self, template: Template) -> str:
        """Return the request for an object."""
        return json_task(template.field, template.legend, template.labels)

    def read(self, template: Template, reply: Reply) -> Reading:
        """Return the level in the last object that has the field; two that differ are ambiguous."""
        value = field_in(template, reply)
        if isinstance(value, Reading):
            return value
        shown = value if isinstance(value, str) else json.dumps(value)
        level = reader(template.legend)(shown)[1]
        if level is None:
            detail = f"{template.field} {shown[:40]} is not in the legend"
            return Reading(outcome=Outcome.INVALID, detail=detail)
        tie = LEVELS[level][1] == 0
        return Reading(outcome=Outcome.TIE if tie else Outcome.VALID, value=level)

    def verdict(self, template: Template, replies: Sequence[Reply], at: tuple[int, int]) -> Verdict:
        """Return the verdict of the one reply."""
        return at_level(self.read(template, replies[0]))

    def form(self, template: Template) -> Form | None:
        """Return the schema of the object, reason first."""
        properties: dict[str, object] = {} if template.reason == "none" else {"reason": _TEXT}
        properties[template.field] = {"type": "string", "enum": [m for m, _ in template.legend]}
        return Form(
            schema={
                "type": "object",
                "properties": properties,
                "required": list(properties),
                "additionalProperties": False,
            }
        )

    def broken(self, template: Template, text: str) -> tuple[str, int]:
        """Break the field where it stands like in an object."""
        return broken(text, f'"{template.field}": X', lambda inside: (True, inside))


_TEXT = {"type": "string"}


def field_in(template: Template, reply: Reply) -> object | Reading:
    """Return what the template's field holds in a reply, or the reading of one without it.

    Of several objects that have the field all must hold the same.
    """
    text = text_in(reply, answer_of)
    if isinstance(text, Reading):
        return text
    values = [found[template.field] for found in objects(text) if template.field in found]
    if not values:
        return Reading.lost(unread(text, f"no JSON object with a field {template.field}"))
    if len({json.dumps(value) for value in values}) > 1:
        return Reading(outcome=Outcome.AMBIGUOUS, detail="JSON objects that differ")
    return values[0]


def objects(text: str) -> Iterator[Mapping[str, object]]:
    """Yield the outermost JSON objects of a text, the last first; broken ones are passed over.

    >>> [dict(found) for found in objects('so {"a": 1} or {"a": {"b": 2}}')]
    [{'a': {'b': 2}}, {'a': 1}]
    """
    decoder = json.JSONDecoder()
    found: list[tuple[int, int, Mapping[str, object]]] = []
    place = len(text)
    for _ in range(_MOST):
        place = text.rfind("{", 0, place)
        if place < 0:
            break
        try:
            value, end = cast("tuple[object, int]", decoder.raw_decode(text, place))
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            inner = [entry for entry in found if entry[1] > end]
            found = [*inner, (place, end, cast("Mapping[str, object]", value))]
    yield from (value for _, _, value in sorted(found, key=lambda entry: -entry[0]))
