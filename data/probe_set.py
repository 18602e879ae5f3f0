"""The shipped probe set: one TOML file an item, in a folder for each category.

See `DATASHEET.md` for how items are written and checked. `items(folder)` reads a set of the user's
own with the same layout.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, cast, get_args

from sosprobe.data.fields import Row
from sosprobe.errors import BadInput, UnknownName
from sosprobe.types import Category, Constraint, ConstraintKind, Fact, FactKind, Item, Response

_FIELDS = {"prompt", "reference", "key_points", "facts", "constraints", "tests", "sources"}


@cache
def shipped() -> tuple[Item, ...]:
    """Return the items that come with sosprobe, sorted by identifier."""
    with resources.as_file(resources.files("sosprobe.data") / "items") as folder:
        return items(folder)


def items(folder: Path) -> tuple[Item, ...]:
    """Return the items in `folder/<category>/<name>.toml`, sorted by identifier.

    Raises
    ------
    BadInput
        If a file is malformed; names file, line and field.
    """
    files = sorted(folder.glob("*/*.toml"))
    if not files:
        raise BadInput(folder, "holds no item (expected <category>/<name>.toml)")
    return tuple(read_item(path) for path in files)


def read_item(path: Path) -> Item:
    """Return the item in one TOML file."""
    text = path.read_text(encoding="utf-8")
    try:
        fields: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise BadInput(path, str(error), line=int(line[1]) if line else None) from error
    for field in fields:
        if field not in _FIELDS:
            raise BadInput(path, str(UnknownName("field", field, _FIELDS)), line=_line(text, field))
    category = path.parent.name
    if category not in get_args(Category):
        raise BadInput(path, str(UnknownName("category", category, get_args(Category))))
    row = Row(path=path, line=_line(text, "reference"), fields=fields)
    reference = row.text("reference").strip()
    response = Response(
        text=reference,
        facts=tuple(_fact(entry, reference, text) for entry in row.rows("facts")),
        key_points=tuple(row.texts("key_points")),
        constraints=tuple(_constraint(entry, text) for entry in row.rows("constraints")),
        gold=1.0,
        author="sosprobe",
    )
    return Item(
        id=f"{category}/{path.stem}",
        prompt=row.text("prompt").strip(),
        category=category,
        responses={"reference": response},
        tests=row.text("tests", ""),
        source="sosprobe probe set",
        sources=tuple(row.texts("sources")),
        licence="Apache-2.0",
    )


def _fact(row: Row, reference: str, source: str) -> Fact:
    """Return a marked fact with its span, which the true value's only occurrence gives."""
    true, false, kind = row.text("true"), row.text("false"), row.text("kind")
    here = Row(path=row.path, line=_line(source, "true", true), fields=row.fields)
    if kind not in get_args(FactKind):
        raise here.error(f"field `kind`: {UnknownName('kind of fact', kind, get_args(FactKind))}")
    if reference.count(true) != 1:
        times = reference.count(true)
        raise here.error(f"field `true`: {true!r} occurs {times} times in the reference, not once")
    start = reference.index(true)
    return Fact(
        start=start, end=start + len(true), true=true, false=false, kind=cast(FactKind, kind)
    )


def _constraint(row: Row, source: str) -> Constraint:
    """Return a constraint with a value of the right type."""
    kind, value = row.text("kind"), row.fields.get("value")
    here = Row(path=row.path, line=_line(source, "kind", kind), fields=row.fields)
    if kind not in get_args(ConstraintKind):
        known = get_args(ConstraintKind)
        raise here.error(f"field `kind`: {UnknownName('constraint', kind, known)}")
    checked = cast(ConstraintKind, kind)
    if isinstance(value, list):
        return Constraint(kind=checked, value=tuple(here.texts("value")))
    if isinstance(value, int | str):
        return Constraint(kind=checked, value=value)
    raise here.error("field `value` must be a number, a text, true or a list of texts")


def _line(source: str, field: str, value: str = "") -> int | None:
    """Return the line of a TOML source on which `field` (holding `value`) stands."""
    for number, line in enumerate(source.split("\n"), 1):
        if re.match(rf"\s*(\[\[)?{field}(\]\])?\b", line) and value.split("\n")[0] in line:
            return number
    return None
