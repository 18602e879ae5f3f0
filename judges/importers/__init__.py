"""Read judge prompts of other tools where the user has them, in those tools' own files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sosprobe.errors import BadInput, UnknownName
from sosprobe.judges.importers.alpaca_eval import read_alpaca_eval
from sosprobe.judges.importers.arena_hard import read_arena_hard
from sosprobe.judges.importers.fastchat import read_fastchat
from sosprobe.judges.importers.llmbar import read_llmbar
from sosprobe.judges.importers.prometheus import read_prometheus
from sosprobe.judges.importers.promptfoo import read_promptfoo
from sosprobe.judges.importers.result import Imported
from sosprobe.judges.template import Template

FORMATS: Mapping[str, Callable[[Path, str], Imported]] = {
    "alpaca_eval": read_alpaca_eval,
    "arena_hard": read_arena_hard,
    "fastchat": read_fastchat,
    "llmbar": read_llmbar,
    "prometheus": read_prometheus,
    "promptfoo": read_promptfoo,
}
"""What reads each format: from a path, and the name of the one prompt that is wanted."""


def import_templates(form: str, path: Path, name: str = "") -> Imported:
    """Return the templates in a file of another tool, or the one called `name`.

    Raises
    ------
    UnknownName
        If there is no such format, or nothing in the file has that name.
    BadInput
        If the file is malformed or nothing in it can be a template; says which field, and why.
    """
    if form not in FORMATS:
        raise UnknownName("format of templates", form, FORMATS)
    return FORMATS[form](_place(path), name)


def template_at(spec: str) -> Template:
    """Return the one template that `FORMAT:PATH` or `FORMAT:PATH#NAME` stands for."""
    form, _, rest = spec.partition(":")
    place, _, name = rest.rpartition("#")
    if not place or _place(Path(rest)).exists():
        place, name = rest, ""
    template, *others = import_templates(form, Path(place), name).templates
    if others:
        names = ", ".join(one.name for one in (template, *others))
        raise BadInput(place, f"holds several prompts; add #NAME, one of {names}")
    return template


def is_format(spec: str) -> bool:
    """Say whether a name begins with a format and a colon."""
    return ":" in spec and spec.partition(":")[0] in FORMATS


def _place(path: Path) -> Path:
    """Return a path in full, which must be one that a file can have."""
    try:
        whole = path.expanduser()
        whole.resolve()
        whole.exists()
    except (OSError, ValueError, RuntimeError) as error:
        raise BadInput(f"{path}"[:80], "cannot be the name of a file") from error
    return whole
