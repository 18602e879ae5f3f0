"""What came of reading somebody else's file: templates, and what could not be one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sosprobe.errors import BadInput, SetupError, UnknownName
from sosprobe.judges.template import Template
from sosprobe.judges.template_file import problem_of, read_template, write_template
from sosprobe.types import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A prompt that no template can be."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The templates of a file."""

    templates: tuple[Template, ...]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    """What is read in another way than by the file's own tool."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A prompt in a file that may become a template."""

    name: str
    make: Callable[[], Template]
    """Build it, or raise `SetupError` with the reason why it cannot be one."""
    file: Path | None = None
    """The file that it stands in, if not the one that was asked for."""


def gathered(
    path: Path, entries: Iterable[Entry], wanted: str = "", *, notes: tuple[str, ...] = ()
) -> Imported:
    """Return what became of the entries of a file, or of the one called `wanted`.

    Raises
    ------
    UnknownName
        If no entry is called so.
    BadInput
        If none could become a template; says why.
    """
    listed = _distinct(list(entries))
    if wanted and wanted not in [entry.name for entry in listed]:
        raise UnknownName(f"prompt in {path}", wanted, [entry.name for entry in listed])
    chosen = [entry for entry in listed if wanted in ("", entry.name)]
    templates: list[Template] = []
    skipped: list[Skipped] = []
    for entry in chosen:
        try:
            templates.append(_finished(entry.make().named(entry.name)))
        except SetupError as error:
            skipped.append(Skipped(name=entry.name, reason=_without(entry.file or path, error)))
    if not templates:
        why = "; ".join(f"{one.name}: {one.reason}" for one in skipped[:5])
        raise BadInput(path, f"no prompt could become a template: {why or 'there is none'}")
    return Imported(templates=tuple(templates), skipped=tuple(skipped), notes=notes)


def safe_name(name: str) -> str:
    """Return a name that can be that of a file and of a template.

    >>> safe_name("../my judge~2")
    'my-judge-2'
    """
    return re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII).strip("-.") or "template"


def _without(path: Path, error: SetupError) -> str:
    """Return what an error says, without the path that is named anyway."""
    said = str(error).removeprefix(f"{path}: ")
    return f"line {said.removeprefix(f'{path}:')}" if said.startswith(f"{path}:") else said


def _distinct(entries: list[Entry]) -> list[Entry]:
    """Return the entries under safe names, no two of which are the same."""
    taken: dict[str, int] = {}
    found: list[Entry] = []
    for entry in entries:
        name = safe_name(entry.name)
        taken[name] = taken.get(name, 0) + 1
        while taken[name] > 1 and f"{name}-{taken[name]}" in taken:
            taken[name] += 1
        own = f"{name}-{taken[name]}" if taken[name] > 1 else name
        taken.setdefault(own, 1)
        found.append(replace(entry, name=own))
    return found


def _finished(template: Template) -> Template:
    """Return a template that can be asked, read, written, and read again as the same.

    Raises
    ------
    SetupError
        If it cannot.
    """
    problem = problem_of(template)
    if problem:
        raise SetupError(problem)
    again = read_template(template.name, "as TOML", write_template(template))
    if again != template:
        raise SetupError("it would not be the same when written as TOML and read again")
    if template.verdict == "token":
        read = [template.parse(Reply(text=label)).preference for label in template.labels]
        if read != [0.0, 1.0]:
            raise SetupError(f"labels {' and '.join(template.labels)} cannot be told apart")
    return template
