"""Turn the placeholders of somebody else's prompt into the places of a template."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Mapping

from sosprobe.errors import SetupError, UnknownName

_PLACE = re.compile(r"\{\{\w+\}\}")
_BRACES = re.compile(r"\{([^ \s]+?)\}")
_VARIABLE = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
_STATEMENT = re.compile(r"\{[%#]")


def from_format(text: str, places: Mapping[str, str]) -> str:
    """Return text for `str.format` with its fields as places, and doubled braces as single ones.

    >>> from_format('{{"q": "{question}"}}', {"question": "prompt"})
    '{"q": "{{prompt}}"}'

    Raises
    ------
    SetupError
        If a placeholder is not among `places`, or a brace is neither doubled nor one of a field.
    """
    parts: list[str] = []
    try:
        for said, field, form, turned in string.Formatter().parse(text):
            parts.append(said)
            if field is not None:
                name = field + (f"!{turned}" if turned else "") + (f":{form}" if form else "")
                parts.append(_place(name, places))
    except ValueError as error:
        raise SetupError(f"the braces are not those of a Python format: {error}") from error
    return _checked(parts)


def from_braces(text: str, places: Mapping[str, str]) -> str:
    """Return text with each `{name}` that holds no blank as a place; other braces stand as they do.

    >>> from_braces('{ "q": "{question}" }', {"question": "prompt"})
    '{ "q": "{{prompt}}" }'
    """
    return _replaced(_BRACES, text, places)


def from_variables(text: str, places: Mapping[str, str]) -> str:
    """Return text with each `{{ name }}` as a place; filters and statements are refused.

    >>> from_variables("Grade {{ output }}.", {"output": "response"})
    'Grade {{response}}.'
    """
    if statement := _STATEMENT.search(text):
        raise SetupError(f"the text holds a statement that only its own tool runs: {statement[0]}")
    return _replaced(_VARIABLE, text, places)


def literal(text: str) -> str:
    """Return text that is shown as it stands, which must not look as if it had a place.

    Raises
    ------
    SetupError
        If it does.
    """
    return _checked(list(text))


def names_in(text: str) -> set[str]:
    """Return the names of the fields of text for `str.format`; none if it is not such a text."""
    try:
        return {field for _, field, _, _ in string.Formatter().parse(text) if field}
    except ValueError:
        return set()


def _replaced(wanted: re.Pattern[str], text: str, places: Mapping[str, str]) -> str:
    parts: list[str] = []
    end = 0
    for match in wanted.finditer(text):
        parts += [text[end : match.start()], _place(match[1], places)]
        end = match.end()
    return _checked([*parts, text[end:]])


def _place(name: str, places: Mapping[str, str]) -> str:
    if name not in places:
        raise SetupError(str(UnknownName("placeholder", name, places)))
    return f"{{{{{places[name]}}}}}"


def _checked(parts: list[str]) -> str:
    """Return the parts joined; what looks like a place must be one of them, whole."""
    text = "".join(parts)
    own = Counter(part for part in parts if _PLACE.fullmatch(part))
    if extra := Counter(_PLACE.findall(text)) - own:
        raise SetupError(f"the text shows {min(extra)} as it stands, which a template would fill")
    return text.strip()
