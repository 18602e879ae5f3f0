"""Write a reply as JSON, and read it back."""

from __future__ import annotations

import json
from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeGuard

from sosprobe.types import Reply

_KINDS = {field.name: str(field.type) for field in fields(Reply)}
_NAMES = tuple(_KINDS)
_values = attrgetter(*_NAMES)
_encode = json.JSONEncoder(separators=(",", ":"), default=dict).encode
_decode = json.JSONDecoder().decode


def encoded(reply: Reply) -> str:
    """Return the reply as JSON in ASCII, so that half a surrogate pair can be stored as well."""
    return _encode(dict(zip(_NAMES, _values(reply), strict=True)))


def decoded(body: str) -> Reply:
    """Return the reply that `encoded` wrote; a field that is missing has its default.

    Raises
    ------
    ValueError
        If this is no reply.
    """
    parts: Any = _decode(body)
    try:
        return Reply(**parts)
    except TypeError:
        raise ValueError(_missing(parts)) from None


def flaw(body: str) -> str:
    """Say what is wrong with a body, the types of its values included; empty if nothing is."""
    try:
        reply = decoded(body)
    except ValueError as error:
        return str(error)
    for name, kind in _KINDS.items():
        value = getattr(reply, name)
        if kind == "str" and not isinstance(value, str):
            return f"field `{name}` is no text"
        if kind in ("int", "float") and not _is_number(value):
            return f"field `{name}` is no number"
    return "" if _is_table(reply.logprobs) else "field `logprobs` is no table of numbers"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_table(value: Any) -> bool:
    return value is None or (_is_object(value) and all(map(_is_number, value.values())))


def _is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _missing(parts: Any) -> str:
    """Say why a JSON value is no reply."""
    if not _is_object(parts):
        return "it is no JSON object"
    unknown = sorted({*parts} - {*_NAMES})
    if unknown:
        return f"it has fields that this version does not know: {', '.join(unknown)}"
    return "field `text` is missing"
