"""Templates as TOML files: find one by name, read it, check it, write it.

`verdict` names the kind of verdict, `user` and `system` hold the texts. Each kind needs its places:
{{prompt}} and {{first}}, {{second}} for a pair, {{response}} where each is graded alone,
{{responses}} where several are shown. A file of the user's own works the same: give its path.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from importlib import resources
from pathlib import Path
from typing import Any, cast

import tomli_w

from sosprobe.errors import BadInput, SetupError, UnknownName
from sosprobe.judges.marks import halves, pattern
from sosprobe.judges.template import KINDS, MORE, SHOWN, Aside, Template
from sosprobe.judges.template_fields import READ
from sosprobe.judges.wording import LEVELS

_OWN = ("a", "b", "criteria", "context", "task")


def template_names() -> list[str]:
    """Return the names of the templates that are shipped."""
    folder = resources.files("sosprobe.judges") / "templates"
    return sorted(
        f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")
    )


def load_template(name: str) -> Template:
    """Return a shipped template by name, or one of the user's own by the path of its file.

    `FORMAT:PATH#NAME` is a prompt in another tool's file, see `importers`.

    Raises
    ------
    UnknownName
        If no shipped template is called so and no such file exists.
    BadInput
        If the file is malformed; says which field.
    """
    if name.endswith(".toml") and Path(name).is_file():
        try:
            text = Path(name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(name, f"cannot be read: {error}") from error
        return read_template(Path(name).stem, name, text)
    if ":" in name:
        # Importers build templates with what stands in this file.
        from sosprobe.judges.importers import is_format, template_at

        if is_format(name):
            return template_at(name)
    if name not in template_names():
        raise UnknownName("template", name, template_names())
    text = (resources.files("sosprobe.judges") / "templates" / f"{name}.toml").read_text("utf-8")
    return read_template(name, f"{name}.toml", text)


def read_template(name: str, path: str, text: str) -> Template:
    """Return the template in the text of a TOML file, every field checked."""
    try:
        table: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(path, str(error)) from error
    for field in ("user", "verdict"):
        if field not in table:
            raise BadInput(path, f"field `{field}` is missing")
    values: dict[str, Any] = {}
    for field, value in table.items():
        if field not in READ:
            raise BadInput(path, str(UnknownName("field", field, READ)))
        try:
            values[field] = READ[field](value)
        except (SetupError, TypeError, ValueError) as error:
            raise BadInput(path, f"field `{field}` {error}") from None
    template = Template(name=name, **values)
    problem = problem_of(template)
    if problem:
        raise BadInput(path, problem)
    return template


def write_template(template: Template) -> str:
    """Return the text of a TOML file that reads as `template`."""
    usual = Template(name=template.name, user="", verdict=template.verdict)
    table: dict[str, Any] = {"verdict": template.verdict}
    for field in (f.name for f in fields(Template)):
        value: Any = getattr(template, field)
        if field in ("name", "verdict") or value == getattr(usual, field):
            continue
        if field in ("factors", "grades", "patterns", "says"):
            table[field] = dict(value)
        elif field == "asides":
            table[field] = {
                name: {k: v for k, v in (("system", a.system), ("user", a.user)) if v}
                for name, a in cast("tuple[tuple[str, Aside], ...]", value)
            }
        elif isinstance(value, tuple):
            table[field] = _lists(cast("tuple[object, ...]", value))
        else:
            table[field] = value
    return tomli_w.dumps(table, multiline_strings=True)


def problem_of(template: Template) -> str:
    """Return what keeps a template from being asked and read; nothing if it is sound."""
    if template.verdict not in KINDS:
        return str(UnknownName("verdict", template.verdict, KINDS))
    shown = {"prompt", *SHOWN[template.shows]}
    missing = sorted(shown - template.places)
    if missing:
        listed = ", ".join(f"{{{{{place}}}}}" for place in missing)
        return f"the texts need each of the places {sorted(shown)}; missing: {listed}"
    for place in sorted(template.places - shown - {*_OWN, *MORE}):
        return str(UnknownName("place", place, [*shown, *_OWN, *MORE]))
    return _problem_of_reading(template) or _problem_of_asking(template)


def _problem_of_reading(template: Template) -> str:
    """Return what keeps replies from being read."""
    low, high = template.scale
    if not low < high:
        return f"field `scale` must rise, not go from {low:g} to {high:g}"
    try:
        for wrap in (template.wrap, *template.wraps):
            pattern(wrap)
        for _, wanted in template.patterns:
            re.compile(wanted)
    except (SetupError, re.error) as error:
        return str(error)
    for level in [level for _, level in template.legend] + [
        level for level, _ in template.patterns
    ]:
        if level not in LEVELS:
            return str(UnknownName("level", level, LEVELS))
    if template.verdict in ("levels", "criteria", "json") and len(template.legend) < 2:
        return "field `legend` needs at least two levels"
    if template.verdict == "criteria" and not template.factors:
        return "verdict `criteria` needs a table `factors`: name and meaning of each criterion"
    if template.verdict == "scores" and template.where == "anywhere" and len(template.wraps) != 2:
        return "verdict `scores` needs `wraps`, one for each response, or where = 'first_line'"
    return ""


def _problem_of_asking(template: Template) -> str:
    """Return what keeps a judge from answering in the form that is read."""
    for name, _ in template.asides:
        if name not in MORE:
            return str(UnknownName("aside", name, MORE))
        if name not in template.places:
            return f"aside `{name}` fills no place: the texts have no {{{{{name}}}}}"
    if "task" in template.places or template.verdict == "reward" or template.patterns:
        return ""
    text = template.system + template.user
    match template.verdict:
        case "levels" | "criteria" | "score" | "best":
            said = halves(template.wrap)[0] in text
        case "scores":
            said = template.where == "first_line" or all(
                halves(w)[0] in text for w in template.wraps
            )
        case "json" | "json_score":
            said = template.field in text
        case _:
            said = True
    if said:
        return ""
    return (
        "the texts name no verdict marker: they have neither {{task}} nor "
        f"{template.wrap if 'json' not in template.verdict else template.field}"
    )


def _lists(value: tuple[object, ...]) -> list[object]:
    """Return tuples as TOML has them."""
    return [_lists(cast("tuple[object, ...]", v)) if isinstance(v, tuple) else v for v in value]
