"""Read the fields of a template file, each by what it may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeGuard, cast

from sosprobe.errors import UnknownName
from sosprobe.judges.template import Aside

_TEXT = (
    "description",
    "verdict",
    "system",
    "user",
    "assistant",
    "wrap",
    "field",
    "rubric",
    "context",
)
_CHOICES = {
    "reason": ("before", "after", "none"),
    "where": ("anywhere", "first_line"),
    "take": ("last", "first"),
}
_MOST_LEGEND = 40


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _as_list(value: object) -> list[Any]:
    """Return a list as it is, and nothing of anything else."""
    return value if _is_list(value) else []


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("must be text")
    return value.strip()


def _texts(value: Any) -> tuple[str, ...]:
    if not _is_list(value) or not all(isinstance(v, str) for v in value):
        raise TypeError("must be a list of texts")
    return tuple(value)


def _two(value: Any) -> tuple[str, str]:
    texts = _texts(value)
    if len(texts) != 2 or texts[0] == texts[1]:
        raise ValueError("must hold two different texts")
    return texts[0], texts[1]


def _scale(value: Any) -> tuple[float, float]:
    numbers = _as_list(value)
    if len(numbers) != 2 or not all(
        isinstance(n, int | float) and not isinstance(n, bool) for n in numbers
    ):
        raise TypeError("must be two numbers, lowest and highest grade")
    return float(numbers[0]), float(numbers[1])


def _legend(value: Any) -> tuple[tuple[str, str], ...]:
    entries = _as_list(value)
    if not entries or len(entries) > _MOST_LEGEND:
        raise TypeError("must be a list of pairs: what stands in the mark, and its level")
    pairs = tuple((texts[0], texts[1]) for texts in map(_pair, entries))
    marks = [mark.casefold() for mark, _ in pairs]
    if len(set(marks)) < len(marks):
        raise ValueError("has a mark twice")
    return pairs


def _pair(value: Any) -> tuple[str, str]:
    texts = _texts(value)
    if len(texts) != 2:
        raise ValueError("must be a list of pairs: what stands in the mark, and its level")
    return texts[0], texts[1]


def _table(value: Any) -> tuple[tuple[str, str], ...]:
    table = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    if not table or not all(isinstance(text, str) for text in table.values()):
        raise TypeError("must be a table of texts")
    return tuple((name, text.strip()) for name, text in table.items())


def _grades(value: Any) -> tuple[tuple[str, float], ...]:
    table = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    if not table or not all(isinstance(v, int | float) for v in table.values()):
        raise TypeError("must be a table of numbers")
    return tuple((name.casefold(), float(worth)) for name, worth in table.items())


def _asides(value: Any) -> tuple[tuple[str, Aside], ...]:
    table = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    found: dict[str, Aside] = {}
    for name, texts in table.items():
        entries = dict(_table(texts))
        if "user" not in entries or set(entries) - {"user", "system"}:
            raise ValueError(f"`{name}` must be a table with `user`, and maybe `system`")
        found[name] = Aside(**entries)
    if not found:
        raise TypeError("must be a table of tables")
    return tuple(found.items())


def _choice(field: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in _CHOICES[field]:
            raise ValueError(str(UnknownName("value", str(value), _CHOICES[field])))
        return str(value)

    return read


READ: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(_TEXT, _text),
    **{field: _choice(field) for field in _CHOICES},
    "criteria": _texts,
    "wraps": _texts,
    "labels": _two,
    "scale": _scale,
    "legend": _legend,
    "factors": _table,
    "patterns": _table,
    "says": _table,
    "grades": _grades,
    "asides": _asides,
}
