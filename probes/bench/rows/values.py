"""Take fields out of records whose spelling differs between the places a set is published at."""

from __future__ import annotations

import ast
import json
from collections.abc import Sequence
from typing import cast

from sosprobe.data.fields import Row as Record


def text(record: Record, *names: str) -> str:
    """Return the text of the first of the fields that is there."""
    for name in names:
        if record.fields.get(name) is not None:
            return record.text(name)
    raise record.error(missing(record, names))


def flag(record: Record, name: str) -> bool:
    """Return a field that is true or false, written as such, as a word or as 0 or 1."""
    value = record.fields.get(name)
    words = {"true": True, "false": False, "1": True, "0": False}
    if value is None or str(value).casefold() not in words:
        raise record.error(
            missing(record, (name,))
            if value is None
            else f"field `{name}` must be true or false, not {value!r}"
        )
    return words[str(value).casefold()]


def figure(record: Record, name: str) -> float:
    """Return a field that is a number."""
    value = record.fields.get(name)
    try:
        return float(cast("str", value))
    except (TypeError, ValueError):
        raise record.error(
            missing(record, (name,))
            if value is None
            else f"field `{name}` must be a number, not {value!r}"
        ) from None


def listed(record: Record, *names: str) -> list[str]:
    """Return a list of texts, also where a CSV file has it as one text."""
    name = next((name for name in names if record.fields.get(name) is not None), None)
    if name is None:
        raise record.error(missing(record, names))
    value: object = record.fields[name]
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            try:
                value = ast.literal_eval(str(value))
            except (ValueError, SyntaxError):
                value = None
    if not isinstance(value, list) or not value:
        raise record.error(f"field `{name}` must be a list of texts")
    return [str(one) for one in cast("list[object]", value)]


def place(record: Record, name: str, options: Sequence[str]) -> int:
    """Return which option a field names: by number, by letter or by its words."""
    value = record.fields.get(name)
    if value is None:
        raise record.error(missing(record, (name,)))
    found = _place(value, options)
    if found is None:
        raise record.error(f"field `{name}` is {value!r}, which names none of the options")
    return found


def _place(value: object, options: Sequence[str]) -> int | None:
    word = str(value).strip()
    if word in options:
        return options.index(word)
    bare = word.strip("().")
    if len(bare) == 1 and bare.isalpha():
        number = ord(bare.upper()) - ord("A")
    elif bare.isdigit():
        number = int(bare)
    else:
        return None
    return number if number < len(options) else None


def missing(record: Record, names: Sequence[str]) -> str:
    """Return the message that a field is missing."""
    there = ", ".join(sorted(str(name) for name in record.fields)) or "none"
    return f"field `{'` or `'.join(names)}` is missing (there are: {there})"
