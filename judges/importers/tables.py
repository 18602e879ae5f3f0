"""Read fields out of a table of somebody else's file, or say which file and field is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from sosprobe.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of a JSON, YAML or TOML file, and where it stands."""

    path: Path
    fields: Mapping[str, Any]
    at: str = ""
    """What leads to it from the top of the file, for example `tests[2].options`."""
    line: int | None = None

    def error(self, problem: str) -> BadInput:
        """Return the error that names file and place."""
        return BadInput(self.path, f"{self.at}: {problem}" if self.at else problem, line=self.line)

    def named(self, field: str) -> str:
        """Return how a field of this table is called in messages."""
        return f"field `{self.at}.{field}`" if self.at else f"field `{field}`"

    def has(self, field: str) -> bool:
        """Say whether the field is there and not null."""
        return self.fields.get(field) is not None

    def text(self, field: str, default: str | None = None) -> str:
        """Return the text in `field`; `default` if it is absent or null."""
        value: object = self.fields.get(field)
        if value is None:
            value = default
        if value is None:
            there = ", ".join(sorted(self.fields)) or "none"
            raise self.error(f"field `{field}` is missing (there are: {there})")
        if not isinstance(value, str):
            raise self.error(f"field `{field}` must be text, not {type(value).__name__}")
        return value

    def whole(self, field: str, default: int) -> int:
        """Return the whole number in `field`; `default` if it is absent or null."""
        value: object = self.fields.get(field)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error(f"field `{field}` must be a whole number")
        return value

    def table(self, field: str) -> Table:
        """Return the table in `field`; an empty one if it is absent or null."""
        value: object = self.fields.get(field)
        return self._part(field, {} if value is None else value)

    def parts(self, field: str) -> list[object]:
        """Return the list in `field`, whatever it holds; empty if it is absent or null."""
        value: object = self.fields.get(field)
        if value is None:
            return []
        if not is_list(value):
            raise self.error(f"field `{field}` must be a list, not {type(value).__name__}")
        return value

    def tables(self, field: str) -> list[Table]:
        """Return the list of tables in `field`; empty if it is absent or null."""
        return [self._part(f"{field}[{n}]", part) for n, part in enumerate(self.parts(field))]

    def texts(self, field: str) -> list[str]:
        """Return the list of texts in `field`, or the one text as a list; empty if absent."""
        value: object = self.fields.get(field)
        parts = [value] if isinstance(value, str) else self.parts(field)
        found = [part for part in parts if isinstance(part, str)]
        if len(found) < len(parts):
            raise self.error(f"field `{field}` must be a list of texts")
        return found

    def by_key(self) -> Iterator[tuple[str, Table]]:
        """Yield the fields, each of which must be a table."""
        for field, value in self.fields.items():
            yield field, self._part(field, value)

    def _part(self, field: str, value: object) -> Table:
        if not is_table(value):
            raise self.error(f"field `{field}` must be a table, not {type(value).__name__}")
        at = f"{self.at}.{field}" if self.at else field
        return Table(path=self.path, fields=with_text_keys(value), at=at, line=self.line)


def is_table(value: object) -> TypeGuard[dict[Any, Any]]:
    """Say whether a value of a file is a table."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Say whether a value of a file is a list."""
    return isinstance(value, list)


def with_text_keys(value: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a table whose keys are texts: in YAML they may be numbers.

    >>> with_text_keys({2: "a", False: "b"})
    {'2': 'a', 'false': 'b'}
    """
    return {str(key).lower() if isinstance(key, bool) else str(key): v for key, v in value.items()}
