"""A grade in a field of a JSON object, for each response alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sosprobe.judges.kinds.json_object import field_in
from sosprobe.judges.kinds.kind import Reading, Shows
from sosprobe.judges.kinds.score import compared, grades
from sosprobe.judges.marks import broken
from sosprobe.judges.wording import json_score_task
from sosprobe.types import Form, Outcome, Reply, Verdict

if TYPE_CHECKING:
    from sosprobe.judges.template import Template


@dataclass(frozen=True, slots=True)
class JsonScore:
    """A grade in a field of a JSON object, for one response a question."""

    shows: Shows = "one"
    tokens_out: int = 120

    def task(self, template: Template) -> str:
        """Return the request for an object."""
        return json_score_task(template.field, template.scale)

    def read(self, template: Template, reply: Reply) -> Reading:
        """Return the grade in the object that has the field; two that differ are ambiguous."""
        value = field_in(template, reply)
        if isinstance(value, Reading):
            return value
        grade = None if isinstance(value, bool) else grades(template)(str(value))[1]
        if grade is None:
            detail = f"{template.field} {str(value)[:40]} is not on the scale"
            return Reading(outcome=Outcome.INVALID, detail=detail)
        return Reading(outcome=Outcome.VALID, value=grade)

    def verdict(self, template: Template, replies: Sequence[Reply], at: tuple[int, int]) -> Verdict:
        """Return which of the two grades is higher."""
        first, second = (self.read(template, reply) for reply in replies)
        return compared(first, second)

    def form(self, template: Template) -> Form | None:
        """Return the schema of the object, reason first."""
        low, high = template.scale
        properties = {
            "reason": {"type": "string"},
            template.field: {"type": "number", "minimum": low, "maximum": high},
        }
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
