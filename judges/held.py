"""Hold a model to a form: the schema that a server enforces, and the choice read back out of it."""

from __future__ import annotations

from collections.abc import Mapping

from sosprobe.judges.answer import decoded, entries
from sosprobe.types import Form

NAME = "verdict"
"""What servers call the schema or the tool."""

CHOICE = "choice"
"""The field that carries one of a form's choices: servers hold models to objects only."""


def schema(form: Form) -> Mapping[str, object]:
    """Return the schema of the object that a reply of this form is.

    >>> schema(Form(choices=("A", "B")))["properties"]
    {'choice': {'type': 'string', 'enum': ['A', 'B']}}
    """
    if form.schema is not None:
        return form.schema
    return {
        "type": "object",
        "properties": {CHOICE: {"type": "string", "enum": list(form.choices)}},
        "required": [CHOICE],
        "additionalProperties": False,
    }


def chosen(text: str, form: Form | None) -> str:
    """Return the choice in a reply, or the reply as it is if it is not the object of a choice.

    Without the form, an object of nothing but a choice counts as one.

    >>> chosen('{"choice": "A"}', Form(choices=("A", "B"))), chosen("A", None)
    ('A', 'A')
    """
    if form is not None and not form.choices:
        return text
    data = entries(decoded(text.encode("utf-8", "replace")))
    choice = data.get(CHOICE) if len(data) == 1 else None
    return choice if isinstance(choice, str) else text
